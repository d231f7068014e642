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
      throughResidual * weightedRowSum(j) * residualNorm + throughSums * inverseGram[j, j].squareRoot() * size
    }
  }

  /// Bounds of what is left of the errors after a step with a gradient in three parts: what the gradient itself lost, and
  /// what the error of R left of the error before, whose norm ‖Rδβ‖ is the root of the decrease.
  func errorsAfterStep(decrease: Double, contraction: Double) -> [Double] {
    let rest = contraction * max(0, decrease).squareRoot()
    return changes(
      throughResidual: DoubleDoubleLeastSquares.gradientUnit, throughSums: DoubleDoubleLeastSquares.unit
    ).enumerated().map { $1 + rest * inverseGram[$0, $0].squareRoot() }
  }

  /// What errors of ε‖zⱼ‖‖zₖ‖ and ε‖zⱼ‖‖y‖ in the moments do to βⱼ: ε Σₖ |(ZᵀZ)⁻¹ⱼₖ| ‖zₖ‖ (‖y‖ + Σ ‖zₖ‖ |βₖ|).
  func changesThroughMoments(_ unit: Double) -> [Double] {
    let size = size
    return coefficients.indices.map { unit * weightedRowSum($0) * size }
  }

  /// The relative error that errors of ε‖zⱼ‖‖zₖ‖ in the moments leave in the worst √(ZᵀZ)⁻¹ⱼⱼ.
  func spreadErrorThroughMoments(_ unit: Double) -> Double {
    coefficients.indices.map { j in
      let sum = weightedRowSum(j)
      return unit * sum * sum / (2 * inverseGram[j, j])
    }.max() ?? 0
  }

  /// Σₖ |(ZᵀZ)⁻¹ⱼₖ| ‖zₖ‖
  private func weightedRowSum(_ j: Int) -> Double {
    zip(inverseGram.row(j), columnNorms).reduce(0) { $0 + $1.0.magnitude * $1.1 }
  }

  /// Digits of the worst coefficient, rounding included. Coefficients that are zero to within the changes do not count.
  func coefficientDigits(_ changes: [Double]) -> Double? {
    guard changes.allSatisfy(\.isFinite) else { return 0 }
    let relative = zip(changes, coefficients).filter { $1 != 0 && $0 < $1.magnitude }.map { $0 / $1.magnitude }
    return relative.max().map { max(0, -log10(Double.unitRoundoff + $0)) }
  }

  /// Digits of the worst standard error: its factor √(ZᵀZ)⁻¹ⱼⱼ changes by ε Σ |…| as a coefficient does and by the relative
  /// error of the triangle, and Σr² by 2ε‖r‖ times the size of the products, if no other error of it is given.
  func standardErrorDigits(unit: Double, factorError: Double = 0, sigmaError: Double? = nil) -> Double? {
    guard !coefficients.isEmpty else { return nil }
    let roots = (0..<coefficients.count).map { inverseGram[$0, $0].squareRoot() }
    let factor = unit * zip(roots, columnNorms).reduce(0) { $0 + $1.0 * $1.1 }
    let sigma = sigmaError ?? (residualNorm > 0 ? unit * size / residualNorm : .infinity)
    return max(0, -log10(4 * Double.unitRoundoff + factor + factorError + min(1, sigma)))
  }
}
