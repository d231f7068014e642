import DescentLinearAlgebra

/// The interior point method of Mehrotra (1992) for quantile regression, on the dual program: maximize yᵀa with
/// Zᵀa = (1 − τ)Zᵀ1 and 0 ≤ a ≤ 1 (Portnoy, Koenker 1997).
///
/// A step solves ZᵀQZ dc = Zᵀ Q t with a diagonal Q. It ends where the gap between the two programs is a small part of the
/// objective, or steps no longer close it; what is left is for the simplex method.
///
/// - Complexity: some 15 to 30 iterations of n p² + 6 n p flops for random data, without allocation but that of the
///   factorization of a p×p matrix.
struct QuantileInteriorPoint {
  private let z: Matrix<Double>
  private let y: Vector<Double>
  private let quantile: Double
  /// c.
  private(set) var coefficients: Vector<Double>
  /// y − Z c.
  private(set) var residuals: Vector<Double>
  private(set) var iterations = 0

  /// a, and the negative and positive parts v and u of the residuals that go with a and 1 − a.
  private var a, v, u: Vector<Double>
  private var da, dv, du, target, moved: Vector<Double>
  private var weighted, gram: Matrix<Double>
  private var dc: Vector<Double>

  private static let limit = 80
  private static let tolerance = 1e-9

  init(_ program: QuantileProgram, quantile: Double) {
    let (n, p) = (program.rowCount, program.columnCount)
    z = program.basis
    y = program.rest
    self.quantile = quantile
    coefficients = .zeros(p)
    residuals = y
    a = Vector(repeating: 1 - quantile, count: n)
    let offset = 0.1 * y.mapElements { $0.magnitude }.mean()
    v = y.mapElements { max(-$0, 0) + offset }
    u = y.mapElements { max($0, 0) + offset }
    (da, dv, du, target, moved) = (.zeros(n), .zeros(n), .zeros(n), .zeros(n), .zeros(n))
    weighted = .zeros(n, p)
    gram = .zeros(p, p)
    dc = .zeros(p)
  }

  mutating func run() {
    let n = Double(y.count)
    while iterations < Self.limit {
      let (gap, objective) = measures()
      guard gap > Self.tolerance * objective, gap.isFinite else { return }
      iterations += 1
      weigh()
      guard let cholesky = try? CholeskyDecomposition(gram) else { return }
      // Where a step that ignores the boundary would lead …
      direct(cholesky, centre: 0, isCorrected: false)
      let (primal, dual) = lengths()
      let reached = gapAfter(primal, dual)
      let ratio = max(0, reached / gap)
      // … tells how much of the distance from it must be kept.
      direct(cholesky, centre: ratio * ratio * ratio * gap / (2 * n), isCorrected: true)
      let (full, fullDual) = lengths()
      guard dc.isFinite, full > 1e-10 || fullDual > 1e-10 else { return }
      advance(full, fullDual)
    }
  }

  /// Σ (a v + (1 − a) u), and Σ ρ(r).
  private func measures() -> (gap: Double, objective: Double) {
    let (a, v, u, r) = (a.span, v.span, u.span, residuals.span)
    var (gap, objective) = (0.0, 0.0)
    for i in a.indices {
      gap += a[i] * v[i] + (1 - a[i]) * u[i]
      objective += r[i] * (r[i] > 0 ? quantile : quantile - 1)
    }
    return (gap, objective)
  }

  /// ZᵀQZ with qᵢ = 1/(uᵢ/(1 − aᵢ) + vᵢ/aᵢ).
  private mutating func weigh() {
    Self.scaleRows(z, a, v, u, into: &weighted)
    weighted.gram(into: &gram)
  }

  /// The direction to the points with a v = (1 − a)u = centre, products of the last direction taken off where it is
  /// corrected.
  private mutating func direct(_ cholesky: CholeskyDecomposition<Double>, centre: Double, isCorrected: Bool) {
    Self.fillTarget(&target, a, v, u, residuals, (da, dv, du), centre, isCorrected)
    Self.project(target, onto: z, into: &dc)
    cholesky.solve(inPlace: &dc)
    multiply(z, by: dc, into: &moved)
    Self.direct(&da, &dv, &du, (a, v, u), target, moved, centre, isCorrected)
  }

  // Kernels over fields one by one: a mutable span of one does not go together with others read through self.

