/// Least squares by Householder QR in working precision, X D = Q R with D powers of two.
///
/// Singular values, rank, penalty and covariance come from R and Qᵀy alone. One step of refinement in working precision
/// (corrected semi-normal equations, Björck 1987) follows. The matrix of the terms is formed, which takes the memory of X
/// once or twice more.
struct HouseholderLeastSquares {
  var method: LeastSquaresMethod
  var minimumNorm: Bool

  func solve(_ problem: LeastSquaresProblem) throws -> [LeastSquaresSolution] {
    try problem.requireFinite()
    var x = problem.design()
    if !problem.isPlain, let (row, column) = x.firstNonFinite() {
      throw LinearAlgebraError.nonFinite(row: row, column: problem.terms[column].column)
    }
    var targets = problem.targets
    if let weights = problem.weights {
      let roots = weights.mapElements { $0.squareRoot() }
      x = x.scalingRows(by: roots)
      targets = targets.scalingRows(by: roots)
    }
    return try (0..<targets.columnCount).map { t in
      try Weighted(method: method, minimumNorm: minimumNorm, penalty: problem.penalty).solve(x, targets.column(t))
    }
  }
}

/// One target, with the weights multiplied into x and y.
private struct Weighted {
  var method: LeastSquaresMethod
  var minimumNorm: Bool
  /// What is added to the diagonal of XᵀX; nil for none.
  var penalty: Vector<Double>?

  func solve(_ x: Matrix<Double>, _ y: Vector<Double>) throws -> LeastSquaresSolution {
    let scaling = ColumnScaling(of: x)
    let scaled = scaling.scaled(x)
    let data = try householderTriangle(scaled, y)
    let problem = try penalized(data, scaling)
    return try solution(x, y, scaling, data, problem, Spectrum(of: problem.r), method)
  }

  // MARK: Reduction to a triangle

  private func householderTriangle(_ x: Matrix<Double>, _ y: Vector<Double>) throws -> ReducedProblem {
    let p = x.columnCount
    let qr = try QRDecomposition(x)
    var c = y
    qr.applyQTransposed(to: &c)
    let k = min(x.rowCount, p)
    // With fewer rows than columns the triangle is filled up with rows of zeros.
    let r = k == p ? qr.r : .concatenating(rowsOf: [qr.r, .zeros(p - k, p)])
    return ReducedProblem(r: r, c: Vector(Array(c.prefix(k)) + Array(repeating: 0, count: p - k)))
  }

  /// Appends the rows √pⱼ eⱼ to R and triangularizes again.
  private func penalized(_ triangle: ReducedProblem, _ scaling: ColumnScaling) throws -> ReducedProblem {
    guard let penalty else { return triangle }
    let p = triangle.c.count
    let roots = Vector((0..<p).map { penalty[$0].squareRoot() * scaling.factor($0) })
    let qr = try QRDecomposition(Matrix.concatenating(rowsOf: [triangle.r, .diagonal(roots)]))
    var c = Vector(Array(triangle.c) + Array(repeating: 0, count: p))
    qr.applyQTransposed(to: &c)
    return ReducedProblem(r: qr.r, c: Vector(c.prefix(p)))
  }

  // MARK: From the triangle to the solution

