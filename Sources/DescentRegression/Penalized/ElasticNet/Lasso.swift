import DescentLinearAlgebra

/// The lasso: linear models that penalize ‖β‖₁, so that many coefficients are exactly zero (Tibshirani 1996). By default
/// (1/n)‖y − β₀ − Xβ‖² + λ‖β‖₁.
///
/// ```swift
/// let path = try Lasso().fit(x, y)
/// path[20].nonZeroCoefficients
/// ```
///
/// It is the ``ElasticNet`` with α = 1, where all about the methods and their accuracy is said.
public struct Lasso: PenalizedRegression {
  /// The penalties, in terms of ``convention``.
  public var lambdas: LambdaSequence
  /// What λ multiplies.
  public var convention: PenaltyConvention
  /// Whether a constant term is fitted, which is not penalized.
  public var hasIntercept: Bool
  /// Whether the coefficients of columns of standard deviation 1 are penalized instead of those of the raw ones.
  public var standardizes: Bool
  /// Whether coefficients below zero are ruled out; the intercept may be negative.
  public var isNonNegative: Bool
  /// The relative duality gap at which a fit ends, see ``ElasticNet/tolerance``.
  public var tolerance: Double
  /// The most passes over coefficients for one λ.
  public var maximumSweeps: Int

  /// A lasso; by default with 100 penalties of the project's own convention, on standardized columns.
  public init(
    lambdas: LambdaSequence = .automatic(), convention: PenaltyConvention = .textbook, hasIntercept: Bool = true,
    standardizes: Bool = true, isNonNegative: Bool = false, tolerance: Double = 1e-10, maximumSweeps: Int = 100_000
  ) {
    self.lambdas = lambdas
    self.convention = convention
    self.hasIntercept = hasIntercept
    self.standardizes = standardizes
    self.isNonNegative = isNonNegative
    self.tolerance = tolerance
    self.maximumSweeps = maximumSweeps
  }

  /// The same as an elastic net.
  public var elasticNet: ElasticNet {
    ElasticNet(
      l1Ratio: 1, lambdas: lambdas, convention: convention, hasIntercept: hasIntercept, standardizes: standardizes,
      isNonNegative: isNonNegative, tolerance: tolerance, maximumSweeps: maximumSweeps)
  }

  /// Fits a model for each λ, see ``ElasticNet/fit(_:)``.
  public func fit(_ data: PenalizedData) throws -> ElasticNetPath { try elasticNet.fit(data) }

  public func _foldCoefficients(
    _ data: PenalizedData, rows: [Int], lambdas: [Double]
  ) throws -> _FoldCoefficients {
    try elasticNet._foldCoefficients(data, rows: rows, lambdas: lambdas)
  }
}
