public import DescentData
public import DescentLinearAlgebra

/// A generalized linear model with a penalty λ: one of a path.
public struct PenalizedGeneralizedLinearModel: PenalizedPathModel {
  /// λ.
  public let lambda: Double
  /// What predicts; it has no standard errors.
  public let predictor: GeneralizedLinearPredictor
  /// The number of coefficients that are not zero, the intercept included: an estimate for the lasso, an upper bound for
  /// α < 1.
  public let degreesOfFreedom: Double
  /// 1 − D/D₀, the share of the null deviance that is explained; nil where the response does not vary, and for
  /// interpolated models.
  public let devianceRatio: Double?

  public var terms: ModelTerms { predictor.terms }
  public var target: String { predictor.target }
  public var hasIntercept: Bool { predictor.hasIntercept }
  public var allCoefficients: Vector<Double> { predictor.coefficients }

  /// The predicted means, or linear predictors, for rows of features, as `fit` took them.
  ///
  /// - Parameters:
  ///   - x: one row for each prediction, with the columns of the fit in their order.
  ///   - offset: what is added to Xβ; 0 by default, whatever the fit had.
  ///   - scale: means, or the linear predictor Xβ.
  public func predict(
    _ x: Matrix<Double>, offset: Vector<Double>? = nil, scale: GeneralizedLinearPredictor.Scale = .response
  ) throws -> Vector<Double> {
    try predictor.predict(x, offset: offset, scale: scale)
  }

  /// The predicted values for the rows of a table, which must have the columns of the model by name.
  public func predict(
    _ table: Table, offset: Vector<Double>? = nil, scale: GeneralizedLinearPredictor.Scale = .response
  ) throws -> Vector<Double> {
    try predictor.predict(table, offset: offset, scale: scale)
  }
}
