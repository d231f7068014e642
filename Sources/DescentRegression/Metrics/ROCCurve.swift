public import DescentLinearAlgebra

/// The receiver operating characteristic: how many events, and how many others, have scores from a threshold on.
///
/// ```swift
/// let curve = try ROCCurve(actual: labels, scores: probabilities)
/// curve.area
/// for point in curve.points { print(point.falsePositiveRate, point.truePositiveRate) }
/// ```
public struct ROCCurve: Sendable, Equatable {
  /// A threshold and its rates.
  public struct Point: Sendable, Equatable {
    /// Rows with this score or a higher one are predicted to be events; ∞ for the first point, where none is.
    public let threshold: Double
    /// The share of events that are predicted.
    public let truePositiveRate: Double
    /// The share of other rows that are predicted to be events.
    public let falsePositiveRate: Double
  }

  /// From (0, 0) to (1, 1), a point for each different score, in descending order of the thresholds.
  public let points: [Point]

  /// The area under the curve by trapezoids, which is the same as ``Metric/auc``.
  public let area: Double

  /// The threshold at which the difference of both rates is largest, the lowest of several (Youden 1950).
  public var youdenThreshold: Double {
    points.reduce(points[0]) { best, point in
      point.truePositiveRate - point.falsePositiveRate >= best.truePositiveRate - best.falsePositiveRate ? point : best
    }.threshold
  }

  /// - Parameters:
  ///   - actual: 1 for an event and 0 for none.
  ///   - scores: the higher, the likelier an event; not NaN.
  ///   - weights: what each row counts; all the same by default.
  /// - Throws: `RegressionError` for other labels, scores that are NaN, wrong weights, and where there is one class only.
  /// - Precondition: there are as many scores, and weights, as labels.
  /// - Complexity: O(n log n).
  public init(actual: Vector<Double>, scores: Vector<Double>, weights: Vector<Double>? = nil) throws {
    let sorted = try ScoreGroups(MetricInput("The ROC curve", actual, scores, weights))
    var points = [Point(threshold: .infinity, truePositiveRate: 0, falsePositiveRate: 0)]
    var (positives, negatives) = (DoubleDouble(0), DoubleDouble(0))
    for group in sorted.groups {
      positives = positives + group.positives
      negatives = negatives + group.negatives
      points.append(
        Point(
          threshold: group.score, truePositiveRate: (positives / sorted.positives).high,
          falsePositiveRate: (negatives / sorted.negatives).high))
    }
    self.points = points
    area = sorted.area
  }
}
