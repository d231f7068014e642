extension ClosedRange<Double> {
  /// The difference of the ends.
  var width: Double { upperBound - lowerBound }

  /// Values from one end to the other, equally far apart.
  func grid(_ count: Int = 61) -> [Double] {
    (0..<count).map { lowerBound + width * Double($0) / Double(count - 1) }
  }

  /// The same middle with another width.
  func widened(to width: Double) -> Self {
    let middle = (lowerBound + upperBound) / 2
    return middle - width / 2...middle + width / 2
  }
}

/// Ranges of two axes with the same units, so that circles are round: the one that is too short for a picture of this shape
/// is widened.
///
/// - Parameters:
///   - x: the least that the horizontal axis shows.
///   - y: the least that the vertical axis shows.
///   - aspect: width over height of the picture.
/// - Returns: nil where one had to be widened more than four times: what it holds would be too small to be seen.
func equallyScaled(
  _ x: ClosedRange<Double>, _ y: ClosedRange<Double>, aspect: Double
) -> (x: ClosedRange<Double>, y: ClosedRange<Double>)? {
  let found = x.width / y.width
  let most = 4.0
  guard found > aspect / most, found < aspect * most else { return nil }
  return (
    found < aspect ? x.widened(to: y.width * aspect) : x,
    found > aspect ? y.widened(to: x.width / aspect) : y
  )
}
