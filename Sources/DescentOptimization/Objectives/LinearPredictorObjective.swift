public import DescentLinearAlgebra

/// A mean of losses of linear predictors, f(β) = (1/n) Σ ℓᵢ(xᵢᵀβ) + P(β).
///
/// Because X is known, stochastic methods can change to standardized columns by themselves and derive their step.
public protocol LinearPredictorObjective: FiniteSumObjective {
  /// X, n×p.
  var x: Matrix<Double> { get }

  /// λ of the ridge penalty (λ/2)‖Dβ‖².
  var ridge: Double { get }

  /// The largest second derivative of any ℓᵢ at any place: 2 for squares, ¼ for the logistic loss. Nil where there is
  /// none.
  var largestSecondDerivative: Double? { get }
}

extension LeastSquares: LinearPredictorObjective {
  /// 2, that of r², and with weights 2n max wᵢ/Σw.
  public var largestSecondDerivative: Double? {
    guard let weights = normalizedWeights else { return 2 }
    return 2 * weights.values.maximumMagnitude() * Double(observationCount) / weights.sum
  }
}

extension LogisticLoss: LinearPredictorObjective {
  /// ¼, that of log(1 + e^η) at η = 0.
  public var largestSecondDerivative: Double? { 0.25 }
}

extension PoissonLoss: LinearPredictorObjective {
  /// Nil: e^η grows without bound.
  public var largestSecondDerivative: Double? { nil }
}

extension HuberLoss: LinearPredictorObjective {
  /// 2, that of r² below the threshold.
  public var largestSecondDerivative: Double? { 2 }
}
