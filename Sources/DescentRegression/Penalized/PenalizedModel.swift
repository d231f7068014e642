public import DescentData
public import DescentLinearAlgebra

/// A linear model with a penalty λ: one of a path.
public struct PenalizedModel: PenalizedPathModel {
  /// One line of the list of coefficients.
  public struct Coefficient: Sendable, Equatable {
    /// The name of the term; `(Intercept)` for the constant one.
    public let name: String
    /// β, in the units of the raw columns.
    public let estimate: Double
  }

  /// λ.
  public let lambda: Double
  /// What predicts, and all that a saved model needs.
  public let predictor: LinearPredictor
  /// How many parameters the fit is worth: the trace of the matrix that makes the fitted values of y, 1 for an intercept
  /// included. For the lasso the number of coefficients that are not zero estimates it without bias (Zou, Hastie,
  /// Tibshirani 2007).
  public let degreesOfFreedom: Double
  /// 1 − RSS/TSS, the share of the deviance that is explained; nil where y does not vary.
  public let rSquared: Double?

  init(
    lambda: Double, slopes: [Double], intercept: Double, hasIntercept: Bool, data: PenalizedData,
    degreesOfFreedom: Double, rSquared: Double?
  ) {
    let coefficients = (hasIntercept ? [intercept] : []) + slopes
    self.lambda = lambda
    self.degreesOfFreedom = degreesOfFreedom
    self.rSquared = rSquared
    predictor = LinearPredictor(
      terms: data.terms, target: data.target, hasIntercept: hasIntercept, coefficients: Vector(coefficients),
      keptColumns: Array(coefficients.indices), inverseGram: nil, residualStandardError: nil,
      degreesOfFreedom: Double(data.rowCount) - degreesOfFreedom)
  }

  public var devianceRatio: Double? { rSquared }
  public var terms: ModelTerms { predictor.terms }
  public var target: String { predictor.target }
  public var hasIntercept: Bool { predictor.hasIntercept }
  public var allCoefficients: Vector<Double> { predictor.coefficients }

  /// The predicted values for rows of features, as `fit` took them.
  public func predict(_ x: Matrix<Double>) throws -> Vector<Double> { try predictor.predict(x) }

  /// The predicted values for the rows of a table, which must have the columns of the model by name.
  public func predict(_ table: Table) throws -> Vector<Double> { try predictor.predict(table) }
}
