public import DescentLinearAlgebra
import Foundation

extension MultinomialPredictor {
  /// The probability of a class with its standard error and an interval.
  public struct Prediction: Sendable, Codable, Equatable {
    /// π
    public let probability: Double
    /// That of π by the delta method, π(1 − π) times that of log(π/(1 − π)).
    public let standardError: Double
    /// The lower end of the confidence interval: that of log(π/(1 − π)), mapped to π.
    public let lower: Double
    /// The upper end of the confidence interval.
    public let upper: Double
  }

  /// The probabilities of the classes with standard errors and confidence intervals, for each row one for each of
  /// ``classes`` (delta method on log(π/(1 − π)): Fox, Andersen 2006).
  ///
  /// - Parameters:
  ///   - x: one row for each prediction, with the columns of the fit in their order.
  ///   - level: such as 0.95.
  /// - Throws: `RegressionError.invalidConfiguration` where the model has no standard errors.
  /// - Complexity: O(n (K p)²).
  public func probabilities(_ x: Matrix<Double>, level: Double) throws -> [[Prediction]] {
    try requireLevel(level)
    guard let covariance else {
      throw RegressionError.invalidConfiguration(
        "This model has no standard errors (a ridge, or separated classes): it predicts without intervals only")
    }
    let all = try features.matrix(x)
    let kept = keptColumns.count == all.columnCount ? all : all.selecting(columns: keptColumns)
    let (q, m) = (keptColumns.count, classes.count - 1)
    // The covariances xᵀCₖₗx of the linear predictors of each row.
    let covariances = (0..<m).map { k in
      (0...k).map { l in
        let block = covariance.selecting(rows: Array(k * q..<(k + 1) * q)).selecting(
          columns: Array(l * q..<(l + 1) * q))
        return (kept * block).multiplyingElements(by: kept).rowSums()
      }
    }
    let found = try probabilities(x)
    let quantile = NormalDistribution().upperQuantile((1 - level) / 2)
    return (0..<found.rowCount).map { row in
      classes.indices.map { k in
        let slopes = logitSlopes(of: k, row, found)
        var variance = 0.0
        for i in 0..<m {
          for j in 0..<m { variance += slopes[i] * slopes[j] * covariances[max(i, j)][min(i, j)][row] }
        }
        return prediction(found[row, k], rest: rest(of: k, row, found), (max(0, variance)).squareRoot(), quantile)
      }
    }
  }

  /// 1 − π, without cancellation.
  private func rest(of k: Int, _ row: Int, _ probabilities: Matrix<Double>) -> Double {
    classes.indices.reduce(0) { $1 == k ? $0 : $0 + probabilities[row, $1] }
  }

  /// The derivatives of log(π/(1 − π)) of a class by the linear predictors of all but the reference: 1 by its own, and
  /// minus the share in the rest by another.
  private func logitSlopes(of k: Int, _ row: Int, _ probabilities: Matrix<Double>) -> [Double] {
    let rest = rest(of: k, row, probabilities)
    return (1..<classes.count).map { $0 == k ? 1 : rest > 0 ? -probabilities[row, $0] / rest : 0 }
  }

  private func prediction(_ probability: Double, rest: Double, _ error: Double, _ quantile: Double) -> Prediction {
    let logit = log(probability) - log(rest)
    let ends = [logit - quantile * error, logit + quantile * error].map { 1 / (1 + exp(-$0)) }
    return Prediction(
      probability: probability, standardError: probability * rest * error, lower: ends[0], upper: ends[1])
  }
}
