import DescentLinearAlgebra

/// The elastic net: linear models that penalize ‖β‖₁ and ‖β‖² together, so that some coefficients are exactly zero and
/// columns that say the same share theirs (Zou, Hastie 2005). By default (1/n)‖y − β₀ − Xβ‖² + λ(α‖β‖₁ + ½(1 − α)‖β‖²).
///
/// ```swift
/// let path = try ElasticNet(l1Ratio: 0.5).fit(x, y)
/// path[20].nonZeroCoefficients
/// let judged = try ElasticNet(l1Ratio: 0.5).crossValidate(x, y, folds: KFold(folds: 10, seed: 1))
/// judged.best.nonZeroCoefficients
/// ```
///
/// There may be fewer rows than columns. By coordinate descent along a path of penalties, each fit from the one before,
/// with strong rules and, where sweeps are slow, Newton steps on the coefficients that are not zero. Up to 4096 columns, and
/// no more than rows, works on the covariances, for which the data are read twice, whatever the number of penalties;
/// otherwise on residuals.
///
/// Every fit ends where the duality gap is within ``tolerance`` and the conditions of optimality hold to 10⁻⁸ of λ (of a
/// ten-thousandth of the largest λ where λ is less); where that was not reached, ``ElasticNetPath/isConverged`` and a warning say so.
public struct ElasticNet: PenalizedRegression {
  /// α, the share of ‖β‖₁ in the penalty, from 0 (a ridge) to 1 (the lasso).
  public var l1Ratio: Double
  /// The penalties, in terms of ``convention``. For α < 0.001 the largest of an automatic path is that of α = 0.001.
  public var lambdas: LambdaSequence
  /// What λ multiplies.
  public var convention: PenaltyConvention
  /// Whether a constant term is fitted, which is not penalized.
  public var hasIntercept: Bool
  /// Whether the coefficients of columns of standard deviation 1 (1/n in its square; without intercept of root mean
  /// square 1) are penalized, as glmnet does by default, instead of those of the raw ones. Coefficients are reported for
  /// the raw columns all the same.
  public var standardizes: Bool
  /// Whether coefficients below zero are ruled out; the intercept may be negative.
  public var isNonNegative: Bool
  /// A fit ends when its objective is proven to be within this times ½‖y‖²/n (y centred) of the minimum, in the formula
  /// with ½.
  public var tolerance: Double
  /// The most passes over coefficients for one λ.
  public var maximumSweeps: Int

  /// An elastic net; by default with 100 penalties of the project's own convention, on standardized columns.
  public init(
    l1Ratio: Double = 0.5, lambdas: LambdaSequence = .automatic(), convention: PenaltyConvention = .textbook,
    hasIntercept: Bool = true, standardizes: Bool = true, isNonNegative: Bool = false, tolerance: Double = 1e-10,
    maximumSweeps: Int = 100_000
  ) {
    self.l1Ratio = l1Ratio
    self.lambdas = lambdas
    self.convention = convention
    self.hasIntercept = hasIntercept
    self.standardizes = standardizes
    self.isNonNegative = isNonNegative
    self.tolerance = tolerance
    self.maximumSweeps = maximumSweeps
  }

  /// Fits a model for each λ.
  ///
  /// - Throws: ``RegressionError/invalidConfiguration(_:)``.
  /// - Complexity: with covariances n p² flops and p² numbers, then some p m flops for each sweep over m coefficients that
  ///   are not zero; with columns a copy of X, and 4nm flops for each sweep, 2np for each check.
  public func fit(_ data: PenalizedData) throws -> ElasticNetPath {
    try validate()
    let fit = ElasticNetFit(self, PenalizedDesign(data, hasIntercept: hasIntercept))
    let ratio = data.rowCount < data.columnCount ? 1e-2 : 1e-4
    let values = lambdas.values(largest: fit.largestLambda, defaultRatio: ratio)
    return ElasticNetPath(self, fit, lambdas: values, models: fit.models(values))
  }

  public func _foldCoefficients(
    _ data: PenalizedData, rows: [Int], lambdas: [Double]
  ) throws -> _FoldCoefficients {
    let design = PenalizedDesign(data, rows: rows, hasIntercept: hasIntercept)
    let models = ElasticNetFit(self, design).models(lambdas)
    var slopes = Matrix<Double>.zeros(data.columnCount, lambdas.count)
    for (l, model) in models.enumerated() {
      for (j, slope) in zip(model.indices, model.slopes) { slopes[j, l] = slope }
    }
    return _FoldCoefficients(design: design, slopes: slopes)
  }

  func validate() throws {
    try lambdas.validate()
    guard l1Ratio >= 0, l1Ratio <= 1 else {
      throw RegressionError.invalidConfiguration(
        "α, the share of ‖β‖₁ in the penalty, must lie between 0 (ridge) and 1 (lasso), and not be \(l1Ratio)")
    }
    guard tolerance > 0, tolerance < 1 else {
      throw RegressionError.invalidConfiguration(
        "The tolerance of the duality gap must lie between 0 and 1, such as 1e-10, and not be \(tolerance)")
    }
    guard maximumSweeps >= 1 else {
      throw RegressionError.invalidConfiguration("A fit takes at least 1 sweep, not \(maximumSweeps)")
    }
  }
}
