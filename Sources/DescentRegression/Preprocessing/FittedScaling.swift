public import DescentLinearAlgebra

/// Columns brought to comparable sizes: z = (x − centre) / scale + offset, each column by numbers of its own.
///
/// A value that is fitted, so that the same numbers can be applied to new rows, stored, and taken back.
public struct FittedScaling: Sendable, Codable, Equatable {
  /// What is subtracted from each column.
  public let centers: Vector<Double>

  /// What each column is then divided by; 1 for a column without spread.
  public let scales: Vector<Double>

  /// What is then added to every column.
  public let offset: Double

  /// The columns that have no spread to divide by, in ascending order: they are moved, but not scaled.
  public let columnsWithoutSpread: [Int]

  init(centers: [Double], spreads: [Double], offset: Double = 0, names: [String]) throws {
    if let column = spreads.firstIndex(where: { !$0.isFinite }) {
      throw RegressionError.spreadTooLarge(column: names[column])
    }
    self.centers = Vector(centers)
    scales = Vector(spreads.map { $0 > 0 ? $0 : 1 })
    self.offset = offset
    columnsWithoutSpread = spreads.indices.filter { !(spreads[$0] > 0) }
  }

  init(_ standardization: Standardization, of x: Matrix<Double>) {
    centers = standardization.means
    scales = standardization.scales
    offset = 0
    // What Standardization takes for constant: within the rounding of the mean.
    let largest = x.columnMaximumMagnitudes()
    let deviations = x.subtractingFromEachRow(standardization.means).columnMaximumMagnitudes()
    columnsWithoutSpread = (0..<x.columnCount).filter {
      standardization.scales[$0] == 1 && deviations[$0] <= 4 * .ulpOfOne * largest[$0]
    }
  }

  /// Reads a scaling, and refuses one that could not have been fitted.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    centers = try values.decode(Vector<Double>.self, forKey: .centers)
    scales = try values.decode(Vector<Double>.self, forKey: .scales)
    offset = try values.decode(Double.self, forKey: .offset)
    columnsWithoutSpread = try values.decode([Int].self, forKey: .columnsWithoutSpread)
    guard centers.count == scales.count, scales.allSatisfy({ $0 > 0 && $0.isFinite }),
      columnsWithoutSpread.allSatisfy({ scales.indices.contains($0) })
    else {
      throw DecodingError.dataCorruptedError(
        forKey: .scales, in: values,
        debugDescription: "A scaling needs a positive scale for each of its \(centers.count) centers")
    }
  }

  /// The scaled columns.
  ///
  /// - Precondition: x has as many columns as the scaling was fitted to.
  /// - Complexity: one pass over X.
  public func applied(to x: Matrix<Double>) -> Matrix<Double> {
    map(x) { value, center, scale in (value - center) / scale + offset }
  }

  /// The raw columns from scaled ones: the opposite of ``applied(to:)``, up to rounding.
  ///
  /// - Precondition: z has as many columns as the scaling was fitted to.
  /// - Complexity: one pass over Z.
  public func inverted(_ z: Matrix<Double>) -> Matrix<Double> {
    map(z) { value, center, scale in (value - offset) * scale + center }
  }

  /// The coefficients of the raw columns from those of the scaled ones.
  ///
  /// - Parameters:
  ///   - slopes: one for each column.
  ///   - intercept: the constant term beside the scaled columns.
  /// - Returns: the slopes and the constant term beside the raw columns, which predict the same.
  public func rawCoefficients(slopes: Vector<Double>, intercept: Double) -> (slopes: Vector<Double>, intercept: Double)
  {
    requireColumns(slopes.count)
    let raw = slopes.dividingElements(by: scales)
    return (raw, intercept + offset * slopes.sum() - raw.dot(centers))
  }

  private func map(
    _ x: Matrix<Double>, _ transform: (_ value: Double, _ center: Double, _ scale: Double) -> Double
  ) -> Matrix<Double> {
    requireColumns(x.columnCount)
    let width = x.columnCount
    return centers.withUnsafeBufferPointer { centers in
      scales.withUnsafeBufferPointer { scales in
        x.withUnsafeBufferPointer { source in
          Matrix(x.rowCount, width) { target in
            for row in 0..<x.rowCount {
              for column in 0..<width {
                target[row * width + column] = transform(source[row * width + column], centers[column], scales[column])
              }
            }
          }
        }
      }
    }
  }

  private func requireColumns(_ count: Int) {
    guard count == centers.count else { trapCount("FittedScaling: columns given and fitted", count, centers.count) }
  }
}
