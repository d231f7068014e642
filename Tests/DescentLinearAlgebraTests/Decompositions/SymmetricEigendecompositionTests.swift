import DescentLinearAlgebra
import Testing

@Suite struct SymmetricEigendecompositionTests {
  @Test(arguments: sizes, 1...2) func decomposes(size: Int, seed: Int) throws {
    try check(Double.self, size, seed)
    try check(Float.self, size, seed)
  }

  private func check<S: BLASScalar>(_: S.Type, _ n: Int, _ seed: Int) throws {
    for condition in conditions(S.self) {
      var numbers = TestNumbers(seed: seed)
      // Of both signs.
      let exact = geometric(n, condition: condition).enumerated().map { $0 % 3 == 1 ? -$1 : $1 }.sorted()
      let a: Matrix<S> = numbers.symmetric(eigenvalues: exact)
      let eigen = try SymmetricEigendecomposition(a)
      let z = eigen.eigenvectors
      #expect(eigen.isComplete)
      #expect((z.rowCount, z.columnCount) == (n, n))
      #expect(ratio((a * z).subtracting(z.scalingColumns(by: eigen.eigenvalues)), a.norm(.one), n) < ratioLimit)
      #expect(ratio(eigen.reconstructed().subtracting(a), a.norm(.one), n) < ratioLimit)
      #expect(orthogonality(z) < ratioLimit)
      let alone = try SymmetricEigendecomposition.eigenvalues(of: a)
      let bound = ratioLimit * Double(n) * Double(S.ulpOfOne)
      for i in 0..<n {
        #expect(abs(Double(eigen.eigenvalues[i]) - exact[i]) < bound)
        #expect(abs(Double(alone[i]) - exact[i]) < bound)
        if i > 0 { #expect(eigen.eigenvalues[i] >= eigen.eigenvalues[i - 1]) }
      }
      try checkRanges(a, eigen, bound)
      guard condition * Double(S.ulpOfOne) < 1e-4 else { continue }
      #expect(abs(Double(eigen.conditionNumber) / (n > 1 ? condition : 1) - 1) < 0.01)
      let negative = exact.count { $0 < 0 }
      #expect(eigen.inertia() == (negative, 0, n - negative))
      let b: Matrix<S> = numbers.matrix(n, 2)
      #expect(residual(a, try eigen.solve(b), b) < ratioLimit)
      if n > 0 {
        let vector = try eigen.solve(b.column(0))
        #expect(residual(a, column(vector), b[columns: 0..<1]) < ratioLimit)
        #expect(try eigen.solve(Array(b.column(0))) == vector)
      }
    }
  }

  /// Parts of the spectrum agree with the whole, and an interval holds as many eigenvalues as it should.
  private func checkRanges<S: BLASScalar>(
    _ a: Matrix<S>, _ whole: SymmetricEigendecomposition<S>, _ bound: Double
  ) throws {
    let n = a.rowCount
    for count in Set([0, min(1, n), n / 2, n]) {
      let parts: [(EigenvalueRange<S>, Range<Int>)] = [
        (.largest(count), n - count..<n), (.smallest(count), 0..<count),
        (.indices(count / 2..<count), count / 2..<count),
      ]
      for (range, indices) in parts {
        let part = try SymmetricEigendecomposition(a, range: range)
        let alone = try SymmetricEigendecomposition.eigenvalues(of: a, range: range)
        #expect(part.eigenvalues.count == indices.count)
        #expect(alone.count == indices.count)
        #expect(part.isComplete == (indices.count == n))
        for (i, index) in indices.enumerated() where i < min(part.eigenvalues.count, alone.count) {
          #expect(abs(Double(part.eigenvalues[i]) - Double(whole.eigenvalues[index])) < 2 * bound)
          #expect(abs(Double(alone[i]) - Double(whole.eigenvalues[index])) < 2 * bound)
        }
        let z = part.eigenvectors
        #expect((z.rowCount, z.columnCount) == (n, indices.count))
        #expect(ratio((a * z).subtracting(z.scalingColumns(by: part.eigenvalues)), a.norm(.one), n) < ratioLimit)
        #expect(orthogonality(z) < ratioLimit)
      }
    }
    #expect(try SymmetricEigendecomposition.eigenvalues(of: a, range: .values(-.infinity ... .infinity)).count == n)
    #expect(try SymmetricEigendecomposition.eigenvalues(of: a, range: .values(3...4)).count == 0)
    for cut in [-0.5, 0.05, 0.5] as [S] {
      guard whole.eigenvalues.allSatisfy({ Double(($0 - cut).magnitude) > bound }) else { continue }
      let below = try SymmetricEigendecomposition(a, range: .values(-2...cut))
      let above = try SymmetricEigendecomposition.eigenvalues(of: a, range: .values(cut...2))
      #expect(below.eigenvalues.count == whole.eigenvalues.count { $0 < cut })
      #expect(below.eigenvectors.columnCount == below.eigenvalues.count)
      #expect(below.eigenvalues.count + above.count == n)
      // Sylvester's law: A − cut·I has as many negative pivots as A has eigenvalues below the cut.
      let shifted = try SymmetricEigendecomposition(a.adding(.identity(n), scaledBy: -cut))
      #expect(shifted.inertia(tolerance: 0).negative == below.eigenvalues.count)
    }
  }

  @Test func knownSpectrum() throws {
    // The second difference matrix: 2 − 2 cos(kπ/(n+1)).
    let n = 12
    var a = Matrix<Double>.identity(n).scaled(by: 2)
    for i in 1..<n {
      a[i, i - 1] = -1
      a[i - 1, i] = -1
    }
    let exact = (1...n).map { 2 - 2 * Double.cos(Double($0) * .pi / Double(n + 1)) }
    #expect(try SymmetricEigendecomposition(a).eigenvalues.isClose(to: Vector(exact), relativeTolerance: 1e-13))
    let largest = try SymmetricEigendecomposition.eigenvalues(of: a, range: .largest(2))
    #expect(largest.isClose(to: Vector(exact.suffix(2)), relativeTolerance: 1e-13))
    // Both ends of an interval are included.
    let whole = Matrix.diagonal([1.0, 2.0, 3.0, 4.0])
    #expect(try SymmetricEigendecomposition.eigenvalues(of: whole, range: .values(2...3)).count == 2)
    #expect(try SymmetricEigendecomposition.eigenvalues(of: whole, range: .values(2...2)).count == 1)
    #expect(try SymmetricEigendecomposition.eigenvalues(of: [[2.0]], range: .values(2...2)) == [2])
    let zero = Matrix<Double>.zeros(3, 3)
    #expect(try SymmetricEigendecomposition.eigenvalues(of: zero, range: .values(0...0)).count == 3)
  }

  @Test func refusals() throws {
    let asymmetric = thrown { try SymmetricEigendecomposition([[1.0, 2.0, 3.0], [2.0, 1.0, 4.0], [3.0, 4.1, 1.0]]) }
    #expect(asymmetric == .asymmetric(row: 1, column: 2))
    #expect(
      asymmetric?.description
        == "The matrix is not symmetric: the elements (1, 2) and (2, 1) differ by more than rounding; if they are meant "
        + "to be equal, take the mean (A + Aᵀ)/2, otherwise use SingularValueDecomposition")
    #expect(
      thrown { try SymmetricEigendecomposition<Double>.eigenvalues(of: [[1, 2], [.nan, 1]]) }
        == .nonFinite(row: 1, column: 0))
    #expect(try SymmetricEigendecomposition([[1.0, 2.0], [(2.0 as Double).nextUp, 1.0]]).eigenvalues.count == 2)
    let singular = try SymmetricEigendecomposition([[1.0, 1.0], [1.0, 1.0]])
    #expect(thrown { try singular.solve([1, 2]) } == .zeroEigenvalue(index: 0))
    #expect(singular.inertia() == (0, 1, 1))
    #expect(
      LinearAlgebraError.zeroEigenvalue(index: 0).description
        == "The matrix is singular: its eigenvalue 0 is zero to within rounding. SingularValueDecomposition gives the "
        + "solution of least norm")
    #expect(try SymmetricEigendecomposition(Matrix<Double>.zeros(2, 2)).conditionNumber == .infinity)
    #expect(try SymmetricEigendecomposition(Matrix<Double>.zeros(0, 0)).conditionNumber == 1)
  }

  @Test func mistakesTrap() async {
    let square = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = try SymmetricEigendecomposition(Matrix<Double>.zeros(2, 3))
    }
    #expect(
      message(of: square).contains("SymmetricEigendecomposition needs a square matrix; this one has the shape 2×3"))
    let range = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = try SymmetricEigendecomposition(Matrix<Double>.identity(2), range: .largest(3))
    }
    #expect(message(of: range).contains("3 eigenvalues are wanted of a matrix of the shape 2×2"))
    let part = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = try SymmetricEigendecomposition(Matrix<Double>.identity(2), range: .largest(1)).conditionNumber
    }
    #expect(message(of: part).contains("needs all eigenvalues, and this decomposition has 1 of 2"))
  }
}
