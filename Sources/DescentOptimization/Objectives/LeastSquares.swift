public import DescentLinearAlgebra

/// The loss of least squares, L(β) = (1/n) ‖y − Xβ‖² + (λ/2) ‖Dβ‖², or with weights of the observations
/// L(β) = (1/Σwᵢ) Σ wᵢ (yᵢ − xᵢᵀβ)² + (λ/2) ‖Dβ‖².
///
/// Its gradient is −(2/n) Xᵀ(y − Xβ) + λDβ and its Hessian (2/n) XᵀX + λD, where D has ones on its diagonal for the
/// penalized coefficients and a zero for an intercept that is not, so that a descent step of size α shrinks the
/// penalized ones by 1 − αλ. With weights, W on the diagonal of a matrix, they are −(2/Σw) XᵀW(y − Xβ) + λDβ and
/// (2/Σw) XᵀWX + λD: whole numbers as weights give what the rows give that are written so many times, a weight of 0 leaves
/// the row out, and a common factor of all weights changes nothing, a power of two not a single bit.
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
  /// What each observation counts; nil for all the same.
  public let weights: Vector<Double>?
  /// λ.
  public let ridge: Double
  /// Which coefficients λ applies to.
  public let penalized: Penalized

  /// The weights that all computations use, see ``weightTotal``.
  package let normalizedWeights: NormalizedWeights?

  let kernel: ResidualGradient
  private let curvature = CurvatureCache()
  let expansions = ExpansionCache()

  /// For more the Hessian takes a gigabyte, and Cholesky decompositions minutes.
  static let mostColumnsForProofs = 10_000
  /// The steps of Lanczos where there are more.
  static let stepsOfEstimate = 100

  /// The mean square of y − Xβ, weighted and with a ridge penalty on request.
  ///
  /// - Parameters:
  ///   - x: X, an observation in each row.
  ///   - y: what is to be explained.
  ///   - weights: what each observation counts, numbers from 0 on that are not all 0; nil for all the same.
  ///   - ridge: λ, at least 0.
  ///   - penalized: whether λ applies to the first coefficient too.
  /// - Throws: ``OptimizationError`` where there are no rows, a number is not finite, in rows of weight 0 too, a weight or λ
  ///   is negative, or all weights are 0.
  /// - Precondition: y, and the weights where there are any, have as many elements as X has rows.
  /// - Complexity: one pass over X, to see that it is finite.
  public init(
    _ x: Matrix<Double>, _ y: Vector<Double>, weights: Vector<Double>? = nil, ridge: Double = 0,
    penalized: Penalized = .all
  ) throws {
    guard x.rowCount == y.count else {
      trapCount("LeastSquares: rows of X, elements of y", x.rowCount, y.count)
    }
    if let weights, weights.count != x.rowCount {
      trapCount("LeastSquares: rows of X, weights", x.rowCount, weights.count)
    }
    guard x.rowCount > 0 else { throw OptimizationError.noObservations }
    guard ridge >= 0, ridge.isFinite else { throw OptimizationError.invalidRidge(ridge) }
    self.x = x
    self.y = y
    self.weights = weights
    self.ridge = ridge
    self.penalized = penalized
    normalizedWeights = try Self.normalized(weights)
    kernel = ResidualGradient(x, y, weights: normalizedWeights?.values)
    try requireFinite()
  }

  private static func normalized(_ weights: Vector<Double>?) throws -> NormalizedWeights? {
    do throws(InvalidWeights) {
      guard let weights else { return nil }
      return try NormalizedWeights(weights)
    } catch .weight(let row, let value) {
      throw OptimizationError.invalidWeight(row: row, value: value)
    } catch .allZero {
      throw OptimizationError.noPositiveWeight
    }
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

  /// n, the rows of X, those of weight 0 included.
  public var observationCount: Int { x.rowCount }

  /// What a sum over the rows is divided by: n, or the sum of the ``normalizedWeights``.
  package var weightTotal: Double { normalizedWeights?.sum ?? Double(x.rowCount) }

  /// The loss and its gradient.
  ///
  /// - Complexity: 4np flops, one pass over X. The same bits for any number of threads; no allocation.
  public func evaluate(at point: Span<Double>, gradient: inout MutableSpan<Double>) -> Double {
    let n = weightTotal
    let squares = kernel.evaluate(at: point, gradient: &gradient, scale: -2 / n)
    guard ridge > 0 else { return squares / n }
    for j in firstPenalized..<max(firstPenalized, point.count) { gradient[j] += ridge * point[j] }
    return squares / n + 0.5 * ridge * penalizedSquares(point)
  }

  /// The loss alone.
  ///
  /// - Complexity: 2np flops, one pass over X.
  public func value(at point: Span<Double>) -> Double {
    let loss = kernel.sumOfSquares(at: point) / weightTotal
    return ridge > 0 ? loss + 0.5 * ridge * penalizedSquares(point) : loss
  }

  /// The residual sum of squares ‖y − Xβ‖², or Σ wᵢ (yᵢ − xᵢᵀβ)² with weights.
  ///
  /// - Complexity: 2np flops, one pass over X.
  public func residualSumOfSquares(at point: Vector<Double>) -> Double {
    requireCount(point.count)
    return kernel.sumOfSquares(at: point.span).scaled(byPowerOfTwo: normalizedWeights?.exponent ?? 0)
  }

  /// - Complexity: 4np flops, one pass over X.
  public func multiplyHessian(by direction: Span<Double>, into product: inout MutableSpan<Double>) {
    _ = kernel.evaluateProduct(at: direction, into: &product, scale: 2 / weightTotal)
    guard ridge > 0 else { return }
    for j in firstPenalized..<max(firstPenalized, direction.count) { product[j] += ridge * direction[j] }
  }

  /// (2/n) ‖Xd‖² + λ ‖Dd‖², or (2/Σw) Σ wᵢ(xᵢᵀd)² + λ ‖Dd‖² with weights.
  ///
  /// - Complexity: 2np flops, one pass over X; no allocation.
  public func curvature(along direction: Span<Double>) -> Double {
    let squares = 2 / weightTotal * kernel.sumOfSquares(at: direction, withoutTarget: true)
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
  /// - Complexity: np² + p³ flops, one pass over X, with weights two.
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
