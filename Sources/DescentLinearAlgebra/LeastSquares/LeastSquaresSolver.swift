/// How a least-squares problem is solved.
public enum LeastSquaresMethod: String, Sendable, Codable, CaseIterable {
  /// Cholesky where the columns are well conditioned, Householder QR otherwise.
  case auto
  /// The normal equations XᵀX β = Xᵀy by a Cholesky decomposition: one pass over X, error about u κ² before the
  /// refinement step.
  case cholesky
  /// Householder QR of X: error about u κ + u κ² ρ with ρ the relative size of the residual.
  case qr
  /// Householder QR, then the singular values of R: as accurate as `qr`, and of minimum norm where X is rank deficient.
  case svd
}

/// Solves min ‖y − Xβ‖² + Σ pⱼβⱼ² for one right-hand side.
///
/// All methods reduce the data to a triangle, X D = Q R with D powers of two, and go on with R and Qᵀy alone: singular
/// values, rank, penalty, covariance. One step of refinement in working precision (corrected semi-normal equations,
/// Björck 1987) follows.
///
/// Rank is decided on the scaled columns: where σmin ≤ 8 √p u σmax they depend on each other to within the rounding of
/// the stored data. Then the columns that depend on earlier ones are dropped, or, on request, the solution of least norm
/// is given.
package struct LeastSquaresSolver: Sendable {
  package var method: LeastSquaresMethod
  package var minimumNorm: Bool
  /// What is added to the diagonal of XᵀX; nil for none.
  package var penalty: Vector<Double>?

  package init(method: LeastSquaresMethod = .auto, minimumNorm: Bool = false, penalty: Vector<Double>? = nil) {
    self.method = method
    self.minimumNorm = minimumNorm
    self.penalty = penalty
  }

  /// Largest condition number of the scaled columns for which `auto` stays with Cholesky: the error u κ² of its first
  /// answer is then small enough for one refinement step.
  private static let choleskyLimit = 1e4

  /// - Throws: `LinearAlgebraError` where X or y is not finite, or `cholesky` was asked for and cannot serve.
  package func solve(_ x: Matrix<Double>, _ y: Vector<Double>) throws -> LeastSquaresSolution {
    guard x.rowCount == y.count else { trapShape("Least squares", (x.rowCount, x.columnCount), (y.count, 1)) }
    if let (row, column) = x.firstNonFinite() { throw LinearAlgebraError.nonFinite(row: row, column: column) }
    if let row = y.firstIndex(where: { !$0.isFinite }) { throw LinearAlgebraError.nonFiniteElement(index: row) }
    let scaling = ColumnScaling(of: x)
    let scaled = scaling.scaled(x)
    if method == .cholesky || method == .auto {
      do {
        let data = try choleskyTriangle(scaled, y)
        let problem = try penalized(data, scaling)
        let spectrum = try Spectrum(of: problem.r)
        if method == .cholesky || spectrum.conditionNumber <= Self.choleskyLimit {
          return try solution(x, y, scaling, data, problem, spectrum, .cholesky)
        }
      } catch let error as LinearAlgebraError {
        if method == .cholesky { throw error }
      }
    }
    let data = try householderTriangle(scaled, y)
    let problem = try penalized(data, scaling)
    return try solution(
      x, y, scaling, data, problem, Spectrum(of: problem.r), method == .svd ? .svd : .qr)
  }

  // MARK: Reduction to a triangle

  private func choleskyTriangle(_ x: Matrix<Double>, _ y: Vector<Double>) throws -> ReducedProblem {
    let r = try CholeskyDecomposition(x.gram()).factor
    var c = Vector<Double>.zeros(x.columnCount)
    multiply(x.view.transposed, by: y.view, into: &c)
    r.solveTriangular(.upper, transposed: true, inPlace: &c)
    return ReducedProblem(r: r, c: c)
  }

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
    return LeastSquaresSolution(
      coefficients: scaling.unscaled(kept.spread(scaled, over: p)), method: method, rank: kept.indices.count,
      keptColumns: kept.indices, dependencies: kept.dependencies, conditionNumber: spectrum.conditionNumber,
      rawConditionNumber: try data.rawConditionNumber(scaling, spectrum), isMinimumNorm: false,
      inverseGram: kept.inverseGram(scaling), x: x, y: y,
      columnNorms: data.columnNorms(scaling))
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
    return LeastSquaresSolution(
      coefficients: coefficients, method: .svd, rank: spectrum.rank, keptColumns: Array(0..<p), dependencies: [],
      conditionNumber: .infinity, rawConditionNumber: .infinity, isMinimumNorm: true, inverseGram: nil, x: x, y: y,
      columnNorms: data.columnNorms(scaling))
  }
}
