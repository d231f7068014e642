public import DescentLinearAlgebra

/// A fitted quantile regression.
public struct QuantileModel: Sendable {
  /// The configuration of the fit.
  public let configuration: QuantileRegression
  /// The name of the target.
  public let target: String
  /// The coefficient table, the intercept first; t and p by Student's distribution with n − p degrees of freedom.
  public let coefficients: [LinearModel.Coefficient]
  /// Σ ρ(rᵢ), with weights Σ wᵢρ(rᵢ), the least there is.
  public let objective: Double
  /// How far the objective can be above the least one: the difference from the dual program's value at multipliers that are
  /// feasible to within rounding. Rounding of 0 where the fit is exact.
  public let dualityGap: Double
  /// Whether the multipliers prove the fit to be the best one.
  public let isOptimal: Bool
  /// The rows, counted from 0, that the fit goes through.
  public let fittedRows: [Int]
  /// 1 − objective/objective of the best constant (Koenker, Machado 1999); nil without an intercept, and where y does not
  /// vary.
  public let goodnessOfFit: Double?
  /// n − p; n is Σw for frequency weights, and counts rows of weight 0 for none.
  public let degreesOfFreedom: Int
  /// The estimated covariance of the coefficients; nil where it does not exist.
  public let covariance: Matrix<Double>?
  /// yᵢ − xᵢβ
  public let residuals: Vector<Double>
  /// The steps of the interior point method, and the corners visited after it.
  public let iterations: Int
  /// What a person should know before reading the table.
  public let warnings: [String]

  /// τ.
  public var quantile: Double { configuration.quantile }
  /// The number of observations.
  public var rowCount: Int { residuals.count }
  /// A coefficient by name.
  public subscript(name: String) -> LinearModel.Coefficient? { coefficients.first { $0.name == name } }

  /// The predicted quantiles for rows of features, as `fit` took them.
  public func predict(_ x: Matrix<Double>) -> Vector<Double> {
    predictLinear(x, coefficients, hasIntercept: configuration.hasIntercept)
  }
}

/// Xβ, with the intercept where there is one.
func predictLinear(
  _ x: Matrix<Double>, _ coefficients: [LinearModel.Coefficient], hasIntercept: Bool
) -> Vector<Double> {
  let values = coefficients.map { $0.estimate ?? 0 }
  let slopes = Vector(values.dropFirst(hasIntercept ? 1 : 0))
  guard x.columnCount == slopes.count else {
    trapCount("predict: columns of X, features of the model", x.columnCount, slopes.count)
  }
  return (x * slopes).adding(constant: hasIntercept ? values[0] : 0)
}
