public import DescentData
public import DescentLinearAlgebra
import Foundation

/// What a linear model needs to predict, and nothing of the data it was fitted to: the part that is saved.
public struct LinearPredictor: Sendable, Codable, Equatable {
  /// Which interval goes with a prediction.
  public enum Interval: String, Sendable, Codable, CaseIterable {
    /// Where the mean of y lies for these features: ŷ ± t σ √(xᵀ(XᵀX)⁻¹x)
    case confidence
    /// Where one new y lies: ŷ ± t σ √(1 + xᵀ(XᵀX)⁻¹x)
    case prediction
  }

  /// A predicted value and its interval.
  public struct Prediction: Sendable, Codable, Equatable {
    /// ŷ
    public let fit: Double
    /// The lower end of the interval; nil where none was asked for.
    public let lower: Double?
    /// The upper end of the interval.
    public let upper: Double?

    /// A predicted value, with an interval where there is one.
    public init(fit: Double, lower: Double? = nil, upper: Double? = nil) {
      self.fit = fit
      self.lower = lower
      self.upper = upper
    }
  }

  /// The latest version of the format; models without a formula are written in version 1.
  public static let currentFormat = 2

  /// The version of the format.
  public private(set) var format: Int
  /// The terms, without the intercept.
  public internal(set) var terms: ModelTerms
  /// The name of what is predicted.
  public let target: String
  /// Whether the first coefficient is a constant.
  public let hasIntercept: Bool
  /// The intercept where there is one, then one for each term; 0 for a dropped one.
  public let coefficients: Vector<Double>
  /// The indices of the coefficients that were not dropped.
  public let keptColumns: [Int]
  /// (XᵀX)⁻¹ of the kept columns; nil where there is no inference.
  public let inverseGram: Matrix<Double>?
  /// σ; nil where there is no inference.
  public let residualStandardError: Double?
  /// n − rank
  public let degreesOfFreedom: Double
  /// What makes the features of a table, where the model was fitted by a formula; nil where `terms` do.
  public internal(set) var design: DesignSpecification? {
    didSet { format = design == nil ? 1 : 2 }
  }

  init(
    terms: ModelTerms, target: String, hasIntercept: Bool, coefficients: Vector<Double>, keptColumns: [Int],
    inverseGram: Matrix<Double>?, residualStandardError: Double?, degreesOfFreedom: Double
  ) {
    format = 1
    self.terms = terms
    self.target = target
    self.hasIntercept = hasIntercept
    self.coefficients = coefficients
    self.keptColumns = keptColumns
    self.inverseGram = inverseGram
    self.residualStandardError = residualStandardError
    self.degreesOfFreedom = degreesOfFreedom
  }

  /// The predicted values for rows of features.
  ///
  /// - Parameter x: one column for each column of ``ModelTerms/columns``, in that order.
  /// - Precondition: x has that many columns.
  public func predict(_ x: Matrix<Double>) throws -> Vector<Double> {
    let features = try features.expanded(x)
    let slopes = Vector(coefficients.dropFirst(hasIntercept ? 1 : 0))
    return (features * slopes).adding(constant: hasIntercept ? coefficients[0] : 0)
  }

  /// The predicted values for the rows of a table, which must have the columns of the model by name.
  public func predict(_ table: Table) throws -> Vector<Double> {
    // A table of numbers has no missing cells.
    if design != nil { return Vector(try predict(DataTable(table)).map { $0 ?? .nan }) }
    return try predict(table.matrix(columns: terms.columns))
  }

  /// The predicted values with their intervals.
  ///
  /// - Parameters:
  ///   - x: one row for each prediction, with the columns of the fit in their order.
  ///   - interval: of the mean, or of one new observation.
  ///   - level: such as 0.95.
  /// - Throws: `RegressionError.invalidConfiguration` where the model has no standard errors.
  public func predict(_ x: Matrix<Double>, interval: Interval, level: Double = 0.95) throws -> [Prediction] {
    try requireLevel(level)
    guard let inverseGram, let residualStandardError, degreesOfFreedom > 0 else {
      throw RegressionError.invalidConfiguration(
        "This model has no standard errors (a ridge, minimum norm, or as many coefficients as rows): "
          + "it predicts without intervals only")
    }
    let fits = try predict(x)
    let leverages = try features.quadraticForms(x, keptColumns: keptColumns, inverseGram)
    let quantile = StudentT(degreesOfFreedom: degreesOfFreedom).upperQuantile((1 - level) / 2)
    return zip(fits, leverages).map { fit, leverage in
      let variance = leverage + (interval == .prediction ? 1 : 0)
      let half = quantile * residualStandardError * variance.squareRoot()
      return Prediction(fit: fit, lower: fit - half, upper: fit + half)
    }
  }

  /// What makes the columns of the coefficients.
  var features: ModelFeatures { ModelFeatures(terms: terms, design: design, hasIntercept: hasIntercept) }
}
