import DescentLinearAlgebra
import Testing

@Suite struct ViewsTests {
  let x: Matrix = [[1.0, 2.0, 3.0], [4.0, 5.0, 6.0], [7.0, 8.0, 9.0], [10.0, 11.0, 12.0]]

  @Test func rowsColumnsAndTheDiagonal() {
    #expect(Vector(x[row: 2]) == [7, 8, 9])
    #expect(Vector(x[column: 2]) == [3, 6, 9, 12])
    #expect(Vector(x.diagonal) == [1, 5, 9])
    #expect(Vector(x[columns: 0..<1].diagonal) == [1])
    #expect(x[column: 0][3] == 10)
    #expect(x[rows: 1..<4][column: 0][0] == 4)
    #expect(x.trace == 15)
  }

  @Test func partsOfViews() {
    #expect(Matrix(x.view[rows: 1..<3, columns: 1..<3]) == [[5, 6], [8, 9]])
    #expect(Matrix(x.view.transposed[rows: 1..<3, columns: 0..<2]) == [[2, 5], [3, 6]])
    #expect(Matrix(x.view.transposed.transposed) == x)
    #expect(Vector(x.view.transposed[row: 1]) == x.column(1))
    #expect(Vector(x.view.transposed[column: 1]) == x.row(1))
    #expect(Vector(x.view[rows: 1..<4, columns: 1..<3][column: 1]) == [6, 9, 12])
    #expect(x.view.transposed[2, 1] == 6)
    #expect(Matrix(x.view[rows: 4..<4, columns: 3..<3]).count == 0)
  }

  @Test func reductionsOfStridedElements() {
    #expect(x[column: 1].sum() == 26)
    #expect(x[column: 0].dot(x[column: 1]) == 2 + 20 + 56 + 110)
    #expect(x[row: 0].norm() == 14.0.squareRoot())
    #expect(x.diagonal.norm() == 107.0.squareRoot())
    var seen: [Double] = []
    // swift-format-ignore: ReplaceForEachWithForLoop
    x[column: 2].forEach { seen.append($0) }
    #expect(seen == [3, 6, 9, 12])
  }

  @Test func longStridedDotProducts() {
    let long = Matrix<Double>.random(10_000, 2)
    #expect(long[column: 0].dot(long[column: 1]) == long.column(0).dot(long.column(1)))
  }

  @Test func emptyViews() {
    let wide = Matrix<Double>.zeros(0, 3)
    #expect(wide[column: 1].sum() == 0 && wide[column: 1].norm() == 0)
    #expect(wide[column: 1].dot(wide[column: 2]) == 0)
    let tall = Matrix<Double>.zeros(3, 0)
    #expect(tall[row: 1].count == 0 && tall[row: 1].dot(tall[row: 2]) == 0)
    #expect(tall.view.transposed[column: 2].sum() == 0)
    #expect(tall.trace == 0)
  }
}
