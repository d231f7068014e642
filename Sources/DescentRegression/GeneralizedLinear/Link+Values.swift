import DescentLinearAlgebra
import Foundation

typealias Family = GeneralizedLinearRegression.Family
typealias Link = GeneralizedLinearRegression.Link

/// What a link makes of η.
struct LinkValues {
  /// μ
  var mean: Double
  /// 1 − μ, with all its digits where μ is close to 1 (but for the log); of use where μ is a probability.
  var complement: Double
  /// dμ/dη
  var slope: Double
  /// d²μ/dη²
  var curvature: Double
}

extension Link {
  /// η for a mean.
  func linearPredictor(ofMean mean: Double) -> Double {
    switch self {
    case .identity: mean
    case .log: Foundation.log(mean)
    case .logit: Foundation.log(mean / (1 - mean))
    case .probit: -StandardNormal.upperQuantile(mean)
    case .complementaryLogLog: Foundation.log(-log1p(-mean))
    case .cauchit: tan(Double.pi * (mean - 0.5))
    case .inverse: 1 / mean
    case .inverseSquare: 1 / (mean * mean)
    case .squareRoot: mean.squareRoot()
    }
  }

  /// Whether e^η is what the values rest on: of −|η| for the logit.
  var isExponential: Bool { self == .log || self == .logit || self == .complementaryLogLog }

  /// μ and its derivatives. η outside ``range(of:)`` gives values of no meaning.
  ///
  /// - Parameter exponential: e^η, e^−|η| for the logit; looked at only where ``isExponential``.
  @inline(__always)
  func values(_ eta: Double, exponential e: Double) -> LinkValues {
    switch self {
    case .identity: return LinkValues(mean: eta, complement: 1 - eta, slope: 1, curvature: 0)
    case .log: return LinkValues(mean: e, complement: 1 - e, slope: e, curvature: e)
    case .logit:
      let large = 1 / (1 + e)
      let small = e * large
      let (mean, complement) = eta >= 0 ? (large, small) : (small, large)
      let slope = large * small
      return LinkValues(mean: mean, complement: complement, slope: slope, curvature: slope * (complement - mean))
    case .probit:
      let slope = StandardNormal.density(DoubleDouble(eta))
      return LinkValues(
        mean: StandardNormal.upperTail(DoubleDouble(-eta)), complement: StandardNormal.upperTail(DoubleDouble(eta)),
        slope: slope, curvature: -eta * slope)
    case .complementaryLogLog:
      let complement = exp(-e)
      let slope = e * complement
      return LinkValues(mean: -expm1(-e), complement: complement, slope: slope, curvature: slope * (1 - e))
    case .cauchit:
      let slope = 1 / (Double.pi * (1 + eta * eta))
      return LinkValues(
        mean: atan2(1, -eta) / .pi, complement: atan2(1, eta) / .pi, slope: slope,
        curvature: -2 * eta * slope / (1 + eta * eta))
    case .inverse:
      let mean = 1 / eta
      return LinkValues(mean: mean, complement: 1 - mean, slope: -mean * mean, curvature: 2 * mean * mean * mean)
    case .inverseSquare:
      let mean = 1 / eta.squareRoot()
      let cube = mean * mean * mean
      return LinkValues(mean: mean, complement: 1 - mean, slope: -0.5 * cube, curvature: 0.75 * cube * mean * mean)
    case .squareRoot: return LinkValues(mean: eta * eta, complement: 1 - eta * eta, slope: 2 * eta, curvature: 2)
    }
  }

  /// μ and its derivatives, with an exponential of the system's.
  func values(_ eta: Double) -> LinkValues {
    values(eta, exponential: isExponential ? exp(self == .logit ? -abs(eta) : eta) : 0)
  }

  /// μ and 1 − μ at an η with a low part: in double-double but for the probit and the cauchit, whose last digit is that of
  /// a double.
  func preciseMean(_ eta: DoubleDouble) -> (mean: DoubleDouble, complement: DoubleDouble) {
    let one = DoubleDouble(1)
    switch self {
    case .identity: return (eta, one - eta)
    case .log:
      let mean = eta.exponential
      return (mean, one - mean)
    case .logit:
      let e = (eta.high > 0 ? -eta : eta).exponential
      let large = one / (one + e)
      let small = e * large
      return eta.high > 0 ? (large, small) : (small, large)
    case .probit: return (DoubleDouble(StandardNormal.upperTail(-eta)), DoubleDouble(StandardNormal.upperTail(eta)))
    case .complementaryLogLog:
      let e = eta.exponential
      let complement = (-e).exponential
      // 1 − e^−x by its series where x is small: what is left behind the double is below its half unit.
      guard e.high < 0.01 else { return (one - complement, complement) }
      let series = one - 0.5 * e + e * e * (DoubleDouble(1) / DoubleDouble(6) - DoubleDouble(cubicTail(e.high)))
      return (e * series, complement)
    case .cauchit:
      let values = self.values(eta.high)
      let rest = values.slope * eta.low
      return (DoubleDouble.sum(values.mean, rest), DoubleDouble.sum(values.complement, -rest))
    case .inverse:
      let mean = one / eta
      return (mean, one - mean)
    case .inverseSquare:
      let mean = one / eta.squareRoot
      return (mean, one - mean)
    case .squareRoot:
      let mean = eta * eta
      return (mean, one - mean)
    }
  }

  /// x/24 − x²/120 + …, the terms of (1 − e^−x)/x from the cubic one on.
  private func cubicTail(_ x: Double) -> Double {
    x * (1.0 / 24 - x * (1.0 / 120 - x * (1.0 / 720 - x * (1.0 / 5040 - x * (1.0 / 40_320 - x / 362_880)))))
  }

  /// The η that a family takes: beyond them the mean is none of its own, or no number.
  func contains(_ eta: Double, for family: Family) -> Bool {
    switch self {
    case .logit, .probit, .complementaryLogLog, .cauchit: eta.isFinite
    case .log: family.isBinomial ? eta < 0 && eta.isFinite : eta < 709 && eta.isFinite
    case .identity:
      switch family {
      case .gaussian: eta.isFinite
      case .binomial, .quasiBinomial: eta > 0 && eta < 1
      default: eta > 0 && eta.isFinite
      }
    case .inverse: family == .gaussian ? eta != 0 && eta.isFinite : eta > 0 && eta.isFinite
    case .inverseSquare, .squareRoot: eta > 0 && eta.isFinite
    }
  }

  /// η brought to where the values of the link are no zeros: the probit's and the complementary log-log's tails leave the
  /// range of doubles.
  @inline(__always)
  func limited(_ eta: Double) -> Double {
    switch self {
    case .probit: max(-37, min(37, eta))
    case .complementaryLogLog: max(-690, min(6.5, eta))
    default: eta
    }
  }
}
