public import DescentData
public import DescentLinearAlgebra
import Foundation

/// What a generalized linear model needs to predict, and nothing of the data it was fitted to.
public struct GeneralizedLinearPredictor: Sendable, Codable, Equatable {
  /// What is predicted.
  public enum Scale: String, Sendable, Codable, CaseIterable {
    /// μ = g⁻¹(η)
    case response
    /// η = Xβ + offset
    case link
  }

  /// A predicted value with its standard error and an interval.
  public struct Prediction: Sendable, Codable, Equatable {
    /// μ or η
    public let fit: Double
    /// On the link's scale √(φ xᵀ(XᵀWX)⁻¹x); on the response's that times |dμ/dη| (delta method).
    public let standardError: Double
    /// The lower end of the confidence interval: that of η, mapped to the scale.
    public let lower: Double
    /// The upper end of the confidence interval.
    public let upper: Double
  }

  /// The family of the fit.
  public let family: GeneralizedLinearRegression.Family
  /// The link of the fit.
  public let link: GeneralizedLinearRegression.Link
  /// The terms, without the intercept.
  public let terms: ModelTerms
  /// The name of what is predicted.
  public let target: String
  /// Whether the first coefficient is a constant.
  public let hasIntercept: Bool
  /// The intercept where there is one, then one for each term; 0 for a dropped one.
  public let coefficients: Vector<Double>
  /// The indices of the coefficients that were not dropped.
  public let keptColumns: [Int]
  /// (XᵀWX)⁻¹ of the kept columns; nil where there is no inference.
  public let inverseInformation: Matrix<Double>?
  /// φ; nil where there is none.
  public let dispersion: Double?
  /// The degrees of freedom of φ; nil where it is known to be 1.
  public let degreesOfFreedom: Double?

  /// The predicted values for rows of features.
  ///
  /// - Parameters:
  ///   - x: one column for each column of ``ModelTerms/columns``, in that order.
  ///   - offset: what is added to Xβ; 0 by default, whatever the fit had.
  ///   - scale: of means, or of the linear predictor.
  /// - Precondition: x has that many columns, and as many rows as the offset has elements.
  public func predict(
    _ x: Matrix<Double>, offset: Vector<Double>? = nil, scale: Scale = .response
  ) throws -> Vector<Double> {
    var eta = try design(x, all: true) * coefficients
    if let offset { eta = eta.adding(offset) }
    return scale == .link ? eta : eta.mapElements { link.values($0).mean }
  }

  /// The predicted values for the rows of a table, which must have the columns of the model by name.
  public func predict(_ table: Table, offset: Vector<Double>? = nil, scale: Scale = .response) throws -> Vector<Double>
  {
    try predict(table.matrix(columns: terms.columns), offset: offset, scale: scale)
  }

  /// The predicted values with standard errors and confidence intervals.
  ///
  /// - Parameter level: such as 0.95.
  /// - Throws: `RegressionError.invalidConfiguration` where the model has no standard errors.
  public func predict(
    _ x: Matrix<Double>, offset: Vector<Double>? = nil, scale: Scale = .response, level: Double
  ) throws -> [Prediction] {
    try requireLevel(level)
    guard let inverseInformation, let dispersion else {
      throw RegressionError.invalidConfiguration(
        "This model has no standard errors (a ridge, separated classes, or as many coefficients as rows): "
          + "it predicts without intervals only")
    }
    let kept = try design(x)
    let etas = try predict(x, offset: offset, scale: .link)
    let variances = (kept * inverseInformation).multiplyingElements(by: kept).rowSums()
    let quantile =
      degreesOfFreedom.map { StudentT(degreesOfFreedom: $0).upperQuantile((1 - level) / 2) }
      ?? NormalDistribution().upperQuantile((1 - level) / 2)
    return zip(etas, variances).map { eta, variance in
      let error = (dispersion * max(0, variance)).squareRoot()
      let ends = [eta - quantile * error, eta + quantile * error]
      guard scale == .response else {
        return Prediction(fit: eta, standardError: error, lower: ends[0], upper: ends[1])
      }
      let values = link.values(eta)
      let means = ends.map { link.values($0).mean }
      return Prediction(
        fit: values.mean, standardError: error * values.slope.magnitude, lower: min(means[0], means[1]),
        upper: max(means[0], means[1]))
    }
  }

  /// The columns of the coefficients, those that were kept unless all are wanted.
  func design(_ x: Matrix<Double>, all: Bool = false) throws -> Matrix<Double> {
    guard x.columnCount == terms.columns.count else {
      fatalError("predict: X has \(x.columnCount) columns, the model needs \(terms.columns.count): \(terms.columns)")
    }
    let features = try terms.matrix(from: x, names: terms.columns)
    let design = hasIntercept ? features.prependingOnes() : features
    return all || keptColumns.count == design.columnCount ? design : design.selecting(columns: keptColumns)
  }
}
