import DescentLinearAlgebra
import Foundation

extension NonlinearModel {
  /// Derives the table from where the search ended.
  init(
    _ configuration: NonlinearRegression, _ system: NonlinearResiduals, _ search: NonlinearSearch,
    _ weights: ObservationWeights?, start: Vector<Double>, names: [String], target: String
  ) {
    let last = search.result
    let p = names.count
    let determined = DeterminedParameters(last.jacobian, free: last.free, isExact: system.hasDerivatives)
    let solution = determined.solution(last.jacobian, last.residuals)
    let kept = determined.kept
    let count = weights?.observationCount ?? Double(system.rowCount)
    let freedom = max(0, count - Double(kept.count))
    // The search works with residuals in a unit of its own.
    let unit = system.unit
    let norm = last.residuals.norm() / unit
    let rss = norm * norm
    let sigma = freedom > 0 ? norm / freedom.squareRoot() : nil

    var errors = [Double?](repeating: nil, count: p)
    if let sigma, let spreads = solution?.spreads, solution?.rank == kept.count {
      for (place, k) in kept.enumerated() where !determined.isConfounded(k) {
        errors[k] = sigma * (spreads[place] * unit)
      }
    }
    let wald = WaldInference(degreesOfFreedom: freedom, level: configuration.level)
    parameters = (0..<p).map { k in
      let figures = wald.figures(last.point[k], errors[k])
      return Parameter(
        name: names[k], estimate: last.point[k], standardError: figures.standardError, statistic: figures.statistic,
        pValue: figures.pValue, confidenceInterval: figures.interval, isAtBound: !last.free.contains(k))
    }
    covariance = Self.covariance(solution, determined, sigma.map { $0 * unit }, p)
    var logLikelihood: Double?
    if rss > 0, rss.isFinite, count > 0 {
      logLikelihood = -count / 2 * (log(2 * Double.pi) + log(rss / count) + 1)
      if case .analytic(let values) = weights {
        logLikelihood! += values.reduce(0) { $0 + ($1 > 0 ? log($1) : 0) } / 2
      }
    }
    let k = Double(kept.count + 1)
    self.configuration = configuration
    self.target = target
    termination = search.termination
    iterations = search.iterations
    restarts = search.restarts
    relativeOffset = last.offset
    degreesOfFreedom = freedom
    residualSumOfSquares = rss
    residualStandardError = sigma
    self.logLikelihood = logLikelihood
    aic = logLikelihood.map { 2 * k - 2 * $0 }
    bic = logLikelihood.map { k * log(count) - 2 * $0 }
    conditionNumber = determined.dropped.isEmpty ? solution?.conditionNumber ?? .infinity : .infinity
    fittedValues = last.values
    residuals = system.y.subtracting(last.values)
    var checked = system
    var warnings = Self.warnings(last, search, determined, names, freedom: freedom)
    if let warning = Self.derivativeWarning(&checked, last, names) { warnings.append(warning) }
    self.warnings = warnings
    evaluations = checked.evaluations
  }

  private static func covariance(
    _ solution: LeastSquaresSolution?, _ determined: DeterminedParameters, _ sigma: Double?, _ p: Int
  ) -> Matrix<Double>? {
    guard determined.dropped.isEmpty, let sigma, let inverse = solution?.inverseGram,
      solution?.rank == determined.kept.count
    else { return nil }
    var result = Matrix<Double>.zeros(p, p)
    for (a, i) in determined.kept.enumerated() {
      for (b, j) in determined.kept.enumerated() { result[i, j] = sigma * (sigma * inverse[a, b]) }
    }
    return result
  }

  private static func warnings(
    _ last: GaussNewtonSteps, _ search: NonlinearSearch, _ determined: DeterminedParameters, _ names: [String],
    freedom: Double
  ) -> [String] {
    var warnings: [String] = []
    if !search.termination.converged { warnings.append(search.termination.message) }
    warnings.append(contentsOf: determined.messages(names))
    let bound = names.indices.filter { !last.free.contains($0) }
    if !bound.isEmpty {
      warnings.append(
        "\(bound.map { names[$0] }.joined(separator: ", ")) ended at a bound: standard errors are those with "
          + "\(bound.count == 1 ? "it" : "them") known")
    }
    if last.residuals.norm() <= 16 * last.rounding {
      warnings.append(
        "the fit is exact to rounding: standard errors measure nothing but rounding")
    }
    if freedom <= 0 {
      warnings.append("as many parameters as observations: standard errors do not exist")
    }
    if search.restarts > 0, search.termination.converged {
      warnings.append(
        "the search ended on a plateau \(search.restarts == 1 ? "once" : "\(search.restarts) times") and began again with "
          + "shorter first steps: there may be other minima")
    }
    return warnings
  }

  /// Holds the derivatives that were given against differences, at the solution.
  private static func derivativeWarning(
    _ system: inout NonlinearResiduals, _ last: GaussNewtonSteps, _ names: [String]
  ) -> String? {
    guard system.hasDerivatives else { return nil }
    var differences = last.jacobian
    system.differences(at: last.point, last.values, into: &differences)
    let wrong = names.indices.filter { k in
      let given = last.jacobian.column(k)
      let found = differences.column(k)
      guard found.isFinite else { return false }
      // Differences have no digits where the parameter hardly changes the model.
      let noise = 0x1p-20 * (system.unit * last.values.norm()) / max(last.point[k].magnitude, .leastNormalMagnitude)
      return given.subtracting(found).norm() > 1e-4 * max(given.norm(), found.norm()) + noise
    }
    guard !wrong.isEmpty else { return nil }
    return
      "the derivatives with respect to \(wrong.map { names[$0] }.joined(separator: ", ")) differ from differences of "
      + "the model at the solution: check them"
  }
}
