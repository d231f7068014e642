import DescentLinearAlgebra

/// Some rows of the data with their means: the columns z = 2ᵉx − mean that everything is computed from.
///
/// The powers of two bring columns of all units to the same size, so that nothing over- or underflows and no digit changes.
struct PenalizedDesign: Sendable {
  let data: PenalizedData
  /// The rows that are used; nil for all.
  let rows: [Int]?
  let hasIntercept: Bool
  /// One for each row that is used, nil for ones.
  let weights: Vector<Double>?
  /// Σw of these rows.
  let weightSum: Double
  /// Of the columns in their units of powers of two; zeros without an intercept.
  let means: [Double]
  let targetMean: Double

  var rowCount: Int { rows?.count ?? data.rowCount }
  var columnCount: Int { data.columnCount }

  /// - Complexity: one pass over X, or none where the means are known.
  init(_ data: PenalizedData, rows: [Int]? = nil, hasIntercept: Bool) {
    self.data = data
    self.rows = rows
    self.hasIntercept = hasIntercept
    let weights = data.normalizedWeights.map { all in rows.map { rows in Vector(rows.map { all[$0] }) } ?? all }
    self.weights = weights
    let sum = weights?.sum() ?? Double(rows?.count ?? data.rowCount)
    weightSum = sum
    guard hasIntercept else {
      means = Array(repeating: 0, count: data.columnCount)
      targetMean = 0
      return
    }
    means =
      (rows == nil ? data.means : nil)
      ?? ColumnPass(data.x, rows: rows).sums(factors: data.units, weights: weights).map { $0 / sum }
    targetMean =
      ColumnPass(Matrix(column: data.y), rows: rows).sums(factors: [data.targetUnit], weights: weights)[0] / sum
  }

  /// Other rows of the same data, centred by the means of a design.
  init(_ design: PenalizedDesign, rows: [Int]) {
    data = design.data
    self.rows = rows
    hasIntercept = design.hasIntercept
    weights = nil
    weightSum = Double(rows.count)
    means = design.means
    targetMean = design.targetMean
  }

  /// Σw in the units of the caller.
  var rawWeightSum: Double { weightSum.scaled(byPowerOfTwo: data.weightExponent) }

  /// Writes centred rows, each times `factors` column by column, and behind each one its centred target where it is wanted.
  func write(
    _ range: Range<Int>, factors: [Double]? = nil, withTarget: Bool, to target: UnsafeMutablePointer<Double>
  ) {
    let p = columnCount
    let width = p + (withTarget ? 1 : 0)
    data.x.withUnsafeBufferPointer { x in
      data.units.withUnsafeBufferPointer { units in
        means.withUnsafeBufferPointer { means in
          for row in range {
            let source = rows?[row] ?? row
            let (from, to) = (x.baseAddress! + source * p, target + (row - range.lowerBound) * width)
            for j in 0..<p { to[j] = from[j] * units[j] - means[j] }
            if let factors { for j in 0..<p { to[j] *= factors[j] } }
            if withTarget { to[p] = data.y[source] * data.targetUnit - targetMean }
          }
        }
      }
    }
  }

  /// The rows as ``write(_:factors:withTarget:to:)`` makes them, without the target.
  func matrix(_ range: Range<Int>, factors: [Double]? = nil) -> Matrix<Double> {
    Matrix(range.count, columnCount) { write(range, factors: factors, withTarget: false, to: $0.baseAddress!) }
  }

  /// The centred target, each times the root of its weight's share √(w/Σw).
  func weighedTarget() -> Vector<Double> {
    Vector(count: rowCount) { target in
      for row in 0..<rowCount {
        target[row] = (data.y[rows?[row] ?? row] * data.targetUnit - targetMean) * rootShare(row)
      }
    }
  }

  /// √(w/Σw) of a row.
  func rootShare(_ row: Int) -> Double { ((weights?[row] ?? 1) / weightSum).squareRoot() }

  /// The slopes and the intercept of the raw columns.
  ///
  /// - Parameters:
  ///   - slopes: those of the columns z and the target in its unit, of the columns at `indices`.
  ///   - constant: the intercept of the columns z, beside the mean of the target.
  func raw(
    _ slopes: [Double], at indices: some Collection<Int>, constant: Double = 0
  ) -> (slopes: [Double], intercept: Double) {
    var intercept = DoubleDouble.sum(targetMean, constant)
    let raw = zip(slopes, indices).map { slope, j in
      intercept = intercept - DoubleDouble.product(slope, means[j])
      return slope * (data.units[j] / data.targetUnit)
    }
    return (raw, hasIntercept ? intercept.high / data.targetUnit : 0)
  }
}
