import DescentLinearAlgebra

/// The rows that a metric judges: those of positive weight.
struct MetricInput {
  let metric: String
  let actual: Vector<Double>
  let predicted: Vector<Double>
  /// nil where all rows count the same.
  let weights: NormalizedWeights?
  /// Where the rows stood before those of weight 0 were left out; nil where none was.
  private let origins: [Int]?

  var count: Int { actual.count }

  init(
    _ metric: String, _ actual: Vector<Double>, _ predicted: Vector<Double>, _ weights: Vector<Double>?
  ) throws {
    guard actual.count == predicted.count else {
      trapCount("\(metric): actual values and predictions", actual.count, predicted.count)
    }
    if let weights, weights.count != actual.count {
      trapCount("\(metric): actual values and weights", actual.count, weights.count)
    }
    guard !actual.isEmpty else { throw RegressionError.emptyInput(metric) }
    self.metric = metric
    let all = try weights.map { try NormalizedWeights(checking: $0) }
    guard let rows = all?.positiveRows else {
      (self.actual, self.predicted, self.weights, origins) = (actual, predicted, all, nil)
      return
    }
    self.actual = Vector(rows.map { actual[$0] })
    self.predicted = Vector(rows.map { predicted[$0] })
    self.weights = try NormalizedWeights(checking: Vector(rows.map { all!.values[$0] }))
    origins = rows
  }

  /// The number of a row as the caller knows it.
  func origin(_ row: Int) -> Int { origins?[row] ?? row }

  func weight(_ row: Int) -> Double { weights?.values[row] ?? 1 }

  var totalWeight: Double { weights?.sum ?? Double(count) }
}

// MARK: What must hold

extension MetricInput {
  func requireFinite() throws {
    try requireFinite(actual, "actual value")
    try requireFinite(predicted, "prediction")
  }

  private func requireFinite(_ values: Vector<Double>, _ what: String) throws {
    let span = values.span
    for row in span.indices where !span[row].isFinite {
      throw RegressionError.nonFiniteInput(what: what, row: origin(row), value: span[row])
    }
  }

  /// Actual values are 0 or 1.
  func requireLabels() throws {
    let span = actual.span
    for row in span.indices where span[row] != 0 && span[row] != 1 {
      throw RegressionError.outOfDomain(
        what: "actual value", row: origin(row), value: span[row],
        requirement: "\(metric) judges events, which are 1, and their absence, which is 0")
    }
  }

  /// Predictions are probabilities.
  func requireProbabilities() throws {
    try requireLabels()
    let span = predicted.span
    for row in span.indices where !(span[row] >= 0 && span[row] <= 1) {
      throw RegressionError.outOfDomain(
        what: "prediction", row: origin(row), value: span[row],
        requirement: "\(metric) judges probabilities, which lie between 0 and 1")
    }
  }
}

// MARK: Means

extension MetricInput {
  /// Σ wᵢtᵢ / Σ wᵢ, summed in double-double: right to some units in the last place. Infinite where a term is.
  func mean(_ term: (_ row: Int) -> Double) -> Double {
    if let mean = mean(scaledBy: 1, term) { return mean }
    // Finite terms whose sum is beyond all doubles; so many rows that 2⁻⁶⁴ would not help do not exist.
    return mean(scaledBy: 0x1p-64, term)! * 0x1p64
  }

  /// nil where the sum overflows.
  private func mean(scaledBy factor: Double, _ term: (_ row: Int) -> Double) -> Double? {
    var sum = DoubleDouble(0)
    for row in 0..<count {
      let value = term(row)
      guard value.isFinite else { return value }
      sum = sum + (weights.map { .product($0.values[row], factor * value) } ?? DoubleDouble(factor * value))
    }
    guard sum.high.isFinite else { return nil }
    return (sum / DoubleDouble(totalWeight)).high
  }

  /// Σ wᵢdᵢ² / Σ wᵢ as m · 4ᵉ, with e such that no square over- or underflows; m is infinite where a difference is.
  func meanSquare(_ difference: (_ row: Int) -> Double) -> (value: Double, exponent: Int) {
    var largest = 0.0
    for row in 0..<count { largest = max(largest, difference(row).magnitude) }
    guard largest > 0, largest.isFinite else { return (largest, 0) }
    let exponent = Int(largest.exponent)
    let mean = mean { row in
      let scaled = difference(row).scaled(byPowerOfTwo: -exponent)
      return scaled * scaled
    }
    return (mean, exponent)
  }

  /// yᵢ − ŷᵢ
  func residual(_ row: Int) -> Double { actual[row] - predicted[row] }
}

extension NormalizedWeights {
  /// Weights with the errors of this module.
  init(checking weights: Vector<Double>) throws {
    do throws(InvalidWeights) {
      try self.init(weights)
    } catch .weight(let row, let value) {
      throw RegressionError.invalidWeight(row: row, value: value)
    } catch .allZero {
      throw RegressionError.noPositiveWeight
    }
  }
}
