import DescentLinearAlgebra

/// The point that stable steps lead to, with the rounding of the gradient there.
struct StationaryPoint {
  /// x* = x₀ − VΛ⁻¹Vᵀg₀, where directions without curvature are left as they are at the start.
  let point: Vector<Double>
  /// f there.
  let value: Double
  /// The size of the gradient's rounding there, as measured, and at least u ‖H‖ ‖x*‖.
  let gradientRounding: Double

  /// The point by Newton steps in the eigenbasis, as long as each halves the gradient: what is left is rounding, of whatever
  /// the objective computes its gradient from.
  init(_ objective: some Objective, _ start: Iterate, _ eigenvalues: Vector<Double>, _ vectors: Matrix<Double>) {
    let transposed = vectors.transposed()
    func curved(_ iterate: Iterate) -> Vector<Double> {
      var components = transposed * iterate.gradient
      components.combineElements(with: eigenvalues) { $1 == 0 ? 0 : $0 }
      return components
    }
    var best = start
    var components = curved(start)
    var norm = components.norm()
    while norm > 0 {
      components.combineElements(with: eigenvalues) { $1 == 0 ? 0 : $0 / $1 }
      var next = best
      next.point.subtract(vectors * components)
      next.reevaluate(objective)
      components = curved(next)
      let rest = components.norm()
      guard rest <= 0.5 * norm else {
        norm = max(norm, rest.isFinite ? rest : norm)
        break
      }
      (best, norm) = (next, rest)
    }
    point = best.point
    value = best.value
    let curvature = eigenvalues.isEmpty ? 0 : eigenvalues.maximumMagnitude()
    gradientRounding = max(norm, 0x1p-53 * curvature * best.point.norm())
  }
}
