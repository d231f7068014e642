import DescentLinearAlgebra
import Testing

@Suite struct SingularValueDecompositionTests {
  @Test(arguments: shapes, 1...2) func decomposes(shape: (Int, Int), seed: Int) throws {
    try check(Double.self, shape.0, shape.1, seed)
    try check(Float.self, shape.0, shape.1, seed)
  }

  private func check<S: BLASScalar>(_: S.Type, _ m: Int, _ n: Int, _ seed: Int) throws {
    let k = min(m, n)
    for condition in conditions(S.self) {
      var numbers = TestNumbers(seed: seed)
      let exact = geometric(k, condition: condition)
      let a: Matrix<S> = numbers.matrix(m, n, singularValues: exact)
      let svd = try SingularValueDecomposition(a)
      #expect((svd.u.rowCount, svd.u.columnCount) == (m, k))
      #expect((svd.vTransposed.rowCount, svd.vTransposed.columnCount) == (k, n))
      #expect((svd.rowCount, svd.columnCount) == (m, n))
      #expect(ratio(svd.reconstructed().subtracting(a), a.norm(.one), max(m, n)) < ratioLimit)
      #expect(orthogonality(svd.u) < ratioLimit)
      #expect(orthogonality(svd.vTransposed.transposed()) < ratioLimit)
      let alone = try SingularValueDecomposition.singularValues(of: a)
      for i in 0..<k {
        let bound = ratioLimit * Double(max(m, n)) * Double(S.ulpOfOne)
        #expect(abs(Double(svd.singularValues[i]) - exact[i]) < bound)
        #expect(abs(Double(alone[i]) - exact[i]) < bound)
        #expect(svd.singularValues[i] >= 0)
        if i > 0 { #expect(svd.singularValues[i] <= svd.singularValues[i - 1]) }
      }
      guard condition * Double(S.ulpOfOne) < 0.1 else { continue }
      #expect(svd.rank() == k)
      #expect(abs(Double(svd.conditionNumber) / condition - 1) < (k > 1 ? 0.01 : Double.infinity))
    }
  }

  @Test(arguments: [(20, 6, 4), (6, 20, 4), (12, 12, 7), (4, 3, 0), (9, 4, 4), (4, 9, 4)])
  func solvesWithLeastNorm(shape: (m: Int, n: Int, rank: Int)) throws {
    try checkSolve(Double.self, shape)
    try checkSolve(Float.self, shape)
  }

  private func checkSolve<S: BLASScalar>(_: S.Type, _ shape: (m: Int, n: Int, rank: Int)) throws {
    var numbers = TestNumbers(seed: 5)
    let (m, n, rank) = shape
    let a: Matrix<S> = numbers.matrix(m, n, singularValues: geometric(rank, condition: 20))
    let svd = try SingularValueDecomposition(a)
    let tolerance: S = 100 * S.ulpOfOne
    #expect(svd.rank(tolerance: tolerance) == rank)
    let b: Matrix<S> = numbers.matrix(m, 3)
    let x = svd.solve(b, tolerance: tolerance)
    // The residual is orthogonal to the columns, and the solution lies in the span of the rows.
    let bound = 2000 * S.ulpOfOne
    #expect((a.transposed() * b.subtracting(a * x)).norm(.maximum) < bound)
    let rows = svd.vTransposed[rows: 0..<rank]
    #expect((rows.transposed() * (rows * x)).subtracting(x).norm(.maximum) < bound * (1 + x.norm(.maximum)))

    let vector = svd.solve(b.column(2), tolerance: tolerance)
    #expect(column(vector).subtracting(x[columns: 2..<3]).norm(.maximum) < bound)
    #expect(svd.solve(Array(b.column(2)), tolerance: tolerance) == vector)

    // The four conditions of Penrose.
    let inverse = svd.pseudoinverse(tolerance: tolerance)
    #expect((inverse.rowCount, inverse.columnCount) == (n, m))
    #expect((a * inverse * a).subtracting(a).norm(.maximum) < bound)
    #expect((inverse * a * inverse).subtracting(inverse).norm(.maximum) < 400 * bound)
    #expect((a * inverse).subtracting((a * inverse).transposed()).norm(.maximum) < bound)
    #expect((inverse * a).subtracting((inverse * a).transposed()).norm(.maximum) < bound)
    #expect((inverse * b).subtracting(x).norm(.maximum) < 20 * bound)
  }

  @Test func solvesWorkedExamples() throws {
    let wide = try SingularValueDecomposition([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])
    #expect(wide.solve([1, 2]).isClose(to: [-1 / 18.0, 1 / 9.0, 5 / 18.0], relativeTolerance: 1e-13))
    #expect(abs(wide.singularValues[0] - 9.508032000695724) < 1e-13)
    #expect(abs(wide.singularValues[1] - 0.7728696356734838) < 1e-13)
    let singular = try SingularValueDecomposition([[1.0, 2.0], [2.0, 4.0]])
    #expect(singular.rank() == 1)
    #expect(singular.conditionNumber > 1e15)
    #expect(singular.solve([5, 10]).isClose(to: [1, 2], relativeTolerance: 1e-13))
    let zero = try SingularValueDecomposition(Matrix<Double>.zeros(2, 3))
    #expect(zero.conditionNumber == .infinity)
    #expect(zero.rank() == 0)
    #expect(zero.solve([1, 1]) == [0, 0, 0])
    #expect(zero.pseudoinverse() == .zeros(3, 2))
  }

  @Test func emptyAndExtremeInputs() throws {
    for (m, n) in [(0, 0), (0, 3), (3, 0)] {
      let svd = try SingularValueDecomposition(Matrix<Double>.zeros(m, n))
      #expect(svd.singularValues == [])
      #expect(svd.rank() == 0)
      #expect(svd.conditionNumber == 1)
      #expect(svd.solve(Vector<Double>.zeros(m)) == .zeros(n))
      #expect(svd.pseudoinverse() == .zeros(n, m))
      #expect(try SingularValueDecomposition.singularValues(of: Matrix<Double>.zeros(m, n)) == [])
    }
    for scale in [1e-300, 1e300] {
      let values = try SingularValueDecomposition.singularValues(of: Matrix(2, 2, [3, 0, 4, 5]).scaled(by: scale))
      #expect(abs(values[0] / scale - 45.0.squareRoot()) < 1e-13)
      #expect(abs(values[1] / scale - 5.0.squareRoot()) < 1e-13)
    }
    #expect(thrown { try SingularValueDecomposition([[1.0], [.nan]]) } == .nonFinite(row: 1, column: 0))
    #expect(
      thrown { try SingularValueDecomposition<Double>.singularValues(of: [[1.0, .infinity]]) }
        == .nonFinite(row: 0, column: 1))
    #expect(
      LinearAlgebraError.notConverged(routine: "gesdd").description
        == "The iteration of LAPACK's gesdd did not converge, which is very rare: scale the columns to similar size and "
        + "try again, or use another decomposition")
  }

  @Test func shapesTrap() async {
    let rows = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = try SingularValueDecomposition(Matrix<Double>.identity(3)).solve([1, 2])
    }
    #expect(
      message(of: rows).contains("SingularValueDecomposition.solve: the right-hand side has 2 rows, the matrix 3"))
  }
}
