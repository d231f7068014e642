import DescentLinearAlgebra

/// The data in columns of standard deviation 1, each of which stands in memory in one piece, its rows times √(w/Σw): what
/// is needed where there are more columns than rows, and no covariance matrix of all of them.
struct StandardizedColumns: Sendable {
  /// One row for each column of the design.
  let columns: Matrix<Double>
  /// The target in the same rows.
  let target: Vector<Double>
  let scales: [Double]
  let varies: [Bool]

  /// - Complexity: three passes over X, of which two copies stand in memory for a while and one stays.
  init(_ design: PenalizedDesign) {
    let (n, p) = (design.rowCount, design.columnCount)
    let shares = Vector((0..<n).map(design.rootShare))
    var columns = design.matrix(0..<n).scalingRows(by: shares).transposed()
    var target = design.weighedTarget()
    if design.hasIntercept {
      // The means have been rounded: what is left of them is taken off.
      let rest = target.dot(shares)
      target.add(shares, scaledBy: -rest)
    }
    var variances = [Double](repeating: 0, count: p)
    columns.withUnsafeMutableBufferPointer { columns in
      shares.withUnsafeBufferPointer { shares in
        guard let base = columns.baseAddress, let shares = shares.baseAddress else { return }
        for j in 0..<p {
          let column = base + j * n
          if design.hasIntercept {
            let rest = ContiguousProducts.dot(n, column, shares)
            ContiguousProducts.addProduct(n, of: -rest, shares, to: column)
          }
          variances[j] = ContiguousProducts.dot(n, column, column)
        }
      }
    }
    let spreads = ColumnSpreads(variances, design)
    self.columns = columns.scalingRows(by: Vector(zip(spreads.scales, spreads.varies).map { $1 ? 1 / $0 : 0 }))
    self.target = target
    scales = spreads.scales
    varies = spreads.varies
  }
}
