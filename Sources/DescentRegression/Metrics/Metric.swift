public import DescentLinearAlgebra

/// How well predictions agree with what was observed, as one number.
///
/// ```swift
/// try Metric.rmse(y, predictions)                      // a number
/// try Metric.auc(labels, probabilities, weights: w)
/// CrossValidator(KFold(), metric: .mae)                // the same names where a metric is chosen
/// ```
///
/// A metric is a value with a name and a direction, so that one list serves for asking and for choosing. Weights count
/// rows: with whole numbers everything is as if each row were repeated so often. Rows of weight 0 do not count at all, and
/// may hold anything.
public struct Metric: Sendable {
  /// What it is called in messages and tables, such as `rmse`.
  public let name: String

  /// Whether a larger value says that predictions are better.
  public let isBetterWhenHigher: Bool

  private let body: @Sendable (MetricInput) throws -> Double

  init(
    _ name: String, isBetterWhenHigher: Bool = false, _ body: @escaping @Sendable (MetricInput) throws -> Double
  ) {
    self.name = name
    self.isBetterWhenHigher = isBetterWhenHigher
    self.body = body
  }

  /// A metric of one's own.
  ///
  /// - Parameters:
  ///   - name: what it is called in messages and tables.
  ///   - isBetterWhenHigher: whether a larger value says that predictions are better.
  ///   - body: computes it. The actual values and the predictions have as many elements, at least one, all finite; the
  ///     weights, where there are any, are positive.
  public init(
    name: String, isBetterWhenHigher: Bool,
    _ body:
      @escaping @Sendable (_ actual: Vector<Double>, _ predicted: Vector<Double>, _ weights: Vector<Double>?) throws ->
      Double
  ) {
    self.init(name, isBetterWhenHigher: isBetterWhenHigher) { input in
      try input.requireFinite()
      return try body(input.actual, input.predicted, input.weights?.values)
    }
  }

  /// The metric of these predictions.
  ///
  /// - Parameters:
  ///   - actual: what was observed; for metrics of probabilities 1 for an event and 0 for none.
  ///   - predicted: the prediction of each, or the probability of an event.
  ///   - weights: what each row counts; all the same by default. Common factors change nothing.
  /// - Throws: `RegressionError` for no rows, for values that are not finite or outside the domain of the metric, with
  ///   their row, for weights that are negative or all 0, and where the metric does not exist.
  /// - Precondition: there are as many predictions, and weights, as actual values.
  /// - Complexity: O(n); O(n log n) for `auc` and `medianAbsoluteError`.
  public func callAsFunction(
    _ actual: Vector<Double>, _ predicted: Vector<Double>, weights: Vector<Double>? = nil
  ) throws -> Double {
    try body(MetricInput(name, actual, predicted, weights))
  }

  /// The metric of these predictions, given as arrays.
  public func callAsFunction(_ actual: [Double], _ predicted: [Double], weights: [Double]? = nil) throws -> Double {
    try self(Vector(actual), Vector(predicted), weights: weights.map { Vector($0) })
  }

  /// Whether a value is better than another.
  func isBetter(_ value: Double, than other: Double) -> Bool { isBetterWhenHigher ? value > other : value < other }
}

extension Metric: CustomStringConvertible {
  public var description: String { name }
}
