import DescentLinearAlgebra
import Foundation

/// The regularized incomplete beta functions I_x(a, b) and I_y(b, a) = 1 − I_x(a, b), y = 1 − x, each to about 1e-14
/// relative, as scaled values that do not underflow.
///
/// All of it stands on the density of the log odds, `x^a y^b/B(a, b)`, in Loader's saddle-point form. That form needs
/// `λ = a·y − b·x`, how far x lies below the mean, and the digits of the tail are those of λ: it is formed in
/// double-double from the odds. The tails follow by a series of positive terms (small b·x), the continued fraction of
/// Didonato and Morris (ACM TOMS 18, 1992), or, for a and b ≥ 100, by quadrature over the log odds.
struct IncompleteBeta: Sendable {
  private let a, b: Double
  private let x, y: Double
  private let lambda: Double

  /// `x^a y^b/B(a, b)`, the derivative of I_x(a, b) with respect to log(x/y).
  let front: ScaledValue

  init(a: Double, b: Double, argument: BetaArgument) {
    self.a = a
    self.b = b
    x = argument.x.high
    y = argument.y.high
    let lambda = a * argument.y - b * argument.x
    self.lambda = lambda.high
    let total = DoubleDouble.sum(a, b)
    let deviance =
      SaddlePoint.deviance(
        shape: a, excess: -lambda, logarithm: (total / DoubleDouble(a)).logarithm + argument.logarithmOfX)
      + SaddlePoint.deviance(
        shape: b, excess: lambda, logarithm: (total / DoubleDouble(b)).logarithm + argument.logarithmOfY)
    let correction =
      SaddlePoint.stirlingCorrection(a + b) - SaddlePoint.stirlingCorrection(a) - SaddlePoint.stirlingCorrection(b)
    front = ScaledValue(
      exponent: DoubleDouble(correction) - deviance, factor: (a / (a + b) * b / (2 * .pi)).squareRoot())
  }

  /// I_x(a, b).
  var lower: ScaledValue {
    let direct = directTail
    return direct.isLower ? direct.tail : ScaledValue(max(1 - direct.tail.value, 0))
  }

  /// I_y(b, a) = 1 − I_x(a, b).
  var upper: ScaledValue {
    let direct = directTail
    return direct.isLower ? ScaledValue(max(1 - direct.tail.value, 0)) : direct.tail
  }

  /// The tail that can be had without subtracting from one.
  private var directTail: (isLower: Bool, tail: ScaledValue) {
    let isLower = lambda >= 0
    if min(a, b) >= 100 { return (isLower, quadrature(isLower: isLower) * front) }
    if x <= 0.7 && b * x <= 0.7 { return (true, series(a, b, x) * front) }
    if y <= 0.7 && a * y <= 0.7 { return (false, series(b, a, y) * front) }
    let fraction = isLower ? continuedFraction(a, b, x, lambda) : continuedFraction(b, a, y, -lambda)
    return (isLower, fraction * front)
  }

  /// I_x(a, b)/front = (1/a) Σ (a + b)…(a + b + n − 1)/((a + 1)…(a + n)) xⁿ.
  private func series(_ a: Double, _ b: Double, _ x: Double) -> Double {
    var term = 1.0
    var sum = 1.0
    var n = 1.0
    while term > 1e-17 * sum {
      term *= (a + b + n - 1) / (a + n) * x
      sum += term
      n += 1
    }
    return sum / a
  }

  /// I_x(a, b)/front by Didonato and Morris's fraction, for λ ≥ 0.
  private func continuedFraction(_ a: Double, _ b: Double, _ x: Double, _ lambda: Double) -> Double {
    ContinuedFraction.value(first: a / (a + 1) * (lambda + 1)) { n in
      let s = a + 2 * n - 1
      let w = n * (b - n) * x
      let alpha = ((a + n - 1) / s) * ((a + b + n - 1) / s) * x * w
      let beta = n + w / s + (a + n) / (s + 2) * (lambda + 1 + n * (2 - x))
      return (alpha, beta)
    }
  }

  /// The tail over the front as ∫ exp(−|λ|s − (a + b)K(s)) ds over the log odds, where K is the cumulant function of a
  /// Bernoulli variable about its mean, written in the smaller of x and y.
  private func quadrature(isLower: Bool) -> Double {
    let slope = abs(lambda)
    let total = a + b
    let small = min(x, y)
    let sign: Double = isLower == (x <= y) ? -1 : 1
    return TailQuadrature.integral(slope: slope, curvature: total * x * y) { s in
      let cumulant =
        small * SaddlePoint.exponentialMinusLinear(sign * s)
        - SaddlePoint.linearMinusLogarithm(small * expm1(sign * s))
      return slope * s + total * cumulant
    }
  }
}
