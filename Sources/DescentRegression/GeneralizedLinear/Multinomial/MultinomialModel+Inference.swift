import DescentLinearAlgebra
import DescentOptimization
import Foundation

extension MultinomialModel {
  /// Derives the table and the figures from what the iterations found.
  init(_ fit: MultinomialFit, data: ClassData, result: MultinomialScoringResult) throws {
    let (configuration, names, kept) = (fit.configuration, fit.names, result.kept)
    let m = data.classCount - 1
    let dropped = result.dependencies.map { dependency in
      DroppedColumn(name: names[dependency.column], dependsOn: dependency.dependsOn.map { names[$0] })
    }
    if configuration.isStrict, !dropped.isEmpty { throw RegressionError.rankDeficient(dropped: dropped) }
    if let index = result.coefficients.firstIndex(where: { !$0.high.isFinite }) {
      throw RegressionError.coefficientOutOfRange(names[kept[index % kept.count]])
    }
    let isPenalized = configuration.ridge > 0 && !fit.terms.terms.isEmpty
    let statistics = ClassStatistics(data, result.point, hasIntercept: configuration.hasIntercept)
    let count = fit.weights?.observationCount ?? Double(data.count)
    let parameters = Double(m * kept.count)
    let logLikelihood = isPenalized ? nil : statistics.saturated.map { $0 - 0.5 * statistics.deviance }
    let nullParameters = configuration.hasIntercept ? m : 0
    let freedom = max(0, count - Double(kept.count)) * Double(m)
    let separation = result.separation.map { found in
      var terms = Set(found.coefficients.map(\.term))
      // The intercept goes along, and is worth a word where it is alone.
      if configuration.hasIntercept, terms.count > 1 { terms.remove(0) }
      return Separation(
        terms: terms.sorted().map { names[$0] }, classes: found.classes.map { data.names[$0] }, extent: found.extent)
    }
    let hasInference = !isPenalized && result.information != nil && separation?.extent != .complete

    self.configuration = configuration
    self.data = data
    probabilities = result.point.probabilities
    countResiduals = result.point.residuals
    rank = kept.count
    degreesOfFreedom = freedom
    nullDegreesOfFreedom = max(0, count * Double(m) - Double(nullParameters))
    deviance = statistics.deviance
    nullDeviance = statistics.nullDeviance
    pearsonChiSquared = statistics.pearson
    self.logLikelihood = logLikelihood
    nullLogLikelihood = isPenalized ? nil : statistics.saturated.map { $0 - 0.5 * statistics.nullDeviance }
    aic = logLikelihood.map { 2 * parameters - 2 * $0 }
    bic = logLikelihood.map { parameters * log(count) - 2 * $0 }
    mcFaddenRSquared = isPenalized || statistics.nullLoss == 0 ? nil : 1 - statistics.loss / statistics.nullLoss
    let freed = parameters - Double(nullParameters)
    likelihoodRatioTest =
      isPenalized || freed <= 0
      ? nil
      : Self.likelihoodRatio(max(0, statistics.nullDeviance - statistics.deviance), freed, configuration.hasIntercept)
    conditionNumber = dropped.isEmpty ? result.information?.conditionNumber : .infinity
    iterations = result.iterations
    self.separation = separation
    droppedColumns = dropped
    if let separation {
      termination = .noMinimum(separation.description)
    } else if result.isConverged {
      termination = .precisionFloor(gradientNorm: result.length)
    } else {
      termination =
        result.iterations >= configuration.maximumIterations
        ? .iterationLimit(result.iterations) : .stalled(iteration: result.iterations)
    }
    predictor = MultinomialPredictor(
      classes: data.names, terms: fit.terms, target: fit.target, hasIntercept: configuration.hasIntercept,
      coefficients: Self.coefficients(result, names.count), keptColumns: kept,
      covariance: hasInference && separation == nil ? result.information?.inverse.scaled(by: 1 / data.weightUnit) : nil)
    coefficients = Self.table(fit, data, result, hasInference: hasInference)
    warnings = Self.warnings(
      separation, dropped, termination, isPenalized: isPenalized, freedom: freedom,
      condition: result.information?.conditionNumber)
  }

