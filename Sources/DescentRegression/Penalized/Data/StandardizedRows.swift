import DescentLinearAlgebra

/// The data in columns of standard deviation 1 (without an intercept of root mean square 1), row by row: for models whose
/// weights change from step to step.
struct StandardizedRows: Sendable {
  /// One row for each of the design's; columns of zeros for those that do not vary.
  let matrix: Matrix<Double>
  /// What the columns of the design were divided by; 1 for those that do not vary.
  let scales: [Double]
  /// Whether each column varies.
  let varies: [Bool]

  /// - Complexity: two passes over X, and a copy of it.
  init(_ design: PenalizedDesign) {
    let (n, p) = (design.rowCount, design.columnCount)
    let moments = BlockSums.sums(n) { range in
      var sums = [Double](repeating: 0, count: 2 * p)
      withUnsafeTemporaryAllocation(of: Double.self, capacity: p) { row in
        for i in range {
          design.write(i..<i + 1, withTarget: false, to: row.baseAddress!)
          let weight = design.weights?[i] ?? 1
          for j in 0..<p {
            sums[j] += weight * row[j]
            sums[p + j] += weight * row[j] * row[j]
          }
        }
      }
      return sums
    }
    let total = design.weightSum
    let spreads = ColumnSpreads(
      (0..<p).map { j in
        // The means have been rounded, so that a little of them is left in the columns.
        let rest = design.hasIntercept ? moments[j] / total : 0
        return moments[p + j] / total - rest * rest
      }, design)
    let factors = zip(spreads.scales, spreads.varies).map { $1 ? 1 / $0 : 0 }
    matrix = Matrix(n, p) { elements in
      let target = SharedPointer(elements.baseAddress!)
      let size = 256
      Parallelism.forEach((n + size - 1) / size) { block in
        let rows = block * size..<min(n, (block + 1) * size)
        design.write(rows, factors: factors, withTarget: false, to: target.base + rows.lowerBound * p)
      }
    }
    scales = spreads.scales
    varies = spreads.varies
  }
}
