/// Means and scales of columns: (x − mean) / scale gives columns of mean 0 and standard deviation 1.
///
/// Without centring (for a model without intercept) the scale is the root mean square instead. Standardizing changes the
/// path of gradient descent, and what a ridge penalizes, but not a least-squares fit: coefficients are mapped back.
public struct Standardization: Sendable, Codable, Equatable {
  /// What is subtracted from each column; zeros without centring.
  public let means: Vector<Double>

  /// What each column is then divided by; 1 for a column that is constant.
  public let scales: Vector<Double>

  /// - Parameters:
  ///   - x: the columns, one for each feature, without a column of ones.
  ///   - isCentred: whether the means are subtracted.
  /// - Complexity: two passes over X.
  public init(of x: Matrix<Double>, isCentred: Bool) {
    self.init(of: x, isCentred: isCentred, normalized: nil)
  }

  /// Means Σwᵢxᵢ/Σwᵢ and scales √(Σwᵢ(xᵢ − mean)²/Σwᵢ): those of the rows repeated wᵢ times where the weights are whole
  /// numbers. Rows of weight 0 do not count.
  ///
  /// - Parameters:
  ///   - x: the columns, one for each feature, without a column of ones.
  ///   - isCentred: whether the means are subtracted.
  ///   - weights: what each row counts. Powers of two as common factors change no bit.
  /// - Throws: ``LinearAlgebraError/invalidWeight(row:value:)``, ``LinearAlgebraError/noPositiveWeight``.
  /// - Precondition: there are as many weights as rows.
  /// - Complexity: four passes over X.
  public init(of x: Matrix<Double>, isCentred: Bool, weights: Vector<Double>) throws {
    do throws(InvalidWeights) {
      self.init(of: x, isCentred: isCentred, normalized: try NormalizedWeights(weights))
    } catch .weight(let row, let value) {
      throw LinearAlgebraError.invalidWeight(row: row, value: value)
    } catch .allZero {
      throw LinearAlgebraError.noPositiveWeight
    }
  }

  /// - Precondition: there are as many weights as rows.
  package init(of x: Matrix<Double>, isCentred: Bool, normalized weights: NormalizedWeights?) {
    if let weights, weights.values.count != x.rowCount {
      trapCount("Standardization: rows of X, weights", x.rowCount, weights.values.count)
    }
    let rows = weights?.positiveRows
    let x = rows.map { x.selecting(rows: $0) } ?? x
    let values = rows.map { rows in Vector(rows.map { weights!.values[$0] }) } ?? weights?.values
    func mean(_ columns: Matrix<Double>) -> Vector<Double> {
      guard let weights, let values else {
        return columns.columnSums().scaled(by: 1 / Double(max(1, columns.rowCount)))
      }
      return columns.scalingRows(by: values).columnSums().scaled(by: 1 / weights.sum)
    }
    means = isCentred ? (weights == nil ? x.columnMeans() : mean(x)) : .zeros(x.columnCount)
    let centred = isCentred ? x.subtractingFromEachRow(means) : x
    // Scaled by a power of two first, so that the squares neither over- nor underflow.
    let scaling = ColumnScaling(of: centred)
    let spreads = scaling.unscaledSizes(
      mean(scaling.scaled(centred).mapElements { $0 * $0 }).mapElements { $0.squareRoot() })
    let largest = x.columnMaximumMagnitudes()
    // A spread within the rounding of the mean is a constant column.
    scales = Vector(zip(spreads, largest).map { $0 > 4 * .ulpOfOne * $1 ? $0 : 1 })
  }

  /// The standardized columns.
  public func applied(to x: Matrix<Double>) -> Matrix<Double> {
    x.subtractingFromEachRow(means).scalingColumns(by: scales.mapElements { 1 / $0 })
  }

  /// The coefficients of the raw columns from those of the standardized ones.
  ///
  /// - Parameters:
  ///   - slopes: one for each column.
  ///   - intercept: the constant term beside the standardized columns.
  /// - Returns: the slopes and the constant term beside the raw columns.
  public func rawCoefficients(slopes: Vector<Double>, intercept: Double) -> (slopes: Vector<Double>, intercept: Double)
  {
    let raw = slopes.dividingElements(by: scales)
    return (raw, intercept - raw.dot(means))
  }
}

extension ColumnScaling {
  /// Sizes of the original columns from those of the scaled ones: the opposite direction of coefficients.
  func unscaledSizes(_ sizes: Vector<Double>) -> Vector<Double> {
    Vector(zip(sizes, exponents).map { 1.0.scaled(byPowerOfTwo: -$1) * $0 })
  }
}
