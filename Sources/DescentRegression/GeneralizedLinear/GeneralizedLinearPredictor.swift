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
  public internal(set) var terms: ModelTerms
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
  /// What makes the features of a table, where the model was fitted by a formula; nil where `terms` do.
  public internal(set) var design: DesignSpecification?
  /// The column that is added to Xβ; nil where there was none, or it was given as numbers. Offsets of a formula are in
  /// `design`.
  public var offsetColumn: String?

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
    var eta = try features.matrix(x) * coefficients
    if let offset { eta = eta.adding(offset) }
    return scale == .link ? eta : eta.mapElements { link.values($0).mean }
  }

  /// The predicted values for the rows of a table, which must have the columns of the model by name, that of its offset
  /// too.
  ///
  /// - Parameters:
  ///   - table: the data; it must have the columns of the model by name.
  ///   - offset: what is added to Xβ instead of the offset of the model.
  ///   - scale: means, or the linear predictor Xβ.
  public func predict(_ table: Table, offset: Vector<Double>? = nil, scale: Scale = .response) throws -> Vector<Double>
  {
    // A table of numbers has no missing cells.
    try Vector(predict(DataTable(table), offset: offset, scale: scale).map { $0 ?? .nan })
  }

  /// The predicted values for the rows of a table, in its order; nil where a cell is missing that the model needs.
  ///
  /// - Parameters:
  ///   - table: the data; it must have the columns of the model by name.
  ///   - offset: what is added to Xβ instead of the offset of the model.
  ///   - scale: means, or the linear predictor Xβ.
  /// - Throws: `DataError` where a column is not there; `FormulaError` for a level that the fit did not have and for
  ///   values where a function does not exist, with the row.
  public func predict(
    _ table: DataTable, offset: Vector<Double>? = nil, scale: Scale = .response
  ) throws -> [Double?] {
    let (x, offset, rows) = try completeRows(of: table, offset: offset)
    return spread(try predict(x, offset: offset, scale: scale), to: rows, of: table.rowCount)
  }

  /// The predicted values with standard errors and confidence intervals; nil where a cell is missing that the model needs.
  ///
  /// - Throws: as ``predict(_:offset:scale:)-(DataTable,_,_)``, and `RegressionError.invalidConfiguration` where the model
  ///   has no standard errors.
  public func predict(
    _ table: DataTable, offset: Vector<Double>? = nil, scale: Scale = .response, level: Double
  ) throws -> [Prediction?] {
    let (x, offset, rows) = try completeRows(of: table, offset: offset)
    return spread(try predict(x, offset: offset, scale: scale, level: level), to: rows, of: table.rowCount)
  }

  /// The predicted values with standard errors and confidence intervals.
  ///
  /// - Parameters:
  ///   - x: one row for each prediction, with the columns of the fit in their order.
  ///   - offset: what is added to Xβ instead of the offset of the model.
  ///   - scale: means, or the linear predictor Xβ.
  ///   - level: such as 0.95.
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
    let etas = try predict(x, offset: offset, scale: .link)
    let variances = try features.quadraticForms(x, keptColumns: keptColumns, inverseInformation)
    let quantile =
      degreesOfFreedom.map { StudentT(degreesOfFreedom: $0).upperQuantile((1 - level) / 2) }
      ?? NormalDistribution().upperQuantile((1 - level) / 2)
    return zip(etas, variances).map { eta, variance in
      let error = (dispersion * variance).squareRoot()
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

  /// What makes the columns of the coefficients.
  var features: ModelFeatures { ModelFeatures(terms: terms, design: design, hasIntercept: hasIntercept) }

  /// The columns of the coefficients that were kept.
  func design(_ x: Matrix<Double>) throws -> Matrix<Double> {
    let all = try features.matrix(x)
    return keptColumns.count == all.columnCount ? all : all.selecting(columns: keptColumns)
  }

  /// The rows of a table without missing cells, the offset there, and which rows these are.
  private func completeRows(
    of table: DataTable, offset given: Vector<Double>?
  ) throws -> (x: Matrix<Double>, offset: Vector<Double>?, rows: [Int]) {
    var (x, rows) = try features.completeRows(of: table)
    var offset = try given ?? design?.offset(from: table)
    if given == nil, let offsetColumn {
      let place = try table.index(of: offsetColumn)
      _ = try table.numbers(columns: [offsetColumn], rows: [])
      let column = table.values.column(place)
      offset = offset?.adding(column) ?? column
    }
    if let all = offset {
      let present = rows.indices.filter { !all[rows[$0]].isNaN }
      if present.count < rows.count {
        x = x.selecting(rows: present)
        rows = present.map { rows[$0] }
      }
      offset = Vector(rows.map { all[$0] })
    }
    return (x, offset, rows)
  }
}
