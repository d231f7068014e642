import DescentLinearAlgebra

/// The covariances of the data in columns of standard deviation 1 (without an intercept of root mean square 1).
struct StandardizedMoments: Sendable {
  /// ZᵀVZ with the shares V of the weights, whose sum is 1; rows and columns of zeros for columns that do not vary.
  let gram: Matrix<Double>
  /// ZᵀVy.
  let products: Vector<Double>
  /// yᵀVy.
  let targetSquares: Double
  /// What the columns of the design were divided by; 1 for those that do not vary.
  let scales: [Double]
  /// Whether each column varies.
  let varies: [Bool]

  /// - Complexity: n p² flops, one pass over X, which is not copied; 2p² numbers.
  init(_ design: PenalizedDesign) {
    let p = design.columnCount
    let moments = Moments(rowCount: design.rowCount, columnCount: p + 1, weights: design.weights) { rows, target in
      design.write(rows, withTarget: true, to: target)
    }
    let sum = design.weightSum
    // The means have been rounded, so that a little of them is left in the columns.
    let rests = design.hasIntercept ? moments.columnSums.scaled(by: 1 / sum) : .zeros(p + 1)
    func covariance(_ j: Int, _ k: Int) -> Double { moments.gram[j, k] / sum - rests[j] * rests[k] }
    let spreads = ColumnSpreads((0..<p).map { covariance($0, $0) }, design)
    let (scales, varies) = (spreads.scales, spreads.varies)
    let factors = zip(scales, varies).map { $1 ? 1 / $0 : 0 }
    self.scales = scales
    self.varies = varies
    targetSquares = max(0, covariance(p, p))
    products = Vector((0..<p).map { covariance($0, p) * factors[$0] })
    gram = Matrix(p, p) { elements in
      moments.gram.withUnsafeBufferPointer { raw in
        for j in 0..<p {
          for k in 0..<p {
            elements[j * p + k] =
              (raw[j * (p + 1) + k] / sum - rests[j] * rests[k]) * (factors[j] * factors[k])
          }
          if varies[j] { elements[j * p + j] = 1 }
        }
      }
    }
  }
}

/// The standard deviations of the columns of a design.
struct ColumnSpreads: Sendable {
  let scales: [Double]
  let varies: [Bool]

  /// - Parameter variances: those of the columns in their units, or mean squares without an intercept.
  init(_ variances: [Double], _ design: PenalizedDesign) {
    let roots = variances.map { max(0, $0).squareRoot() }
    // In these units the largest element is below 2: a spread within the rounding of the mean is none.
    let least = design.hasIntercept ? 8 * Double.ulpOfOne : 0
    varies = roots.map { $0 > least }
    scales = zip(roots, varies).map { $1 ? $0 : 1 }
  }
}
