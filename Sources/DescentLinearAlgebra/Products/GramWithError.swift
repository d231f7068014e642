/// XᵀX, or XᵀWX, as it was computed, with a bound of what rounding did to it.
///
/// Every product wₖxₖᵢxₖⱼ has gone through at most `roundings` roundings, in whatever order the sums were formed, so that an
/// element is off by at most γ Σₖ wₖ|xₖᵢxₖⱼ| + `underflow` with γ = ku/(1 − ku), k = `roundings` (Higham 2002, section 3.1).
package struct GramWithError: Sendable {
  /// (2ˢX)ᵀW(2ˢX) for s = `exponent`, exactly symmetric.
  package let gram: Matrix<Double>
  /// s, which keeps the squares within the range of the numbers: 0 unless the elements of X are extremely large or small.
  package let exponent: Int
  /// The most roundings on the way of a product.
  package let roundings: Int
  /// What underflow may have taken off an element.
  package let underflow: Double

  /// Whether the products of a Gram matrix of this trace neither overflow nor underflow harmfully.
  package static func isSafe(trace: Double, underflow: Double) -> Bool {
    (0x1p-600...0x1p600).contains(trace) && underflow <= 0x1p-110 * trace
  }

  /// What underflow may take off a sum of that many products of two elements, or of two elements of up to `largest` in
  /// size, 2 or more, with a weight of up to 2.
  ///
  /// A product may lose η = 2⁻¹⁰⁷⁵. A weight that has been normalized may have lost η too, times two elements, and an
  /// element times its weight another, times one element. Where X has been scaled to elements up to 2 each may have lost
  /// η, times an element and a weight: 15 η together.
  package static func underflow(rowCount: Int, largest: Double = 2) -> Double {
    Double(rowCount) * (0x1p-1070 * max(1, 0.25 * largest * largest))
  }
}

extension Matrix<Double> {
  /// The Gram matrix with a bound of its error, without weights of the same bits as ``gram()``.
  ///
  /// - Precondition: there are as many weights as rows.
  /// - Complexity: n p² flops, one pass over X, with weights two; one more where squares of elements leave the range of the
  ///   numbers.
  package func gramWithError(weights: NormalizedWeights? = nil) -> GramWithError {
    let largest = weights.map { maximumMagnitude(ofRowsWith: $0) }
    let values = weights?.values
    let rows = GramRows(
      x: UnsafePointer(storage.base + offset), stride: columnCount, columns: 0..<columnCount, targets: nil,
      targetCount: 0, weights: values.map { UnsafePointer($0.storage.base + $0.offset) }, count: rowCount)
    let underflow = GramWithError.underflow(rowCount: rowCount, largest: largest ?? 2)
    let gram = summed(.memory(rows), isWeighted: weights != nil, exponent: 0, underflow: underflow)
    withExtendedLifetime((storage, values)) {}
    if GramWithError.isSafe(trace: gram.gram.trace, underflow: underflow) { return gram }
    return scaledGramWithError(values, largest: largest ?? maximumMagnitude()) ?? gram
  }

  /// The Gram matrix of the matrix times a power of two that brings its largest element to [1, 2); nil where that is zero or
  /// not finite.
  private func scaledGramWithError(_ weights: Vector<Double>?, largest: Double) -> GramWithError? {
    // NaN and infinities stay in the sums, for the caller to find.
    guard largest.isFinite, largest > 0 else { return nil }
    let exponent = -Int(largest.exponent)
    let (half, rest) = (1.0.scaled(byPowerOfTwo: exponent / 2), 1.0.scaled(byPowerOfTwo: exponent - exponent / 2))
    let source = self
    return summed(
      .function(
        { rows, target in
          let (p, all) = (source.columnCount, source.storage.base + source.offset)
          for row in rows {
            let (from, to) = (all + row * p, target + (row - rows.lowerBound) * p)
            // A row without weight may have elements that overflow here.
            let isLeftOut = weights.map { $0[row] == 0 } ?? false
            for j in 0..<p { to[j] = isLeftOut ? 0 : from[j] * half * rest }
          }
        }, weights: weights), isWeighted: weights != nil, exponent: exponent,
      underflow: GramWithError.underflow(rowCount: rowCount))
  }

  private func summed(
    _ source: GramSummation.Source, isWeighted: Bool, exponent: Int, underflow: Double
  ) -> GramWithError {
    let p = columnCount
    let summation = GramSummation(
      source, rowCount: rowCount, columnCount: p, targetCount: nil, isWeighted: isWeighted, kernel: .best)
    var gram = Matrix.zeros(p, p)
    if p > 0, rowCount > 0 {
      gram.withUnsafeMutableBufferPointer { target in
        _ = summation.run { copyGram($0, p, to: target.baseAddress!) }
      }
    }
    return GramWithError(gram: gram, exponent: exponent, roundings: summation.roundings, underflow: underflow)
  }
}
