import DescentLinearAlgebra

/// XᵀWX and XᵀWρ of an iteration, the intercept first.
struct ScoringSystem {
  let gram: Matrix<Double>
  let score: [Double]
  /// Twice the sum of the losses, with the penalty.
  let objective: Double
  let weightSum: Double

  init(_ moments: Moments, hasIntercept: Bool, penalty: [Double]?, at beta: [Double]) {
    let first = hasIntercept ? 1 : 0
    let p = moments.gram.rowCount + first
    gram = Matrix(p, p) { elements in
      for i in 0..<p {
        for j in 0..<p {
          let (low, high) = (min(i, j) - first, max(i, j) - first)
          elements[i * p + j] =
            low >= 0 ? moments.gram[low, high] : high >= 0 ? moments.columnSums[high] : moments.weightSum
        }
        if let penalty { elements[i * p + i] += penalty[i] }
      }
    }
    score = (0..<p).map { j in
      let sum = j < first ? moments.targetSums[0] : moments.products[j - first, 0]
      return penalty.map { sum - $0[j] * beta[j] } ?? sum
    }
    objective = moments.value + (penalty.map { zip($0, beta).reduce(0) { $0 + $1.0 * $1.1 * $1.1 } } ?? 0)
    weightSum = moments.weightSum
  }

  /// A system that was summed up otherwise; its weights are not asked for.
  init(gram: Matrix<Double>, score: [Double], objective: Double) {
    (self.gram, self.score, self.objective, weightSum) = (gram, score, objective, 1)
  }

  /// A Cholesky factor of XᵀWX in columns scaled by powers of two, so that no answer depends on units.
  struct Factor {
    let cholesky: CholeskyDecomposition<Double>
    let exponents: [Int]
    /// The least part of a column that those before it do not explain, squared.
    let leastPivot: Double

    func solve(_ score: [Double]) -> [Double] {
      let scaled = Vector(zip(score, exponents).map { $0.scaled(byPowerOfTwo: $1) })
      return zip(cholesky.solve(scaled), exponents).map { $0.scaled(byPowerOfTwo: $1) }
    }
  }

  /// Below this a pivot, relative to its column, says more about rounding than about the data.
  private static let leastPivot = 1e-11

  /// Nil where the columns depend on each other to within what doubles can tell of XᵀWX, or there is no minimum along one
  /// of them.
  func factor() -> Factor? {
    let p = gram.rowCount
    let diagonal = (0..<p).map { gram[$0, $0] }
    guard weightSum.isFinite, diagonal.allSatisfy({ $0.isFinite && $0 > 1e-200 && $0 < 1e200 }) else { return nil }
    let exponents = diagonal.map { -(Int(($0).exponent) >> 1) }
    let factors = Vector(exponents.map { 1.0.scaled(byPowerOfTwo: $0) })
    guard let cholesky = try? CholeskyDecomposition(gram.scalingColumns(by: factors).scalingRows(by: factors)) else {
      return nil
    }
    let pivots = (0..<p).map { j in
      cholesky.factor[j, j] * cholesky.factor[j, j] / diagonal[j].scaled(byPowerOfTwo: 2 * exponents[j])
    }
    let least = pivots.min() ?? 1
    return least > Self.leastPivot ? Factor(cholesky: cholesky, exponents: exponents, leastPivot: least) : nil
  }
}
