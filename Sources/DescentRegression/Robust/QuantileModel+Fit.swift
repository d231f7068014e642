import DescentLinearAlgebra

extension QuantileModel {
  init(
    _ configuration: QuantileRegression, _ program: QuantileProgram, _ design: RegressionDesign, target: String
  ) {
    let (quantile, names, rows) = (configuration.quantile, design.names, design.weights)
    let fit = QuantileFit(program, quantile: quantile)
    let (n, p) = (rows.observationCount, program.columnCount)
    let spread = QuantileCovariance(program, rows, quantile)
    let covariance: Matrix<Double>?
    var warnings: [String] = []
    if n > p {
      let (matrix, warning) =
        switch configuration.standardErrors {
        case .sandwich: spread.sandwich()
        case .independent: spread.independent(fit.residuals)
        }
      covariance = matrix
      if let warning { warnings.append(warning) }
    } else {
      covariance = nil
      warnings.append("as many coefficients as rows: the fit passes through every point, standard errors do not exist")
    }
    if !fit.isOptimal {
      warnings.append(
        "the fit was not proven to be the best one: its objective may be above the least one by "
          + shortDecimal(fit.gap * program.objectiveScale))
    } else if fit.mayHaveOthers, n > p {
      warnings.append("other fits may be as good: the solution need not be unique")
    }
    let wald = WaldInference(degreesOfFreedom: Double(max(1, n - p)), level: configuration.level)
    coefficients = names.indices.map { j in
      let error = covariance.map { max(0, $0[j, j]).squareRoot() }.flatMap { $0.isFinite ? $0 : nil }
      return .init(name: names[j], estimate: fit.coefficients[j], standardError: error, wald)
    }
    self.configuration = configuration
    self.target = target
    self.covariance = covariance
    self.warnings = warnings
    let sum = checkSum(program.weighed(fit.residuals), quantile)
    objective = sum * program.objectiveScale
    dualityGap = fit.gap * program.objectiveScale
    isOptimal = fit.isOptimal
    fittedRows = fit.rows.map(rows.row).sorted()
    degreesOfFreedom = n - p
    residuals = design.allResiduals(fit.residuals, fit.coefficients)
    iterations = fit.iterations
    var share: Double?
    if configuration.hasIntercept {
      let constant = program.weightedQuantile(quantile)
      let least = checkSum(program.weighed(program.y.adding(constant: -constant)), quantile)
      if least > 0 { share = 1 - sum / least }
    }
    goodnessOfFit = share
  }
}

/// Σ ρ(rᵢ).
func checkSum(_ residuals: Vector<Double>, _ quantile: Double) -> Double {
  residuals.mapElements { $0 * ($0 > 0 ? quantile : quantile - 1) }.sum()
}

/// The fit of one quantile.
struct QuantileFit {
  let coefficients, residuals: Vector<Double>
  let gap: Double
  let isOptimal, mayHaveOthers: Bool
  let rows: [Int]
  let iterations: Int

  init(_ program: QuantileProgram, quantile: Double) {
    var inner = QuantileInteriorPoint(program, quantile: quantile)
    inner.run()
    var simplex = QuantileSimplex(program, quantile: quantile, near: inner.coefficients, inner.residuals)
    simplex.run()
    var residuals = program.y
    multiply(program.x, by: simplex.solution, into: &residuals, scale: -1, accumulating: 1)
    if simplex.isOptimal { for row in simplex.rows { residuals[row] = 0 } }
    coefficients = simplex.solution
    self.residuals = residuals
    gap = simplex.gap(program.weighed(residuals))
    (isOptimal, mayHaveOthers) = (simplex.isOptimal, simplex.mayHaveOthers)
    rows = simplex.rows
    iterations = inner.iterations + simplex.pivots
  }
}
