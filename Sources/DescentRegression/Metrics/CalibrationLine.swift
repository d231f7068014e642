public import DescentLinearAlgebra
import Foundation

/// The straight line between predicted and true log-odds: log-odds of an event = intercept + slope · log(p/(1 − p)).
///
/// Probabilities that are right have the intercept 0 and the slope 1. A slope below 1 says that they are too extreme, as
/// those of models that fit what is chance (Cox 1958).
public struct CalibrationLine: Sendable, Codable, Equatable {
  /// The log-odds of an event where p is ½.
  public let intercept: Double
  /// How much the true log-odds change with the predicted ones.
  public let slope: Double

  /// Fits the line by maximum likelihood, Newton's method with halved steps.
  ///
  /// - Parameters:
  ///   - actual: 1 for an event and 0 for none.
  ///   - probabilities: those of an event, above 0 and below 1.
  ///   - weights: what each row counts; all the same by default.
  /// - Throws: `RegressionError` for other labels and probabilities, wrong weights, and where no line is the best: with one
  ///   class or one probability only, and where a threshold separates the classes.
  /// - Precondition: there are as many probabilities, and weights, as labels.
  /// - Complexity: O(n) for each of some six iterations.
  public init(actual: Vector<Double>, probabilities: Vector<Double>, weights: Vector<Double>? = nil) throws {
    let name = "A calibration line"
    let input = try MetricInput(name, actual, probabilities, weights)
    try input.requireProbabilities()
    if let row = input.predicted.firstIndex(where: { $0 == 0 || $0 == 1 }) {
      throw RegressionError.outOfDomain(
        what: "prediction", row: input.origin(row), value: input.predicted[row],
        requirement: "its log-odds are infinite, and no line reaches them. Leave out such rows")
    }
    let odds = input.predicted.map { log($0) - log1p(-$0) }
    try Self.requireOverlap(input, odds)
    var line = (intercept: 0.0, slope: 1.0)
    var loss = Self.loss(input, odds, line)
    for _ in 0..<100 {
      let step = Self.step(input, odds, line)
      var (share, next, nextLoss) = (1.0, line, loss)
      repeat {
        next = (line.intercept + share * step.intercept, line.slope + share * step.slope)
        nextLoss = Self.loss(input, odds, next)
        share /= 2
      } while !(nextLoss <= loss) && share > 0x1p-60
      // At the minimum no step finds less than rounding leaves.
      guard nextLoss < loss else { break }
      (line, loss) = (next, nextLoss)
    }
    let last = Self.step(input, odds, line)
    (intercept, slope) = (line.intercept + last.intercept, line.slope + last.slope)
  }

  /// A line with two finite coefficients is the best exactly where both classes have log-odds on both sides of each other
  /// (Albert, Anderson 1984).
  private static func requireOverlap(_ input: MetricInput, _ odds: [Double]) throws {
    func range(_ label: Double) -> (lower: Double, upper: Double) {
      odds.indices.reduce((.infinity, -.infinity)) { ends, row in
        input.actual[row] == label ? (min(ends.0, odds[row]), max(ends.1, odds[row])) : ends
      }
    }
    let (events, others) = (range(1), range(0))
    guard events.lower < others.upper, others.lower < events.upper else {
      throw RegressionError.undefinedMetric(
        metric: input.metric,
        reason:
          "the probabilities separate events from others, or there is one class or one probability only, so that no "
          + "line is the best. Judge more rows together")
    }
  }

  private static func loss(
    _ input: MetricInput, _ odds: [Double], _ line: (intercept: Double, slope: Double)
  ) -> Double {
    input.mean { row in
      let value = line.intercept + line.slope * odds[row]
      // log(1 + exp v), and less v for an event, without overflow.
      let signed = input.actual[row] == 1 ? -value : value
      return max(signed, 0) + log1p(exp(-signed.magnitude))
    }
  }

  /// Newton's step from the line.
  private static func step(
    _ input: MetricInput, _ odds: [Double], _ line: (intercept: Double, slope: Double)
  ) -> (intercept: Double, slope: Double) {
    func probability(_ row: Int) -> Double { 1 / (1 + exp(-line.intercept - line.slope * odds[row])) }
    func curvature(_ row: Int) -> Double { probability(row) * (1 - probability(row)) }
    // Log-odds from their weighted mean make the two equations independent.
    let total = input.mean(curvature)
    let center = input.mean { curvature($0) * odds[$0] } / total
    let spread = input.mean { curvature($0) * (odds[$0] - center) * (odds[$0] - center) }
    let level = input.mean { input.actual[$0] - probability($0) } / total
    let slope = input.mean { (input.actual[$0] - probability($0)) * (odds[$0] - center) } / spread
    return (level - center * slope, slope)
  }
}
