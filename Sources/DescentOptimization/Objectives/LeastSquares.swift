public import DescentLinearAlgebra

/// The loss of least squares, L(β) = (1/n) ‖y − Xβ‖² + (λ/2) ‖Dβ‖².
///
/// Its gradient is −(2/n) Xᵀ(y − Xβ) + λDβ and its Hessian (2/n) XᵀX + λD, where D has ones on its diagonal for the
/// penalized coefficients and a zero for an intercept that is not, so that a descent step of size α shrinks the
/// penalized ones by 1 − αλ.
///
/// ```swift
/// let loss = try LeastSquares(x, y)
/// let fit = try GradientDescent(step: .optimal).minimize(loss)
/// ```
///
/// - Note: an intercept is a column of ones in X, see `Matrix.insertingColumn(_:at:)`.
public struct LeastSquares: QuadraticObjective {
  /// Which coefficients the ridge penalty shrinks.
  public enum Penalized: String, Sendable, Codable {
    /// All of them.
    case all
    /// All but the first, which is the intercept.
    case allButFirst
  }

  /// X, n×p.
  public let x: Matrix<Double>
  /// y, n numbers.
  public let y: Vector<Double>
  /// λ.
  public let ridge: Double
  /// Which coefficients λ applies to.
  public let penalized: Penalized

  let kernel: ResidualGradient
  private let curvature = CurvatureCache()
  let expansions = ExpansionCache()

  /// For more the Hessian takes a gigabyte, and Cholesky decompositions minutes.
  static let mostColumnsForProofs = 10_000
  /// The steps of Lanczos where there are more.
  static let stepsOfEstimate = 100

  /// The mean square of y − Xβ, with a ridge penalty on request.
  ///
  /// - Parameters:
  ///   - x: X, an observation in each row.
  ///   - y: what is to be explained.
  ///   - ridge: λ, at least 0.
  ///   - penalized: whether λ applies to the first coefficient too.
  /// - Throws: ``OptimizationError`` where there are no rows, a number is not finite, or λ is negative.
  /// - Precondition: y has as many elements as X has rows.
  /// - Complexity: one pass over X, to see that it is finite.
  public init(_ x: Matrix<Double>, _ y: Vector<Double>, ridge: Double = 0, penalized: Penalized = .all) throws {
    guard x.rowCount == y.count else {
      trapCount("LeastSquares: rows of X, elements of y", x.rowCount, y.count)
    }
    guard x.rowCount > 0 else { throw OptimizationError.noObservations }
    guard ridge >= 0, ridge.isFinite else { throw OptimizationError.invalidRidge(ridge) }
    self.x = x
    self.y = y
    self.ridge = ridge
    self.penalized = penalized
    kernel = ResidualGradient(x, y)
    try requireFinite()
  }

  /// A finite sum of squares has finite terms only, so that one pass at full speed tells; the place is looked for where
  /// it is not finite (which overflow alone can cause too).
  private func requireFinite() throws {
    let ones = Vector<Double>(repeating: 1, count: x.columnCount)
    guard !kernel.sumOfSquares(at: ones.span).isFinite else { return }
    if let (row, column) = x.firstNonFinite() {
      throw OptimizationError.nonFinite(what: "X", row: row, column: column, value: x[row, column])
    }
    if let row = y.firstIndex(where: { !$0.isFinite }) {
      throw OptimizationError.nonFinite(what: "y", row: row, column: nil, value: y[row])
    }
  }

  public var parameterCount: Int { x.columnCount }

  /// n.
  public var observationCount: Int { x.rowCount }

  /// The loss and its gradient.
  ///
  /// - Complexity: 4np flops, one pass over X. The same bits for any number of threads; no allocation.
  public func evaluate(at point: Span<Double>, gradient: inout MutableSpan<Double>) -> Double {
    let n = Double(x.rowCount)
    let squares = kernel.evaluate(at: point, gradient: &gradient, scale: -2 / n)
    guard ridge > 0 else { return squares / n }
    for j in firstPenalized..<max(firstPenalized, point.count) { gradient[j] += ridge * point[j] }
    return squares / n + 0.5 * ridge * penalizedSquares(point)
  }

  /// The loss alone.
  ///
  /// - Complexity: 2np flops, one pass over X.
  public func value(at point: Span<Double>) -> Double {
    let loss = kernel.sumOfSquares(at: point) / Double(x.rowCount)
    return ridge > 0 ? loss + 0.5 * ridge * penalizedSquares(point) : loss
  }

  /// The residual sum of squares ‖y − Xβ‖².
  ///
  /// - Complexity: 2np flops, one pass over X.
  public func residualSumOfSquares(at point: Vector<Double>) -> Double {
    requireCount(point.count)
    return kernel.sumOfSquares(at: point.span)
  }

  /// - Complexity: 4np flops, one pass over X.
  public func multiplyHessian(by direction: Span<Double>, into product: inout MutableSpan<Double>) {
    _ = kernel.evaluateProduct(at: direction, into: &product, scale: 2 / Double(x.rowCount))
    guard ridge > 0 else { return }
    for j in firstPenalized..<max(firstPenalized, direction.count) { product[j] += ridge * direction[j] }
  }

  /// (2/n) ‖Xd‖² + λ ‖Dd‖².
  ///
  /// - Complexity: 2np flops, one pass over X; no allocation.
  public func curvature(along direction: Span<Double>) -> Double {
    let squares = 2 / Double(x.rowCount) * kernel.sumOfSquares(at: direction, withoutTarget: true)
    return ridge > 0 ? squares + ridge * penalizedSquares(direction) : squares
  }

  /// As ``curvature(along:)``, which is half of a product with the Hessian.
  public func quadraticCurvature(along direction: Span<Double>, product: inout MutableSpan<Double>) -> Double? {
    curvature(along: direction)
  }

  /// Proven bounds of the eigenvalues of the Hessian of the stored numbers, the rounding of XᵀX included, found once and
  /// kept. No eigenvalue is negative, and where all coefficients are penalized none is below λ. See
  /// ``CurvatureBounds/init(of:)``; for more than 10,000 columns an estimate, see
  /// ``estimatedCurvatureBounds(steps:failureProbability:progress:)``.
  ///
  /// - Complexity: np² + p³ flops, one pass over X.
  public func curvatureBounds() throws -> CurvatureBounds { try curvatureBounds(progress: { _, _ in }) }

  /// The same, with word of how far a long estimate has come.
  ///
  /// - Parameter progress: called after each pass over X of an estimate with the passes so far and how many there will be
  ///   at most; never where the bounds are proven, or known already.
  public func curvatureBounds(progress: (_ passes: Int, _ most: Int) -> Void) throws -> CurvatureBounds {
    try curvature.bounds {
      guard parameterCount <= Self.mostColumnsForProofs else {
        let steps = Self.stepsOfEstimate
        return estimatedCurvatureBounds(steps: steps) { progress($0, steps) }
      }
      return try CurvatureBounds(proving: hessianEnclosure(), noneBelow: penalized == .all ? ridge : 0)
    }
  }

  /// A + λD.
  func penalizing(_ matrix: Matrix<Double>) -> Matrix<Double> {
    guard ridge > 0 else { return matrix }
    var result = matrix
    for j in firstPenalized..<max(firstPenalized, parameterCount) { result[j, j] += ridge }
    return result
  }

  var firstPenalized: Int { penalized == .all ? 0 : 1 }

  private func penalizedSquares(_ point: Span<Double>) -> Double {
    var sum = 0.0
    for j in firstPenalized..<max(firstPenalized, point.count) { sum += point[j] * point[j] }
    return sum
  }
}
