public import DescentLinearAlgebra
import Foundation

/// A fitted linear model: a value that answers questions.
///
/// All figures follow R's `lm`: σ² counts as a parameter in AIC and BIC, R² and F use uncentred sums where there is no
/// intercept. A figure that does not exist (a standard error at n = p, t and F of an exact fit) is nil, and `warnings`
/// says why.
public struct LinearModel: Sendable {
  /// One line of the coefficient table.
  public struct Coefficient: Sendable, Equatable {
    /// The name of the term; `(Intercept)` for the constant one.
    public let name: String
    /// β; nil for a dropped column.
    public let estimate: Double?
    /// √(σ² (XᵀX)⁻¹ⱼⱼ)
    public let standardError: Double?
    /// t = β / standard error
    public let statistic: Double?
    /// P(|T| ≥ |t|) for β = 0
    public let pValue: Double?
    /// β ± t quantile · standard error
    public let confidenceInterval: ClosedRange<Double>?
  }

  /// The configuration of the fit.
  public let configuration: LinearRegression
  /// What predicts, and all that a saved model needs.
  public internal(set) var predictor: LinearPredictor
  /// The coefficient table, the intercept first.
  public let coefficients: [Coefficient]
  /// The method that was used; never `auto`.
  public let method: LeastSquaresMethod
  /// The number of observations, n.
  public var rowCount: Int { problem.targets.rowCount }
  /// The number of coefficients that the data determine.
  public let rank: Int
  /// n − rank; with frequency weights Σw − rank.
  public let degreesOfFreedom: Double
  /// Σ(y − Xβ)², weighted where there are weights.
  public let residualSumOfSquares: Double
  /// Σ(y − ȳ)², or Σy² without intercept
  public let totalSumOfSquares: Double
  /// √(RSS / degrees of freedom); nil where there are none.
  public let residualStandardError: Double?
  /// 1 − RSS/TSS; nil where y does not vary.
  public let rSquared: Double?
  /// 1 − (1 − R²)(n − 1)/(n − rank), without intercept n in place of n − 1.
  public let adjustedRSquared: Double?
  /// The F statistic of the hypothesis that all slopes are 0, and its degrees of freedom.
  public let fStatistic: Double?
  /// The degrees of freedom of the F statistic's numerator: the number of slopes.
  public let fNumeratorDegreesOfFreedom: Int
  /// P(F ≥ f)
  public let fPValue: Double?
  /// −n/2 (log 2π + log(RSS/n) + 1); nil for an exact fit, where it is infinite.
  public let logLikelihood: Double?
  /// 2k − 2 log L with k = rank + 1
  public let aic: Double?
  /// k log n − 2 log L with k = rank + 1
  public let bic: Double?
  /// σmax/σmin of X with columns scaled by powers of two, so that units do not count; infinite where rank is deficient.
  public let conditionNumber: Double
  /// Whether the residuals are no larger than the rounding of the fit itself.
  public let isExact: Bool
  /// The columns that were left out.
  public let droppedColumns: [DroppedColumn]
  /// What a person should know before reading the table.
  public internal(set) var warnings: [String]

  /// Digits of the worst coefficient that agree with the exact solution for the numbers as they are stored: never more
  /// than there are. nil for the methods that give no bound.
  public var correctDigits: Double? { hasRawUnits ? solution.correctDigits : nil }
  /// Digits of the worst coefficient that survive when every stored number changes by half a unit in its last place: more
  /// than these the data do not determine.
  public var dataDigits: Double? { hasRawUnits ? solution.dataDigits : nil }
  /// Digits of the worst standard error.
  public var standardErrorDigits: Double? { residualStandardError == nil ? nil : solution.standardErrorDigits }

  /// σmax/σmin of X as it is, units and all; infinite where the rank is deficient.
  ///
  /// - Complexity: 8/3 p³ flops with each call.
  public var rawConditionNumber: Double { solution.rawConditionNumber }

  /// What each row is called in warnings and tables: its number among the rows that were read, from 1 on. nil where no row
  /// was left out before the fit, so that rows are 1, 2, ….
  public var rowNumbers: [Int]?

  /// What a row of the fit, counted from 0, is called.
  public func rowNumber(_ row: Int) -> Int { rowNumbers?[row] ?? row + 1 }

  let problem: LeastSquaresProblem
  let weights: ObservationWeights?
  let solution: LeastSquaresSolution
  let targetIndex: Int

  /// Standardized coefficients are rounded before they are mapped back.
  private var hasRawUnits: Bool { !(configuration.standardizes && configuration.ridge > 0) }

  /// y − Xβ, computed anew with each call.
  ///
  /// - Complexity: one pass over X, which the model shares with whoever fitted it.
  public var residuals: Vector<Double> { problem.residuals(of: solution, target: targetIndex) }

  /// Xβ, computed anew with each call like the residuals.
  public var fittedValues: Vector<Double> { problem.targets.column(targetIndex).subtracting(residuals) }

  /// The name of the target.
  public var target: String { predictor.target }

  /// The coefficient of a term, by name.
  public subscript(name: String) -> Coefficient? { coefficients.first { $0.name == name } }

  /// The predicted values for rows of features, as `fit` took them.
  public func predict(_ x: Matrix<Double>) throws -> Vector<Double> { try predictor.predict(x) }
}
