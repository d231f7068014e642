import DescentLinearAlgebra

/// The rows in descending order of their scores, equal scores together: what the ROC curve and its area are made of.
struct ScoreGroups {
  /// Rows of one score.
  struct Group {
    let score: Double
    /// The weights of its events.
    var positives: DoubleDouble
    /// The weights of its other rows.
    var negatives: DoubleDouble
  }

  private(set) var groups: [Group] = []
  private(set) var positives = DoubleDouble(0)
  private(set) var negatives = DoubleDouble(0)

  /// - Throws: for labels other than 0 and 1, for scores that are NaN, and where all rows are of one class.
  /// - Complexity: O(n log n).
  init(_ input: MetricInput) throws {
    try input.requireLabels()
    if let row = input.predicted.firstIndex(where: { $0.isNaN }) {
      throw RegressionError.nonFiniteInput(what: "prediction", row: input.origin(row), value: .nan)
    }
    let sorted = (0..<input.count).map { (score: input.predicted[$0], row: $0) }.sorted { $0.score > $1.score }
    for (score, row) in sorted {
      if groups.last?.score != score {
        groups.append(Group(score: score, positives: DoubleDouble(0), negatives: DoubleDouble(0)))
      }
      let weight = DoubleDouble(input.weight(row))
      if input.actual[row] == 1 {
        groups[groups.count - 1].positives = groups[groups.count - 1].positives + weight
        positives = positives + weight
      } else {
        groups[groups.count - 1].negatives = groups[groups.count - 1].negatives + weight
        negatives = negatives + weight
      }
    }
    guard positives.high > 0, negatives.high > 0 else {
      let all = input.count == 1 ? "the only row is" : "all \(input.count) rows are"
      throw RegressionError.undefinedMetric(
        metric: input.metric,
        reason: "\(all) \(positives.high > 0 ? "an event" : "no event"), and it compares events with others. "
          + "Judge rows of both classes, in folds that are stratified by class")
    }
  }

  /// Σ over pairs of an event and another row: 1 where the event has the higher score, ½ where both have the same.
  var area: Double {
    var pairs = DoubleDouble(0)
    var above = DoubleDouble(0)
    for group in groups {
      // The events above, and half of those of the same score.
      pairs = pairs + group.negatives * (above + group.positives.scaled(byPowerOfTwo: -1))
      above = above + group.positives
    }
    return (pairs / (positives * negatives)).high
  }
}
