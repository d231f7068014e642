public import DescentLinearAlgebra

/// Whether events that are given the probability p happen with the frequency p.
///
/// ```swift
/// let curve = try CalibrationCurve(actual: labels, probabilities: p, bins: .quantile(10))
/// curve.expectedError                  // how far the frequencies are off, on average
/// ```
public struct CalibrationCurve: Sendable, Equatable {
  /// How the probabilities are cut into bins, each without its lower end but the first.
  public enum Bins: Sendable, Codable, Equatable {
    /// As many bins of the same width.
    case uniform(Int)
    /// As many bins with as nearly the same number of rows, or of weights, as equal probabilities allow.
    case quantile(Int)

    var count: Int {
      switch self {
      case .uniform(let count), .quantile(let count): count
      }
    }
  }

  /// The rows whose probabilities lie in one bin.
  public struct Bin: Sendable, Equatable {
    /// The smallest and the largest probability that belongs here, as the bins were cut.
    public let range: ClosedRange<Double>
    /// The mean of the probabilities.
    public let meanProbability: Double
    /// The share of events.
    public let observedFrequency: Double
    /// The share of all rows, or of their weights, that are in the bin.
    public let share: Double
    /// The number of rows.
    public let rowCount: Int
  }

  /// The bins that have rows, in ascending order.
  public let bins: [Bin]

  /// The expected calibration error Σ share · |frequency − mean probability| (Naeini, Cooper, Hauskrecht 2015).
  public var expectedError: Double {
    bins.reduce(0) { $0 + $1.share * ($1.observedFrequency - $1.meanProbability).magnitude }
  }

  /// The largest |frequency − mean probability| of a bin.
  public var maximumError: Double {
    bins.reduce(0) { max($0, ($1.observedFrequency - $1.meanProbability).magnitude) }
  }

  /// - Parameters:
  ///   - actual: 1 for an event and 0 for none.
  ///   - probabilities: those of an event.
  ///   - bins: how they are cut.
  ///   - weights: what each row counts; all the same by default.
  /// - Throws: `RegressionError` for other labels, probabilities outside [0, 1], wrong weights, and less than one bin.
  /// - Precondition: there are as many probabilities, and weights, as labels.
  /// - Complexity: O(n log n).
  public init(
    actual: Vector<Double>, probabilities: Vector<Double>, bins: Bins = .uniform(10), weights: Vector<Double>? = nil
  ) throws {
    let input = try MetricInput("A calibration curve", actual, probabilities, weights)
    guard bins.count >= 1 else {
      throw RegressionError.invalidConfiguration("A calibration curve needs at least 1 bin, not \(bins.count)")
    }
    try input.requireProbabilities()
    let sorted = (0..<input.count).sorted { input.predicted[$0] < input.predicted[$1] }
    let edges = Self.edges(bins, input, sorted)
    var found: [Bin] = []
    var start = 0
    for bin in 0..<bins.count {
      let isLast = bin == bins.count - 1
      var end = start
      while end < sorted.count, isLast || input.predicted[sorted[end]] <= edges[bin + 1] { end += 1 }
      guard end > start else { continue }
      let rows = sorted[start..<end]
      var (weight, probability, events) = (DoubleDouble(0), DoubleDouble(0), DoubleDouble(0))
      for row in rows {
        let own = input.weight(row)
        weight = weight + DoubleDouble(own)
        probability = probability + .product(own, input.predicted[row])
        events = events + .product(own, input.actual[row])
      }
      found.append(
        Bin(
          range: edges[bin]...edges[bin + 1], meanProbability: (probability / weight).high,
          observedFrequency: (events / weight).high, share: weight.high / input.totalWeight, rowCount: rows.count))
      start = end
    }
    self.bins = found
  }

  /// The ends of the bins, one more than there are bins, in ascending order.
  private static func edges(_ bins: Bins, _ input: MetricInput, _ sorted: [Int]) -> [Double] {
    switch bins {
    case .uniform(let count):
      return (0...count).map { Double($0) / Double(count) }
    case .quantile(let count):
      // The smallest probability that so many rows do not exceed.
      var edges = [input.predicted[sorted[0]]]
      var (place, below) = (0, input.weight(sorted[0]))
      for bin in 1..<max(1, count) {
        while place < sorted.count - 1, below * Double(count) < input.totalWeight * Double(bin) {
          place += 1
          below += input.weight(sorted[place])
        }
        edges.append(input.predicted[sorted[place]])
      }
      return edges + [input.predicted[sorted[sorted.count - 1]]]
    }
  }
}
