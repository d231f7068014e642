public import DescentLinearAlgebra

/// Columns divided by their largest magnitude: values from −1 to 1, and zeros stay zeros.
public struct MaximumMagnitudeScaling: ColumnScaler, Codable, Equatable {
  /// The one such scaling there is.
  public init() {}

  /// Finds the largest magnitude of each column. Only a column of zeros has none.
  ///
  /// - Complexity: one pass over X.
  public func fit(_ x: Matrix<Double>, weights: Vector<Double>?, names: [String]?) throws -> FittedScaling {
    let rows = try ScalingRows("MaximumMagnitudeScaling", x, weights, names)
    return try FittedScaling(
      centers: Array(repeating: 0, count: x.columnCount), spreads: Array(rows.x.columnMaximumMagnitudes()),
      names: rows.names)
  }
}
