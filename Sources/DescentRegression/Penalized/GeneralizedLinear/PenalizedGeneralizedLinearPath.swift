import DescentLinearAlgebra

/// Penalized generalized linear models for many penalties, the largest λ first.
///
/// ```swift
/// path.devianceRatios              // how much of the deviance each explains
/// path[10].nonZeroCoefficients     // the 11th λ
/// path[lambda: 0.05]               // between two λ of the path
/// ```
public struct PenalizedGeneralizedLinearPath: PenalizedPath {
  /// The configuration of the fit.
  public let configuration: PenalizedGeneralizedLinearRegression
  /// The penalties, descending: those that were asked for, or fewer where the path has ended early.
  public let lambdas: [Double]
  /// The least λ at which all coefficients are zero; for α < 0.001 that of α = 0.001.
  public let largestLambda: Double
  /// The deviance of the model of the intercept and the offset alone.
  public let nullDeviance: Double
  /// 1 − D/D₀ of each fit, the share of the null deviance that is explained; nil where the response does not vary.
  public let devianceRatios: [Double?]
  /// For each fit the largest violation of the conditions of optimality, in relation to λα, or to a ten-thousandth of the
  /// largest where λα is less.
  public let violations: [Double]
  /// For each fit a bound of how far its objective is above the minimum, in relation to half the mean null deviance; nil
  /// where λ = 0, the response does not vary, or the losses are not convex.
  public let dualityGaps: [Double?]
  /// The Newton steps of each fit.
  public let iterationCounts: [Int]
  /// Whether each fit met its tolerance.
  public let isConverged: [Bool]
  /// What a person should know about the fit.
  public let warnings: [String]

  private let design: PenalizedDesign
  private let models: [PenalizedGeneralizedLinearFit.Model]

  init(
    _ fit: PenalizedGeneralizedLinearFit, lambdas: [Double], models: [PenalizedGeneralizedLinearFit.Model],
    ending: PenalizedGeneralizedLinearFit.Ending?
  ) {
    configuration = fit.configuration
    self.lambdas = Array(lambdas.prefix(models.count))
    self.models = models
    design = fit.design
    largestLambda = fit.largestLambda
    nullDeviance = fit.nullDeviance * design.rawWeightSum
    devianceRatios = models.map(\.explained)
    violations = models.map(\.outcome.violation)
    dualityGaps = models.map(\.outcome.gap)
    iterationCounts = models.map(\.outcome.iterations)
    isConverged = models.map(\.outcome.isConverged)
    var warnings = fit.data.notes + design.data.constantColumns(fit.varies)
    if !fit.targetVaries { warnings.append("\(design.data.target) does not vary: all coefficients are 0") }
    let last = "λ = \(self.lambdas[models.count - 1]), the \(models.count). of \(lambdas.count)"
    switch ending {
    case nil: break
    case .saturated:
      warnings.append(
        "the path ends at \(last): the fit explains more than 99.9% of the deviance, and coefficients grow without "
          + "bound from there on")
    case .divergent:
      warnings.append(
        "the path ends at \(last): the columns separate \(design.data.target), and without a penalty there is no finite "
          + "fit")
    }
    if let first = isConverged.firstIndex(of: false) {
      warnings.append(
        "\(isConverged.count { !$0 }) of \(models.count) fits did not meet their tolerance, the first at λ = "
          + "\(lambdas[first]): a larger λ, a smaller α or more iterations help")
    }
    self.warnings = warnings
  }

  /// How many coefficients of each fit are not zero, the intercept not counted.
  public var nonZeroCounts: [Int] { models.map(\.indices.count) }

  /// The degrees of freedom of each fit, see ``PenalizedGeneralizedLinearModel/degreesOfFreedom``.
  public var degreesOfFreedom: [Double] { nonZeroCounts.map { Double($0 + (design.hasIntercept ? 1 : 0)) } }

  /// The model of the λ at that place of the path.
  public subscript(index: Int) -> PenalizedGeneralizedLinearModel {
    guard lambdas.indices.contains(index) else {
      trapIndex("PenalizedGeneralizedLinearPath: the λ", index, lambdas.count)
    }
    return model(lambdas[index], [(models[index], 1)], devianceRatio: devianceRatios[index])
  }

  /// The model of a λ. Between two λ of the path coefficients are interpolated, as glmnet has it; outside the path it is
  /// the model of its nearest end.
  ///
  /// - Precondition: λ is a number from 0 on.
  public subscript(lambda lambda: Double) -> PenalizedGeneralizedLinearModel {
    guard lambda >= 0, lambda.isFinite else {
      trap("PenalizedGeneralizedLinearPath: λ must be a number from 0 on, not \(lambda)")
    }
    switch LambdaPlace(lambda, in: lambdas) {
    case .at(let index): return self[index]
    case .between(let above, let below, let share):
      return model(lambda, [(models[above], 1 - share), (models[below], share)], devianceRatio: nil)
    }
  }

  private func model(
    _ lambda: Double, _ parts: [(PenalizedGeneralizedLinearFit.Model, weight: Double)], devianceRatio: Double?
  ) -> PenalizedGeneralizedLinearModel {
    var slopes = [Double](repeating: 0, count: design.columnCount)
    var constant = 0.0
    for (part, weight) in parts {
      constant += weight * part.constant
      for (j, slope) in zip(part.indices, part.slopes) { slopes[j] += weight * slope }
    }
    let raw = design.raw(slopes, at: slopes.indices, constant: constant)
    let coefficients = (design.hasIntercept ? [raw.intercept] : []) + raw.slopes
    return PenalizedGeneralizedLinearModel(
      lambda: lambda,
      predictor: GeneralizedLinearPredictor(
        family: configuration.family, link: configuration.link, terms: design.data.terms, target: design.data.target,
        hasIntercept: design.hasIntercept, coefficients: Vector(coefficients),
        keptColumns: Array(coefficients.indices), inverseInformation: nil, dispersion: nil, degreesOfFreedom: nil),
      degreesOfFreedom: Double(slopes.count { $0 != 0 } + (design.hasIntercept ? 1 : 0)),
      devianceRatio: devianceRatio)
  }
}
