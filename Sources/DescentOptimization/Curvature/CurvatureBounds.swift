/// Bounds of the eigenvalues of a Hessian: from them follow the steps that are stable, safe and best.
///
/// ```swift
/// let bounds = try QuadraticForm([[1, 0], [0, 10]]).curvatureBounds()
/// bounds.maximumStableStep     // just below 0.2
/// bounds.conditionNumber       // 10 and its neighbours
/// ```
public struct CurvatureBounds: Sendable, Codable, Hashable {
  /// How the bounds were found.
  public enum Method: String, Sendable, Codable {
    /// Cholesky decompositions of tI − H and H − sI that come to their end, all rounding accounted for: a proof.
    case cholesky
    /// Products of the Hessian with vectors by the method of Lanczos: an estimate, whose upper end of λmax holds with a
    /// probability.
    case lanczos
  }

  /// Where the largest eigenvalue lies.
  public let lambdaMax: ClosedRange<Double>
  /// Where the smallest eigenvalue lies.
  public let lambdaMin: ClosedRange<Double>
  /// Whether the bounds are proven, all rounding included. Estimates are not.
  public let isCertified: Bool
  /// How the bounds were found.
  public let method: Method

  init(lambdaMax: ClosedRange<Double>, lambdaMin: ClosedRange<Double>, isCertified: Bool, method: Method) {
    self.lambdaMax = lambdaMax
    self.lambdaMin = lambdaMin
    self.isCertified = isCertified
    self.method = method
  }

  /// κ = λmax/λmin. The upper bound is infinite where λmin is not known to be positive; both are where it is known not to
  /// be.
  public var conditionNumber: ClosedRange<Double> {
    guard lambdaMax.upperBound > 0, lambdaMin.upperBound > 0 else { return .infinity ... .infinity }
    let lower = max(1, lambdaMax.lowerBound / lambdaMin.upperBound)
    let upper = isPositiveDefinite ? lambdaMax.upperBound / lambdaMin.lowerBound : .infinity
    return lower...max(lower, upper)
  }

  /// Whether the smallest eigenvalue is known to be positive.
  public var isPositiveDefinite: Bool { lambdaMin.lowerBound > 0 }

  /// Whether the smallest eigenvalue is known to be negative: the quadratic then falls without bound.
  public var isIndefinite: Bool { lambdaMin.upperBound < 0 }
}

// MARK: Steps of gradient descent

extension CurvatureBounds {
  /// L, an upper bound of all eigenvalues by magnitude: the gradient's Lipschitz constant.
  public var lipschitzConstant: Double { max(lambdaMax.upperBound, -lambdaMin.lowerBound, 0) }

  /// μ, the lower bound of the smallest eigenvalue, where that is known to be positive.
  public var strongConvexity: Double? { isPositiveDefinite ? lambdaMin.lowerBound : nil }

  /// A step that is stable: just below 2/λmax, from the upper bound and rounded down. Infinite where no eigenvalue is
  /// positive.
  public var maximumStableStep: Double {
    let upper = lambdaMax.upperBound
    guard upper > 0 else { return .infinity }
    return max(0, min(2 / upper, .greatestFiniteMagnitude).nextDown)
  }

  /// 1/L, with which the value never grows. Infinite where the Hessian is zero.
  public var safeStep: Double { 1 / lipschitzConstant }

  /// 2/(L + μ), the constant step with the best guarantee; nil where μ is not known to be positive, because 2/(L + 0) is
  /// the limit of stability itself.
  public var optimalStep: Double? {
    guard let strongConvexity else { return nil }
    return 1 / (0.5 * lipschitzConstant + 0.5 * strongConvexity)
  }

  /// The largest stable step of plain gradient descent, with its formula and the safe step.
  public var gradientDescentLimit: StepLimit {
    StepLimit(maximum: maximumStableStep, formula: "2/λmax", safe: safeStep, safeFormula: "1/λmax")
  }
}
