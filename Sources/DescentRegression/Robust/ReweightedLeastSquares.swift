import DescentLinearAlgebra

/// Iteratively reweighted least squares for M-estimation.
struct ReweightedLeastSquares {
  private(set) var coefficients: Vector<Double>
  private(set) var residuals: Vector<Double>
  /// s; 0 where more than half of the rows are fitted exactly.
  private(set) var scale = 0.0
  private(set) var weights: Vector<Double>
  private(set) var iterations = 0
  private(set) var hasConverged = false
  /// √(XᵀX)⁻¹ⱼⱼ and (XᵀX)⁻¹ of all rows.
  let spreads: Vector<Double>
  let inverseGram: Matrix<Double>

  /// - Throws: `RegressionError` where the columns, or the rows that are left, do not determine the coefficients.
  init(_ configuration: RobustRegression, _ design: RegressionDesign, _ y: Vector<Double>) throws {
    let x = design.matrix
    let (n, p) = (x.rowCount, x.columnCount)
    let plain = try fullRankSolution(x, y, names: design.names)
    spreads = plain.spreads!
    inverseGram = plain.inverseGram!
    coefficients = plain.coefficients
    residuals = y
    weights = Vector(repeating: 1, count: n)
    if case .bisquare = configuration.loss {
      let program = try QuantileProgram(x, y, names: design.names)
      coefficients = QuantileFit(program, quantile: 0.5).coefficients
    }
    updateResiduals(x, y)
    var order = [Double](repeating: 0, count: n)
    var last = RobustScale.median(residuals, &order)
    var moved = Vector<Double>.zeros(n)
    let size = y.maximumMagnitude()
    let zero = 32 * Double.unitRoundoff * size
    while iterations < configuration.maximumIterations {
      scale = configuration.scale.estimate(residuals, last: last, columnCount: p, &order)
      guard scale > zero else {
        try fitExactRows(x, y, zero)
        return
      }
      weigh(configuration.loss)
      iterations += 1
      let step = try weightedStep(x)
      coefficients.add(step)
      multiply(x, by: step, into: &moved)
      updateResiduals(x, y)
      let change = moved.norm() / Double(n).squareRoot()
      let hasSettled = change <= max(configuration.tolerance * scale, 2 * Double.unitRoundoff * size)
      if hasSettled, (scale - last).magnitude <= max(configuration.tolerance, 1e-14) * scale {
        hasConverged = true
        break
      }
      last = scale
    }
    scale = configuration.scale.estimate(residuals, last: last, columnCount: p, &order)
    weigh(configuration.loss)
  }

  private mutating func updateResiduals(_ x: Matrix<Double>, _ y: Vector<Double>) {
    multiply(x, by: coefficients, into: &residuals, scale: -1)
    residuals.add(y)
  }

  private mutating func weigh(_ loss: RobustLoss) {
    weights.combineElements(with: residuals) { [scale] _, r in loss.weight(r / scale) }
  }

  private func weightedStep(_ x: Matrix<Double>) throws -> Vector<Double> {
    let kept = weights.count { $0 > 0 }
    guard kept >= x.columnCount else {
      throw RegressionError.robustRankDeficient(rows: kept, coefficients: x.columnCount)
    }
    let solution = try LeastSquaresSolver().solve(LeastSquaresProblem(x, residuals, weights: weights))[0]
    guard solution.rank == x.columnCount else {
      throw RegressionError.robustRankDeficient(rows: kept, coefficients: x.columnCount)
    }
    return solution.coefficients
  }

  /// More than half of the rows lie on one plane: the fit goes through them, and there is no scale.
  private mutating func fitExactRows(_ x: Matrix<Double>, _ y: Vector<Double>, _ zero: Double) throws {
    scale = 0
    hasConverged = true
    weights = residuals.mapElements { $0.magnitude <= 2 * zero ? 1 : 0 }
    coefficients.add(try weightedStep(x))
    updateResiduals(x, y)
  }
}
