public import DescentLinearAlgebra

/// How often each class was predicted for each class, and what follows from it.
///
/// ```swift
/// let matrix = try ConfusionMatrix(actual: ["cat", "dog", "dog"], predicted: ["cat", "dog", "cat"])
/// matrix["dog", "cat"]                 // 1: a dog that was taken for a cat
/// matrix.recall(of: "dog")             // ½
/// ```
public struct ConfusionMatrix<Label: Hashable & Comparable & Sendable>: Sendable, Equatable {
  /// All classes that occur, in ascending order.
  public let labels: [Label]

  /// One row for each actual class, one column for each predicted one: numbers of rows, or sums of their weights.
  public let counts: Matrix<Double>

  private let places: [Label: Int]

  /// - Parameters:
  ///   - actual: the class of each row.
  ///   - predicted: the class that was predicted.
  ///   - weights: what each row counts; all the same by default.
  /// - Throws: ``RegressionError/emptyInput(_:)`` for no rows, `invalidWeight`, `noPositiveWeight`.
  /// - Precondition: there are as many predictions, and weights, as rows.
  /// - Complexity: O(n + k²) for k classes.
  public init(actual: [Label], predicted: [Label], weights: Vector<Double>? = nil) throws {
    guard actual.count == predicted.count else {
      trapCount("ConfusionMatrix: actual and predicted classes", actual.count, predicted.count)
    }
    if let weights, weights.count != actual.count {
      trapCount("ConfusionMatrix: classes and weights", actual.count, weights.count)
    }
    guard !actual.isEmpty else { throw RegressionError.emptyInput("A confusion matrix") }
    try weights.map { try ObservationWeights.frequency($0).validate() }
    let labels = Set(actual).union(predicted).sorted()
    let places = Dictionary(uniqueKeysWithValues: zip(labels, 0...))
    var counts = Matrix<Double>.zeros(labels.count, labels.count)
    for row in actual.indices { counts[places[actual[row]]!, places[predicted[row]]!] += weights?[row] ?? 1 }
    (self.labels, self.counts, self.places) = (labels, counts, places)
  }

  /// The number of rows of the class `actual` that were taken for `predicted`; 0 for classes that do not occur.
  public subscript(actual: Label, predicted: Label) -> Double {
    guard let row = places[actual], let column = places[predicted] else { return 0 }
    return counts[row, column]
  }

  /// The share of rows whose class was predicted right.
  public var accuracy: Double { (0..<labels.count).reduce(0) { $0 + counts[$1, $1] } / counts.sum() }

  /// The mean of the recalls of all classes that rows have; what guessing one class always gets is 1/k.
  public var balancedAccuracy: Double {
    let recalls = labels.compactMap { recall(of: $0) }
    return recalls.reduce(0, +) / Double(recalls.count)
  }

  /// The share of rows predicted to be of this class that are; nil where none was predicted.
  public func precision(of label: Label) -> Double? { quotient(self[label, label], predictedCount(label)) }

  /// The share of rows of this class that were predicted to be; nil where there are none.
  public func recall(of label: Label) -> Double? { quotient(self[label, label], actualCount(label)) }

  /// F₁ = 2 TP / (2 TP + FP + FN); nil for a class that does not occur.
  public func f1(of label: Label) -> Double? {
    quotient(2 * self[label, label], actualCount(label) + predictedCount(label))
  }

  /// The mean of F₁ over all classes that occur, in rows or predictions.
  public var macroF1: Double {
    let values = labels.compactMap { f1(of: $0) }
    return values.reduce(0, +) / Double(values.count)
  }

  private func actualCount(_ label: Label) -> Double { labels.reduce(0) { $0 + self[label, $1] } }

  private func predictedCount(_ label: Label) -> Double { labels.reduce(0) { $0 + self[$1, label] } }

  private func quotient(_ a: Double, _ b: Double) -> Double? { b > 0 ? a / b : nil }
}

extension ConfusionMatrix<Int> {
  /// The matrix of events, 1, and others, 0, at a threshold of their probabilities.
  ///
  /// - Parameters:
  ///   - actual: 1 for an event and 0 for none.
  ///   - probabilities: those of an event.
  ///   - threshold: from here on an event is predicted.
  ///   - weights: what each row counts; all the same by default.
  /// - Throws: `RegressionError` for other labels, for probabilities outside [0, 1], and as the other initializer.
  public init(
    actual: Vector<Double>, probabilities: Vector<Double>, threshold: Double = 0.5, weights: Vector<Double>? = nil
  ) throws {
    let input = try MetricInput("A confusion matrix", actual, probabilities, weights)
    try input.requireProbabilities()
    try self.init(
      actual: input.actual.map { Int($0) }, predicted: input.predicted.map { $0 >= threshold ? 1 : 0 },
      weights: weights == nil ? nil : Vector((0..<actual.count).compactMap { weights![$0] > 0 ? weights![$0] : nil }))
  }
  /// The matrix that a metric asks for; its counts are sums of the scaled weights.
  init(events input: MetricInput, threshold: Double) throws {
    guard !threshold.isNaN else {
      throw RegressionError.invalidConfiguration("The threshold of \(input.metric) must be a number, such as 0.5")
    }
    try input.requireProbabilities()
    try self.init(
      actual: input.actual.map { Int($0) }, predicted: input.predicted.map { $0 >= threshold ? 1 : 0 },
      weights: input.weights?.values)
  }
}
