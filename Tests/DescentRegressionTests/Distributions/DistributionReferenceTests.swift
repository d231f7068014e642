import Descent
import Testing

/// Every value against 80-digit arithmetic, with one tolerance for all: bodies, tails down to 1e-300, densities and
/// quantiles.
@Suite("Distributions: reference values")
struct DistributionReferenceTests {
  static let tolerance = 2e-12

  /// The worst relative error seen, and where.
  struct Worst {
    var error = 0.0
    var place = "nowhere"
    var count = 0

    mutating func record(_ value: Double, _ expected: Double, _ place: @autoclosure () -> String) {
      guard !expected.isNaN else { return }
      count += 1
      let error = value == expected ? 0 : abs(value / expected - 1)
      guard error <= self.error else {
        self.error = error.isNaN ? .infinity : error
        self.place = "\(place()): \(value), expected \(expected)"
        return
      }
    }

    func check(sourceLocation: SourceLocation = #_sourceLocation) {
      #expect(
        error <= tolerance, "worst relative error \(error) of \(count) at \(place)", sourceLocation: sourceLocation)
      #expect(count > 10, "hardly anything was compared", sourceLocation: sourceLocation)
    }
  }

  private func rows(_ table: [Double], of width: Int) -> [[Double]] {
    stride(from: 0, to: table.count, by: width).map { Array(table[$0..<$0 + width]) }
  }

  @Test func studentT() {
    var upper = Worst()
    var lower = Worst()
    var density = Worst()
    var quantile = Worst()
    for row in rows(ReferenceValues.studentT, of: 5) {
      let distribution = StudentT(degreesOfFreedom: row[0])
      let place = "ν = \(row[0]), t = \(row[1])"
      upper.record(distribution.upperTail(row[1]), row[2], place)
      upper.record(distribution.cumulative(-row[1]), row[2], place)
      upper.record(distribution.twoSidedTail(row[1]), 2 * row[2], place)
      lower.record(distribution.cumulative(row[1]), 1 - row[2], place)
      density.record(distribution.density(row[1]), row[3], place)
      quantile.record(distribution.upperQuantile(row[2]), row[4], "ν = \(row[0]), tail = \(row[2])")
      quantile.record(distribution.quantile(row[2]), -row[4], "ν = \(row[0]), tail = \(row[2])")
    }
    for worst in [upper, lower, density, quantile] { worst.check() }
  }

  @Test func fDistribution() {
    var lower = Worst()
    var upper = Worst()
    var density = Worst()
    var quantile = Worst()
    for row in rows(ReferenceValues.fDistribution, of: 8) {
      let distribution = FDistribution(numeratorDegreesOfFreedom: row[0], denominatorDegreesOfFreedom: row[1])
      let place = "d = (\(row[0]), \(row[1])), f = \(row[2])"
      lower.record(distribution.cumulative(row[2]), row[3], place)
      upper.record(distribution.upperTail(row[2]), row[4], place)
      density.record(distribution.density(row[2]), row[5], place)
      quantile.record(distribution.quantile(row[3]), row[6], "quantile, " + place)
      quantile.record(distribution.upperQuantile(row[4]), row[7], "upper quantile, " + place)
    }
    for worst in [lower, upper, density, quantile] { worst.check() }
  }

  @Test func chiSquared() {
    var lower = Worst()
    var upper = Worst()
    var density = Worst()
    var quantile = Worst()
    for row in rows(ReferenceValues.chiSquared, of: 7) {
      let distribution = ChiSquared(degreesOfFreedom: row[0])
      let place = "k = \(row[0]), x = \(row[1])"
      lower.record(distribution.cumulative(row[1]), row[2], place)
      upper.record(distribution.upperTail(row[1]), row[3], place)
      density.record(distribution.density(row[1]), row[4], place)
      quantile.record(distribution.quantile(row[2]), row[5], "quantile, " + place)
      quantile.record(distribution.upperQuantile(row[3]), row[6], "upper quantile, " + place)
    }
    for worst in [lower, upper, density, quantile] { worst.check() }
  }

  @Test func normal() {
    var tail = Worst()
    var density = Worst()
    var quantile = Worst()
    let distribution = NormalDistribution()
    for row in rows(ReferenceValues.normal, of: 4) {
      let place = "z = \(row[0])"
      tail.record(distribution.upperTail(row[0]), row[1], place)
      tail.record(distribution.cumulative(-row[0]), row[1], place)
      tail.record(StudentT(degreesOfFreedom: .infinity).upperTail(row[0]), row[1], place)
      density.record(distribution.density(-row[0]), row[2], place)
      quantile.record(distribution.upperQuantile(row[1]), row[3], place)
      quantile.record(distribution.quantile(row[1]), -row[3], place)
    }
    for worst in [tail, density, quantile] { worst.check() }
  }
}
