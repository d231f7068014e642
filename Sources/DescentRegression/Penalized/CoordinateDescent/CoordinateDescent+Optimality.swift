extension CoordinateDescent {
  /// By how much the gradient, which must be fresh, violates the conditions of optimality of a coefficient, in relation to
  /// λ₁fⱼ: zⱼᵀr − λ₂fⱼ²βⱼ = λ₁fⱼ sign βⱼ, or between −λ₁fⱼ and λ₁fⱼ for βⱼ = 0.
  func violation(_ j: Int) -> Double { miss(j) / (factors[j] * reference) }

  /// The same, 0 where rounding could have caused it.
  func clearViolation(_ j: Int) -> Double {
    let miss = miss(j)
    return miss > noise ? miss / (factors[j] * reference) : 0
  }

  private func miss(_ j: Int) -> Double {
    let (factor, value) = (factors[j], coefficients[j])
    let slope = gradient[j] - l2 * factor * factor * value
    if value > 0 { return (slope - l1 * factor).magnitude }
    if value < 0 { return (slope + l1 * factor).magnitude }
    return max(0, (isNonNegative ? slope : slope.magnitude) - l1 * factor)
  }

  /// The gap between the objective and that of the dual point that the residual gives, in relation to ½‖y‖²: the objective
  /// is no further than that above its minimum. nil for λ₁ = 0, where the residual gives none.
  ///
  /// The elastic net is the lasso of y with zeros below and Z with √λ₂ diag(f) below; its dual points are the multiples s
  /// of the residual ρ of that for which s|z̃ⱼᵀρ| ≤ λ₁fⱼ, with the value sỹᵀρ − ½s²‖ρ‖² (Fercoq, Gramfort, Salmon 2015).
  ///
  /// - Complexity: O(p), after ``refresh()``.
  func relativeGap() -> Double? {
    guard l1 > 0, targetSquares > 0 else { return nil }
    let squares = residualSquares
    var (norm, quadratic, fitted, most) = (0.0, squares, 0.0, Double.infinity)
    for j in 0..<columnCount {
      let (factor, value) = (factors[j], coefficients[j])
      let ridge = l2 * factor * factor
      if value != 0 {
        norm += factor * value.magnitude
        quadratic += ridge * value * value
        fitted += value * gradient[j]
      }
      let slope = value == 0 ? gradient[j] : gradient[j] - ridge * value
      let size = isNonNegative ? slope : slope.magnitude
      if size > 0 { most = min(most, l1 * factor / size) }
    }
    let target = squares + fitted
    let scale = quadratic > 0 ? max(0, min(most, target / quadratic)) : 0
    let dual = scale * target - scale * scale / 2 * quadratic
    return max(0, quadratic / 2 + l1 * norm - dual) / (targetSquares / 2)
  }
}
