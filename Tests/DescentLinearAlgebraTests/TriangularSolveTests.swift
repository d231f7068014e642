import DescentLinearAlgebra
import Testing

@Suite struct TriangularSolveTests {
  /// The matrix that a solve is to read: the other triangle of `stored` is garbage.
  private func triangle<S: BLASScalar>(
    of stored: Matrix<S>, _ triangle: MatrixTriangle, _ transposed: Bool, _ hasUnitDiagonal: Bool
  ) -> Matrix<S> {
    var result = stored
    for i in 0..<stored.rowCount {
      for j in 0..<stored.rowCount where (triangle == .upper) ? j < i : j > i { result[i, j] = 0 }
      if hasUnitDiagonal { result[i, i] = 1 }
    }
    return transposed ? result.transposed() : result
  }

  private func check<S: BLASScalar>(_: S.Type, _ size: Int, _ upper: MatrixTriangle, _ transposed: Bool, _ unit: Bool) {
    var stored = Matrix<S>.random(size, size, seed: UInt64(size))
    for i in 0..<size {
      for j in 0..<size where i != j { stored[i, j] /= S(size) }
      stored[i, i] += stored[i, i] < 0 ? -2 : 2
    }
    let a = triangle(of: stored, upper, transposed, unit)
    for i in 0..<size {
      for j in 0..<size where (upper == .upper) ? j < i : j > i { stored[i, j] = .nan }
      if unit { stored[i, i] = .nan }
    }
    let tolerance = S.ulpOfOne * S(20 + size)
    let x = Vector<S>.random(size, seed: 9)
    let solution = stored.solvingTriangular(upper, transposed: transposed, hasUnitDiagonal: unit, a * x)
    #expect(solution.isClose(to: x, relativeTolerance: 0, absoluteTolerance: tolerance))
    for columns in [0, 1, 3] {
      let many = Matrix<S>.random(size, columns, seed: 10)
      let solutions = stored.solvingTriangular(upper, transposed: transposed, hasUnitDiagonal: unit, a * many)
      #expect(solutions.isClose(to: many, relativeTolerance: 0, absoluteTolerance: tolerance))
    }
  }

  @Test(arguments: [MatrixTriangle.upper, .lower], [0, 1, 2, 5, 33])
  func solutions(triangle: MatrixTriangle, size: Int) {
    for transposed in [false, true] {
      for unit in [false, true] {
        check(Double.self, size, triangle, transposed, unit)
        check(Float.self, size, triangle, transposed, unit)
      }
    }
  }

  @Test func theRightHandSideIsCopiedWhereItIsShared() {
    let a: Matrix = [[2.0, 1.0], [0.0, 4.0]]
    let b: Vector = [5.0, 4.0]
    #expect(a.solvingTriangular(.upper, b) == [2, 1])
    #expect(b == [5, 4])
    let inverse = a.solvingTriangular(.upper, a)
    #expect(inverse == Matrix.identity(2) && a[0, 0] == 2)
  }

  @Test func aZeroOnTheDiagonalIsNoError() {
    let a: Matrix = [[1.0, 1.0], [0.0, 0.0]]
    #expect(!a.solvingTriangular(.upper, [1, 1]).isFinite)
  }
}
