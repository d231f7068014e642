import DescentLinearAlgebra
import Testing

/// Mistakes of the programmer end the program, in release builds too, and the message names both sides.
@Suite struct TrapTests {
  private func expect(_ message: String, in result: ExitTest.Result?, _ location: SourceLocation = #_sourceLocation) {
    let text = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(text.contains(message), sourceLocation: location)
  }

  @Test func rowsOfDifferentLengths() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Matrix(rows: [[1.0, 2.0], [3.0]])
    }
    expect("Matrix(rows:): row 1 has 1 elements, row 0 has 2", in: result)
  }

  @Test func columnsOfDifferentLengths() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Matrix(columns: [[1.0, 2.0], [3.0]])
    }
    expect("Matrix(columns:): column 1 has 1 elements, column 0 has 2", in: result)
  }

  @Test func tooFewElements() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Matrix(2, 3, [1.0, 2.0])
    }
    expect("2 elements do not make a matrix of 2 rows and 3 columns", in: result)
  }

  @Test func shapesBeyondMemory() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Matrix<Double>.zeros(1 << 40, 1 << 40)
    }
    expect("1099511627776×1099511627776 has more elements than memory can have addresses", in: result)
    let negative = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Matrix<Double>.zeros(3, -1)
    }
    expect("3×-1: a dimension is negative", in: negative)
  }

  @Test func matrixTimesVector() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Matrix<Double>.zeros(3, 2) * Vector<Double>.zeros(4)
    }
    expect("the shapes 3×2 and 4×1 do not fit together", in: result)
  }

  @Test func matrixTimesMatrix() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Matrix<Float>.zeros(3, 2) * Matrix<Float>.zeros(3, 2)
    }
    expect("the shapes 3×2 and 3×2 do not fit together", in: result)
    let target = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      var c = Matrix<Double>.zeros(2, 2)
      multiply(Matrix.zeros(3, 2), by: Matrix.zeros(2, 4), into: &c)
    }
    expect("the product and C: the shapes 3×4 and 2×2 do not fit together", in: target)
  }

  @Test func targetsOfTheWrongSize() async {
    let vector = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      var y = Vector<Double>.zeros(2)
      multiply(Matrix.zeros(3, 2), by: Vector.zeros(2), into: &y)
    }
    expect("rows of the matrix, elements of y: the lengths 3 and 2 differ", in: vector)
    let gram = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      var c = Matrix<Double>.zeros(3, 3)
      Matrix.zeros(3, 2).gram(into: &c)
    }
    expect("gram(into:): the shapes 2×2 and 3×3 do not fit together", in: gram)
  }

  @Test func dotAndElementwise() async {
    let dot = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Vector([1.0, 2.0]).dot([1.0])
    }
    expect("dot: the lengths 2 and 1 differ", in: dot)
    let sum = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Matrix<Double>.zeros(2, 3).adding(Matrix.zeros(3, 2))
    }
    expect("the shapes 2×3 and 3×2 do not fit together", in: sum)
    let each = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Matrix<Double>.zeros(2, 3).scalingColumns(by: [1, 2])
    }
    expect("the lengths 2 and 3 differ", in: each)
  }

  @Test func indicesOutOfRange() async {
    let row = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Matrix<Double>.zeros(3, 2)[3, 0]
    }
    expect("The row 3 is out of range: there are 3, counted from 0", in: row)
    let column = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      var x = Matrix<Double>.zeros(3, 2)
      x[0, -1] = 1
    }
    expect("The column -1 is out of range: there are 2, counted from 0", in: column)
    let vector = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Vector<Double>.zeros(2)[2]
    }
    expect("The index 2 is out of range: there are 2, counted from 0", in: vector)
    let rows = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Matrix<Double>.zeros(3, 2)[rows: 2..<4]
    }
    expect("The rows 2..<4 are out of range: there are 3, counted from 0", in: rows)
    let view = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Matrix<Double>.zeros(0, 2)[column: 2].count
    }
    expect("The column 2 is out of range: there are 2, counted from 0", in: view)
  }

  @Test func concatenatingAndInserting() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Matrix<Double>.concatenating(rowsOf: [.zeros(1, 2), .zeros(1, 3)])
    }
    expect("concatenating(rowsOf:): the shapes 1×2 and 1×3 do not fit together", in: result)
    let row = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Matrix<Double>.zeros(2, 2).insertingRow([1, 2], at: 3)
    }
    expect("insertingRow: 3 is not between 0 and 2", in: row)
  }

  @Test func triangularSolves() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Matrix<Double>.zeros(2, 2).solvingTriangular(.upper, Vector<Double>.zeros(3))
    }
    expect("solveTriangular: the shapes 2×2 and 3×1 do not fit together", in: result)
  }

  @Test func nothingHasNoMinimum() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Vector<Double>.zeros(0).minimum()
    }
    expect("There is no minimum of no elements", in: result)
  }

  @Test func noThreads() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      Parallelism.threadCount = 0
    }
    expect("0 threads cannot do any work", in: result)
  }

  /// The matrix is never touched: its pages are only promised.
  @Test func dimensionsBeyond32Bits() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let wide = Matrix<Float>.zeros(1, 1 << 31)
      _ = wide * Vector<Float>.zeros(1 << 31)
    }
    expect("A dimension of 2147483648 exceeds what OpenBLAS takes (2147483647)", in: result)
  }
}
