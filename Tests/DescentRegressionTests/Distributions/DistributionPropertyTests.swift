import Descent
import Foundation
import Testing

/// What must hold whatever the parameters: complements, inverses, symmetries, order, and the ends of the support.
@Suite("Distributions: properties")
struct DistributionPropertyTests {
  static let degrees: [Double] = [0.1, 0.5, 1, 2, 3.7, 10, 30, 199, 201, 5e3, 1e6, 1e8]

  /// Arguments from far below to far above one.
  private static let points: [Double] = [1e-200, 1e-9, 0.01, 0.4, 0.9, 1, 1.1, 2, 10, 300, 1e6, 1e150]

  private static let probabilities: [Double] = [
    .leastNonzeroMagnitude, .leastNormalMagnitude / 64, 1e-300, 1e-100,
    1e-20, 1e-5, 0.01, 0.2, 0.25, 0.3, 0.4999, 0.5, 0.6, 0.75, 0.9, 0.999,
  ]

  private func checkCommon(_ distribution: some ContinuousDistribution, at points: [Double]) {
    var previous = -Double.infinity
    for x in points {
      let lower = distribution.cumulative(x)
      let upper = distribution.upperTail(x)
      #expect(abs(lower + upper - 1) < 1e-14, "\(distribution) at \(x)")
      #expect(lower >= 0 && lower <= 1 && upper >= 0 && upper <= 1)
      #expect(lower >= previous, "\(distribution) decreases before \(x)")
      #expect(distribution.density(x) >= 0)
      previous = lower
    }
    checkQuantiles(distribution)
    checkEnds(distribution)
  }

  private func checkQuantiles(_ distribution: some ContinuousDistribution) {
    var previous = -Double.infinity
    for p in Self.probabilities {
      let x = distribution.quantile(p)
      #expect(x >= previous, "quantiles of \(distribution) decrease before \(p)")
      previous = x
      for (x, tail) in [(x, distribution.cumulative), (distribution.upperQuantile(p), distribution.upperTail)] {
        // Where the quantile leaves the range of a double there is nothing to come back from.
        guard p > 1e-305, abs(x) > 1e-300, abs(x) < 1e300 else { continue }
        // Half a rounding of x moves the tail by x·density times that.
        let conditioning = distribution.density(x) * abs(x) / p
        let error = abs(tail(x) / p - 1)
        #expect(error <= 2e-12 + 4e-16 * conditioning, "\(distribution), p = \(p): \(error)")
      }
    }
  }

  private func checkEnds(_ distribution: some ContinuousDistribution) {
    #expect(distribution.cumulative(.infinity) == 1 && distribution.upperTail(.infinity) == 0)
    #expect(distribution.cumulative(-.infinity) == 0 && distribution.upperTail(-.infinity) == 1)
    #expect(distribution.density(.infinity) == 0 && distribution.density(-.infinity) == 0)
    #expect(distribution.quantile(1) == .infinity && distribution.upperQuantile(0) == .infinity)
    #expect(distribution.quantile(0) == distribution.upperQuantile(1))
    for bad in [-0.1, 1.1, .nan, -.infinity] {
      #expect(distribution.quantile(bad).isNaN && distribution.upperQuantile(bad).isNaN)
    }
    #expect(distribution.cumulative(.nan).isNaN && distribution.upperTail(.nan).isNaN)
    #expect(distribution.density(.nan).isNaN)
  }

  @Test(arguments: degrees + [1e10, 1e30, .infinity])
  func studentT(degreesOfFreedom: Double) {
    let distribution = StudentT(degreesOfFreedom: degreesOfFreedom)
    checkCommon(distribution, at: Self.points.reversed().map { -$0 } + [0] + Self.points)
    #expect(distribution.quantile(0) == -.infinity)
    #expect(distribution.quantile(0.5) == 0 && distribution.upperTail(0) == 0.5)
    #expect(distribution.twoSidedTail(0) == 1 && distribution.twoSidedTail(.nan).isNaN)
    for t in Self.points {
      #expect(distribution.density(t) == distribution.density(-t))
      #expect(distribution.twoSidedTail(-t) == 2 * distribution.upperTail(t))
      #expect(distribution.quantile(0.3) == -distribution.upperQuantile(0.3))
    }
  }

  @Test(arguments: degrees)
  func chiSquared(degreesOfFreedom: Double) {
    let distribution = ChiSquared(degreesOfFreedom: degreesOfFreedom)
    checkCommon(distribution, at: [-1, 0] + Self.points.map { $0 * degreesOfFreedom })
    #expect(distribution.quantile(0) == 0 && distribution.upperTail(0) == 1 && distribution.density(-1) == 0)
  }

