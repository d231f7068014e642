/// Weights of observations times a power of two that brings the largest to [1, 2).
///
/// No digit changes, so that weights that differ by a power of two give the same bits, and no sum of weighted squares
/// over- or underflows because of the unit of the weights. A weight below 2⁻¹⁰²² of the largest may lose digits.
package struct NormalizedWeights: Sendable {
  /// wᵢ 2⁻ᵉ.
  package let values: Vector<Double>
  /// e.
  package let exponent: Int
  /// The sum of ``values``, through at most ``sumRoundings`` roundings.
  package let sum: Double

  /// One of the sum in double-double to double, and one for what the sum itself has lost by then, 3 n 2⁻¹⁰⁶.
  package static let sumRoundings = 2

  /// - Throws: for weights that are not finite or negative, and where none is above 0.
  /// - Complexity: O(n).
  package init(_ weights: Vector<Double>) throws(InvalidWeights) {
    try InvalidWeights.check(weights)
    let exponent = Int(weights.maximumMagnitude().exponent)
    self.exponent = exponent
    // 2^1074 is not a number of its own.
    let factor = 1.0.scaled(byPowerOfTwo: -exponent)
    let values =
      exponent == 0
      ? weights
      : factor.isFinite ? weights.scaled(by: factor) : weights.mapElements { $0.scaled(byPowerOfTwo: -exponent) }
    self.values = values
    var sum = DoubleDouble(0)
    let span = values.span
    for row in span.indices { sum = sum + DoubleDouble(span[row]) }
    self.sum = sum.high
  }

  /// The rows with a weight above 0, nil where that are all.
  package var positiveRows: [Int]? {
    values.allSatisfy { $0 > 0 } ? nil : values.indices.filter { values[$0] > 0 }
  }
}

extension Matrix<Double> {
  /// The largest magnitude of an element in a row of positive weight.
  package func maximumMagnitude(ofRowsWith weights: NormalizedWeights) -> Double {
    guard weights.values.count == rowCount else {
      trapCount("maximumMagnitude: rows of the matrix, weights", rowCount, weights.values.count)
    }
    var largest = 0.0
    let (columnCount, values) = (columnCount, weights.values.span)
    withUnsafeBufferPointer { elements in
      for row in values.indices where values[row] > 0 {
        for element in elements[row * columnCount..<(row + 1) * columnCount] {
          largest = element.magnitude <= largest || largest.isNaN ? largest : element.magnitude
        }
      }
    }
    return largest
  }
}
