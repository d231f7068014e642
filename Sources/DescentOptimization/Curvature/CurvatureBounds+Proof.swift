public import DescentLinearAlgebra

extension CurvatureBounds {
  /// Proven bounds of the eigenvalues of a symmetric matrix, whose elements are taken to be exact.
  ///
  /// The outer ends are proven by Cholesky decompositions of tI − H and H − sI that come to their end (Rump 2006), with all
  /// rounding accounted for; the inner ends are values of xᵀHx/xᵀx. Where to look is found out by `syevd` up to 32 columns
  /// and by the method of Lanczos beyond, on H and on its inverse. The interval of λmax is at most some 4p(p + 10)u wide,
  /// relative to it, that of λmin so many times the mean of the diagonal (u = 2⁻⁵³); where that reaches zero, λmin is not
  /// known to be positive.
  ///
  /// - Parameter hessian: H, p×p and exactly symmetric.
  /// - Throws: ``OptimizationError`` where an element is not finite or differs from its mirror image, or λmax is beyond
  ///   the range of the numbers.
  /// - Precondition: H is square.
  /// - Complexity: p³ flops (three times `potrf`) and some products with H and its inverse; for indefinite matrices of more
  ///   than 32 columns 9p³ more.
  public init(of hessian: Matrix<Double>) throws {
    guard hessian.rowCount == hessian.columnCount else {
      trap("CurvatureBounds: the Hessian is \(hessian.rowCount)×\(hessian.columnCount), it must be square")
    }
    if let (row, column) = hessian.firstNonFinite() {
      throw OptimizationError.nonFinite(what: "The Hessian", row: row, column: column, value: hessian[row, column])
    }
    if let (row, column) = hessian.asymmetry() {
      throw OptimizationError.asymmetric(
        row: row, column: column, value: hessian[row, column], mirrored: hessian[column, row])
    }
    try self.init(proving: SymmetricEnclosure(exactly: hessian), noneBelow: nil)
  }

  /// - Parameter floor: a number that no eigenvalue is below, where one is known: 0 for a matrix of the form XᵀX.
  init(proving enclosure: SymmetricEnclosure, noneBelow floor: Double?) throws {
    let proof = EigenvalueProof(enclosure)
    let (largest, smallest) = (proof.largest(), proof.smallest(isKnownSemidefinite: floor != nil))
    let lambdaMax = enclosure.unscaled(largest.lowerBound, largest.upperBound)
    let lambdaMin = enclosure.unscaled(smallest.lowerBound, smallest.upperBound)
    guard lambdaMax.upperBound < .infinity, lambdaMin.lowerBound > -.infinity else {
      let largest = (0..<enclosure.matrix.rowCount).max { enclosure.matrix[$0, $0] < enclosure.matrix[$1, $1] } ?? 0
      throw OptimizationError.nonFinite(what: "The Hessian", row: largest, column: largest, value: .infinity)
    }
    let lowest = floor ?? -.infinity
    self.init(
      lambdaMax: max(lambdaMax.lowerBound, lowest)...max(lambdaMax.upperBound, lowest),
      lambdaMin: max(lambdaMin.lowerBound, lowest)...max(lambdaMin.upperBound, lowest), isCertified: true,
      method: .cholesky)
  }
}

/// Where the extreme eigenvalues of A + E lie, for a symmetric A with elements of up to 2 in size and a bound of ‖E‖₂.
private struct EigenvalueProof {
  private let a: Matrix<Double>
  private let error: Double
  /// ‖A‖_F, rounded up.
  private let norm: Double
  /// All eigenvectors, where they are cheap to have.
  private let eigen: SymmetricEigendecomposition<Double>?

  /// From so many columns on the method of Lanczos is cheaper than all eigenvectors.
  private static let mostColumnsWithAllVectors = 32

  init(_ enclosure: SymmetricEnclosure) {
    (a, error) = (enclosure.matrix, enclosure.error)
    let p = a.rowCount
    norm = p == 0 ? 0 : a.norm(.frobenius) * (1 + Double(p * p + 8) * 0x1p-52)
    eigen = p > 0 && p <= Self.mostColumnsWithAllVectors ? try? SymmetricEigendecomposition(a) : nil
  }

