import DescentLinearAlgebra
import Foundation

extension LinearModel {
  /// Derives the inference table from the solution.
  ///
  /// - Parameters:
  ///   - problem: the terms of the fit, a column of ones first where there is an intercept.
  ///   - standardization: how the columns of the problem came from the raw ones, where they did.
  init(
    _ configuration: LinearRegression, terms: ModelTerms, target: String, targetIndex: Int,
    problem: LeastSquaresProblem, weights: ObservationWeights?, solution: LeastSquaresSolution,
    standardization: Standardization?
  ) throws {
    let hasIntercept = configuration.hasIntercept
    let names = (hasIntercept ? ["(Intercept)"] : []) + terms.names
    let dropped = solution.dependencies.map { dependency in
      DroppedColumn(name: names[dependency.column], dependsOn: dependency.dependsOn.map { names[$0] })
    }
    if configuration.isStrict, !dropped.isEmpty { throw RegressionError.rankDeficient(dropped: dropped) }
    let y = problem.targets[column: targetIndex]
    var logWeights = 0.0
    if case .analytic(let values) = weights { logWeights = values.reduce(0) { $0 + ($1 > 0 ? log($1) : 0) } }
    let figures = FitStatistics(
      solution, configuration, coefficientCount: names.count,
      count: weights?.observationCount ?? Double(y.count),
      totals: Self.totals(y, weights?.values, centred: hasIntercept), logWeights: logWeights)
    let (freedom, sigma) = (figures.degreesOfFreedom, figures.residualStandardError)

    self.configuration = configuration
    method = solution.method
    self.problem = problem
    self.weights = weights
    self.solution = solution
    self.targetIndex = targetIndex
    rank = figures.rank
    degreesOfFreedom = freedom
    residualSumOfSquares = figures.residualSumOfSquares
    totalSumOfSquares = figures.totalSumOfSquares
    residualStandardError = sigma
    rSquared = figures.rSquared
    adjustedRSquared = figures.adjustedRSquared
    fStatistic = figures.fStatistic
    fNumeratorDegreesOfFreedom = figures.fNumeratorDegreesOfFreedom
    fPValue = figures.fPValue
    logLikelihood = figures.logLikelihood
    aic = figures.aic
    bic = figures.bic
    conditionNumber = solution.conditionNumber
    isExact = solution.isExact
    droppedColumns = dropped

    let raw = Self.rawCoefficients(solution.coefficients, hasIntercept: hasIntercept, standardization)
    predictor = LinearPredictor(
      terms: terms, target: target, hasIntercept: hasIntercept, coefficients: raw, keptColumns: solution.keptColumns,
      inverseGram: figures.hasInference ? solution.inverseGram : nil, residualStandardError: sigma,
      degreesOfFreedom: freedom)
    let errors = sigma.flatMap { sigma in solution.spreads?.scaled(by: sigma) }
    coefficients = Self.table(
      names, raw, keptColumns: solution.keptColumns, standardErrors: errors, degreesOfFreedom: freedom,
      level: configuration.level, isExact: solution.isExact)
    warnings = Self.warnings(
      solution, dropped, freedom: freedom, rank: rank, coefficients: names.count, varies: figures.varies,
      isPenalized: configuration.ridge > 0, target: target)
  }

  /// Σ w(y − ȳ)², not centred without an intercept, and Σ w y².
  private static func totals(
    _ y: borrowing VectorView<Double>, _ weights: Vector<Double>?, centred: Bool
  ) -> (total: Double, squares: Double) {
    let y = Vector(y)
    guard let weights else {
      let deviations = centred ? y.adding(constant: -y.mean()) : y
      return (deviations.dot(deviations), y.dot(y))
    }
    let weighted = y.multiplyingElements(by: weights)
    let mean = weighted.sum() / weights.sum()
    let deviations = centred ? y.adding(constant: -mean) : y
    return (deviations.dot(deviations.multiplyingElements(by: weights)), y.dot(weighted))
  }

  private static func rawCoefficients(
    _ coefficients: Vector<Double>, hasIntercept: Bool, _ standardization: Standardization?
  ) -> Vector<Double> {
    guard let standardization else { return coefficients }
    let slopes = Vector(coefficients.dropFirst(hasIntercept ? 1 : 0))
    let raw = standardization.rawCoefficients(slopes: slopes, intercept: hasIntercept ? coefficients[0] : 0)
    return hasIntercept ? Vector([raw.intercept] + Array(raw.slopes)) : raw.slopes
  }

  /// The coefficient table.
  ///
  /// - Parameters:
  ///   - keptColumns: the coefficients that were not dropped.
  ///   - standardErrors: one for each of these; nil where there are none.
  ///   - isExact: whether t measures nothing.
  static func table(
    _ names: [String], _ estimates: Vector<Double>, keptColumns: [Int], standardErrors: Vector<Double>?,
    degreesOfFreedom: Double, level: Double, isExact: Bool = false
  ) -> [Coefficient] {
    let wald = WaldInference(degreesOfFreedom: degreesOfFreedom, level: level)
    return names.enumerated().map { j, name in
      let position = keptColumns.firstIndex(of: j)
      return Coefficient(
        name: name, estimate: position.map { _ in estimates[j] },
        standardError: position.flatMap { standardErrors?[$0] }, wald, hasStatistic: !isExact)
    }
  }

  /// What a person should know before reading the table.
  static func warnings(
    _ solution: LeastSquaresSolution, _ dropped: [DroppedColumn], freedom: Double, rank: Int, coefficients: Int,
    varies: Bool, isPenalized: Bool, target: String
  ) -> [String] {
    var warnings = dropped.map { "dropped: \($0.description)" }
    if solution.isMinimumNorm {
      warnings.append(
        "the data determine \(rank) of \(coefficients) coefficients: of all the best fits this is the one of least norm; "
          + "it has no standard errors")
    }
    if isPenalized { warnings.append("with a ridge there are no standard errors, p-values, AIC or BIC") }
    if !varies { warnings.append("\(target) does not vary: R² and F do not exist") }
    if freedom <= 0, !isPenalized {
      warnings.append("as many coefficients as rows: the fit passes through every point, standard errors do not exist")
    } else if solution.isExact {
      warnings.append(
        "the fit is exact to rounding: standard errors measure nothing but rounding, and t and F do not exist")
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
