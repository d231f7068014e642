import DescentLinearAlgebra
import Testing

@Suite struct MatrixTests {
  @Test func literalsAreRows() {
    let x: Matrix = [[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]
    #expect(x.rowCount == 3 && x.columnCount == 2 && x.count == 6)
    #expect(x[2, 0] == 5)
    #expect(x.rows == [[1, 2], [3, 4], [5, 6]])
    #expect(x * [1, 1] == [3, 7, 11])
    #expect(x == Matrix(rows: [[1, 2], [3, 4], [5, 6]]))
    #expect(x == Matrix(columns: [[1, 3, 5], [2, 4, 6]]))
    #expect(x == Matrix(3, 2, [1, 2, 3, 4, 5, 6]))
  }

  @Test func specialMatrices() {
    #expect(Matrix<Float>.zeros(2, 3) == Matrix(repeating: 0, 2, 3))
    #expect(Matrix<Double>.identity(2) == [[1, 0], [0, 1]])
    #expect(Matrix<Double>.diagonal([2, 3]) == [[2, 0], [0, 3]])
    #expect(Matrix<Double>.identity(0).count == 0)
  }

  @Test(arguments: [(0, 0), (0, 3), (3, 0)])
  func emptyMatricesKeepTheirShape(rowCount: Int, columnCount: Int) {
    let x = Matrix<Double>.zeros(rowCount, columnCount)
    var y = x
    y.scale(by: 2)
    #expect(y == x && y.rowCount == rowCount && y.columnCount == columnCount)
    #expect(x.rows == Array(repeating: [], count: rowCount))
    #expect(Matrix(x.view.transposed) == Matrix.zeros(columnCount, rowCount))
    #expect(x.span.isEmpty && y.mutableSpan.isEmpty)
    #expect(x.diagonal.count == 0)
    #expect(x.mapRows { $0.count } == Array(repeating: columnCount, count: rowCount))
    #expect(x.mapColumns { $0.count } == Array(repeating: rowCount, count: columnCount))
  }

  @Test func emptyMatricesOfDifferentShapesDiffer() {
    #expect(Matrix<Double>.zeros(0, 3) != Matrix<Double>.zeros(3, 0))
    #expect(Matrix<Double>(rows: []) == Matrix.zeros(0, 0))
    #expect(Matrix<Double>(rows: [[], []]) == Matrix.zeros(2, 0))
    #expect(Matrix<Double>(columns: [[], []]) == Matrix.zeros(0, 2))
  }

  @Test func equalityIsThatOfIEEE754() {
    let nan = Matrix<Double>(repeating: .nan, 1, 1)
    #expect(nan != nan)
    #expect(Matrix<Double>(repeating: -0.0, 1, 1) == Matrix(repeating: 0, 1, 1))
  }

  @Test func elementsAreReadAndWritten() {
    var x = Matrix<Double>.zeros(2, 3)
    x[1, 2] = 7
    x[0, 1] += 2
    #expect(x == [[0, 2, 0], [0, 0, 7]])
    do {
      var span = x.mutableSpan
      for i in span.indices { span[i] += 1 }
    }
    #expect(x == [[1, 3, 1], [1, 1, 8]])
    #expect(x.span[5] == 8)
  }

  @Test func rowsAndColumnsAreVisitedInOrder() {
    let x: Matrix = [[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]
    var seen: [Double] = []
    x.forEachRow { seen.append($0[2]) }
    x.forEachColumn { seen.append($0[1]) }
    #expect(seen == [3, 6, 4, 5, 6])
    #expect(x.mapRows { $0.sum() } == [6, 15])
    #expect(x.mapColumns { $0.sum() } == [5, 7, 9])
    #expect(x.row(1) == [4, 5, 6])
    #expect(x.column(1) == [2, 5])
  }

  @Test func roundingToTheOtherPrecision() {
    let x: Matrix = [[0.1, 1e300], [-1e-300, .nan]]
    let rounded = Matrix<Float>(rounding: x)
    #expect(rounded[0, 0] == Float(0.1) && rounded[0, 1] == .infinity && rounded[1, 0] == 0 && rounded[1, 1].isNaN)
    #expect(Matrix<Double>(rounding: rounded)[0, 0] == Double(Float(0.1)))
    #expect(Matrix<Double>(rounding: x)[0, 1] == 1e300)
  }
}
