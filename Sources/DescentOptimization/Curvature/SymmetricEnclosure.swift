import DescentLinearAlgebra

/// A symmetric matrix H that is known up to rounding: H = 2ᵉ(A + E) with A at hand and ‖E‖₂ bounded.
///
/// The largest element of A is between 2⁻⁶⁴ and 2⁶⁴ in size, so that no computation with A over- or underflows harmfully.
struct SymmetricEnclosure {
  /// A, exactly symmetric.
  let matrix: Matrix<Double>
  /// e.
  let exponent: Int
  /// A bound of ‖E‖₂.
  let error: Double

  /// A matrix whose elements are exact.
  ///
  /// - Precondition: it is finite and exactly symmetric.
  init(exactly matrix: Matrix<Double>) {
    self.init(matrix, error: 0, exponent: 0)
  }

  /// c XᵀX + λD from XᵀX as it was computed, where D has ones on its diagonal from `firstPenalized` on.
  ///
  /// See ``error(of:roundings:underflow:)``.
  init(_ gram: GramWithError, times factor: Double, ridge: Double, firstPenalized: Int) {
    let p = gram.gram.rowCount
    var matrix = gram.gram.scaled(by: factor)
    // λ in the units of the scaled X; where it is far outside of them, its rounding is one of underflow or overflow.
    let scaledRidge = ridge.scaled(byPowerOfTwo: 2 * gram.exponent)
    for j in firstPenalized..<max(firstPenalized, p) { matrix[j, j] += scaledRidge }
    self.init(
      matrix, roundings: gram.roundings, underflow: 2 * factor * gram.underflow, exponent: -2 * gram.exponent)
  }

  /// 2ᵉ(c XᵀX + λD) where that has been formed, from an XᵀX whose products have gone through so many roundings.
  init(_ matrix: Matrix<Double>, roundings: Int, underflow: Double, exponent: Int = 0) {
    self.init(
      matrix, error: Self.error(of: matrix, roundings: roundings, underflow: underflow), exponent: exponent)
  }

  /// A bound of ‖E‖₂ for A = c XᵀWX + λD as it was computed, from an XᵀWX whose products have gone through so many roundings.
  ///
  /// ‖E‖₂ ≤ ‖E‖_F ≤ γ/(1 − γ) · tr A, because Σₖ wₖ|xₖᵢxₖⱼ| ≤ √(gᵢᵢgⱼⱼ) (Cauchy, Schwarz). The factor c = 2/Σw has gone through
  /// those of the sum of the weights and of the division, and its product and the addition of λ are two more: five, or three
  /// where n stands for Σw.
  static func error(of matrix: Matrix<Double>, roundings: Int, underflow: Double) -> Double {
    let p = Double(matrix.rowCount)
    let gamma = Double.gamma(roundings + NormalizedWeights.sumRoundings + 4)
    let rounding = gamma / (1 - gamma) * matrix.trace * (1 + (p + 4) * 0x1p-52)
    return (rounding + p * (underflow + 0x1p-1070)).nextUp
  }

  private init(_ matrix: Matrix<Double>, error: Double, exponent: Int) {
    let largest = matrix.count > 0 ? matrix.maximumMagnitude() : 0
    guard largest > 0, largest.isFinite else {
      (self.matrix, self.exponent, self.error) = (matrix, exponent, error)
      return
    }
    // Most matrices are used as they are, without a copy.
    let shift = abs(Int(largest.exponent)) < 64 ? 0 : -Int(largest.exponent)
    // In two factors, because 2^1074 is not a number of its own.
    let (half, rest) = (1.0.scaled(byPowerOfTwo: shift / 2), 1.0.scaled(byPowerOfTwo: shift - shift / 2))
    self.matrix = shift == 0 ? matrix : matrix.scaled(by: half).scaled(by: rest)
    self.exponent = exponent - shift
    // Elements far smaller than the largest lose what underflows.
    self.error = error == 0 && shift >= 0 ? 0 : (error * half * rest).nextUp + Double(matrix.rowCount) * 0x1p-1070
  }

  /// 2ᵉ times an interval, rounded outwards.
  func unscaled(_ lower: Double, _ upper: Double) -> ClosedRange<Double> {
    func scaled(_ value: Double, _ round: (Double) -> Double) -> Double {
      let result = value.scaled(byPowerOfTwo: exponent)
      return result.scaled(byPowerOfTwo: -exponent) == value ? result : round(result)
    }
    return scaled(lower) { $0.nextDown }...scaled(upper) { $0.nextUp }
  }
}
