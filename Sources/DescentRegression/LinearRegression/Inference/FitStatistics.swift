import DescentLinearAlgebra
import Foundation

/// The figures of a whole linear fit, from its solution and the sums of squares of y.
struct FitStatistics {
  let rank: Int
  /// n − rank
  let degreesOfFreedom: Double
  let residualSumOfSquares, totalSumOfSquares: Double
  /// Whether there are standard errors.
  let hasInference: Bool
  /// Whether y is more than a constant with rounding.
  let varies: Bool
  let residualStandardError, rSquared, adjustedRSquared: Double?
  let fNumeratorDegreesOfFreedom: Int
  let fStatistic, fPValue: Double?
  let logLikelihood, aic, bic: Double?

  /// - Parameters:
  ///   - coefficientCount: the number of coefficients, dropped ones included.
  ///   - count: the number of observations; with frequency weights Σw.
  ///   - totals: Σw(y − ȳ)², not centred without an intercept, and Σwy².
  ///   - logWeights: Σ log wᵢ of analytic weights: the densities are those of errors with the variances σ²/wᵢ.
  init(
    _ solution: LeastSquaresSolution, _ configuration: LinearRegression, coefficientCount: Int, count: Double,
    totals: (total: Double, squares: Double), logWeights: Double
  ) {
    let hasIntercept = configuration.hasIntercept
    let isPenalized = configuration.ridge > 0
    let rank = isPenalized ? coefficientCount : solution.rank
    let freedom = max(0, count - Double(rank))
    let rss = solution.residualSumOfSquares
    let (tss, squares) = totals

    let hasInference = freedom > 0 && !isPenalized && !solution.isMinimumNorm
    let sigma = hasInference ? (rss / freedom).squareRoot() : nil
    let slopes = rank - (hasIntercept ? 1 : 0)
    let varies = tss > 0 && tss.squareRoot() > 4 * .ulpOfOne * squares.squareRoot()
    let r2 = !varies ? nil : slopes == 0 && hasIntercept ? 0 : 1 - rss / tss
    let total = count - (hasIntercept ? 1 : 0)
    var f: Double?
    if let sigma, varies, slopes > 0, !solution.isExact {
      f = max(0, (tss - rss) / Double(slopes)) / (sigma * sigma)
    }
    var logLikelihood: Double?
    if !solution.isExact, !isPenalized {
      logLikelihood = -count / 2 * (log(2 * Double.pi) + log(rss / count) + 1) + logWeights / 2
    }
    let parameters = Double(rank + 1)

    self.rank = rank
    degreesOfFreedom = freedom
    residualSumOfSquares = rss
    totalSumOfSquares = tss
    self.hasInference = hasInference
    self.varies = varies
    residualStandardError = sigma
    rSquared = r2
    adjustedRSquared = freedom > 0 && !isPenalized ? r2.map { 1 - (1 - $0) * total / freedom } : nil
    fNumeratorDegreesOfFreedom = slopes
    fStatistic = f
    fPValue = f.map {
      FDistribution(
        numeratorDegreesOfFreedom: Double(slopes), denominatorDegreesOfFreedom: freedom
      ).upperTail($0)
    }
    self.logLikelihood = logLikelihood
    aic = logLikelihood.map { 2 * parameters - 2 * $0 }
    bic = logLikelihood.map { parameters * log(count) - 2 * $0 }
  }
}
