/// Weights and targets of rows that depend on their products with coefficients, as those of iteratively reweighted least
/// squares do.
package struct RowWeighting: Sendable {
  /// Takes the numbers of some rows, the products η = c + xβ of these, and writes a weight and a target for each; returns
  /// what is to be summed up over the rows. Called on several threads at the same time, once for each row.
  package typealias Weigh =
    @Sendable (
      _ rows: Range<Int>, _ products: UnsafeMutablePointer<Double>, _ weights: UnsafeMutablePointer<Double>,
      _ target: UnsafeMutablePointer<Double>
    ) -> Double

  /// The most rows that are handed over at a time.
  package static let mostRows = GramSummation.pieceRows

  let coefficients: Vector<Double>
  let constant: Double
  let weigh: Weigh

  /// - Parameters:
  ///   - coefficients: β, one for each column.
  ///   - constant: c.
  package init(_ coefficients: Vector<Double>, constant: Double, weigh: @escaping Weigh) {
    self.coefficients = coefficients
    self.constant = constant
    self.weigh = weigh
  }

  func withCoefficients(_ body: (UnsafePointer<Double>?) -> Void) {
    coefficients.withUnsafeBufferPointer { body($0.baseAddress) }
  }

  /// Whole blocks of the kernels that stay in the second cache.
  func pieceRows(columnCount p: Int) -> Int { p <= 200 ? (p <= 100 ? 240 : 96) : 120 }
}
