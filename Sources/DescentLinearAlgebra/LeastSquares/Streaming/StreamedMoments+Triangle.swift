extension StreamedMoments {
  /// R and c of some of the terms: the columns that are wanted of the triangle kept, with the roots of the penalty below,
  /// made a triangle again. Terms that depend on those before them are dropped, as in
  /// ``DoubleDoubleLeastSquares/factorize(_:)``.
  func triangularSystem(of used: [Int], _ penalty: [DoubleDouble], hasIntercept: Bool) throws -> StreamedSystem {
    let p = used.count
    let bound = Spectrum.tolerance(columnCount: p)
    var tolerance = bound * bound
    while true {
      let (elements, all) = reduced(used, penalty, tolerance: tolerance)
      let kept = all.filter { $0 < p }
      let triangle = DoubleDoubleTriangle(elements: elements.selecting(Array(0..<p)))
      let own = kept.count == p ? triangle : triangle.selecting(kept)
      let spectrum = try Spectrum(of: own.rounded)
      guard spectrum.rank == kept.count || tolerance >= 1 else {
        tolerance *= 4
        continue
      }
      return StreamedSystem(
        moments: self, hasIntercept: hasIntercept, termCount: p, kept: kept, terms: kept.map { used[$0] },
        penalty: kept.map { penalty[$0] }, triangle: own, dependencies: triangle.dependencies(kept: kept),
        conditionNumber: spectrum.conditionNumber, projections: kept.map { elements[$0, p] })
    }
  }

  private func reduced(
    _ used: [Int], _ penalty: [DoubleDouble], tolerance: Double
  ) -> (elements: DoubleDoubleMatrix, kept: [Int]) {
    let columns = used + [target]
    let count = columns.count
    let panel = Panel(columnCount: count, rowCount: (target + 1 + used.count + 7) / 8 * 8)
    for (place, column) in columns.enumerated() {
      let first = place * panel.rowCount
      for i in 0...column {
        (panel.high[first + i], panel.low[first + i]) = (upper[i, column].high, upper[i, column].low)
      }
      guard place < used.count else { continue }
      let root = penalty[place].squareRoot
      (panel.high[first + target + 1 + place], panel.low[first + target + 1 + place]) = (root.high, root.low)
    }
    var elements = DoubleDoubleMatrix.zeros(count, count)
    let kept = elements.withUnsafeMutablePointers { high, low in
      PanelTriangle.reduce(panel, columns: count, tolerance: tolerance, into: high!, low!)
    }
    return (elements, kept)
  }

  /// Σw(y − Zβ)², scaled, from the triangle.
  func residualSquares(_ beta: [DoubleDouble], _ places: [Int]) -> DoubleDouble {
    (0...target).reduce(DoubleDouble(0)) { sum, i in
      let rest = zip(places, beta).reduce(upper[i, target]) { $1.0 < i ? $0 : $0 - upper[i, $1.0] * $1.1 }
      return sum + rest * rest
    }
  }
}
