public import DescentData
public import DescentLinearAlgebra

/// A penalized linear model that is fitted for many penalties λ at once: ``RidgeRegression``, ``Lasso``, ``ElasticNet``.
///
/// A conforming type is a configuration, a value; what a fit gives is a path of models.
public protocol PenalizedRegression: Sendable, Codable, Equatable {
  /// What a fit gives: the models of all penalties.
  associatedtype Path: PenalizedPath where Path.Model == PenalizedModel

  /// The penalties.
  var lambdas: LambdaSequence { get set }
  /// Whether a constant term is fitted, which is not penalized.
  var hasIntercept: Bool { get }

  /// Fits a model for each λ.
  ///
  /// - Throws: ``RegressionError`` for settings that make no sense.
  func fit(_ data: PenalizedData) throws -> Path

  /// The coefficients for each λ, fitted to some of the rows. For cross-validation, not to be called.
  func _foldCoefficients(_ data: PenalizedData, rows: [Int], lambdas: [Double]) throws -> _FoldCoefficients
}

/// The models of a path, the largest λ first.
public protocol PenalizedPath: Sendable {
  /// What there is for each λ.
  associatedtype Model: PenalizedPathModel

  /// The penalties, descending.
  var lambdas: [Double] { get }
  /// What a person should know about the fit.
  var warnings: [String] { get }
  /// The model of a λ, by its place in ``lambdas``.
  subscript(index: Int) -> Model { get }
  /// The model of a λ.
  subscript(lambda lambda: Double) -> Model { get }
}

/// The models that were fitted without a fold: in centred columns, one column for each λ.
public struct _FoldCoefficients: Sendable {
  let design: PenalizedDesign
  let slopes: Matrix<Double>
}

extension PenalizedRegression {
  /// Fits a model for each λ.
  ///
  /// - Parameters:
  ///   - x: one row for each observation, one column for each feature; no column of ones.
  ///   - y: one value for each observation.
  ///   - weights: what each observation counts; all the same by default.
  ///   - names: the names of the columns; by default x1, x2, ….
  ///   - target: the name of y.
  /// - Throws: ``RegressionError`` for data that are not finite and settings that make no sense.
  /// - Precondition: x has as many rows as y, and the weights, have elements.
  public func fit(
    _ x: Matrix<Double>, _ y: Vector<Double>, weights: ObservationWeights? = nil, names: [String]? = nil,
    target: String = "y"
  ) throws -> Path {
    try fit(PenalizedData(x, y, weights: weights, names: names, target: target))
  }

  /// Fits a model for each λ to columns of a table.
  ///
  /// - Parameters:
  ///   - table: the data.
  ///   - target: the column to be explained.
  ///   - terms: columns and powers; by default all columns but the target.
  ///   - weights: what each observation counts; all the same by default.
  public func fit(
    _ table: Table, target: String, terms: ModelTerms? = nil, weights: ObservationWeights? = nil
  ) throws -> Path {
    try fit(PenalizedData(table, target: target, terms: terms, weights: weights))
  }
}
