/// A generalized linear model with the penalty of a lasso, a ridge or an elastic net, for many penalties λ at once
/// (Friedman, Hastie, Tibshirani 2010). By default D/(2n) + λ(α‖β‖₁ + ½(1 − α)‖β‖²) with the deviance D is minimized: minus
/// the log-likelihood of a row, on the average.
///
/// ```swift
/// let logistic = PenalizedGeneralizedLinearRegression(family: .binomial)
/// let path = try logistic.fit(x, y)
/// path[20].nonZeroCoefficients
/// let judged = try logistic.crossValidate(x, y, folds: KFold(folds: 10, seed: 1))
/// try judged.oneStandardError.predict(newX)       // probabilities
/// ```
///
/// There may be fewer rows than columns. Newton steps along the path, each the minimum of a quadratic with the penalty, by
/// ``ElasticNet``'s coordinate descent (proximal Newton; Lee, Sun, Saunders 2014); each fit goes on from the one before.
/// Only columns that the strong rule does not discard are looked at on the way (Tibshirani et al. 2012). A step that does
/// not lower the objective is halved. Links that are not the canonical ones have Newton's steps too where every row's loss
/// is convex, and Fisher's otherwise.
///
/// Every fit ends where the conditions of optimality hold within ``tolerance``, for all columns and at a gradient that is
/// computed anew; where that was not reached, ``PenalizedGeneralizedLinearPath/isConverged`` and a warning say so. An
/// automatic path ends early at a fit that explains more than 99.9% of the deviance, as glmnet's does: where classes are
/// separated, or there are as many columns as rows, coefficients grow without bound from there on.
public struct PenalizedGeneralizedLinearRegression: Sendable, Codable, Equatable {
  /// The distribution of y. A negative binomial family needs a θ.
  public var family: GeneralizedLinearRegression.Family
  /// The link between its mean and Xβ.
  public var link: GeneralizedLinearRegression.Link
  /// α, the share of ‖β‖₁ in the penalty, from 0 (a ridge) to 1 (the lasso).
  public var l1Ratio: Double
  /// The penalties, in terms of ``convention``. For α < 0.001 the largest of an automatic path is that of α = 0.001.
  public var lambdas: LambdaSequence
  /// What λ multiplies, beside half the mean deviance D/(2n) with `glmnet`, as `GeneralizedLinearRegression` has its ridge;
  /// beside D/n with `textbook`; beside D/2 with `sklearn` and a binomial family, where λ is 1/C of `LogisticRegression`,
  /// and beside D/(2n) with `sklearn` and any other family, where it is `alpha` of `PoissonRegressor` and its like. With
  /// weights n is Σw. Trials of a row count to D, and not to n.
  public var convention: PenaltyConvention
  /// Whether a constant term is fitted, which is not penalized.
  public var hasIntercept: Bool
  /// Whether the coefficients of columns of standard deviation 1 (1/n in its square; without intercept of root mean
  /// square 1) are penalized instead of those of the raw ones. Coefficients are reported for the raw columns all the same.
  public var standardizes: Bool
  /// Whether coefficients below zero are ruled out; the intercept may be negative.
  public var isNonNegative: Bool
  /// A fit ends when no condition of optimality is violated by more than this times λα (times a ten-thousandth of the
  /// largest where λα is less). From 1e-10 on.
  public var tolerance: Double
  /// The most Newton steps for one λ.
  public var maximumIterations: Int

  /// A path; by default of 100 lassos on standardized columns.
  ///
  /// - Parameters:
  ///   - family: the distribution of y.
  ///   - link: by default the usual one of the family, the first of its `links`.
  ///   - l1Ratio: α: 1 for the lasso, 0 for the ridge, between them for an elastic net.
  ///   - lambdas: the penalties.
  ///   - convention: what λ multiplies.
  ///   - hasIntercept: whether a constant term is fitted.
  ///   - standardizes: whether the coefficients of standardized columns are penalized.
  ///   - isNonNegative: whether no slope may be negative.
  ///   - tolerance: when a fit has converged.
  ///   - maximumIterations: the iterations allowed.
  public init(
    family: GeneralizedLinearRegression.Family, link: GeneralizedLinearRegression.Link? = nil, l1Ratio: Double = 1,
    lambdas: LambdaSequence = .automatic(), convention: PenaltyConvention = .glmnet, hasIntercept: Bool = true,
    standardizes: Bool = true, isNonNegative: Bool = false, tolerance: Double = 1e-8, maximumIterations: Int = 100
  ) {
    self.family = family
    self.link = link ?? family.links[0]
    self.l1Ratio = l1Ratio
    self.lambdas = lambdas
    self.convention = convention
    self.hasIntercept = hasIntercept
    self.standardizes = standardizes
    self.isNonNegative = isNonNegative
    self.tolerance = tolerance
    self.maximumIterations = maximumIterations
  }

  func validate() throws {
    try family.require(link)
    if case .negativeBinomial(nil) = family {
      throw RegressionError.invalidConfiguration(
        "A penalized path of the negative binomial family needs a θ: estimate it by a fit without a penalty, and give it"
      )
    }
    try ElasticNet(l1Ratio: l1Ratio, lambdas: lambdas).validate()
    guard tolerance >= 1e-10, tolerance < 1 else {
      throw RegressionError.invalidConfiguration(
        "The tolerance of the conditions of optimality must lie between 1e-10 and 1, such as 1e-8, and not be "
          + "\(tolerance)")
    }
    guard maximumIterations >= 1 else {
      throw RegressionError.invalidConfiguration("The iterations must be at least 1, not \(maximumIterations)")
    }
  }

  /// λ₁ and λ₂ of D/(2n) + λ₁‖β‖₁ + ½λ₂‖β‖².
  func penalties(_ lambda: Double, weightSum: Double, l1Ratio: Double) -> (l1: Double, l2: Double) {
    convention.elasticNetPenalties(lambda / scale(weightSum), l1Ratio: l1Ratio)
  }

  /// The λ that has this λ₁.
  func lambda(l1: Double, weightSum: Double, l1Ratio: Double) -> Double {
    convention.elasticNetLambda(l1: l1, l1Ratio: l1Ratio) * scale(weightSum)
  }

  private func scale(_ weightSum: Double) -> Double {
    convention == .sklearn && family.isBinomial ? weightSum : 1
  }
}
