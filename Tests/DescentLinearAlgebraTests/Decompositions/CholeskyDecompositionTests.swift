import DescentLinearAlgebra
import Testing

@Suite struct CholeskyDecompositionTests {
  @Test(arguments: sizes, 1...2) func factorsSolvesAndInverts(size: Int, seed: Int) throws {
    try check(Double.self, size, seed)
    try check(Float.self, size, seed)
  }

  private func check<S: BLASScalar>(_: S.Type, _ n: Int, _ seed: Int) throws {
    for condition in conditions(S.self).dropLast() {
      var numbers = TestNumbers(seed: seed)
      let a: Matrix<S> = numbers.symmetric(eigenvalues: geometric(n, condition: condition))
      let cholesky = try CholeskyDecomposition(a)
      let r = cholesky.factor
      #expect(cholesky.size == n)
      for i in 0..<n {
        #expect(r[i, i] > 0)
        for j in 0..<i { #expect(r[i, j] == 0) }
      }
      #expect(ratio(cholesky.reconstructed().subtracting(a), a.norm(.one), n) < ratioLimit)
      #expect(cholesky.reconstructed().isSymmetric())

      let b: Matrix<S> = numbers.matrix(n, 3)
      let x = cholesky.solve(b)
      #expect(residual(a, x, b) < ratioLimit)
      if n > 0 {
        #expect(residual(a, column(cholesky.solve(b.column(1))), column(b.column(1))) < ratioLimit)
        #expect(cholesky.solve(Array(b.column(1))) == cholesky.solve(b.column(1)))
      }

      let inverse = cholesky.inverse()
      #expect(inverse.isSymmetric())
      let scale = a.norm(.one) * inverse.norm(.one)
      #expect(ratio((inverse * a).subtracting(.identity(n)), scale, n) < ratioLimit)
      let estimate = cholesky.conditionNumber
      #expect(estimate <= 1.1 * max(scale, 1))
      #expect(estimate >= 0.1 * scale)
      #expect(estimate * cholesky.reciprocalConditionNumber > 0.99)

      let logDeterminant = geometric(n, condition: condition).reduce(0) { $0 + Double.log($1) }
      let error = abs(Double(cholesky.logDeterminant) - logDeterminant)
      #expect(error <= 10 * Double(max(n, 1)) * condition * Double(S.ulpOfOne))
    }
  }

  @Test(arguments: sizes) func updatesAndDowndates(size: Int) throws {
    try checkUpdates(Double.self, size)
    try checkUpdates(Float.self, size)
  }

  private func checkUpdates<S: BLASScalar>(_: S.Type, _ n: Int) throws {
    var numbers = TestNumbers(seed: n)
    let original: Matrix<S> = numbers.symmetric(eigenvalues: geometric(n, condition: 100))
    var a = original
    var cholesky = try CholeskyDecomposition(a)
    for step in 1...5 {
      let v: Vector<S> = numbers.vector(n)
      let weight = S(step) / 2
      try cholesky.update(v, scaledBy: weight)
      a.addOuterProduct(v, v, scaledBy: weight)
      #expect(ratio(cholesky.reconstructed().subtracting(a), a.norm(.one), n) < ratioLimit)
      let fresh = try CholeskyDecomposition(a)
      #expect(ratio(cholesky.factor.subtracting(fresh.factor), fresh.factor.norm(.one) * 1000, n) < ratioLimit)
      #expect((0..<n).allSatisfy { cholesky.factor[$0, $0] > 0 })
      // The condition number follows: its norm of A is now an estimate from R.
      #expect(cholesky.conditionNumber <= 1.01 * fresh.conditionNumber)
      #expect(cholesky.conditionNumber >= 0.3 * fresh.conditionNumber)
    }
    numbers = TestNumbers(seed: n)
    let _: Matrix<S> = numbers.symmetric(eigenvalues: geometric(n, condition: 100))
    let largest = a.norm(.one)
    for step in 1...5 {
      try cholesky.downdate(numbers.vector(n), scaledBy: S(step) / 2)
    }
    // What was taken away leaves its rounding errors, in units of the greatest matrix on the way.
    #expect(ratio(cholesky.reconstructed().subtracting(original), largest, n) < ratioLimit)
    #expect((0..<n).allSatisfy { cholesky.factor[$0, $0] > 0 })
  }

  @Test func aDowndateTooFarChangesNothing() throws {
    var cholesky = try CholeskyDecomposition([[2.0, 1.0], [1.0, 2.0]])
    let before = cholesky.factor
    let condition = cholesky.conditionNumber
    // A − vvᵀ is singular for v = (√2, √½), and indefinite beyond.
    for scale in [1.0, 1.5, 1e200] {
      let v = Vector([2.0, 0.5].map { $0.squareRoot() * scale })
      #expect(throws: LinearAlgebraError.downdateNotPositiveDefinite) { try cholesky.downdate(v) }
      #expect(cholesky.factor == before)
      #expect(cholesky.conditionNumber == condition)
    }
    #expect(throws: LinearAlgebraError.nonFiniteElement(index: 1)) { try cholesky.downdate([1, .nan]) }
    #expect(throws: LinearAlgebraError.nonFiniteElement(index: 0)) { try cholesky.update([.infinity, 1]) }
    #expect(cholesky.factor == before)
    try cholesky.downdate([0.5, 0.5])
    #expect(cholesky.reconstructed().isClose(to: [[1.75, 0.75], [0.75, 1.75]]))
    #expect(
      LinearAlgebraError.downdateNotPositiveDefinite.description
        == "Without this vector the matrix is no longer positive definite to within rounding; the decomposition is "
        + "unchanged. Factor the remaining matrix anew, or take away fewer observations")
  }