  private func solution(
    _ x: Matrix<Double>, _ y: Vector<Double>, _ scaling: ColumnScaling, _ data: ReducedProblem,
    _ triangle: ReducedProblem, _ spectrum: Spectrum, _ method: LeastSquaresMethod
  ) throws -> LeastSquaresSolution {
    let p = x.columnCount
    if spectrum.rank < p, minimumNorm || method == .svd {
      return try minimumNormSolution(x, y, scaling, data, triangle, spectrum)
    }
    let kept: KeptColumns
    if spectrum.rank == p {
      kept = KeptColumns(all: triangle)
    } else {
      kept = try KeptColumns(independentIn: triangle, spectrum)
    }
    let first = kept.problem.r.solvingTriangular(.upper, kept.problem.c)
    let scaled = refined(first, kept, x, y, scaling)
    let coefficients = scaling.unscaled(kept.spread(scaled, over: p))
    let (squares, isExact) = residuals(x, y, coefficients, data.columnNorms(scaling))
    let inverse = kept.inverseGram(scaling)
    return LeastSquaresSolution(
      coefficients: coefficients, coefficientRests: .zeros(p), method: method, rank: kept.indices.count,
      keptColumns: kept.indices, dependencies: kept.dependencies, conditionNumber: spectrum.conditionNumber,
      triangle: data.r,
      exponents: scaling.exponents, inverseGram: inverse,
      spreads: Vector(kept.indices.indices.map { inverse[$0, $0].squareRoot() }), residualSumOfSquares: squares,
      isExact: isExact)
  }

  /// ‖y − Xβ‖², and whether it is what rounding makes of zero.
  private func residuals(
    _ x: Matrix<Double>, _ y: Vector<Double>, _ coefficients: Vector<Double>, _ columnNorms: Vector<Double>
  ) -> (squares: Double, isExact: Bool) {
    var residuals = y
    multiply(x, by: coefficients, into: &residuals, scale: -1, accumulating: 1)
    let norm = residuals.norm()
    let size = y.norm() + zip(columnNorms, coefficients).reduce(0) { $0 + $1.0 * $1.1.magnitude }
    return (norm * norm, isRounding(residualNorm: norm, size: size, termCount: x.columnCount))
  }

  /// β + d with RᵀR d = Xᵀ(y − Xβ) − pβ, in scaled columns.
  private func refined(
    _ coefficients: Vector<Double>, _ kept: KeptColumns, _ x: Matrix<Double>, _ y: Vector<Double>,
    _ scaling: ColumnScaling
  ) -> Vector<Double> {
    let p = x.columnCount
    let raw = scaling.unscaled(kept.spread(coefficients, over: p))
    var residual = y
    multiply(x, by: raw, into: &residual, scale: -1, accumulating: 1)
    var gradient = Vector<Double>.zeros(p)
    multiply(x.view.transposed, by: residual.view, into: &gradient)
    if let penalty { gradient.subtract(raw.multiplyingElements(by: penalty)) }
    var step = Vector(kept.indices.map { gradient[$0] * scaling.factor($0) })
    kept.problem.r.solveTriangular(.upper, transposed: true, inPlace: &step)
    kept.problem.r.solveTriangular(.upper, inPlace: &step)
    return step.isFinite ? coefficients.adding(step) : coefficients
  }

  /// The solution of least ‖β‖₂ in the original units: Σ vᵢ (uᵢᵀc)/σᵢ over the first `rank` singular values of R D⁻¹.
  private func minimumNormSolution(
    _ x: Matrix<Double>, _ y: Vector<Double>, _ scaling: ColumnScaling, _ data: ReducedProblem,
    _ triangle: ReducedProblem, _ spectrum: Spectrum
  ) throws -> LeastSquaresSolution {
    let p = x.columnCount
    let raw = triangle.r.scalingColumns(by: Vector((0..<p).map { 1 / scaling.factor($0) }))
    let svd = try SingularValueDecomposition(raw)
    var coefficients = Vector<Double>.zeros(p)
    for i in 0..<spectrum.rank {
      let weight = svd.u[column: i].dot(triangle.c.view) / svd.singularValues[i]
      coefficients.add(svd.vTransposed.row(i), scaledBy: weight)
    }
    let (squares, isExact) = residuals(x, y, coefficients, data.columnNorms(scaling))
    return LeastSquaresSolution(
      coefficients: coefficients, coefficientRests: .zeros(p), method: .svd, rank: spectrum.rank,
      keptColumns: Array(0..<p), conditionNumber: .infinity, triangle: data.r, exponents: scaling.exponents,
      isMinimumNorm: true,
      residualSumOfSquares: squares, isExact: isExact)
  }
}
