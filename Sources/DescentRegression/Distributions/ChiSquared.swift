import DescentLinearAlgebra
import Foundation

/// The χ² distribution with k > 0 degrees of freedom, not necessarily whole.
///
/// ```swift
/// let pValue = ChiSquared(degreesOfFreedom: 3).upperTail(nullDeviance - deviance)
/// ```
///
/// P(X ≤ x) = P(k/2, x/2), the regularized incomplete gamma function. Relative errors of tails and quantiles stay below
/// 2e-12 down to 1e-300 for k from 0.1 to 1e8 (measured: see the tests).
public struct ChiSquared: ContinuousDistribution, Hashable {
  /// The degrees of freedom k.
  public let degreesOfFreedom: Double

  /// The distribution with the given degrees of freedom.
  ///
  /// - Precondition: `degreesOfFreedom` is between 1e-10 and 1e100; zero, less or NaN stops the program.
  public init(degreesOfFreedom: Double) {
    requireDegreesOfFreedom(degreesOfFreedom, upTo: 1e100, "ChiSquared", "degreesOfFreedom")
    self.degreesOfFreedom = degreesOfFreedom
  }

  /// The density, (x/2)^(k/2) exp(−x/2)/(x Γ(k/2)); at zero it is ∞ for k < 2, ½ for k = 2 and 0 above.
  public func density(_ statistic: Double) -> Double {
    guard statistic > 0 && statistic < .infinity else {
      guard statistic == 0 else { return statistic.isNaN ? .nan : 0 }
      return degreesOfFreedom < 2 ? .infinity : degreesOfFreedom == 2 ? 0.5 : 0
    }
    let front = gamma(statistic).front
    return ScaledValue(exponent: front.exponent - DoubleDouble(statistic).logarithm, factor: front.factor).value
  }

  /// P(X ≤ x); zero for x ≤ 0.
  public func cumulative(_ statistic: Double) -> Double {
    guard statistic > 0 && statistic < .infinity else { return statistic.isNaN ? .nan : statistic > 0 ? 1 : 0 }
    return gamma(statistic).lower.value
  }

  /// P(X > x), the p-value of the statistic x; one for x ≤ 0.
  public func upperTail(_ statistic: Double) -> Double {
    guard statistic > 0 && statistic < .infinity else { return statistic.isNaN ? .nan : statistic > 0 ? 0 : 1 }
    return gamma(statistic).upper.value
  }

  /// The x with P(X ≤ x) = `probability`; 0 at 0, ∞ at 1, NaN outside [0, 1].
  ///
  /// - Complexity: about six evaluations of the tail.
  public func quantile(_ probability: Double) -> Double {
    guard probability >= 0 && probability <= 1 else { return .nan }
    return probability <= 0.5 ? lowerSolution(probability) : upperSolution(1 - probability)
  }

  /// The x with P(X > x) = `probability`; ∞ at 0, 0 at 1, NaN outside [0, 1].
  ///
  /// - Complexity: about six evaluations of the tail.
  public func upperQuantile(_ probability: Double) -> Double {
    guard probability >= 0 && probability <= 1 else { return .nan }
    return probability <= 0.5 ? upperSolution(probability) : lowerSolution(1 - probability)
  }

  /// A rough x with P(X > x) = `tail` ≤ ½, within a factor of about five at 1e-300: Wilson and Hilferty's cube of a
  /// normal (1931).
  func approximateQuantile(upperTail tail: Double) -> Double {
    let variance = 2 / (9 * degreesOfFreedom)
    let root = max(1 - variance + StandardNormal.roughUpperQuantile(tail) * variance.squareRoot(), 0.1)
    return degreesOfFreedom * root * root * root
  }

  /// The x with P(X ≤ x) = `tail` ≤ ½; it starts from log x being normal.
  private func lowerSolution(_ tail: Double) -> Double {
    guard tail > 0 else { return 0 }
    let spread = (2 / degreesOfFreedom).squareRoot()
    let start = degreesOfFreedom * exp(-StandardNormal.roughUpperQuantile(tail) * spread)
    return TailEquation.solve(probability: tail, isIncreasing: true, start: start) { x in
      let gamma = gamma(x)
      return (gamma.lower, gamma.front)
    }
  }

  private func upperSolution(_ tail: Double) -> Double {
    guard tail > 0 else { return .infinity }
    let start = approximateQuantile(upperTail: tail)
    return TailEquation.solve(probability: tail, isIncreasing: false, start: start) { x in
      let gamma = gamma(x)
      return (gamma.upper, gamma.front)
    }
  }

  /// The incomplete gamma function of a positive finite x.
  private func gamma(_ x: Double) -> IncompleteGamma {
    IncompleteGamma(shape: degreesOfFreedom / 2, x: max(x / 2, .leastNonzeroMagnitude))
  }
}
