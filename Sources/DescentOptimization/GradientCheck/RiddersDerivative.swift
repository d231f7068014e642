/// The derivative of a function of one variable by central differences (f(x + h) − f(x − h))/2h, extrapolated to h = 0.
///
/// h starts near the size of x and is halved. Each new difference makes a row of Neville's table, whose columns have an
/// error of h², h⁴, h⁶, …; the element that differs least from its neighbours is taken (L. F. Richardson 1911;
/// C. J. F. Ridders 1982). It ends where rounding, which grows as h shrinks, exceeds what has been reached. So the step need
/// not be known: 12 and more digits of smooth functions come out.
struct RiddersDerivative {
  /// The derivative; NaN where no two neighbours had finite values.
  private(set) var value = Double.nan
  /// The difference from the neighbours in the table, and twice what rounding of f by the relative `rounding` may do.
  private(set) var errorEstimate = Double.infinity
  /// How often f was evaluated.
  private(set) var evaluations = 0

  private static let halvings = 48
  private static let columns = 8
  /// The rows of the table before an element is taken.
  private static let leastRows = 3

  /// - Parameters:
  ///   - x: where the derivative is to be found, finite.
  ///   - size: about the range on which f changes, positive.
  ///   - rounding: the relative rounding of f.
  ///   - function: f.
  init(at x: Double, size: Double, rounding: Double, _ function: (Double) -> Double) {
    // Powers of two, so that most points are exact.
    var step = Double(sign: .plus, exponent: size.exponent - 2, significand: 1)
    var row: [Double] = []
    var rowCount = 0
    for _ in 0..<Self.halvings {
      defer { step /= 2 }
      let (low, high) = (x - step, x + step)
      guard low < x, x < high else { return }
      let (below, above) = (function(low), function(high))
      evaluations += 2
      let difference = above / (high - low) - below / (high - low)
      guard difference.isFinite else {
        // Outside of where f is defined: from nearer neighbours.
        (row, rowCount) = ([], 0)
        continue
      }
      let noise = rounding * (above.magnitude + below.magnitude) / (high - low)
      if rowCount >= Self.leastRows, 2 * noise >= errorEstimate { return }
      let previous = row
      row = [difference]
      rowCount += 1
      var factor = 4.0
      for m in 1..<max(1, min(previous.count + 1, Self.columns)) {
        let next = row[m - 1] + (row[m - 1] - previous[m - 1]) / (factor - 1)
        row.append(next)
        factor *= 4
        guard rowCount >= Self.leastRows else { continue }
        let error = max((next - row[m - 1]).magnitude, (next - previous[m - 1]).magnitude) + 2 * noise
        if error < errorEstimate { (value, errorEstimate) = (next, error) }
      }
    }
  }
}
