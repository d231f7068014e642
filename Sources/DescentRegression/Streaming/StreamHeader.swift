import DescentLinearAlgebra
import Foundation

/// What a stream is about, and what it has counted: all of it but the moments.
struct StreamHeader: Sendable, Codable, Equatable {
  /// What the weights of the rows mean.
  enum Weights: String, Sendable, Codable {
    case none, frequency, analytic
  }

  let configuration: LinearRegression
  let terms: ModelTerms
  let target: String
  /// nil before the first row.
  var weights: Weights?
  /// Rows of weight 0 included.
  var rowCount = 0
  /// Σ log wᵢ of analytic weights, in two parts.
  var logWeights = [0.0, 0.0]

  init(_ configuration: LinearRegression, terms: ModelTerms, target: String) {
    self.configuration = configuration
    self.terms = terms
    self.target = target
  }

  /// Checks a block and counts it; nothing is counted where something is wrong.
  ///
  /// - Throws: `RegressionError` with the row in the running count.
  mutating func note(_ x: Matrix<Double>, _ y: Vector<Double>, _ weights: ObservationWeights?) throws {
    guard x.rowCount == y.count, weights.map({ $0.values.count == y.count }) ?? true else {
      fatalError(
        "update(with:y:weights:): X has the shape \(x.rowCount)×\(x.columnCount), y has \(y.count) elements"
          + (weights.map { ", and there are \($0.values.count) weights" } ?? ""))
    }
    let columns = terms.columns
    guard x.columnCount == columns.count else {
      throw RegressionError.blockOfOtherWidth(columns: x.columnCount, expected: columns.count, rowsBefore: rowCount)
    }
    guard y.count > 0 else { return }
    let kind = Weights(weights)
    guard self.weights == nil || self.weights == kind else {
      throw RegressionError.streamMismatch(
        "The block behind row \(rowCount) has \(kind.description), the rows before it \(self.weights!.description): "
          + "give all rows the same kind, a row without a weight the weight 1")
    }
    try requireFinite(x, y, columns)
    if let values = weights?.values {
      if let row = values.indices.first(where: { !(values[$0] >= 0 && values[$0].isFinite) }) {
        throw RegressionError.invalidWeight(row: rowCount + row, value: values[row])
      }
      if kind == .analytic {
        var sum = DoubleDouble(high: logWeights[0], low: logWeights[1])
        for value in values where value > 0 { sum = sum + DoubleDouble(log(value)) }
        logWeights = [sum.high, sum.low]
      }
    }
    self.weights = kind
    rowCount += y.count
  }

  private func requireFinite(_ x: Matrix<Double>, _ y: Vector<Double>, _ columns: [String]) throws {
    if let (row, column) = x.firstNonFinite() {
      throw RegressionError.nonFinite(
        column: columns[column], row: rowCount + row, value: x[row, column],
        count: x.column(column).count { !$0.isFinite })
    }
    if let row = y.indices.first(where: { !y[$0].isFinite }) {
      throw RegressionError.nonFinite(
        column: target, row: rowCount + row, value: y[row], count: y.count { !$0.isFinite })
    }
  }

  /// Counts the rows of another stream.
  mutating func merge(_ other: StreamHeader) throws {
    func refuse(_ what: String) -> RegressionError {
      .streamMismatch("The streams cannot be merged: \(what). Merge streams that were begun in the same way")
    }
    guard other.terms == terms else {
      throw refuse(
        "one has the terms \(terms.names.joined(separator: ", ")), the other \(other.terms.names.joined(separator: ", "))"
      )
    }
    guard other.target == target else { throw refuse("one explains \(target), the other \(other.target)") }
    guard other.configuration == configuration else { throw refuse("their settings differ") }
    guard weights == nil || other.weights == nil || weights == other.weights else {
      throw refuse("the rows of one have \(weights!.description), those of the other \(other.weights!.description)")
    }
    weights = weights ?? other.weights
    rowCount += other.rowCount
    let sum =
      DoubleDouble(high: logWeights[0], low: logWeights[1])
      + DoubleDouble(high: other.logWeights[0], low: other.logWeights[1])
    logWeights = [sum.high, sum.low]
  }
}

extension StreamHeader.Weights {
  init(_ weights: ObservationWeights?) {
    switch weights {
    case nil: self = .none
    case .frequency: self = .frequency
    case .analytic: self = .analytic
    }
  }

  var description: String {
    switch self {
    case .none: "no weights"
    case .frequency: "frequency weights"
    case .analytic: "analytic weights"
    }
  }
}
