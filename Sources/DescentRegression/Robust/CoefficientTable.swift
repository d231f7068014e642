import DescentLinearAlgebra

/// The table of coefficients with given standard errors and the distribution of their statistics.
func coefficientTable(
  _ names: [String], _ estimates: Vector<Double>, _ errors: [Double]?, _ distribution: some ContinuousDistribution,
  level: Double
) -> [LinearModel.Coefficient] {
  let quantile = distribution.upperQuantile((1 - level) / 2)
  return names.indices.map { j in
    let estimate = estimates[j]
    guard let error = errors?[j], error.isFinite else {
      return LinearModel.Coefficient(
        name: names[j], estimate: estimate, standardError: nil, statistic: nil, pValue: nil, confidenceInterval: nil)
    }
    let statistic = error > 0 ? estimate / error : nil
    let half = quantile * error
    return LinearModel.Coefficient(
      name: names[j], estimate: estimate, standardError: error, statistic: statistic,
      pValue: statistic.map { distribution.upperTail($0.magnitude) * 2 },
      confidenceInterval: half.isFinite ? estimate - half...estimate + half : nil)
  }
}
