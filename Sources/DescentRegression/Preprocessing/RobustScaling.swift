public import DescentLinearAlgebra

/// Columns of median 0, divided by the distance of two quantiles: by default the quartiles, so that outliers do not count.
///
/// Quantiles interpolate linearly between the values at the positions around (n − 1)q, which is type 7 of Hyndman and Fan
/// (1996), the default of R and NumPy.
public struct RobustScaling: ColumnScaler, Codable, Equatable {
  /// The probabilities of the two quantiles.
  public var quantiles: ClosedRange<Double>
  /// Whether the median is subtracted.
  public var isCentred: Bool

  /// Columns divided by the distance of two quantiles, by default the interquartile range.
  public init(quantiles: ClosedRange<Double> = 0.25...0.75, isCentred: Bool = true) {
    self.quantiles = quantiles
    self.isCentred = isCentred
  }

  /// Finds the median and the quantiles of each column. A column has no spread where both quantiles are the same, as where
  /// more than half of its values are.
  ///
  /// - Throws: as ``ColumnScaler``, for quantiles that are not within [0, 1] or no different, and for weights that are no
  ///   whole numbers: a quantile counts rows, and a weight of 2 repeats one.
  /// - Complexity: O(n log n) for each column, which are sorted over the threads.
  public func fit(_ x: Matrix<Double>, weights: Vector<Double>?, names: [String]?) throws -> FittedScaling {
    guard quantiles.lowerBound >= 0, quantiles.upperBound <= 1, quantiles.lowerBound < quantiles.upperBound else {
      throw RegressionError.invalidConfiguration(
        "The quantiles of robust scaling must be two different numbers from 0 to 1, such as 0.25...0.75, and not \(quantiles)"
      )
    }
    let rows = try ScalingRows("RobustScaling", x, weights, names)
    if let fraction = weights?.first(where: { $0 != $0.rounded() }) {
      throw RegressionError.invalidConfiguration(
        "Robust scaling counts rows, so that weights must be whole numbers, and \(fraction) is none: "
          + "repeat rows, or take StandardScaling")
    }
    let (lower, upper) = (quantiles.lowerBound, quantiles.upperBound)
    let own = rows.weights
    let found = rows.mapColumns { column in
      let sorted = SortedColumn(column, weights: own)
      return (
        median: sorted.quantile(0.5), spread: sorted.quantile(upper) - sorted.quantile(lower)
      )
    }
    return try FittedScaling(
      centers: found.map { isCentred ? $0.median : 0 }, spreads: found.map(\.spread), names: rows.names)
  }
}

/// The values of a column in ascending order, each as often as its weight says.
struct SortedColumn {
  private let values: [Double]
  /// How many there are up to each value and with it; nil where each counts once.
  private let cumulated: [Double]?

  init(_ column: Vector<Double>, weights: Vector<Double>?) {
    guard let weights else {
      (values, cumulated) = (column.sorted(), nil)
      return
    }
    let order = column.indices.sorted { column[$0] < column[$1] }
    values = order.map { column[$0] }
    var sum = 0.0
    cumulated = order.map { row in
      sum += weights[row]
      return sum
    }
  }

  /// The quantile of type 7.
  func quantile(_ probability: Double) -> Double {
    let count = cumulated?.last ?? Double(values.count)
    let position = (count - 1) * probability
    let (lower, fraction) = (value(at: position.rounded(.down)), position - position.rounded(.down))
    guard fraction > 0 else { return lower }
    let upper = value(at: position.rounded(.down) + 1)
    // No difference that could overflow, and equal values stay what they are.
    return lower == upper ? lower : lower * (1 - fraction) + upper * fraction
  }

  /// The value in this place of the list, counted from 0.
  private func value(at place: Double) -> Double {
    guard let cumulated else { return values[min(Int(place), values.count - 1)] }
    var (low, high) = (0, cumulated.count - 1)
    while low < high {
      let middle = (low + high) / 2
      if cumulated[middle] > place { high = middle } else { low = middle + 1 }
    }
    return values[low]
  }
}
