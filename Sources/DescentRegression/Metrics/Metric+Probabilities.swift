import DescentLinearAlgebra
import Foundation

/// Metrics of events, y = 1 or 0, and their predicted probabilities p.
extension Metric {
  /// The log-loss −Σ wᵢ(yᵢ log pᵢ + (1 − yᵢ) log(1 − pᵢ)) / Σ wᵢ.
  ///
  /// It is infinite where an event had the probability 0, or its absence: such a prediction was certain and wrong.
  /// Probabilities are not moved away from 0 and 1.
  public static let logLoss = Metric("log-loss") { input in
    try input.requireProbabilities()
    return input.mean { row in
      // From 0 − x, so that a certain and right prediction costs 0 and not −0.
      0 - (input.actual[row] == 1 ? log(input.predicted[row]) : log1p(-input.predicted[row]))
    }
  }

  /// The Brier score Σ wᵢ(pᵢ − yᵢ)² / Σ wᵢ (Brier 1950, for two classes).
  public static let brier = Metric("brier") { input in
    try input.requireProbabilities()
    return input.mean { input.residual($0) * input.residual($0) }
  }

  /// The area under the ROC curve: the probability that an event has a higher score than a non-event, ties counting
  /// half (Mann, Whitney 1947).
  ///
  /// Only the order of the scores counts, so that they need not be probabilities, and may be infinite. Without weights the
  /// quotient of two whole numbers is rounded once.
  ///
  /// - Complexity: O(n log n).
  public static let auc = Metric("auc", isBetterWhenHigher: true) { input in
    try ScoreGroups(input).area
  }

  /// The share of rows whose class is predicted right, at the threshold ½.
  public static let accuracy = accuracy(threshold: 0.5)

  /// The share of rows whose class is predicted right; an event is predicted from the threshold on.
  public static func accuracy(threshold: Double) -> Metric {
    Metric("accuracy", isBetterWhenHigher: true) { input in
      try ConfusionMatrix(events: input, threshold: threshold).accuracy
    }
  }

  /// The share of predicted events that are events, at the threshold ½.
  public static let precision = precision(threshold: 0.5)

  /// The share of predicted events that are events; it does not exist where none is predicted.
  public static func precision(threshold: Double) -> Metric {
    Metric("precision", isBetterWhenHigher: true) { input in
      guard let precision = try ConfusionMatrix(events: input, threshold: threshold).precision(of: 1) else {
        throw RegressionError.undefinedMetric(
          metric: "precision", reason: "no probability reaches \(threshold). Take a lower threshold")
      }
      return precision
    }
  }

  /// The share of events that are predicted, at the threshold ½.
  public static let recall = recall(threshold: 0.5)

  /// The share of events that are predicted; it does not exist where there is none.
  public static func recall(threshold: Double) -> Metric {
    Metric("recall", isBetterWhenHigher: true) { input in
      guard let recall = try ConfusionMatrix(events: input, threshold: threshold).recall(of: 1) else {
        throw RegressionError.undefinedMetric(
          metric: "recall", reason: "no row is an event. Judge rows of both classes")
      }
      return recall
    }
  }

  /// F₁, the harmonic mean of precision and recall, at the threshold ½.
  public static let f1 = f1(threshold: 0.5)

  /// F₁ = 2 TP / (2 TP + FP + FN), the harmonic mean of precision and recall; it does not exist where there is no event
  /// and none is predicted.
  public static func f1(threshold: Double) -> Metric {
    Metric("f1", isBetterWhenHigher: true) { input in
      guard let f1 = try ConfusionMatrix(events: input, threshold: threshold).f1(of: 1) else {
        throw RegressionError.undefinedMetric(
          metric: "f1", reason: "no row is an event, and none is predicted to be one. Judge rows of both classes")
      }
      return f1
    }
  }
}
