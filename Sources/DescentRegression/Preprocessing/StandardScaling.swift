public import DescentLinearAlgebra

/// Columns of mean 0 and standard deviation 1, as `Standardization` makes them, beside the other scalings.
public struct StandardScaling: ColumnScaler, Codable, Equatable {
  /// Whether the means are subtracted; otherwise the scale is the root mean square.
  public var isCentred: Bool

  /// Columns of standard deviation 1, by default of mean 0.
  public init(isCentred: Bool = true) { self.isCentred = isCentred }

  /// Finds mean and standard deviation of each column, with the divisor n, or Σ w.
  ///
  /// - Complexity: two passes over X, four with weights.
  public func fit(_ x: Matrix<Double>, weights: Vector<Double>?, names: [String]?) throws -> FittedScaling {
    let rows = try ScalingRows("StandardScaling", x, weights, names)
    let standardization =
      try rows.weights.map { try Standardization(of: rows.x, isCentred: isCentred, weights: $0) }
      ?? Standardization(of: rows.x, isCentred: isCentred)
    if let column = standardization.scales.firstIndex(where: { !$0.isFinite }) {
      throw RegressionError.spreadTooLarge(column: rows.names[column])
    }
    return FittedScaling(standardization, of: rows.x)
  }
}
