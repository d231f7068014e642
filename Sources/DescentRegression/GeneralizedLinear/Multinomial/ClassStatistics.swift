import DescentLinearAlgebra
import Foundation

/// Sums over the rows of a fit.
struct ClassStatistics {
  /// Twice the log-likelihood of πₖ = yₖ/N minus that of the model.
  let deviance: Double
  /// The same for the model of the shares of the classes; of equal probabilities without an intercept.
  let nullDeviance: Double
  /// Σ w (yₖ − Nπₖ)²/(Nπₖ)
  let pearson: Double
  /// −Σ w y log π, in the units of the scaled weights.
  let loss: Double
  /// The same for the shares of the classes.
  let nullLoss: Double
  /// The log-likelihood of πₖ = yₖ/N; nil where a count is no whole number.
  let saturated: Double?

  /// - Complexity: O(n K).
  init(_ data: ClassData, _ point: ClassPoint, hasIntercept: Bool) {
    let shares = Self.shares(data, hasIntercept: hasIntercept)
    let (probabilities, residuals) = (point.probabilities, point.residuals)
    let sums = BlockSums.sums(data.count) { range in
      data.withRows { rows in
        var (deviance, null, pearson, saturated) = (0.0, 0.0, 0.0, 0.0)
        for row in range where rows.weight(row) > 0 {
          let (weight, total) = (rows.weight(row), rows.total(row))
          var (own, ofShares) = (0.0, 0.0)
          for k in 0..<rows.classCount {
            let count = rows.count(row, k)
            let (probability, residual) = (probabilities[row, k], residuals[row, k])
            own += Self.unitDeviance(count, total, probability, residual: residual)
            let expected = shares[k]
            ofShares += Self.unitDeviance(
              count, total, expected.share, residual: count * expected.rest - (total - count) * expected.share)
            if probability > 0 { pearson += weight * residual * residual / (total * probability) }
          }
          deviance += weight * own
          null += weight * ofShares
          saturated += weight * Self.saturated(rows, row)
        }
        return [deviance, null, pearson, saturated]
      }
    }
    let unit = data.weightUnit
    (deviance, nullDeviance, pearson) = (unit * max(0, sums[0]), unit * max(0, sums[1]), unit * sums[2])
    saturated = data.isWhole ? unit * sums[3] : nil
    loss = point.loss(data)
    nullLoss = (0..<data.classCount).reduce(0) {
      $0 - data.classTotals[$1] * RowModel.logarithm(shares[$1].share, shares[$1].rest)
    }
  }

  /// The probabilities of the null model, with 1 minus them.
  private static func shares(_ data: ClassData, hasIntercept: Bool) -> [(share: Double, rest: Double)] {
    let count = Double(data.classCount)
    guard hasIntercept else { return data.names.map { _ in (1 / count, (count - 1) / count) } }
    let total = data.classTotals.reduce(DoubleDouble(0)) { $0 + DoubleDouble($1) }
    return data.classTotals.map {
      ((DoubleDouble($0) / total).high, ((total - DoubleDouble($0)) / total).high)
    }
  }

  /// What a class of a row of N observations adds to the deviance, 2(y log(y/(Nπ)) − y + Nπ): never negative, and nothing
  /// cancels.
  ///
  /// - Parameter residual: y − Nπ.
  static func unitDeviance(_ count: Double, _ total: Double, _ probability: Double, residual: Double) -> Double {
    guard count > 0 else { return 2 * total * probability }
    if residual > 0.5 * count {
      return 2 * (count * log(count / (total * probability)) - residual)
    }
    return 2 * count * SaddlePoint.linearMinusLogarithm(-residual / count)
  }

  /// The logarithm of the multinomial probability of the counts of a row at πₖ = yₖ/N.
  private static func saturated(_ rows: ClassRows, _ row: Int) -> Double {
    let total = rows.total(row)
    guard rows.counts != nil, total > 1 else { return 0 }
    let term = { (count: Double) in 0.5 * log(2 * .pi * count) + SaddlePoint.stirlingCorrection(count) }
    return (0..<rows.classCount).reduce(term(total)) { sum, k in
      let count = rows.count(row, k)
      return count > 0 ? sum - term(count) : sum
    }
  }
}
