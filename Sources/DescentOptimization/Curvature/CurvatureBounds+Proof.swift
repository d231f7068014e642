public import DescentLinearAlgebra
import Synchronization

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
    let (largest, smallest) = proof.ends(isKnownSemidefinite: floor != nil)
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
  /// Below, waking a thread takes as long as its work.
  private static let mostColumnsOnOneThread = 200

  init(_ enclosure: SymmetricEnclosure) {
    (a, error) = (enclosure.matrix, enclosure.error)
    let p = a.rowCount
    norm = p == 0 ? 0 : a.norm(.frobenius) * (1 + Double(p * p + 8) * 0x1p-52)
    eigen = p > 0 && p <= Self.mostColumnsWithAllVectors ? try? SymmetricEigendecomposition(a) : nil
  }

  /// The intervals of the largest and of the smallest eigenvalue, which two threads look for where that takes long.
  func ends(isKnownSemidefinite: Bool) -> (largest: ClosedRange<Double>, smallest: ClosedRange<Double>) {
    guard a.rowCount > Self.mostColumnsOnOneThread else { return (largest(), smallest(isKnownSemidefinite)) }
    let found = Mutex<[Int: ClosedRange<Double>]>([:])
    Parallelism.forEach(2) { end in
      let range = end == 0 ? largest() : smallest(isKnownSemidefinite)
      found.withLock { $0[end] = range }
    }
    return found.withLock { ($0[0]!, $0[1]!) }
  }

  private func smallest(_ isKnownSemidefinite: Bool) -> ClosedRange<Double> {
    guard norm > 0 else { return -error...error }
    var end = LowEnd(a, isNegated: false, norm: norm, provenAbove: isKnownSemidefinite ? -error : -norm)
    if let eigen { end.improve(vector(0, of: eigen), estimatedError: 0) }
    end.search(goal: 4e-4)
    return widened(end.lower, end.upper)
  }

  private func largest() -> ClosedRange<Double> {
    guard norm > 0 else { return -error...error }
    // λmax(A) = −λmin(−A).
    var end = LowEnd(a, isNegated: true, norm: norm, provenAbove: -norm)
    if let eigen {
      end.improve(vector(eigen.size - 1, of: eigen), estimatedError: 0)
    } else {
      let lanczos = Lanczos(count: a.rowCount, mostSteps: 80, tolerance: 1e-11) { a * $0 }
      end.improve(lanczos.vector, estimatedError: lanczos.error)
    }
    end.search(goal: 1e-10)
    return widened(-end.upper, -end.lower)
  }

  /// The interval of an eigenvalue of A + E from that of A.
  private func widened(_ lower: Double, _ upper: Double) -> ClosedRange<Double> {
    error > 0 ? (lower - error).nextDown...(upper + error).nextUp : lower...upper
  }

  private func vector(_ index: Int, of eigen: SymmetricEigendecomposition<Double>) -> Vector<Double> {
    Vector((0..<eigen.size).map { eigen.eigenvectors[$0, index] })
  }
}

/// The interval of the smallest eigenvalue of M = ±A: at its upper end a value of xᵀMx/xᵀx, at its lower end a proof.
private struct LowEnd {
  private(set) var lower: Double
  private(set) var upper: Double
  private let a: Matrix<Double>
  private let isNegated: Bool
  private let norm: Double
  /// Of M − sI with s the last shift that was proven.
  private var cholesky: ShiftedCholesky
  private var isFactorized = false

  init(_ a: Matrix<Double>, isNegated: Bool, norm: Double, provenAbove bound: Double) {
    (self.a, self.isNegated, self.norm) = (a, isNegated, norm)
    (lower, upper) = (bound, norm)
    cholesky = ShiftedCholesky(size: a.rowCount)
  }

  /// As long as the ends are farther apart than rounding and the goal, relative to them, demand, x is improved by the
  /// method of Lanczos on (M − sI)⁻¹ with s the proven end: the closer that is, the faster.
  mutating func search(goal: Double) {
    for _ in 0..<5 {
      let rounding = 4 * resolution(beside: upper) + 2 * quotientError
      if upper - lower <= max(rounding, goal * min(lower.magnitude, upper.magnitude)) { break }
      // Most matrices have no negative eigenvalue, and the inverse of a shift by nothing tells the small ones apart.
      if !isFactorized, lower < 0, upper > 0 { prove(-2 * resolution(beside: 0)) }
      if !isFactorized { prove(lower - 2 * resolution(beside: lower)) }
      guard isFactorized else { break }
      let lanczos = Lanczos(count: a.rowCount, mostSteps: 40, tolerance: goal / 4) { cholesky.solve($0) }
      // With θ the Ritz value of x, the quotient of (M − sI)⁻¹x is at most s + 1/θ, by Cauchy and Schwarz; that of x, which
      // may hold a little of the vectors of large eigenvalues, can be far above.
      var x = cholesky.solve(lanczos.vector)
      x.scale(by: 1 / x.norm())
      guard x.isFinite else { break }
      improve(x, estimatedError: lanczos.error / (lanczos.value * lanczos.value))
    }
    lower = min(lower, upper)
  }

  /// An x of length 1 whose value of xᵀMx is likely to be that close to the smallest eigenvalue.
  mutating func improve(_ x: Vector<Double>, estimatedError: Double) {
    var product = a * x
    if isNegated { product.scale(by: -1) }
    let quotient = x.dot(product) / x.dot(x)
    upper = min(upper, (quotient + quotientError).nextUp)
    var distance = resolution(beside: quotient) + 2 * estimatedError
    // Where the estimate is wrong: an eigenvalue is as near as the residual, and a vector of the inverse comes close to the
    // smallest one as measured by its distance from the shift.
    let likely = min(product.adding(x, scaledBy: -quotient).norm(), (quotient - lower) / 64)
    isFactorized = false
    // A proof that could only say what is known is left out.
    while quotient - distance > lower, !isFactorized {
      prove(quotient - distance)
      distance = max(likely, 32 * distance)
    }
  }

  private mutating func prove(_ shift: Double) {
    let proven = cholesky.provenLowerBound(of: a, negated: isNegated, near: shift)
    isFactorized = proven != nil
    if let proven { lower = max(lower, proven) }
  }

  /// What a Cholesky decomposition of M − λI leaves unproven, and some units in the last place of λ.
  private func resolution(beside eigenvalue: Double) -> Double {
    let (p, trace) = (a.rowCount, isNegated ? -a.trace : a.trace)
    return ShiftedCholesky.error(size: p, trace: max(0, trace - Double(p) * eigenvalue)) + 0x1p-50 * norm
  }

  /// The rounding of a quotient of a vector of length 1: γ of 2p products and sums, of |x|ᵀ|A||x| ≤ ‖A‖_F, twice for good
  /// measure, because the length is 1 to within rounding only.
  private var quotientError: Double { 2 * Double.gamma(2 * a.rowCount + 16) * norm + 0x1p-1000 }
}