  /// A row for each class but the reference, a column for each term; 0 for dropped ones.
  private static func coefficients(_ result: MultinomialScoringResult, _ count: Int) -> Matrix<Double> {
    let q = result.kept.count
    return Matrix(result.coefficients.count / q, count) { elements in
      elements.initialize(repeating: 0)
      for (index, value) in result.coefficients.enumerated() {
        elements[index / q * count + result.kept[index % q]] = value.high
      }
    }
  }

  private static func table(
    _ fit: MultinomialFit, _ data: ClassData, _ result: MultinomialScoringResult, hasInference: Bool
  ) -> [ClassCoefficients] {
    let wald = WaldInference(degreesOfFreedom: .infinity, level: fit.configuration.level)
    let infinite = Set((result.separation?.coefficients ?? []).map { [$0.k, $0.term] })
    let (q, unit) = (result.kept.count, (1 / data.weightUnit).squareRoot())
    return (0..<data.classCount - 1).map { k in
      let lines = fit.names.enumerated().map { j, name in
        let position = result.kept.firstIndex(of: j)
        let error = position.flatMap { position in
          hasInference && !infinite.contains([k, j])
            ? result.information.map { $0.spreads[k * q + position] * unit } : nil
        }
        return LinearModel.Coefficient(
          name: name, estimate: position.map { result.coefficients[k * q + $0].high }, standardError: error, wald)
      }
      return ClassCoefficients(name: data.names[k + 1], coefficients: lines)
    }
  }

  private static func likelihoodRatio(
    _ statistic: Double, _ degreesOfFreedom: Double, _ hasIntercept: Bool
  ) -> HypothesisTest {
    HypothesisTest(
      name: "Likelihood ratio",
      hypothesis: hasIntercept
        ? "No term has an effect on the probabilities of the classes" : "All classes are equally likely in every row",
      statistic: statistic, degreesOfFreedom: [degreesOfFreedom],
      pValue: ChiSquared(degreesOfFreedom: degreesOfFreedom).upperTail(statistic))
  }

  private static func warnings(
    _ separation: Separation?, _ dropped: [DroppedColumn], _ termination: Termination, isPenalized: Bool,
    freedom: Double, condition: Double?
  ) -> [String] {
    var warnings: [String] = []
    if let separation {
      warnings.append(separation.description)
    } else if !termination.converged {
      warnings.append("the fit has not converged: \(termination). Give it more iterations, or fewer columns")
    }
    warnings += dropped.map { "dropped: \($0.description)" }
    if isPenalized { warnings.append("with a ridge there are no standard errors, p-values, AIC or BIC") }
    if freedom <= 0, !isPenalized {
      warnings.append("as many coefficients of a class as rows: the fit passes through every point")
    }
    if let condition, condition.isFinite, condition > 1e8 {
      warnings.append(
        "the coefficients nearly depend on each other (condition number \(shortDecimal(condition))): "
          + "the last digits of the data decide them")
    }
    return warnings
  }
}

extension MultinomialModel.Separation: CustomStringConvertible {
  /// What is separated by what, what follows, and what to do.
  public var description: String {
    let (columns, names) = (terms.joined(separator: ", "), classes.joined(separator: ", "))
    let s = terms.count == 1 ? "s" : ""
    let advice = "Leave the column out, join it with another, or use a ridge (--ridge 0.01)"
    switch extent {
    case .complete:
      return
        "\(columns) separate\(s) the classes \(names) completely: the likelihood has no maximum, and the estimates "
        + "are infinite. Leave the column out, or use a ridge (--ridge 0.01)"
    case .classes:
      return
        "\(columns) separate\(s) \(names) from all other classes (quasi-separation): the likelihood has no maximum, "
        + "and these estimates are infinite; the others are right. \(advice)"
    case .rows:
      return
        "\(columns) rule\(s) out \(names) in some rows (quasi-separation): the likelihood has no maximum, and these "
        + "estimates are infinite; the others are right. \(advice)"
    }
  }
}
