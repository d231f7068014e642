import Glibc

/// ρ = 1 − αλ, by which a step of gradient descent multiplies the gradient along an eigenvector, in a form whose powers are
/// accurate: its sign, and log|ρ|.
struct StepFactor {
  let eigenvalue: Double
  let step: Double
  /// log|ρ|; −∞ for ρ = 0.
  let logarithm: Double
  let isNegative: Bool

  init(eigenvalue: Double, step: Double) {
    self.eigenvalue = eigenvalue
    self.step = step
    let product = step * eigenvalue
    isNegative = product > 1
    if product < 0.5 {
      logarithm = log1p(-product)
    } else if product > 1.5, product < 2.5 {
      // |ρ| = 1 − (2 − αλ), and the difference is rounded once.
      logarithm = log1p(-(2.0).addingProduct(-step, eigenvalue))
    } else {
      logarithm = log((1.0).addingProduct(-step, eigenvalue).magnitude)
    }
  }

  /// ρᵗ.
  func power(_ t: Int) -> Double {
    let magnitude = t == 0 ? 1 : exp(Double(t) * logarithm)
    return isNegative && t % 2 == 1 ? -magnitude : magnitude
  }

  /// φ = (1 − ρᵗ)/λ, and αt at λ = 0: what a gradient component is multiplied by to give the distance moved along it.
  func displacement(_ t: Int) -> Double {
    guard t > 0 else { return 0 }
    guard (step * eigenvalue).magnitude > .leastNormalMagnitude else { return step * Double(t) }
    let exponent = Double(t) * logarithm
    return (isNegative && t % 2 == 1 ? 1 + exp(exponent) : -expm1(exponent)) / eigenvalue
  }

  /// (1 − ρ²ᵗ)/(2λ), and αt at λ = 0: what the square of a gradient component is multiplied by to give the decrease of the
  /// value along it.
  func decrease(_ t: Int) -> Double {
    guard t > 0 else { return 0 }
    guard (step * eigenvalue).magnitude > .leastNormalMagnitude else { return step * Double(t) }
    return -expm1(2 * Double(t) * logarithm) / (2 * eigenvalue)
  }

  /// √(Σ ρ²ˢ), s from 0 to t − 1: how much errors that are made in each step add up to, where they are independent.
  func accumulation(_ t: Int) -> Double {
    guard t > 0 else { return 0 }
    guard logarithm != 0 else { return Double(t).squareRoot() }
    return (expm1(2 * Double(t) * logarithm) / expm1(2 * logarithm)).squareRoot()
  }

  /// log(|ρ| ± d), where |ρ| is uncertain by d; −∞ where nothing remains.
  func logarithm(shiftedBy d: Double) -> Double {
    let magnitude = exp(logarithm)
    guard magnitude > 0 else { return d > 0 ? log(d) : -.infinity }
    return d <= -magnitude ? -.infinity : logarithm + log1p(d / magnitude)
  }
}
