import DescentLinearAlgebra

/// The elastic nets, or lassos, for many penalties: sparse, the largest λ first.
///
/// ```swift
/// path.nonZeroCounts               // how many coefficients are not zero
/// path[10].nonZeroCoefficients     // the 11th λ
/// path[lambda: 0.05]               // between two λ of the path
/// ```
public struct ElasticNetPath: PenalizedPath {
  /// The configuration of the fit; of a ``Lasso`` that of the elastic net with α = 1.
  public let configuration: ElasticNet
  /// The penalties, descending.
  public let lambdas: [Double]
  /// The least λ at which all coefficients are zero; for α < 0.001 that of α = 0.001.
  public let largestLambda: Double
  /// 1 − RSS/TSS of each fit, the share of the deviance that is explained; nil where y does not vary.
  public let rSquared: [Double?]
  /// For each fit how far its objective may be above the minimum, in relation to ½‖y‖²/n (y centred, formula with ½); nil
  /// where λα = 0 or y does not vary.
  public let dualityGaps: [Double?]
  /// Passes over coefficients, all or those that are not zero, that each fit took.
  public let sweepCounts: [Int]
  /// Whether each fit met its tolerance and the conditions of optimality to 10⁻⁸ of λ.
  public let isConverged: [Bool]
  /// What a person should know about the fit.
  public let warnings: [String]

  private let design: PenalizedDesign
  private let models: [ElasticNetFit.Model]

  init(_ configuration: ElasticNet, _ fit: ElasticNetFit, lambdas: [Double], models: [ElasticNetFit.Model]) {
    self.configuration = configuration
    self.lambdas = lambdas
    self.models = models
    design = fit.design
    largestLambda = fit.largestLambda
    rSquared = models.map { $0.unexplained.map { 1 - $0 } }
    dualityGaps = models.map(\.outcome.gap)
    sweepCounts = models.map(\.outcome.sweeps)
    isConverged = models.map(\.outcome.isConverged)
    var warnings = design.data.constantColumns(fit.varies)
    if fit.descent.targetSquares == 0 {
      warnings.append("\(design.data.target) does not vary: all coefficients are 0 and R² does not exist")
    }
    if let first = isConverged.firstIndex(of: false) {
      warnings.append(
        "\(isConverged.count { !$0 }) of \(lambdas.count) fits did not meet their tolerance, the first at λ = "
          + "\(lambdas[first]): columns may depend on each other; a larger λ, a smaller α or more sweeps help")
    }
    self.warnings = warnings
  }

  /// How many coefficients of each fit are not zero, the intercept not counted.
  public var nonZeroCounts: [Int] { models.map(\.indices.count) }

  /// The degrees of freedom of each fit: the number of coefficients that are not zero, the intercept included (Zou,
  /// Hastie, Tibshirani 2007; for α < 1 an upper bound).
  public var degreesOfFreedom: [Double] { nonZeroCounts.map { Double($0 + (design.hasIntercept ? 1 : 0)) } }

  /// The model of the λ at that place of the path.
  public subscript(index: Int) -> PenalizedModel {
    guard lambdas.indices.contains(index) else { trapIndex("ElasticNetPath: the λ", index, lambdas.count) }
    var slopes = [Double](repeating: 0, count: design.columnCount)
    for (j, slope) in zip(models[index].indices, models[index].slopes) { slopes[j] = slope }
    return model(lambdas[index], slopes, rSquared: rSquared[index])
  }

  /// The model of a λ. Between two λ of the path coefficients are interpolated, as glmnet has it; for the lasso that is
  /// exact where no coefficient comes or goes in between. Outside the path it is the model of its nearest end. R² is nil
  /// for interpolated models.
  ///
  /// - Precondition: λ is a number from 0 on.
  public subscript(lambda lambda: Double) -> PenalizedModel {
    guard lambda >= 0, lambda.isFinite else { trap("ElasticNetPath: λ must be a number from 0 on, not \(lambda)") }
    let (above, below, share): (Int, Int, Double)
    switch LambdaPlace(lambda, in: lambdas) {
    case .at(let index): return self[index]
    case .between(let first, let second, let part): (above, below, share) = (first, second, part)
    }
    var slopes = [Double](repeating: 0, count: design.columnCount)
    for (model, weight) in [(models[above], 1 - share), (models[below], share)] {
      for (j, slope) in zip(model.indices, model.slopes) { slopes[j] += weight * slope }
    }
    return model(lambda, slopes, rSquared: nil)
  }

  private func model(_ lambda: Double, _ slopes: [Double], rSquared: Double?) -> PenalizedModel {
    let raw = design.raw(slopes, at: slopes.indices)
    return PenalizedModel(
      lambda: lambda, slopes: raw.slopes, intercept: raw.intercept, hasIntercept: design.hasIntercept,
      data: design.data, degreesOfFreedom: Double(slopes.count { $0 != 0 } + (design.hasIntercept ? 1 : 0)),
      rSquared: rSquared)
  }
}
