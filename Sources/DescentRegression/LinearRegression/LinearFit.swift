import DescentLinearAlgebra

/// What every fitted linear model says, whether it still has its rows or not.
///
/// All figures follow R's `lm`: σ² counts as a parameter in AIC and BIC, R² and F use uncentred sums where there is no
/// intercept. A figure that does not exist is nil, and `warnings` says why.
public protocol LinearFit: Sendable {
  /// The configuration of the fit.
  var configuration: LinearRegression { get }
  /// What predicts, and all that a saved model needs.
  var predictor: LinearPredictor { get }
  /// The coefficient table, the intercept first.
  var coefficients: [LinearModel.Coefficient] { get }
  /// The method that was used; never `auto`.
  var method: LeastSquaresMethod { get }
  /// The number of rows.
  var rowCount: Int { get }
  /// The number of coefficients that the data determine.
  var rank: Int { get }
  /// n − rank; with frequency weights Σw − rank.
  var degreesOfFreedom: Double { get }
  /// Σ(y − Xβ)², weighted where there are weights.
  var residualSumOfSquares: Double { get }
  /// Σ(y − ȳ)², or Σy² without intercept
  var totalSumOfSquares: Double { get }
  /// √(RSS / degrees of freedom); nil where there are none.
  var residualStandardError: Double? { get }
  /// 1 − RSS/TSS; nil where y does not vary.
  var rSquared: Double? { get }
  /// 1 − (1 − R²)(n − 1)/(n − rank), without intercept n in place of n − 1.
  var adjustedRSquared: Double? { get }
  /// The F statistic of the hypothesis that all slopes are 0.
  var fStatistic: Double? { get }
  /// The degrees of freedom of the F statistic's numerator: the number of slopes.
  var fNumeratorDegreesOfFreedom: Int { get }
  /// P(F ≥ f)
  var fPValue: Double? { get }
  /// −n/2 (log 2π + log(RSS/n) + 1); nil for an exact fit, where it is infinite.
  var logLikelihood: Double? { get }
  /// 2k − 2 log L with k = rank + 1
  var aic: Double? { get }
  /// k log n − 2 log L with k = rank + 1
  var bic: Double? { get }
  /// σmax/σmin of X with columns scaled by powers of two; infinite where the rank is deficient.
  var conditionNumber: Double { get }
  /// σmax/σmin of X as it is, units and all; infinite where the rank is deficient.
  var rawConditionNumber: Double { get }
  /// Digits of the worst coefficient that agree with the exact solution for the numbers as they are stored.
  var correctDigits: Double? { get }
  /// Digits of the worst coefficient that survive when every stored number changes by half a unit in its last place.
  var dataDigits: Double? { get }
  /// Digits of the worst standard error.
  var standardErrorDigits: Double? { get }
  /// Whether the residuals are no larger than the rounding of the fit itself.
  var isExact: Bool { get }
  /// The columns that were left out.
  var droppedColumns: [DroppedColumn] { get }
  /// What a person should know before reading the table.
  var warnings: [String] { get }
}

extension LinearFit {
  /// The name of the target.
  public var target: String { predictor.target }

  /// The coefficient of a term, by name.
  public subscript(name: String) -> LinearModel.Coefficient? { coefficients.first { $0.name == name } }
}

extension LinearModel: LinearFit {}
