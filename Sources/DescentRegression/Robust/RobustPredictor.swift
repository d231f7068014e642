public import DescentData
public import DescentLinearAlgebra

/// What a robust or a quantile regression needs to predict, and nothing of the data it was fitted to: the part that is
/// saved.
public struct RobustPredictor: Sendable, Codable, Equatable {
  /// A predicted value with a confidence interval.
  public typealias Prediction = LinearPredictor.Prediction

  /// τ of a quantile regression; nil for an M-estimate.
  public let quantile: Double?
  /// The terms, without the intercept.
  public let terms: ModelTerms
  /// The name of what is predicted.
  public let target: String
  /// Whether the first coefficient is a constant.
  public let hasIntercept: Bool
  /// The intercept where there is one, then one for each term.
  public let coefficients: Vector<Double>
  /// The covariance of the coefficients; nil where there is none.
  public let covariance: Matrix<Double>?
  /// n − p; nil where intervals are those of the normal distribution.
  public let degreesOfFreedom: Double?
  /// What makes the features of a table, where the model was fitted by a formula; nil where `terms` do.
  public let design: DesignSpecification?

  /// The predicted values for rows of features.
  ///
  /// - Parameter x: one column for each column of ``ModelTerms/columns``, in that order.
  /// - Precondition: x has that many columns.
  public func predict(_ x: Matrix<Double>) throws -> Vector<Double> { try features.matrix(x) * coefficients }

  /// The predicted values for the rows of a table, in its order; nil where a cell is missing that the model needs.
  ///
  /// - Throws: `DataError` where a column is not there; `FormulaError` for a level that the fit did not have and for
  ///   values where a function does not exist, with the row.
  public func predict(_ table: DataTable) throws -> [Double?] {
    let (x, rows) = try features.completeRows(of: table)
    return spread(try predict(x), to: rows, of: table.rowCount)
  }

  /// The predicted values with confidence intervals of what is predicted, the mean or the quantile; nil where a cell is
  /// missing that the model needs.
  ///
  /// - Parameters:
  ///   - table: the data; it must have the columns of the model by name.
  ///   - level: such as 0.95.
  /// - Throws: as ``predict(_:)-(DataTable)``, and `RegressionError.invalidConfiguration` where the model has no standard
  ///   errors.
  public func predict(_ table: DataTable, level: Double) throws -> [Prediction?] {
    try requireLevel(level)
    guard let covariance else {
      throw RegressionError.invalidConfiguration(
        "This model has no standard errors: it predicts without intervals only")
    }
    let (x, rows) = try features.completeRows(of: table)
    let variances = try features.quadraticForms(x, keptColumns: Array(coefficients.indices), covariance)
    let wald = WaldInference(degreesOfFreedom: degreesOfFreedom ?? .infinity, level: level)
    let predictions = zip(try predict(x), variances).map { fit, variance in
      let interval = wald.figures(fit, variance.squareRoot()).interval
      return Prediction(fit: fit, lower: interval?.lowerBound, upper: interval?.upperBound)
    }
    return spread(predictions, to: rows, of: table.rowCount)
  }

  var features: ModelFeatures { ModelFeatures(terms: terms, design: design, hasIntercept: hasIntercept) }
}

extension RobustModel {
  /// What predicts, and all that a saved model needs.
  ///
  /// - Parameters:
  ///   - terms: what the columns of the fit were made of; by default each is a column of its name.
  ///   - design: the formula that made them, where there was one.
  /// - Precondition: there are as many terms as the fit had columns.
  public func predictor(terms: ModelTerms? = nil, design: DesignSpecification? = nil) -> RobustPredictor {
    RobustPredictor(
      quantile: nil, coefficients, terms, design, target, hasIntercept: configuration.hasIntercept, covariance,
      degreesOfFreedom: nil)
  }
}

extension QuantileModel {
  /// What predicts, and all that a saved model needs.
  ///
  /// - Parameters:
  ///   - terms: what the columns of the fit were made of; by default each is a column of its name.
  ///   - design: the formula that made them, where there was one.
  /// - Precondition: there are as many terms as the fit had columns.
  public func predictor(terms: ModelTerms? = nil, design: DesignSpecification? = nil) -> RobustPredictor {
    RobustPredictor(
      quantile: quantile, coefficients, terms, design, target, hasIntercept: configuration.hasIntercept, covariance,
      degreesOfFreedom: Double(max(1, degreesOfFreedom)))
  }
}

extension RobustPredictor {
  fileprivate init(
    quantile: Double?, _ table: [LinearModel.Coefficient], _ terms: ModelTerms?, _ design: DesignSpecification?,
    _ target: String, hasIntercept: Bool, _ covariance: Matrix<Double>?, degreesOfFreedom: Double?
  ) {
    let names = table.dropFirst(hasIntercept ? 1 : 0).map(\.name)
    let terms = terms ?? ModelTerms(columns: names)
    guard terms.terms.count == names.count else {
      trapCount("predictor: terms, columns of the fit", terms.terms.count, names.count)
    }
    self.init(
      quantile: quantile, terms: terms, target: target, hasIntercept: hasIntercept,
      coefficients: Vector(table.map { $0.estimate ?? 0 }), covariance: covariance, degreesOfFreedom: degreesOfFreedom,
      design: design)
  }
}