  func smallest(isKnownSemidefinite: Bool) -> ClosedRange<Double> {
    guard norm > 0 else { return -error...error }
    let known = isKnownSemidefinite ? -error : -norm
    let end = lowEnd(of: a, startingWith: eigen.map { vector(0, of: $0) }, provenAbove: known)
    return widened(end.lowerBound, end.upperBound)
  }

  func largest() -> ClosedRange<Double> {
    guard norm > 0 else { return -error...error }
    let start =
      eigen.map { vector($0.size - 1, of: $0) }
      ?? Lanczos(count: a.rowCount, mostSteps: 80, tolerance: 1e-12) { a * $0 }.vector
    // λmax(A) = −λmin(−A).
    let end = lowEnd(of: a.scaled(by: -1), startingWith: start, provenAbove: -norm)
    return widened(-end.upperBound, -end.lowerBound)
  }

  /// The interval of the smallest eigenvalue of M = ±A: at its upper end a value of xᵀMx/xᵀx, at its lower end a proof.
  ///
  /// As long as the two are far apart x is improved by the method of Lanczos on (M − sI)⁻¹ with s the proven end: the
  /// closer that is, the faster.
  private func lowEnd(
    of m: Matrix<Double>, startingWith vector: Vector<Double>?, provenAbove bound: Double
  ) -> ClosedRange<Double> {
    var (lower, upper) = (bound, norm)
    if let vector { improve(&lower, &upper, m, vector) }
    for _ in 0..<5 where upper - lower > 4 * resolution(m, upper) + quotientError {
      var shifted = m
      let shift = lower - 2 * resolution(m, lower)
      for i in 0..<m.rowCount { shifted[i, i] -= shift }
      guard let cholesky = try? CholeskyDecomposition(shifted) else { break }
      let lanczos = Lanczos(count: m.rowCount, mostSteps: 60, tolerance: 1e-6) { cholesky.solve($0) }
      guard lanczos.vector.isFinite else { break }
      improve(&lower, &upper, m, lanczos.vector)
    }
    return min(lower, upper)...upper
  }

  private func improve(_ lower: inout Double, _ upper: inout Double, _ m: Matrix<Double>, _ x: Vector<Double>) {
    let product = m * x
    let quotient = x.dot(product) / x.dot(x)
    upper = min(upper, (quotient + quotientError).nextUp)
    // An eigenvalue is as near as the residual; where x is good, the smallest one is much nearer.
    let residual = product.adding(x, scaledBy: -quotient).norm()
    var distance = resolution(m, quotient)
    // A proof that could only say what is known is left out.
    while quotient - distance > lower {
      if let proven = m.provenLowerBound(near: quotient - distance) {
        lower = max(lower, proven)
        return
      }
      distance = max(residual, 32 * distance)
    }
  }

  /// What a Cholesky decomposition of M − λI leaves unproven, and some units in the last place of λ.
  private func resolution(_ m: Matrix<Double>, _ eigenvalue: Double) -> Double {
    Matrix.choleskyError(size: m.rowCount, trace: max(0, m.trace - Double(m.rowCount) * eigenvalue)) + 0x1p-50 * norm
  }

  /// The interval of an eigenvalue of A + E from that of A.
  private func widened(_ lower: Double, _ upper: Double) -> ClosedRange<Double> {
    error > 0 ? (lower - error).nextDown...(upper + error).nextUp : lower...upper
  }

  private func vector(_ index: Int, of eigen: SymmetricEigendecomposition<Double>) -> Vector<Double> {
    Vector((0..<eigen.size).map { eigen.eigenvectors[$0, index] })
  }

  /// The rounding of a quotient of a vector of length 1: γ of 2p products and sums, of |x|ᵀ|A||x| ≤ ‖A‖_F, twice for good
  /// measure, because the length is 1 to within rounding only.
  private var quotientError: Double { 2 * Double.gamma(2 * a.rowCount + 16) * norm + 0x1p-1000 }
}