  @Test func readsTheUpperTriangleOnly() throws {
    let cholesky = try CholeskyDecomposition([[4.0, 2.0], [.nan, 5.0]])
    #expect(cholesky.factor == [[2, 1], [0, 2]])
    #expect(cholesky.determinant == 16)
    #expect(thrown { try CholeskyDecomposition([[4.0, .nan], [2.0, 5.0]]) } == .nonFinite(row: 0, column: 1))
    #expect(thrown { try CholeskyDecomposition([[4.0, 0], [0, -.infinity]]) } == .nonFinite(row: 1, column: 1))
  }

  @Test func refusesWhatIsNotPositiveDefinite() throws {
    #expect(thrown { try CholeskyDecomposition([[1.0, 2.0], [2.0, 1.0]]) } == .notPositiveDefinite(column: 1))
    #expect(thrown { try CholeskyDecomposition([[0.0]]) } == .notPositiveDefinite(column: 0))
    #expect(thrown { try CholeskyDecomposition([[1.0, 1e300], [1e300, 1]]) } == .notPositiveDefinite(column: 1))
    let error = thrown { try CholeskyDecomposition([[1.0, 1.0, 0.0], [1.0, 1.0, 0.0], [0.0, 0.0, 1.0]]) }
    #expect(
      error?.description
        == "The matrix is not positive definite: its leading minor of 2 rows and columns is not positive. For XᵀX this "
        + "means that column 1 of X depends on those before it: drop it, add a ridge, or use PivotedQRDecomposition or "
        + "SingularValueDecomposition on X itself")
  }

  @Test func determinantsBeyondTheRangeOfNumbers() throws {
    let large = try CholeskyDecomposition(Matrix<Double>.identity(40).scaled(by: 1e20))
    #expect(large.determinant == .infinity)
    #expect(abs(large.logDeterminant - 800 * Double.log(10)) < 1e-10)
    let balanced = try CholeskyDecomposition(Matrix.diagonal([1e200, 1e200, 1e-200, 1e-199]))
    #expect(abs(balanced.determinant - 10) < 1e-13)
    #expect(try CholeskyDecomposition(Matrix<Double>.zeros(0, 0)).determinant == 1)
  }

  @Test func shapesTrap() async {
    let square = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = try CholeskyDecomposition(Matrix<Double>.zeros(2, 3))
    }
    #expect(message(of: square).contains("CholeskyDecomposition needs a square matrix; this one has the shape 2×3"))
    let rows = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = try CholeskyDecomposition(Matrix<Double>.identity(3)).solve([1, 2])
    }
    #expect(message(of: rows).contains("CholeskyDecomposition.solve: the right-hand side has 2 rows, the matrix 3"))
    let weight = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      var cholesky = try CholeskyDecomposition(Matrix<Double>.identity(1))
      try cholesky.update([1], scaledBy: -2)
    }
    #expect(message(of: weight).contains("the factor must be finite and not negative, and is -2.0"))
  }
}
