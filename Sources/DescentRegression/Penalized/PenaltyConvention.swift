/// What λ multiplies: every library has a formula of its own, and the same number means different penalties.
///
/// With r = y − β₀ − Xβ and α for the share of ‖β‖₁ in the penalty:
///
/// | | lasso, elastic net | ridge |
/// |---|---|---|
/// | `textbook` | (1/n)‖r‖² + λ(α‖β‖₁ + ½(1 − α)‖β‖²) | (1/n)‖r‖² + (λ/2)‖β‖² |
/// | `glmnet` | (1/2n)‖r‖² + λ(α‖β‖₁ + ½(1 − α)‖β‖²) | (1/2n)‖r‖² + (λ/2)‖β‖² |
/// | `sklearn` | (1/2n)‖r‖² + λ(α‖β‖₁ + ½(1 − α)‖β‖²) | ‖r‖² + λ‖β‖² |
///
/// With weights (1/n)‖r‖² is Σwr²/Σw, and the ‖r‖² of scikit-learn's ridge is Σwr². The intercept is never penalized, and
/// in standardized fits β are the coefficients of the standardized columns.
///
/// - Note: R's glmnet divides y by its standard deviation s first, so that in its fits with α < 1 the λ of ½(1 − α)‖β‖² is
///   in effect λ/s: it agrees with the formula, which its documentation gives, for a target with s = 1 (1/n in s²).
public enum PenaltyConvention: String, Sendable, Codable, CaseIterable {
  /// (1/n)‖r‖² + λ(α‖β‖₁ + ½(1 − α)‖β‖²), the ridge of ``LinearRegression``.
  case textbook
  /// (1/2n)‖r‖² + λ(α‖β‖₁ + ½(1 − α)‖β‖²) (Friedman, Hastie, Tibshirani 2010).
  case glmnet
  /// That of `Lasso` and `ElasticNet` of scikit-learn, whose `alpha` is λ and whose `l1_ratio` is α; for a ridge that of
  /// `Ridge`.
  case sklearn
}

extension PenaltyConvention {
  /// λ₂ of ½Σvr² + ½λ₂‖β‖², where the weights v sum up to 1, from the λ of a ridge.
  func ridgePenalty(_ lambda: Double, weightSum: Double) -> Double {
    switch self {
    case .textbook: lambda / 2
    case .glmnet: lambda
    case .sklearn: lambda / weightSum
    }
  }

  /// The λ of a ridge from λ₂.
  func ridgeLambda(_ penalty: Double, weightSum: Double) -> Double {
    switch self {
    case .textbook: 2 * penalty
    case .glmnet: penalty
    case .sklearn: penalty * weightSum
    }
  }

  /// λ₁ and λ₂ of ½Σvr² + λ₁‖β‖₁ + ½λ₂‖β‖² from the λ of an elastic net.
  func elasticNetPenalties(_ lambda: Double, l1Ratio: Double) -> (l1: Double, l2: Double) {
    let half = self == .textbook ? lambda / 2 : lambda
    return (half * l1Ratio, half * (1 - l1Ratio))
  }

  /// The λ of an elastic net that has this λ₁.
  func elasticNetLambda(l1: Double, l1Ratio: Double) -> Double {
    let whole = l1 / l1Ratio
    return self == .textbook ? 2 * whole : whole
  }

  /// A λ, moved up by as many units in the last place as it takes to be enough.
  static func leastLambda(_ estimate: Double, isEnough: (Double) -> Bool) -> Double {
    var lambda = estimate
    while !isEnough(lambda) { lambda = lambda.nextUp }
    return lambda
  }
}
