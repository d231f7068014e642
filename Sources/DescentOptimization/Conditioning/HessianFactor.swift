import DescentLinearAlgebra

/// A factor of a Hessian H = c (R diag(lengths))ᵀ(R diag(lengths)), R triangular with columns of length 1, c any number.
struct HessianFactor {
  /// R; nil where H is singular.
  private let triangle: Matrix<Double>?
  private let lengths: [Double]

  /// The factor of (2/n)XᵀX + λD, n being the number of rows or the sum of their weights.
  init(_ factor: DesignFactor, ridge: Double, _ penalized: LeastSquares.Penalized, count: Double) throws {
    // In units of the largest column, so that no length overflows.
    let unit = factor.exponents.min() ?? 0
    let lengths = zip(factor.lengths, factor.exponents).map { $0.scaled(byPowerOfTwo: unit - $1) }
    let root = (ridge * count / 2).squareRoot().scaled(byPowerOfTwo: unit)
    try self.init(columns: factor.unitColumns, lengths: lengths, root: root, penalized)
  }

  /// The factor of ZᵀZ/n + (λ/2)D, half the Hessian of the standardized columns Z. What centring leaves of a column are
  /// the rows of T behind the intercept's, which comes first.
  init(
    standardized factor: DesignFactor, ridge: Double, _ penalized: LeastSquares.Penalized, hasIntercept: Bool
  ) throws {
    var columns = factor.triangle
    if hasIntercept {
      for j in 1..<columns.columnCount { columns[0, j] = 0 }
    }
    let lengths = columns.mapColumns { $0.norm() > 0 ? 1.0 : 0 }
    try self.init(
      columns: columns.scalingToUnitColumns(), lengths: lengths, root: (ridge / 2).squareRoot(), penalized)
  }

  /// Puts the rows √(penalty) eⱼ below the columns times their lengths. Columns are brought to length 1 before that is
  /// made a triangle: QR by reflections keeps the digits of each column by itself.
  private init(
    columns: Matrix<Double>, lengths: [Double], root: Double, _ penalized: LeastSquares.Penalized
  ) throws {
    let p = lengths.count
    let roots = (0..<p).map { $0 == 0 && penalized == .allButFirst ? 0 : root }
    let total = zip(lengths, roots).map { Vector([$0, $1]).norm() }
    self.lengths = total
    guard total.allSatisfy({ $0 > 0 && $0.isFinite }), root > 0 || columns.rowCount == p else {
      triangle = nil
      return
    }
    guard root > 0 else {
      triangle = columns
      return
    }
    let data = columns.scalingColumns(by: Vector(zip(lengths, total).map { $0 / $1 }))
    let penalty = Matrix<Double>.diagonal(Vector(zip(roots, total).map { $0 / $1 }))
    triangle = try QRDecomposition(.concatenating(rowsOf: [data, penalty])).r
  }

  /// κ of H.
  func conditionNumber() -> Double { conditionNumber(scales: lengths) }

  /// κ of H with ones on its diagonal.
  func equilibratedConditionNumber() -> Double { conditionNumber(scales: lengths.map { _ in 1 }) }

  /// ‖R D‖² ‖D⁻¹ R⁻¹‖². A triangular solve does not mix the columns of D, so that the condition of D costs no digit.
  private func conditionNumber(scales: [Double]) -> Double {
    guard let triangle, scales.indices.allSatisfy({ triangle[$0, $0] != 0 }) else { return .infinity }
    guard let largest = scales.max() else { return 1 }
    let ratios = Vector(scales.map { $0 / largest })
    let inverse = triangle.solvingTriangular(.upper, .identity(scales.count))
    let inverseRatios = ratios.mapElements { 1 / $0 }
    let product = norm(triangle.scalingColumns(by: ratios)) * norm(inverse.scalingRows(by: inverseRatios))
    return max(1, product * product)
  }

  /// ‖A‖₂, infinite where a number has left the range.
  private func norm(_ a: Matrix<Double>) -> Double {
    (try? SingularValueDecomposition.singularValues(of: a))?.first ?? .infinity
  }
}
