import DescentLinearAlgebra

/// The derivatives at 0 by central differences with steps that halve, extrapolated to the step 0 (Ridders 1982): of all
/// entries of the table those that their neighbours confirm best.
func extrapolatedDerivatives(step: Double, count: Int, _ values: (Double) -> [Double]) -> [Double] {
  var previous: [[Double]] = []
  var best = [Double](repeating: .nan, count: count)
  var smallestErrors = [Double](repeating: .infinity, count: count)
  for level in 0..<8 {
    let h = step * Double(sign: .plus, exponent: -level, significand: 1)
    var row = [zip(values(h), values(-h)).map { ($0 - $1) / (2 * h) }]
    for (k, before) in previous.enumerated() {
      let factor = Double(sign: .plus, exponent: 2 * (k + 1), significand: 1)
      let last = row[k]
      row.append(zip(last, before).map { (factor * $0 - $1) / (factor - 1) })
      for i in 0..<count {
        let error = max((row[k + 1][i] - last[i]).magnitude, (row[k + 1][i] - before[i]).magnitude)
        if error < smallestErrors[i] { (best[i], smallestErrors[i]) = (row[k + 1][i], error) }
      }
    }
    previous = row
  }
  return best
}

func extrapolatedDerivative(step: Double, _ value: (Double) -> Double) -> Double {
  extrapolatedDerivatives(step: step, count: 1) { [value($0)] }[0]
}

/// What a parameter is measured in.
func unit(_ x: Double) -> Double { x == 0 ? 1 : x.magnitude }
