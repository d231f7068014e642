import Glibc

/// How many digits a solution has, from the sizes that decide it (all in scaled columns).
///
/// If the columns are changed by ε‖zₖ‖ and y by ε‖y‖, then to first order (Golub, Wilkinson 1966)
/// |δβⱼ| ≤ ε (Σₖ |(ZᵀZ)⁻¹ⱼₖ| ‖zₖ‖ ‖r‖ + √(ZᵀZ)⁻¹ⱼⱼ (‖y‖ + Σ ‖zₖ‖ |βₖ|)).
struct AccuracyEstimate {
  let inverseGram: Matrix<Double>
  let columnNorms: Vector<Double>
  let coefficients: Vector<Double>
  let targetNorm: Double
  let residualNorm: Double

  /// ‖y‖ + Σ ‖zₖ‖ |βₖ|
  var size: Double { targetNorm + zip(columnNorms, coefficients).reduce(0) { $0 + $1.0 * $1.1.magnitude } }

  /// What changes by ε do to βⱼ: through the columns and the residual they form, and through the sums of the products.
  func changes(throughResidual: Double, throughSums: Double) -> [Double] {
    let size = size
    return coefficients.indices.map { j in
      let row = zip(inverseGram.row(j), columnNorms).reduce(0) { $0 + $1.0.magnitude * $1.1 }
      return throughResidual * row * residualNorm + throughSums * inverseGram[j, j].squareRoot() * size
    }
  }

  /// Digits of the worst coefficient, rounding included. Coefficients that are zero to within the changes do not count.
  func coefficientDigits(_ changes: [Double]) -> Double? {
    guard changes.allSatisfy(\.isFinite) else { return 0 }
    let relative = zip(changes, coefficients).filter { $1 != 0 && $0 < $1.magnitude }.map { $0 / $1.magnitude }
    return relative.max().map { max(0, -log10(Double.unitRoundoff + $0)) }
  }

  /// Digits of the worst standard error: its factor √(ZᵀZ)⁻¹ⱼⱼ changes by ε Σ |…| as a coefficient does and by the relative
  /// error of the triangle, and Σr² by 2ε‖r‖ times the size of the products.
  func standardErrorDigits(unit: Double, factorError: Double = 0) -> Double? {
    guard !coefficients.isEmpty else { return nil }
    let roots = (0..<coefficients.count).map { inverseGram[$0, $0].squareRoot() }
    let factor = unit * zip(roots, columnNorms).reduce(0) { $0 + $1.0 * $1.1 }
    let sigma = residualNorm > 0 ? unit * size / residualNorm : .infinity
    return max(0, -log10(4 * Double.unitRoundoff + factor + factorError + min(1, sigma)))
  }
}
