public import DescentLinearAlgebra

/// Columns whose smallest value becomes the lower end of a range, and whose largest the upper end.
///
/// One outlier decides about a whole column: where there may be some, take ``RobustScaling``. New rows may lie outside
/// the range.
public struct MinMaxScaling: ColumnScaler, Codable, Equatable {
  /// What the values become.
  public var range: ClosedRange<Double>

  /// Columns with values in this range, 0 to 1 by default.
  public init(range: ClosedRange<Double> = 0...1) { self.range = range }

  /// Finds minimum and maximum of each column. A column of equal values becomes the lower end.
  ///
  /// - Throws: as ``ColumnScaler``, and for a range of no width or infinite width.
  /// - Complexity: one pass over X.
  public func fit(_ x: Matrix<Double>, weights: Vector<Double>?, names: [String]?) throws -> FittedScaling {
    let width = range.upperBound - range.lowerBound
    guard width > 0, width.isFinite else {
      throw RegressionError.invalidConfiguration(
        "The range of min–max scaling must have a finite width above 0, such as 0...1, and not be \(range)")
    }
    let rows = try ScalingRows("MinMaxScaling", x, weights, names)
    let ends = rows.mapColumns { (lower: $0.minimum(), upper: $0.maximum()) }
    return try FittedScaling(
      centers: ends.map(\.lower), spreads: ends.map { ($0.upper - $0.lower) / width }, offset: range.lowerBound,
      names: rows.names)
  }
}
