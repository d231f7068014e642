import DescentLinearAlgebra
import Foundation

/// The regularized incomplete gamma functions P(a, x) and Q(a, x) = 1 − P(a, x), a > 0, 0 < x < ∞, each to about 1e-14
/// relative, as scaled values that do not underflow.
///
/// All of it stands on the density of log X, X ~ Gamma(a): `x^a e^(−x)/Γ(a)`, in Loader's saddle-point form with the
/// exponent in double-double. From it the tails follow by the series of P (small x), Legendre's continued fraction
/// for Q (large x), or, for a ≥ 30, by quadrature over log x.
struct IncompleteGamma: Sendable {
  private let shape: Double
  private let x: Double

  /// `x^a e^(−x)/Γ(a)`, the derivative of P with respect to log x.
  let front: ScaledValue

  init(shape: Double, x: Double) {
    self.shape = shape
    self.x = x
    let deviance = SaddlePoint.deviance(
      shape: shape, excess: DoubleDouble.sum(x, -shape),
      logarithm: DoubleDouble(x).logarithm - DoubleDouble(shape).logarithm)
    front = ScaledValue(
      exponent: -deviance - DoubleDouble(SaddlePoint.stirlingCorrection(shape)),
      factor: (shape / (2 * .pi)).squareRoot())
  }

  /// P(a, x).
  var lower: ScaledValue {
    let direct = directTail
    return direct.isLower ? direct.tail : ScaledValue(max(1 - direct.tail.value, 0))
  }

  /// Q(a, x).
  var upper: ScaledValue {
    let direct = directTail
    return direct.isLower ? ScaledValue(max(1 - direct.tail.value, 0)) : direct.tail
  }

  /// The tail that can be had without subtracting from one.
  private var directTail: (isLower: Bool, tail: ScaledValue) {
    if shape >= 30 {
      let isLower = x <= shape
      return (isLower, quadrature(isLower: isLower) * front)
    }
    if x <= max(shape, 1) { return (true, series() * front) }
    return (false, continuedFraction() * front)
  }

  /// P/front = (1/a) Σ xⁿ/((a + 1)…(a + n)).
  private func series() -> Double {
    var term = 1.0
    var sum = 1.0
    var index = 1.0
    while term > 1e-17 * sum {
      term *= x / (shape + index)
      sum += term
      index += 1
    }
    return sum / shape
  }

  /// Q/front by Legendre's fraction, 1/(x + 1 − a − 1(1 − a)/(x + 3 − a − 2(2 − a)/(x + 5 − a − …))).
  private func continuedFraction() -> Double {
    ContinuedFraction.value(first: x + 1 - shape) { n in
      (n * (shape - n), x + 1 - shape + 2 * n)
    }
  }

  private func quadrature(isLower: Bool) -> Double {
    // With t = x·exp(±s) the density of log t over that at x is exp(−|x − a|s − x(exp(±s) − 1 ∓ s)).
    let slope = abs(x - shape)
    let sign: Double = isLower ? -1 : 1
    return TailQuadrature.integral(slope: slope, curvature: x) { s in
      slope * s + x * SaddlePoint.exponentialMinusLinear(sign * s)
    }
  }
}
