import DescentLinearAlgebra

/// How curved a mini-batch is: what the step of stochastic descent must fit.
///
/// For batches of b of n samples, drawn without replacement, the expected smoothness is
///
/// 𝓛(b) = n(b − 1)/(b(n − 1)) L + (n − b)/(b(n − 1)) Lmax,
///
/// between Lmax, the largest curvature of a single sample, at b = 1 and L, that of the mean, at b = n. Steps up to 1/(2𝓛)
/// make stochastic descent converge to where its noise allows (Gower, Loizou, Qian, Sailanbayev, Shulgin, Richtárik 2019).
struct BatchCurvature {
  private let count: Double
  /// L, an estimate of the largest eigenvalue of the Hessian of the mean.
  private let mean: Double
  /// Lmax.
  private let largest: Double

  /// The most rows of X that L is estimated from.
  private static let sampledRows = 4096

  /// Of a mean of losses of a linear predictor by scaled coefficients; nil where their second derivative has no bound.
  ///
  /// Lmax is that of all rows, but of more than 16,384 that of so many. L is by the method of Lanczos on some 4,096 rows,
  /// evenly spread, to which a fifth is added for what they may miss.
  ///
  /// - Complexity: a pass over at most 16,384 rows, and 8·10³ p² flops.
  init?(_ objective: some LinearPredictorObjective, _ scaling: StandardizedCoordinates) {
    guard let derivative = objective.largestSecondDerivative else { return nil }
    let x = objective.x
    let (n, p) = (x.rowCount, x.columnCount)
    var sample: [Double] = []
    for i in x.evenlySpreadRows(Self.sampledRows) {
      var row = x.row(i)
      scaling.standardize(&row)
      sample.append(contentsOf: row)
    }
    let rows = sample.count / max(1, p)
    let gram = Matrix(rows, p, sample).gram().scaled(by: 1 / Double(max(1, rows)))
    let value = p == 0 ? 0 : Lanczos(count: p, mostSteps: 40, tolerance: 1e-2) { gram * $0 }.value
    let penalty = objective.ridge > 0 ? objective.ridge * scaling.largestStretch : 0
    count = Double(n)
    mean = 1.2 * derivative * value + penalty
    largest = derivative * scaling.largestSquare(ofRowsOf: x) + penalty
  }

  /// 𝓛(b).
  func smoothness(batchSize: Int) -> Double {
    let b = min(Double(batchSize), count)
    guard count > 1 else { return largest }
    return (count * (b - 1) * mean + (count - b) * largest) / (b * (count - 1))
  }
}
