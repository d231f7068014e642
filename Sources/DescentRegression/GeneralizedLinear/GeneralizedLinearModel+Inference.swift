import DescentLinearAlgebra
import DescentOptimization
import Foundation

extension GeneralizedLinearModel {
  /// Derives the table and the figures from what the iterations found.
  init(
    _ fit: GeneralizedLinearFit, data: ResponseData, row: RowModel, result: ScoringResult, nullDeviance: Double?,
    notes: [String], estimatedTheta: Double?
  ) throws {
    let configuration = fit.configuration
    let names = (configuration.hasIntercept ? ["(Intercept)"] : []) + fit.terms.names
    let dropped = result.dependencies.map { dependency in
      DroppedColumn(name: names[dependency.column], dependsOn: dependency.dependsOn.map { names[$0] })
    }
    if configuration.isStrict, !dropped.isEmpty { throw RegressionError.rankDeficient(dropped: dropped) }
    if let term = zip(result.kept, result.coefficients).first(where: { !$1.high.isFinite })?.0 {
      throw RegressionError.coefficientOutOfRange(names[term])
    }
    let isPenalized = configuration.ridge > 0 && !fit.terms.terms.isEmpty
    let statistics = row.statistics(data, eta: result.eta, residuals: result.residuals)
    let count = fit.weights?.observationCount ?? Double(data.count)
    let freedom = max(0, count - Double(result.kept.count))
    let phi =
      !row.family.estimatesDispersion ? 1 : freedom > 0 && !isPenalized ? statistics.pearson / freedom : nil
    let logLikelihood =
      isPenalized ? nil : row.logLikelihood(data, weights: fit.weights, deviance: statistics.deviance)
    let parameters = Double(
      result.kept.count + (row.family.hasScaleParameter ? 1 : 0) + (estimatedTheta == nil ? 0 : 1))
    let separation = result.separation.map { found in
      Separation(
        terms: found.columns.map { names[result.kept[$0]] }, isComplete: found.isComplete)
    }

    var beta = [Double](repeating: 0, count: names.count)
    for (position, j) in result.kept.enumerated() { beta[j] = result.coefficients[position].high }
    // The last weighted fit may have fewer columns, where weights have gone to 0.
    let solution = result.solution.flatMap { $0.keptColumns.count == result.kept.count ? $0 : nil }
    let hasInference = solution != nil && phi != nil && !isPenalized && separation?.isComplete != true
    let infinite = Set(separation?.terms ?? [])

    self.configuration = configuration
    self.data = data
    self.row = row
    values = fit.values
    eta = result.eta
    responseResiduals = result.residuals
    workingWeights = result.weights
    observationCount = count
    rank = result.kept.count
    degreesOfFreedom = freedom
    deviance = statistics.deviance
    self.nullDeviance = nullDeviance
    nullDegreesOfFreedom = count - (configuration.hasIntercept ? 1 : 0)
    pearsonChiSquared = statistics.pearson
    dispersion = phi
    self.logLikelihood = logLikelihood
    aic = logLikelihood.map { 2 * parameters - 2 * $0 }
    bic = logLikelihood.map { parameters * log(count) - 2 * $0 }
    theta = row.kind == .negativeBinomial ? row.theta : nil
    thetaStandardError = estimatedTheta.flatMap { theta in
      let means = (0..<data.count).map { row.link.values(result.eta[$0]).mean }
      let information = NegativeBinomialFit.derivatives(theta, data, means).1
      return information > 0 ? 1 / information.squareRoot() : nil
    }
    conditionNumber = dropped.isEmpty ? solution?.conditionNumber : .infinity
    iterations = result.iterations
    self.separation = separation
    droppedColumns = dropped
    termination = Self.termination(result, separation, configuration)
    predictor = GeneralizedLinearPredictor(
      family: row.family, link: row.link, terms: fit.terms, target: fit.target,
      hasIntercept: configuration.hasIntercept, coefficients: Vector(beta), keptColumns: result.kept,
      inverseInformation: hasInference && separation == nil ? solution?.inverseGram : nil, dispersion: phi,
      degreesOfFreedom: row.family.estimatesDispersion ? freedom : nil)
    coefficients = Self.table(
      names, beta, result.kept, hasInference ? solution?.spreads : nil, phi: phi, infinite: infinite,
      degreesOfFreedom: row.family.estimatesDispersion ? freedom : nil, level: configuration.level)
    warnings =
      Self.warnings(
        separation, dropped, termination, isPenalized: isPenalized, freedom: freedom, rank: rank, row: row,
        condition: conditionNumber) + notes
  }

  private static func table(
    _ names: [String], _ beta: [Double], _ kept: [Int], _ spreads: Vector<Double>?, phi: Double?,
    infinite: Set<String>, degreesOfFreedom: Double?, level: Double
  ) -> [Coefficient] {
    let wald = WaldInference(degreesOfFreedom: degreesOfFreedom ?? .infinity, level: level)
    return names.enumerated().map { j, name in
      let position = kept.firstIndex(of: j)
      var error: Double?
      if let position, let phi, let spreads, !infinite.contains(name) { error = phi.squareRoot() * spreads[position] }
      return Coefficient(name: name, estimate: position.map { _ in beta[j] }, standardError: error, wald)
    }
  }

  private static func termination(
    _ result: ScoringResult, _ separation: Separation?, _ configuration: GeneralizedLinearRegression
  ) -> Termination {
    if let separation { return .noMinimum(separation.description) }
    if result.isConverged { return .precisionFloor(gradientNorm: result.length) }
    return result.iterations >= configuration.maximumIterations
      ? .iterationLimit(result.iterations) : .stalled(iteration: result.iterations)
  }

  private static func warnings(
    _ separation: Separation?, _ dropped: [DroppedColumn], _ termination: Termination, isPenalized: Bool,
    freedom: Double, rank: Int, row: RowModel, condition: Double?
  ) -> [String] {
    var warnings: [String] = []
    if let separation {
      warnings.append(separation.description)
    } else if !termination.converged {
      warnings.append(
        "the fit has not converged: \(termination). Give it more iterations, another link, or fewer columns")
    }
    warnings += dropped.map { "dropped: \($0.description)" }
    if isPenalized { warnings.append("with a ridge there are no standard errors, p-values, AIC or BIC") }
    if freedom <= 0, !isPenalized {
      warnings.append("as many coefficients as rows: the fit passes through every point")
    }
    if let condition, condition.isFinite, condition > 1e8 {
      warnings.append(
        "the columns nearly depend on each other (condition number \(shortDecimal(condition))): "
          + "the last digits of the data decide the coefficients")
    }
    return warnings
  }
}

extension GeneralizedLinearModel.Separation: CustomStringConvertible {
  /// What is separated by what, what follows, and what to do.
  public var description: String {
    let names = terms.joined(separator: ", ")
    let verb = terms.count == 1 ? "separates" : "separate"
    return isComplete
      ? "\(names) \(verb) the response completely: the likelihood has no maximum, and the estimates are infinite. "
        + "Leave the column out, or use a ridge (--ridge 0.01)"
      : "\(names) \(verb) some rows (quasi-separation): the likelihood has no maximum, and these estimates are infinite; "
        + "the others are right. Leave the column out, join it with another, or use a ridge (--ridge 0.01)"
  }
}
