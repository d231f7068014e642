internal import DescentLinearAlgebra

/// Polynomials of degree 1 … d that are orthonormal over the values of a column, and orthogonal to the constant: R's
/// `poly(x, d)`.
///
/// With t = (x − c)/s, c the mean and s a power of two, the polynomials are p₀ = 1 and
/// pₖ₊₁(t) = (t − αₖ) pₖ(t) − (νₖ/νₖ₋₁) pₖ₋₁(t), νₖ = Σ pₖ(tᵢ)², αₖ = Σ tᵢ pₖ(tᵢ)²/νₖ (Stieltjes 1884, Forsythe 1957);
/// the columns are pₖ/√νₖ. What it takes to compute them for other values is kept, so that predictions are in the same
/// basis.
///
/// - Accuracy: all in double-double, the values then rounded: to the last bit for degrees of use.
public struct OrthogonalPolynomial: Sendable, Equatable, Codable {
  /// c, the mean of the values.
  public let center: Double
  /// The s of t = (x − c)/s.
  public let scale: Double
  // Double-doubles: what is rounded, and what the rounding left over.
  private var alphas: [Double] = []
  private var alphaTails: [Double] = []
  private var norms: [Double] = []
  private var normTails: [Double] = []

  /// The degree of the last polynomial.
  public var degree: Int { norms.count - 1 }

  /// The polynomials that are orthonormal over these values, which have to be finite.
  ///
  /// - Returns: nil where there are not more different values than `degree`.
  /// - Complexity: O(n · degree) in double-double.
  init?(_ values: [Double], degree: Int) {
    guard Self.hasMoreValues(values, than: degree) else { return nil }
    let total = values.reduce(DoubleDouble(0)) { $0 + DoubleDouble($1) }
    let center = (total / DoubleDouble(Double(values.count))).high
    let spread = values.reduce(0) { max($0, ($1 - center).magnitude) }
    guard center.isFinite, spread.isFinite, spread > 0 else { return nil }
    self.center = center
    scale = Double(sign: .plus, exponent: spread.exponent, significand: 1)

    let t = values.map { standardized($0) }
    var last = [DoubleDouble](repeating: DoubleDouble(0), count: t.count)
    var current = [DoubleDouble](repeating: DoubleDouble(1), count: t.count)
    append(norm: DoubleDouble(Double(t.count)))
    for k in 0..<degree {
      var moment = DoubleDouble(0)
      for i in t.indices { moment = moment + t[i] * (current[i] * current[i]) }
      append(alpha: moment / norm(k))
      var norm = DoubleDouble(0)
      for i in t.indices {
        let next = step(k, t[i], current[i], last[i])
        (last[i], current[i]) = (current[i], next)
        norm = norm + next * next
      }
      guard norm.high > 0 else { return nil }
      append(norm: norm)
    }
  }

  /// The columns for a value: p₁/√ν₁, …, p_d/√ν_d.
  func values(at x: Double) -> [Double] {
    let t = standardized(x)
    var last = DoubleDouble(0)
    var current = DoubleDouble(1)
    return (0..<degree).map { k in
      (last, current) = (current, step(k, t, current, last))
      return (current / norm(k + 1).squareRoot).high
    }
  }

  private func step(_ k: Int, _ t: DoubleDouble, _ current: DoubleDouble, _ last: DoubleDouble) -> DoubleDouble {
    let next = (t - DoubleDouble(high: alphas[k], low: alphaTails[k])) * current
    return k == 0 ? next : next - norm(k) / norm(k - 1) * last
  }

  private func standardized(_ x: Double) -> DoubleDouble {
    let difference = DoubleDouble.sum(x, -center)
    return DoubleDouble(high: difference.high / scale, low: difference.low / scale)
  }

  private func norm(_ k: Int) -> DoubleDouble { DoubleDouble(high: norms[k], low: normTails[k]) }

  private mutating func append(alpha: DoubleDouble) {
    alphas.append(alpha.high)
    alphaTails.append(alpha.low)
  }

  private mutating func append(norm: DoubleDouble) {
    norms.append(norm.high)
    normTails.append(norm.low)
  }

  private static func hasMoreValues(_ values: [Double], than degree: Int) -> Bool {
    var seen: Set<Double> = []
    return values.contains {
      seen.insert($0)
      return seen.count > degree
    }
  }
}
