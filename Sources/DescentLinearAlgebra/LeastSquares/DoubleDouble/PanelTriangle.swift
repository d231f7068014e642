internal import CDescentKernels

/// R with RᵀR = AᵀA of a panel A in double-double, by modified Gram–Schmidt.
///
/// R is that of columns that differ from A's by some 2⁻¹⁰⁴ of their lengths, whatever the condition number and the rank are:
/// modified Gram–Schmidt on A is Householder's method on A below zeros (Björck 1967; Björck, Paige 1992). Sums of products
/// would lose as much of the squares. Q, which would not be orthogonal, is not needed.
///
/// Triangles are row by row, of which the upper half is used.
enum PanelTriangle {
  /// Makes R of a panel, which is used up.
  ///
  /// - Parameters:
  ///   - tolerance: a column is dropped, its row of R zero, where the square of its distance from the kept columns before
  ///     it is at most this times the square of its length.
  /// - Returns: the columns that were not dropped.
  /// - Complexity: 2 n p² multiplications and additions in double-double.
  @discardableResult
  static func reduce(
    _ panel: Panel, columns count: Int, tolerance: Double = 0, into high: UnsafeMutablePointer<Double>,
    _ low: UnsafeMutablePointer<Double>
  ) -> [Int] {
    let ld = panel.rowCount
    var products = TripleSums(count: count)
    let lengths = tolerance > 0 ? (0..<count).map { square($0, panel) } : []
    var kept: [Int] = []
    for j in 0..<count {
      (high + j * count).update(repeating: 0, count: count)
      (low + j * count).update(repeating: 0, count: count)
      let (a, aLow) = (panel.high + j * ld, panel.low + j * ld)
      products.clear()
      products.withUnsafeMutablePointers { descent_dd_products(a, aLow, count - j, a, aLow, ld, $0, $1, $2) }
      let square = products[0]
      guard square.high > 0, tolerance == 0 || square.high > tolerance * lengths[j] else { continue }
      kept.append(j)
      let length = square.squareRoot
      (high[j * count + j], low[j * count + j]) = (length.high, length.low)
      for k in j + 1..<max(j + 1, count) {
        let projection = products[k - j] / length
        (high[j * count + k], low[j * count + k]) = (projection.high, projection.low)
        var factor = products[k - j] / square
        descent_dd_residual(a, aLow, 1, &factor.high, &factor.low, ld, panel.high + k * ld, panel.low + k * ld)
      }
    }
    return kept
  }

  /// Writes a triangle into the rows of a panel behind the first `row`, whose elements have to be zero.
  static func place(
    _ high: UnsafePointer<Double>, _ low: UnsafePointer<Double>, columns count: Int, in panel: Panel, behind row: Int
  ) {
    let ld = panel.rowCount
    for i in 0..<count {
      for j in i..<count {
        panel.high[j * ld + row + i] = high[i * count + j]
        panel.low[j * ld + row + i] = low[i * count + j]
      }
    }
  }

  /// The triangle of two triangles one below the other, in place of the second one given.
  static func stack(
    _ high: UnsafePointer<Double>, _ low: UnsafePointer<Double>, below target: UnsafeMutablePointer<Double>,
    _ targetLow: UnsafeMutablePointer<Double>, columns count: Int
  ) {
    let panel = Panel(columnCount: count, rowCount: (2 * count + 7) / 8 * 8)
    place(target, targetLow, columns: count, in: panel, behind: 0)
    place(high, low, columns: count, in: panel, behind: count)
    reduce(panel, columns: count, into: target, targetLow)
  }

  private static func square(_ j: Int, _ panel: Panel) -> Double {
    let ld = panel.rowCount
    return (0..<ld).reduce(0) { $0 + panel.high[j * ld + $1] * panel.high[j * ld + $1] }
  }
}