  @Test(arguments: degrees, [0.5, 1, 9, 250, 1e6])
  func fDistribution(numerator: Double, denominator: Double) {
    let distribution = FDistribution(
      numeratorDegreesOfFreedom: numerator, denominatorDegreesOfFreedom: denominator)
    checkCommon(distribution, at: [-1, 0] + Self.points)
    #expect(distribution.quantile(0) == 0 && distribution.upperTail(0) == 1 && distribution.density(-1) == 0)
    // The reciprocal is F with the degrees of freedom swapped; powers of two have exact reciprocals.
    let reciprocal = FDistribution(
      numeratorDegreesOfFreedom: denominator, denominatorDegreesOfFreedom: numerator)
    for f in [0x1p-200, 0.125, 0.5, 2, 0x1p60] {
      let (value, expected) = (distribution.upperTail(f), reciprocal.cumulative(1 / f))
      #expect(value == expected || abs(value / expected - 1) < 2e-12)
    }
  }

  @Test func normal() {
    for distribution in [NormalDistribution(), NormalDistribution(mean: -3, standardDeviation: 0.01)] {
      let points = [-40.0, -10, -1, 0, 0.1, 3, 37, 50].map {
        distribution.mean + distribution.standardDeviation * $0
      }
      checkCommon(distribution, at: points)
      #expect(distribution.quantile(0.5) == distribution.mean)
    }
    let scaled = NormalDistribution(mean: 10, standardDeviation: 4)
    #expect(scaled.upperTail(18) == NormalDistribution().upperTail(2))
    #expect(scaled.twoSidedTail(2) == 2 * NormalDistribution().upperTail(2))
    #expect(scaled.density(18) == NormalDistribution().density(2) / 4)
  }

  @Test(arguments: [1, 2, 4, 30, 1e5])
  func squareOfStudentTIsF(degreesOfFreedom: Double) {
    let t = StudentT(degreesOfFreedom: degreesOfFreedom)
    let f = FDistribution(numeratorDegreesOfFreedom: 1, denominatorDegreesOfFreedom: degreesOfFreedom)
    for value in [0.001, 0.25, 1, 1.5, 8, 30] {
      let (left, right) = (t.twoSidedTail(value), f.upperTail(value * value))
      // The square of 0.001 is rounded; all others are exact.
      #expect(abs(left - right) <= 1e-13 * left)
    }
  }

  @Test func closedForms() {
    // t with one degree of freedom is Cauchy, with two algebraic; χ² with two is exponential; F(2, 2) is f/(1 + f).
    for x in [0.01, 0.5, 1, 3, 100, 1e8] {
      let cauchy = StudentT(degreesOfFreedom: 1).upperTail(x)
      #expect(abs(cauchy / (atan(1 / x) / .pi) - 1) < 1e-14)
      let root = (2 + x * x).squareRoot()
      #expect(abs(StudentT(degreesOfFreedom: 2).upperTail(x) / (1 / (root * (root + x))) - 1) < 1e-14)
      let f = FDistribution(numeratorDegreesOfFreedom: 2, denominatorDegreesOfFreedom: 2)
      #expect(abs(f.cumulative(x) / (x / (1 + x)) - 1) < 1e-14)
      if x <= 100 {
        #expect(abs(ChiSquared(degreesOfFreedom: 2).upperTail(x) / exp(-x / 2) - 1) < 1e-14)
      }
    }
    #expect(ChiSquared(degreesOfFreedom: 2).density(0) == 0.5)
    #expect(ChiSquared(degreesOfFreedom: 1).density(0) == .infinity)
    #expect(ChiSquared(degreesOfFreedom: 3).density(0) == 0)
    #expect(FDistribution(numeratorDegreesOfFreedom: 2, denominatorDegreesOfFreedom: 5).density(0) == 1)
    #expect(abs(StudentT(degreesOfFreedom: 1).density(0) - 1 / .pi) < 1e-16)
  }

  @Test func invalidParametersStopTheProgram() async throws {
    let result = try await #require(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      _ = StudentT(degreesOfFreedom: 0)
    }
    #expect(String(decoding: result.standardErrorContent, as: UTF8.self).contains("degreesOfFreedom is 0.0"))
    await #expect(processExitsWith: .failure) { _ = ChiSquared(degreesOfFreedom: .nan) }
    await #expect(processExitsWith: .failure) {
      _ = FDistribution(numeratorDegreesOfFreedom: 1, denominatorDegreesOfFreedom: -.infinity)
    }
    await #expect(processExitsWith: .failure) { _ = NormalDistribution(mean: 0, standardDeviation: 0) }
  }
}
