import DescentLinearAlgebra

/// The linear program of quantile regression: coefficients c that minimize Σ ρ(rᵢ), r = y − Z c, ρ(r) = τ r for r ≥ 0 and
/// (τ − 1) r below. Weights multiply rows of X and y: ρ(v r) = v ρ(r).
///
/// Z = V X S has orthonormal columns, and y is what least squares leaves of the data, scaled by a power of two: units and
/// sizes of columns change nothing.
struct QuantileProgram {
  /// X, n×p, a column of ones first where there is an intercept.
  let x: Matrix<Double>
  /// The data.
  let y: Vector<Double>
  /// v times ``objectiveScale``⁻¹; nil for ones.
  let scales: Vector<Double>?
  /// The power of two that was taken out of the weights, so that their squares are numbers.
  let objectiveScale: Double
  /// Z, n×p.
  let basis: Matrix<Double>
  /// What least squares leaves of y, times ``unit``.
  let rest: Vector<Double>
  let unit: Double
  /// The coefficients of least squares.
  let start: Vector<Double>
  /// R with XD = ZR, D = diag(2^exponents).
  private let triangle: Matrix<Double>
  private let exponents: [Int]
  /// (XᵀV²X)⁻¹, V as ``scales``.
  let inverseGram: Matrix<Double>

  var rowCount: Int { x.rowCount }
  var columnCount: Int { x.columnCount }

  /// - Parameter scales: v, above 0; ones by default.
  /// - Throws: `RegressionError.rankDeficient` where columns depend on each other.
  init(_ x: Matrix<Double>, _ y: Vector<Double>, scales: Vector<Double>? = nil, names: [String]) throws {
    let unitOfScales = 1.0.scaled(byPowerOfTwo: Int((scales?.maximumMagnitude() ?? 1).exponent))
    objectiveScale = unitOfScales
    self.scales = scales?.mapElements { $0 / unitOfScales }
    // Half the squares where these exceed 2, so that the solver has no power of two to take out of them.
    let half = self.scales.map { $0.maximumMagnitude() >= 2.0.squareRoot() ? 0.5 : 1 } ?? 1
    let solution = try fullRankSolution(
      x, y, weights: self.scales?.mapElements { half * ($0 * $0) }, names: names)
    self.x = x
    self.y = y
    start = solution.coefficients
    triangle = half == 1 ? solution.triangle : solution.triangle.scaled(by: 2.0.squareRoot())
    exponents = solution.exponents
    inverseGram = solution.inverseGram!.scaled(by: half)
    let scaled = x.scalingColumns(by: Vector(exponents.map { 1.0.scaled(byPowerOfTwo: $0) }))
    let z = triangle.solvingTriangular(.upper, transposed: true, scaled.transposed()).transposed()
    basis = self.scales.map { z.scalingRows(by: $0) } ?? z
    var rest = y
    multiply(x, by: start, into: &rest, scale: -1, accumulating: 1)
    if let scales = self.scales { rest = rest.multiplyingElements(by: scales) }
    let size = rest.maximumMagnitude()
    unit = size.isNormal && size.exponent < 1022 ? 1.0.scaled(byPowerOfTwo: -size.exponent) : 1
    rest.scale(by: unit)
    self.rest = rest
  }

  /// The coefficients of X for those of Z.
  func coefficients(_ c: Vector<Double>) -> Vector<Double> { start.adding(scaled(c.scaled(by: 1 / unit))) }

  /// Residuals of the data as the program has them, but for ``unit``.
  func weighed(_ residuals: Vector<Double>) -> Vector<Double> {
    scales.map(residuals.multiplyingElements) ?? residuals
  }

  /// The least y at which the weights of all below and itself are the part τ of all weights.
  func weightedQuantile(_ quantile: Double) -> Double {
    let order = y.indices.sorted { y[$0] < y[$1] }
    let total = scales?.sum() ?? Double(rowCount)
    var sum = 0.0
    for row in order {
      sum += scales?[row] ?? 1
      if sum >= quantile * total { return y[row] }
    }
    return y[order[order.count - 1]]
  }

  /// S B for a matrix B in the coordinates of Z.
  func unscaled(_ b: Matrix<Double>) -> Matrix<Double> {
    triangle.solvingTriangular(.upper, b).scalingRows(by: Vector(exponents.map { 1.0.scaled(byPowerOfTwo: $0) }))
  }

  private func scaled(_ c: Vector<Double>) -> Vector<Double> {
    var b = triangle.solvingTriangular(.upper, c)
    for j in b.indices { b[j] = b[j].scaled(byPowerOfTwo: exponents[j]) }
    return b
  }

  /// The coefficients that fit these p rows exactly, refined with residuals of the data themselves.
  func coefficients(through rows: [Int], _ lu: LUDecomposition<Double>, _ c: Vector<Double>) -> Vector<Double> {
    var b = coefficients(c)
    for _ in 0..<2 {
      let misfit = Vector(
        rows.map { row in
          var sum = DoubleDouble(y[row])
          for j in 0..<columnCount { sum = sum - DoubleDouble.product(x[row, j], b[j]) }
          return (scales?[row] ?? 1) * sum.high
        })
      guard let step = try? lu.solve(misfit), step.isFinite else { break }
      b = b.adding(scaled(step))
    }
    return b
  }
}

/// The least-squares solution of independent columns.
///
/// - Throws: `RegressionError.rankDeficient` where columns depend on each other.
func fullRankSolution(
  _ x: Matrix<Double>, _ y: Vector<Double>, weights: Vector<Double>? = nil, names: [String]
) throws -> LeastSquaresSolution {
  let solution: LeastSquaresSolution
  do {
    solution = try LeastSquaresSolver().solve(LeastSquaresProblem(x, y, weights: weights))[0]
  } catch LinearAlgebraError.coefficientOutOfRange(let term) {
    throw RegressionError.coefficientOutOfRange(names[term])
  }
  guard solution.rank == x.columnCount, solution.spreads != nil, solution.inverseGram != nil else {
    throw RegressionError.rankDeficient(
      dropped: solution.dependencies.map { dependency in
        DroppedColumn(name: names[dependency.column], dependsOn: dependency.dependsOn.map { names[$0] })
      })
  }
  return solution
}
