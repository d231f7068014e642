/// A column that was dropped, and the earlier columns that it depends on.
public struct ColumnDependency: Sendable, Codable, Equatable {
  /// The index of the dropped column.
  public let column: Int
  /// The indices of the columns of which it is a linear combination; none for a column of zeros.
  public let dependsOn: [Int]
}

/// What the least-squares solver found.
package struct LeastSquaresSolution: Sendable {
  /// One for each column of X; 0 for a dropped one.
  package let coefficients: Vector<Double>
  /// The method that was used; never `auto`.
  package let method: LeastSquaresMethod
  /// The numerical rank of X (of X and the penalty, where there is one).
  package let rank: Int
  /// The columns that were not dropped.
  package let keptColumns: [Int]
  package let dependencies: [ColumnDependency]
  /// σmax/σmin of X with its columns scaled by powers of two; infinite where the rank is deficient.
  package let conditionNumber: Double
  /// The same of X as it is.
  package let rawConditionNumber: Double
  package let isMinimumNorm: Bool
  /// (XᵀX)⁻¹ of the kept columns; nil for a solution of minimum norm.
  package let inverseGram: Matrix<Double>?
  /// y − Xβ.
  package let residuals: Vector<Double>
  /// ‖y − Xβ‖².
  package let residualSumOfSquares: Double

  /// Whether the residuals are no larger than what rounding the products xᵢⱼβⱼ makes of zero.
  package let isExact: Bool

  init(
    coefficients: Vector<Double>, method: LeastSquaresMethod, rank: Int, keptColumns: [Int],
    dependencies: [ColumnDependency], conditionNumber: Double, rawConditionNumber: Double, isMinimumNorm: Bool,
    inverseGram: Matrix<Double>?,
    x: Matrix<Double>, y: Vector<Double>, columnNorms: Vector<Double>
  ) {
    self.coefficients = coefficients
    self.method = method
    self.rank = rank
    self.keptColumns = keptColumns
    self.dependencies = dependencies
    self.conditionNumber = conditionNumber
    self.rawConditionNumber = rawConditionNumber
    self.isMinimumNorm = isMinimumNorm
    self.inverseGram = inverseGram
    var residuals = y
    multiply(x, by: coefficients, into: &residuals, scale: -1, accumulating: 1)
    let norm = residuals.norm()
    let size = y.norm() + zip(columnNorms, coefficients).reduce(0) { $0 + $1.0 * $1.1.magnitude }
    self.residuals = residuals
    residualSumOfSquares = norm * norm
    isExact = norm <= 4 * Double(x.columnCount + 2) * Double.unitRoundoff * size
  }
}
