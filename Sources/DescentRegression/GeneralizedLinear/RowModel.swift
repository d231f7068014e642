import DescentLinearAlgebra
import Foundation

/// What a row adds to an iteration, for a family and a link.
///
/// With the weight v of a row and μ, μ′ = dμ/dη, V its mean, slope and variance function, the derivative of its
/// log-likelihood (times φ) by η is u = v(y − μ)μ′/V, and minus the expectation of the second one is w = v μ′²/V. For
/// the binomial families v counts trials, and v(y − μ) is s(1 − μ) − fμ for s successes and f failures, which loses no
/// digits at either end.
struct RowModel: Sendable {
  enum Kind { case gaussian, binomial, poisson, gamma, inverseGaussian, negativeBinomial }

  let family: Family
  let kind: Kind
  let link: Link
  /// θ of the negative binomial family.
  let theta: Double
  let isCanonical: Bool

  init(_ family: Family, _ link: Link, theta: Double = 1) {
    self.family = family
    self.link = link
    self.theta = theta
    isCanonical = family.isCanonical(link)
    kind =
      switch family {
      case .gaussian: .gaussian
      case .binomial, .quasiBinomial: .binomial
      case .poisson, .quasiPoisson: .poisson
      case .gamma: .gamma
      case .inverseGaussian: .inverseGaussian
      case .negativeBinomial: .negativeBinomial
      }
  }

  /// V(μ)
  @inline(__always)
  func variance(_ mean: Double, _ complement: Double) -> Double {
    switch kind {
    case .gaussian: 1
    case .binomial: mean * complement
    case .poisson: mean
    case .gamma: mean * mean
    case .inverseGaussian: mean * mean * mean
    case .negativeBinomial: mean * (1 + mean / theta)
    }
  }

  /// dV/dμ
  @inline(__always)
  private func varianceSlope(_ mean: Double, _ complement: Double) -> Double {
    switch kind {
    case .gaussian: 0
    case .binomial: complement - mean
    case .poisson: 1
    case .gamma: 2 * mean
    case .inverseGaussian: 3 * mean * mean
    case .negativeBinomial: 1 + 2 * mean / theta
    }
  }

  /// What the link makes of η, with 1 − μ for the binomial families in all its digits.
  @inline(__always)
  func values(_ eta: Double) -> LinkValues {
    var values = link.values(eta)
    if kind == .binomial, link == .log { values.complement = -expm1(eta) }
    return values
  }

  /// y − μ at an η with a low part; s(1 − μ) − fμ for s successes and f failures.
  func residual(_ eta: DoubleDouble, y: Double, failures: Double) -> DoubleDouble {
    let precise = link.preciseMean(eta)
    guard kind == .binomial else { return DoubleDouble(y) - precise.mean }
    if failures == 0 { return y == 1 ? precise.complement : y * precise.complement }
    if y == 0 { return failures == 1 ? -precise.mean : -(failures * precise.mean) }
    return y * precise.complement - failures * precise.mean
  }

  /// What a row weighs and pulls.
  struct Row {
    /// w, or minus the second derivative itself where that was asked for.
    var weight: Double
    /// u
    var pull: Double
  }

  /// Below this weights count as this, so that a pull can be divided by its weight.
  static let leastWeight = 1e-280

  /// - Parameters:
  ///   - residual: y − μ; s(1 − μ) − fμ of a binomial family.
  ///   - trials: 1 but for the binomial families.
  ///   - observed: whether the weight is minus the second derivative itself instead of its expectation.
  @inline(__always)
  func row(
    _ values: LinkValues, residual: Double, trials: Double, weight prior: Double, observed: Bool
  ) -> Row {
    switch (kind, link) {
    case (.binomial, .logit): return Row(weight: prior * trials * values.slope, pull: prior * residual)
    case (.poisson, .log): return Row(weight: prior * values.mean, pull: prior * residual)
    case (.gaussian, .identity): return Row(weight: prior, pull: prior * residual)
    default:
      let ratio = values.slope / variance(values.mean, values.complement)
      var weight = trials * ratio * values.slope
      let pull = prior * residual * ratio
      if observed, !isCanonical {
        let slope = varianceSlope(values.mean, values.complement)
        weight -= residual * (values.curvature / variance(values.mean, values.complement) - ratio * ratio * slope)
      }
      // Tails beyond the range of doubles: they count for nothing.
      guard weight.isFinite, pull.isFinite else { return Row(weight: 0, pull: 0) }
      return Row(weight: prior * weight, pull: pull)
    }
  }

  /// Minus the log-likelihood of a row (times φ) but for terms that depend on y alone.
  @inline(__always)
  func loss(_ eta: Double, _ values: LinkValues, y: Double, failures: Double) -> Double {
    let mean = values.mean
    switch kind {
    case .gaussian: return 0.5 * (y - mean) * (y - mean)
    case .binomial:
      let success = y == 0 ? 0 : y * (link == .log ? eta : log(mean))
      return -success - (failures == 0 ? 0 : failures * log(values.complement))
    case .poisson: return mean - (y == 0 ? 0 : y * (link == .log ? eta : log(mean)))
    case .gamma: return y / mean + (link == .log ? eta : log(mean))
    case .inverseGaussian:
      let scaled = (y - mean) / mean
      return 0.5 * scaled * scaled / y
    case .negativeBinomial:
      return theta * log1p(mean / theta) - (y == 0 ? 0 : y * log(mean / (mean + theta)))
    }
  }

  /// The mean from which the first iteration starts: y, moved off the ends of its range.
  func startingMean(y: Double, failures: Double) -> Double {
    switch kind {
    case .gaussian:
      // Where the link needs it, on the side of the positive numbers.
      switch link {
      case .identity: return y
      default: return y > 0 ? y : y == 0 ? 0.1 : link == .inverse ? y : 0.1
      }
    case .binomial: return (y + 0.5) / (y + failures + 1)
    case .poisson: return y + 0.1
    case .negativeBinomial: return y > 0 ? y : 1.0 / 6
    case .gamma, .inverseGaussian: return y
    }
  }
}
