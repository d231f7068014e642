/// A column that was dropped, and the earlier columns that it depends on.
public struct ColumnDependency: Sendable, Codable, Equatable {
  /// The index of the dropped column.
  public let column: Int
  /// The indices of the columns of which it is a linear combination; none for a column of zeros.
  public let dependsOn: [Int]
}

/// What the least-squares solver found for one target.
package struct LeastSquaresSolution: Sendable {
  /// One for each term; 0 for a dropped one.
  package var coefficients: Vector<Double>
  /// What rounding took off the coefficients; zeros where the method knows nothing of it.
  package var coefficientRests: Vector<Double>
  /// The method that was used; never `auto`.
  package var method: LeastSquaresMethod
  /// The numerical rank of the terms (of the terms and the penalty, where there is one).
  package var rank: Int
  /// The terms that were not dropped.
  package var keptColumns: [Int]
  package var dependencies: [ColumnDependency] = []
  /// σmax/σmin of the terms scaled by powers of two; infinite where the rank is deficient.
  package var conditionNumber: Double
  /// R with RᵀR = ZᵀWZ for terms multiplied by 2^exponents[j].
  package var triangle: Matrix<Double>
  package var exponents: [Int]
  package var isMinimumNorm = false
  /// (ZᵀWZ)⁻¹ of the kept terms; nil for a solution of minimum norm.
  package var inverseGram: Matrix<Double>?
  /// √(ZᵀWZ)⁻¹ⱼⱼ of the kept terms, which is a number even where its square is none; nil like the inverse.
  package var spreads: Vector<Double>?
  /// Σ wᵢ (yᵢ − zᵢβ)²
  package var residualSumOfSquares: Double
  /// Whether the residuals are no larger than what rounding the products zᵢⱼβⱼ makes of zero.
  package var isExact: Bool
  /// Digits of the worst coefficient that agree with the exact solution for the stored numbers; nil where the method
  /// gives no bound.
  package var correctDigits: Double?
  /// Digits of the worst coefficient that survive changes of the stored numbers by half a unit in their last place.
  package var dataDigits: Double?
  /// Digits of the worst standard error.
  package var standardErrorDigits: Double?
}

extension LeastSquaresSolution {
  /// σmax/σmin of the terms as they are, units and all; infinite where the rank is deficient or the units leave the range
  /// of numbers.
  ///
  /// - Complexity: 8/3 p³ flops with each call.
  package var rawConditionNumber: Double {
    guard conditionNumber.isFinite, !exponents.isEmpty else { return conditionNumber }
    let raw = triangle.scalingColumns(by: Vector(exponents.map { 1.0.scaled(byPowerOfTwo: -$0) }))
    guard raw.isFinite, let values = try? SingularValueDecomposition.singularValues(of: raw) else { return .infinity }
    return values[0] / values[values.count - 1]
  }
}

/// Whether a residual of this norm is what rounding makes of zero; `size` is ‖y‖ + Σ ‖zⱼ‖|βⱼ|.
func isRounding(residualNorm: Double, size: Double, termCount: Int) -> Bool {
  residualNorm <= 4 * Double(termCount + 2) * Double.unitRoundoff * size
}
