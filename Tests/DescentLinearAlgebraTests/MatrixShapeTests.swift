import DescentLinearAlgebra
import Testing

@Suite struct MatrixShapeTests {
  let x: Matrix = [[1.0, 2.0, 3.0], [4.0, 5.0, 6.0], [7.0, 8.0, 9.0], [10.0, 11.0, 12.0]]

  @Test(arguments: [(1, 1), (16, 16), (17, 15), (1, 40), (40, 1), (33, 50), (0, 4), (4, 0)])
  func transposing(rowCount: Int, columnCount: Int) {
    func check<S: BLASScalar>(_: S.Type) {
      let a = Matrix<S>.random(rowCount, columnCount)
      let t = a.transposed()
      #expect(t.rowCount == columnCount && t.columnCount == rowCount)
      for i in 0..<rowCount { for j in 0..<columnCount { #expect(t[j, i] == a[i, j]) } }
      #expect(t.transposed() == a)
    }
    check(Double.self)
    check(Float.self)
  }

  @Test func parts() {
    #expect(x[rows: 1..<3] == [[4, 5, 6], [7, 8, 9]])
    #expect(x[columns: 1..<2] == [[2], [5], [8], [11]])
    #expect(x[rows: 2..<4, columns: 0..<2] == [[7, 8], [10, 11]])
    #expect(x[rows: 1..<4][rows: 1..<2, columns: 2..<3] == [[9]])
    #expect(x[rows: 4..<4] == Matrix.zeros(0, 3))
    #expect(x[columns: 3..<3] == Matrix.zeros(4, 0))
    #expect(x[rows: 0..<0, columns: 0..<0] == Matrix.zeros(0, 0))
  }

  @Test func selecting() {
    #expect(x.selecting(rows: [3, 0, 0]) == [[10, 11, 12], [1, 2, 3], [1, 2, 3]])
    #expect(x.selecting(columns: [2, 0]) == [[3, 1], [6, 4], [9, 7], [12, 10]])
    #expect(x[rows: 1..<3].selecting(rows: stride(from: 1, through: 0, by: -1).map { $0 }) == [[7, 8, 9], [4, 5, 6]])
    #expect(x[rows: 1..<2].selecting(columns: 1..<3) == [[5, 6]])
    #expect(x.selecting(rows: []) == Matrix.zeros(0, 3))
    #expect(x.selecting(columns: []) == Matrix.zeros(4, 0))
  }

  @Test func inserting() {
    let small = x[rows: 1..<3]
    #expect(small.insertingRow([0, 0, 0], at: 0) == [[0, 0, 0], [4, 5, 6], [7, 8, 9]])
    #expect(small.insertingRow([0, 0, 0], at: 2) == [[4, 5, 6], [7, 8, 9], [0, 0, 0]])
    #expect(small.insertingColumn([1, 2], at: 0) == [[1, 4, 5, 6], [2, 7, 8, 9]])
    #expect(small.insertingColumn([1, 2], at: 3) == [[4, 5, 6, 1], [7, 8, 9, 2]])
    #expect(Matrix.zeros(0, 3).insertingRow([1, 2, 3], at: 0) == [[1, 2, 3]])
    #expect(Matrix.zeros(2, 0).insertingColumn([1, 2], at: 0) == [[1], [2]])
  }

  @Test func removing() {
    #expect(x[rows: 0..<2].removingRow(0) == [[4, 5, 6]])
    #expect(x[rows: 0..<2].removingColumn(1) == [[1, 3], [4, 6]])
    #expect(x[rows: 0..<1].removingRow(0) == Matrix.zeros(0, 3))
    #expect(x[columns: 0..<1].removingColumn(0) == Matrix.zeros(4, 0))
  }

  @Test func concatenating() {
    let (top, bottom) = (x[rows: 0..<1], x[rows: 1..<4])
    #expect(Matrix.concatenating(rowsOf: [top, bottom]) == x)
    #expect(Matrix.concatenating(rowsOf: [Matrix.zeros(0, 3), x]) == x)
    #expect(Matrix.concatenating(columnsOf: [x[columns: 0..<1], Matrix.zeros(4, 0), x[columns: 1..<3]]) == x)
    #expect(Matrix<Double>.concatenating(rowsOf: []) == Matrix.zeros(0, 0))
    #expect(Matrix<Double>.concatenating(columnsOf: []) == Matrix.zeros(0, 0))
  }
}