  private static func scaleRows(
    _ z: Matrix<Double>, _ a: Vector<Double>, _ v: Vector<Double>, _ u: Vector<Double>,
    into weighted: inout Matrix<Double>
  ) {
    let p = z.columnCount
    let (z, a, v, u) = (z.span, a.span, v.span, u.span)
    var target = weighted.mutableSpan
    for i in a.indices {
      let root = (1 / (u[i] / (1 - a[i]) + v[i] / a[i])).squareRoot()
      for j in 0..<p { target[i * p + j] = root * z[i * p + j] }
    }
  }

  private static func project(_ vector: Vector<Double>, onto z: Matrix<Double>, into result: inout Vector<Double>) {
    multiply(z.view.transposed, by: vector.view, into: &result)
  }

  /// Q(r + (centre − Δa Δv)/a − (centre + Δa Δu)/(1 − a)).
  private static func fillTarget(
    _ target: inout Vector<Double>, _ a: Vector<Double>, _ v: Vector<Double>, _ u: Vector<Double>,
    _ residuals: Vector<Double>, _ last: (da: Vector<Double>, dv: Vector<Double>, du: Vector<Double>),
    _ centre: Double, _ isCorrected: Bool
  ) {
    let (a, v, u, r) = (a.span, v.span, u.span, residuals.span)
    let (da, dv, du) = (last.da.span, last.dv.span, last.du.span)
    var t = target.mutableSpan
    for i in a.indices {
      let s = 1 - a[i]
      let q = 1 / (u[i] / s + v[i] / a[i])
      let (lower, upper) = isCorrected ? (da[i] * dv[i], da[i] * du[i]) : (0, 0)
      t[i] = q * (r[i] + (centre - lower) / a[i] - (centre + upper) / s)
    }
  }

  private static func direct(
    _ da: inout Vector<Double>, _ dv: inout Vector<Double>, _ du: inout Vector<Double>,
    _ point: (a: Vector<Double>, v: Vector<Double>, u: Vector<Double>), _ target: Vector<Double>,
    _ moved: Vector<Double>, _ centre: Double, _ isCorrected: Bool
  ) {
    let (a, v, u, t, zc) = (point.a.span, point.v.span, point.u.span, target.span, moved.span)
    var nextA = da.mutableSpan
    var nextV = dv.mutableSpan
    var nextU = du.mutableSpan
    for i in a.indices {
      let s = 1 - a[i]
      let q = 1 / (u[i] / s + v[i] / a[i])
      let (lower, upper) = isCorrected ? (nextA[i] * nextV[i], nextA[i] * nextU[i]) : (0, 0)
      let step = t[i] - q * zc[i]
      nextV[i] = (centre - lower - v[i] * step) / a[i] - v[i]
      nextU[i] = (centre + upper + u[i] * step) / s - u[i]
      nextA[i] = step
    }
  }

  /// How far the direction can be followed, but for a small part.
  private func lengths() -> (primal: Double, dual: Double) {
    let (a, v, u, da, dv, du) = (a.span, v.span, u.span, da.span, dv.span, du.span)
    var (primal, dual) = (Double.infinity, Double.infinity)
    for i in a.indices {
      if da[i] < 0 { primal = min(primal, -a[i] / da[i]) }
      if da[i] > 0 { primal = min(primal, (1 - a[i]) / da[i]) }
      if dv[i] < 0 { dual = min(dual, -v[i] / dv[i]) }
      if du[i] < 0 { dual = min(dual, -u[i] / du[i]) }
    }
    return (min(1, 0.99995 * primal), min(1, 0.99995 * dual))
  }

  private func gapAfter(_ primal: Double, _ dual: Double) -> Double {
    let (a, v, u, da, dv, du) = (a.span, v.span, u.span, da.span, dv.span, du.span)
    var gap = 0.0
    for i in a.indices {
      let next = a[i] + primal * da[i]
      gap += next * (v[i] + dual * dv[i]) + (1 - next) * (u[i] + dual * du[i])
    }
    return gap
  }

  private mutating func advance(_ primal: Double, _ dual: Double) {
    a.add(da, scaledBy: primal)
    v.add(dv, scaledBy: dual)
    u.add(du, scaledBy: dual)
    coefficients.add(dc, scaledBy: dual)
    multiply(z, by: coefficients, into: &residuals, scale: -1)
    residuals.add(y)
  }
}
