import DescentLinearAlgebra
import Foundation

extension LinearModel {
  /// Derives the inference table from the solution.
  ///
  /// - Parameters:
  ///   - design: the matrix of the fit, with a column of ones first where there is an intercept.
  ///   - standardization: how the columns of `design` came from the raw ones, where they did.
  init(
    _ configuration: LinearRegression, terms: ModelTerms, target: String, design: Matrix<Double>, y: Vector<Double>,
    solution: LeastSquaresSolution, standardization: Standardization?
  ) throws {
    let hasIntercept = configuration.hasIntercept
    let names = (hasIntercept ? ["(Intercept)"] : []) + terms.names
    let dropped = solution.dependencies.map { dependency in
      DroppedColumn(name: names[dependency.column], dependsOn: dependency.dependsOn.map { names[$0] })
    }
    if configuration.isStrict, !dropped.isEmpty { throw RegressionError.rankDeficient(dropped: dropped) }
    let isPenalized = configuration.ridge > 0
    let n = y.count
    let rank = isPenalized ? names.count : solution.rank
    let degreesOfFreedom = max(0, n - rank)
    let rss = solution.residualSumOfSquares
    let mean = y.mean()
    let deviations = hasIntercept ? y.adding(constant: -mean) : y
    let tss = deviations.dot(deviations)

    let hasInference = degreesOfFreedom > 0 && !isPenalized && !solution.isMinimumNorm
    let sigma = hasInference ? (rss / Double(degreesOfFreedom)).squareRoot() : nil
    let slopes = rank - (hasIntercept ? 1 : 0)
    let varies = tss > 0 && tss.squareRoot() > 4 * .ulpOfOne * y.norm()
    let r2 = !varies ? nil : slopes == 0 && hasIntercept ? 0 : 1 - rss / tss
    let total = Double(n - (hasIntercept ? 1 : 0))
    var f: Double?
    if let sigma, varies, slopes > 0, !solution.isExact {
      f = max(0, (tss - rss) / Double(slopes)) / (sigma * sigma)
    }
    let count = Double(n)
    let logLikelihood =
      solution.isExact || isPenalized ? nil : -count / 2 * (log(2 * Double.pi) + log(rss / count) + 1)
    let parameters = Double(rank + 1)

    self.configuration = configuration
    method = solution.method
    rowCount = n
    self.rank = rank
    self.degreesOfFreedom = degreesOfFreedom
    residuals = solution.residuals
    fittedValues = y.subtracting(solution.residuals)
    residualSumOfSquares = rss
    totalSumOfSquares = tss
    residualStandardError = sigma
    rSquared = r2
    adjustedRSquared =
      degreesOfFreedom > 0 && !isPenalized ? r2.map { 1 - (1 - $0) * total / Double(degreesOfFreedom) } : nil
    fStatistic = f
    fNumeratorDegreesOfFreedom = slopes
    fPValue = f.map {
      FDistribution(
        numeratorDegreesOfFreedom: Double(slopes), denominatorDegreesOfFreedom: Double(degreesOfFreedom)
      ).upperTail($0)
    }
    self.logLikelihood = logLikelihood
    aic = logLikelihood.map { 2 * parameters - 2 * $0 }
    bic = logLikelihood.map { parameters * log(count) - 2 * $0 }
    conditionNumber = solution.conditionNumber
    rawConditionNumber = solution.rawConditionNumber
    isExact = solution.isExact
    droppedColumns = dropped

    let raw = Self.rawCoefficients(solution.coefficients, hasIntercept: hasIntercept, standardization)
    predictor = LinearPredictor(
      terms: terms, target: target, hasIntercept: hasIntercept, coefficients: raw, keptColumns: solution.keptColumns,
      inverseGram: hasInference ? solution.inverseGram : nil, residualStandardError: sigma,
      degreesOfFreedom: degreesOfFreedom)
    coefficients = Self.table(
      names, raw, solution, sigma, degreesOfFreedom: degreesOfFreedom, level: configuration.level)
    warnings = Self.warnings(
      solution, dropped, n: n, rank: rank, coefficients: names.count, varies: varies, isPenalized: isPenalized,
      target: target)
  }

  private static func rawCoefficients(
    _ coefficients: Vector<Double>, hasIntercept: Bool, _ standardization: Standardization?
  ) -> Vector<Double> {
    guard let standardization else { return coefficients }
    let slopes = Vector(coefficients.dropFirst(hasIntercept ? 1 : 0))
    let raw = standardization.rawCoefficients(slopes: slopes, intercept: hasIntercept ? coefficients[0] : 0)
    return hasIntercept ? Vector([raw.intercept] + Array(raw.slopes)) : raw.slopes
  }

  private static func table(
    _ names: [String], _ estimates: Vector<Double>, _ solution: LeastSquaresSolution, _ sigma: Double?,
    degreesOfFreedom: Int, level: Double
  ) -> [Coefficient] {
    let distribution = degreesOfFreedom > 0 ? StudentT(degreesOfFreedom: Double(degreesOfFreedom)) : nil
    let quantile = distribution?.upperQuantile((1 - level) / 2)
    return names.enumerated().map { j, name in
      guard let position = solution.keptColumns.firstIndex(of: j) else {
        return Coefficient(
          name: name, estimate: nil, standardError: nil, statistic: nil, pValue: nil, confidenceInterval: nil)
      }
      let estimate = estimates[j]
      guard let sigma, let inverse = solution.inverseGram, let distribution, let quantile else {
        return Coefficient(
          name: name, estimate: estimate, standardError: nil, statistic: nil, pValue: nil, confidenceInterval: nil)
      }
      let error = sigma * inverse[position, position].squareRoot()
      let t = solution.isExact || error == 0 ? nil : estimate / error
      let interval = quantile * error
      return Coefficient(
        name: name, estimate: estimate, standardError: error, statistic: t,
        pValue: t.map { distribution.twoSidedTail($0) },
        confidenceInterval: interval.isFinite ? estimate - interval...estimate + interval : nil)
    }
  }

  private static func warnings(
    _ solution: LeastSquaresSolution, _ dropped: [DroppedColumn], n: Int, rank: Int, coefficients: Int, varies: Bool,
    isPenalized: Bool, target: String
  ) -> [String] {
    var warnings = dropped.map { "dropped: \($0.description)" }
    if solution.isMinimumNorm {
      warnings.append(
        "the data determine \(rank) of \(coefficients) coefficients: of all the best fits this is the one of least norm; "
          + "it has no standard errors")
    }
    if isPenalized { warnings.append("with a ridge there are no standard errors, p-values, AIC or BIC") }
    if !varies { warnings.append("\(target) does not vary: R² and F do not exist") }
    if solution.isExact {
      warnings.append(
        "the fit is exact to rounding: standard errors measure nothing but rounding, and t and F do not exist")
    } else if n <= rank, !isPenalized {
      warnings.append("as many coefficients as rows: the fit passes through every point, standard errors do not exist")
    }
    if solution.conditionNumber.isFinite, solution.conditionNumber > 1e8 {
      warnings.append(
        "the columns nearly depend on each other (condition number \(shortDecimal(solution.conditionNumber))): "
          + "the last digits of the data decide the coefficients")
    }
    return warnings
  }
}

/// Two significant digits.
func shortDecimal(_ value: Double) -> String { String(format: "%.2g", value) }
