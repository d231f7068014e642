/// XᵀX as it was computed, with a bound of what rounding did to it.
///
/// Every product xₖᵢxₖⱼ has gone through at most `roundings` roundings, in whatever order the sums were formed, so that an
/// element is off by at most γ Σₖ |xₖᵢxₖⱼ| + `underflow` with γ = ku/(1 − ku), k = `roundings` (Higham 2002, section 3.1).
package struct GramWithError: Sendable {
  /// (2ˢX)ᵀ(2ˢX) for s = `exponent`, exactly symmetric.
  package let gram: Matrix<Double>
  /// s, which keeps the squares within the range of the numbers: 0 unless the elements of X are extremely large or small.
  package let exponent: Int
  /// The most roundings on the way of a product.
  package let roundings: Int
  /// What underflow may have taken off an element.
  package let underflow: Double

  /// The traces of a Gram matrix whose products neither overflow nor underflow harmfully.
  package static let safeTraces = 0x1p-600...0x1p600

  /// What underflow may take off a sum of that many products of elements up to 2.
  package static func underflow(rowCount: Int) -> Double { Double(rowCount) * 0x1p-1070 }
}

extension Matrix<Double> {
  /// The Gram matrix with a bound of its error, of the same bits as ``gram()``.
  ///
  /// - Complexity: n p² flops, one pass over X; a second one where squares of elements leave the range of the numbers.
  package func gramWithError() -> GramWithError {
    let rows = GramRows(
      x: UnsafePointer(storage.base + offset), stride: columnCount, columns: 0..<columnCount, targets: nil,
      targetCount: 0, weights: nil, count: rowCount)
    let gram = summed(.memory(rows), exponent: 0)
    withExtendedLifetime(storage) {}
    let trace = gram.gram.trace
    if GramWithError.safeTraces.contains(trace) { return gram }
    let largest = maximumMagnitude()
    // NaN and infinities stay in the sums, for the caller to find.
    guard largest.isFinite, largest > 0 else { return gram }
    let exponent = -Int(largest.exponent)
    let (half, rest) = (1.0.scaled(byPowerOfTwo: exponent / 2), 1.0.scaled(byPowerOfTwo: exponent - exponent / 2))
    let source = self
    return summed(
      .function { rows, target in
        let from = source.storage.base + (source.offset + rows.lowerBound * source.columnCount)
        for i in 0..<rows.count * source.columnCount { target[i] = from[i] * half * rest }
      }, exponent: exponent)
  }

  private func summed(_ source: GramSummation.Source, exponent: Int) -> GramWithError {
    let p = columnCount
    let summation = GramSummation(
      source, rowCount: rowCount, columnCount: p, targetCount: nil, isWeighted: false, kernel: .best)
    var gram = Matrix.zeros(p, p)
    if p > 0, rowCount > 0 {
      gram.withUnsafeMutableBufferPointer { target in summation.run { copyGram($0, p, to: target.baseAddress!) } }
    }
    return GramWithError(
      gram: gram, exponent: exponent, roundings: summation.roundings,
      underflow: GramWithError.underflow(rowCount: rowCount))
  }
}
