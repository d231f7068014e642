import DescentLinearAlgebra

/// Iteratively reweighted least squares for M-estimation.
struct ReweightedLeastSquares {
  private(set) var coefficients: Vector<Double>
  /// yᵢ − xᵢβ of the rows that count.
  private(set) var residuals: Vector<Double>
  /// The residuals as they are judged: times the roots of analytic weights.
  private(set) var judged: Vector<Double>
  /// s; 0 where more than half of the rows are fitted exactly.
  private(set) var scale = 0.0
  /// ψ(u)/u.
  private(set) var weights: Vector<Double>
  private(set) var iterations = 0
  private(set) var hasConverged = false
  /// √(XᵀWX)⁻¹ⱼⱼ and (XᵀWX)⁻¹ of all rows that count, W the weights of the data.
  let spreads: Vector<Double>
  let inverseGram: Matrix<Double>

  private let x: Matrix<Double>
  private let y: Vector<Double>
  /// What squares are multiplied by, and its roots where that is done to residuals already.
  private let squares, roots: Vector<Double>?

  /// - Throws: `RegressionError` where the columns, or the rows that are left, do not determine the coefficients.
  init(_ configuration: RobustRegression, _ design: RegressionDesign) throws {
    let rows = design.weights
    x = design.matrix
    y = design.y
    squares = rows.squares
    roots = rows.precisions?.mapElements { $0.squareRoot() }
    let (n, p) = (x.rowCount, x.columnCount)
    let plain = try fullRankSolution(x, y, weights: rows.squares, names: design.names)
    spreads = plain.spreads!
    inverseGram = plain.inverseGram!
    coefficients = plain.coefficients
    residuals = y
    judged = y
    weights = Vector(repeating: 1, count: n)
    if case .bisquare = configuration.loss {
      let program = try QuantileProgram(x, y, scales: roots ?? rows.counts, names: design.names)
      coefficients = QuantileFit(program, quantile: 0.5).coefficients
    }
    updateResiduals()
    var estimator = ScaleEstimator(configuration.scale, rows, rowCount: n, columnCount: p)
    var last = estimator.median(judged)
    var moved = Vector<Double>.zeros(n)
    let size = (roots.map(y.multiplyingElements) ?? y).maximumMagnitude()
    let zero = 32 * Double.unitRoundoff * size
    while iterations < configuration.maximumIterations {
      scale = estimator.estimate(judged, last: last)
      guard scale > zero else {
        try fitExactRows(zero)
        return
      }
      weigh(configuration.loss)
      iterations += 1
      let step = try weightedStep()
      coefficients.add(step)
      multiply(x, by: step, into: &moved)
      updateResiduals()
      let change = norm(moved) / Double(rows.observationCount).squareRoot()
      let hasSettled = change <= max(configuration.tolerance * scale, 2 * Double.unitRoundoff * size)
      if hasSettled, (scale - last).magnitude <= max(configuration.tolerance, 1e-14) * scale {
        hasConverged = true
        break
      }
      last = scale
    }
    scale = estimator.estimate(judged, last: last)
    weigh(configuration.loss)
  }

  private mutating func updateResiduals() {
    multiply(x, by: coefficients, into: &residuals, scale: -1)
    residuals.add(y)
    judged = roots.map(residuals.multiplyingElements) ?? residuals
  }

  private mutating func weigh(_ loss: RobustLoss) {
    weights.combineElements(with: judged) { [scale] _, r in loss.weight(r / scale) }
  }

  /// √Σ w vᵢ².
  private func norm(_ values: Vector<Double>) -> Double {
    guard let squares else { return values.norm() }
    return values.multiplyingElements(by: squares.mapElements { $0.squareRoot() }).norm()
  }

  private func weightedStep() throws -> Vector<Double> {
    let kept = weights.count { $0 > 0 }
    guard kept >= x.columnCount else {
      throw RegressionError.robustRankDeficient(rows: kept, coefficients: x.columnCount)
    }
    let all = squares.map(weights.multiplyingElements) ?? weights
    let solution = try LeastSquaresSolver().solve(LeastSquaresProblem(x, residuals, weights: all))[0]
    guard solution.rank == x.columnCount else {
      throw RegressionError.robustRankDeficient(rows: kept, coefficients: x.columnCount)
    }
    return solution.coefficients
  }

  /// More than half of the rows lie on one plane: the fit goes through them, and there is no scale.
  private mutating func fitExactRows(_ zero: Double) throws {
    scale = 0
    hasConverged = true
    weights = judged.mapElements { $0.magnitude <= 2 * zero ? 1 : 0 }
    coefficients.add(try weightedStep())
    updateResiduals()
  }
}
