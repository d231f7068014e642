import DescentLinearAlgebra
import Foundation

/// Sums over the rows of a fit.
struct ScoringStatistics {
  var deviance: Double
  /// Σ v (y − μ)²/V
  var pearson: Double
}

extension RowModel {
  /// μ, 1 − μ and y − μ (trials(y − μ) of the binomial families) of a row, the difference with all its digits.
  struct RowMean {
    var mean, complement, residual: Double
  }

  func mean(_ eta: Double, residual: Double) -> RowMean {
    let values = values(link.limited(eta))
    return RowMean(mean: values.mean, complement: values.complement, residual: residual)
  }

  /// The deviance of one observation of weight 1, 2(log-likelihood of μ = y − that of μ) times φ; nothing cancels.
  func unitDeviance(_ row: RowMean, y: Double, failures: Double) -> Double {
    let (mean, residual) = (row.mean, row.residual)
    let deviance =
      switch kind {
      case .gaussian: residual * residual
      case .binomial:
        if y == 0 {
          -2 * failures * Self.logarithm(row.complement, row.mean)
        } else if failures == 0 {
          -2 * y * Self.logarithm(row.mean, row.complement)
        } else {
          2
            * (y * SaddlePoint.linearMinusLogarithm(-residual / y)
              + failures * SaddlePoint.linearMinusLogarithm(residual / failures))
        }
      case .poisson: y == 0 ? 2 * mean : 2 * y * SaddlePoint.linearMinusLogarithm(-residual / y)
      case .gamma: 2 * SaddlePoint.linearMinusLogarithm(residual / mean)
      case .inverseGaussian: (residual / mean) * (residual / mean) / y
      case .negativeBinomial:
        y == 0
          ? 2 * theta * log1p(mean / theta)
          : 2
            * (y * SaddlePoint.linearMinusLogarithm(-residual / y)
              - (y + theta) * SaddlePoint.linearMinusLogarithm(-residual / (y + theta)))
      }
    return max(0, deviance)
  }

  /// log of a number, of which 1 minus it is given too.
  static func logarithm(_ value: Double, _ complement: Double) -> Double {
    value > 0.5 ? log1p(-complement) : log(value)
  }

  /// Deviance and Pearson's χ² at η, with the residuals y − μ of there.
  ///
  /// - Complexity: O(n).
  func statistics(_ data: ResponseData, eta: Vector<Double>, residuals: Vector<Double>) -> ScoringStatistics {
    let sums = BlockSums.sums(data.count) { range in
      data.withRows { rows in
        var (deviance, pearson) = (DoubleDouble(0), DoubleDouble(0))
        for row in range where rows.weight(row) > 0 {
          let (y, weight) = (rows.y[row], rows.weight(row))
          let failures = kind == .binomial ? rows.failures(row) : 0
          let here = mean(eta[row], residual: residuals[row])
          deviance = deviance + .product(weight, unitDeviance(here, y: y, failures: failures))
          let trials = kind == .binomial ? y + failures : 1
          let square = here.residual * here.residual / (trials * variance(here.mean, here.complement))
          pearson = pearson + .product(weight, square)
        }
        return [deviance.high, pearson.high]
      }
    }
    return ScoringStatistics(deviance: sums[0], pearson: sums[1])
  }

  /// The deviance of equal means.
  func deviance(_ data: ResponseData, mean: Double) -> Double {
    BlockSums.sum(data.count) { range in
      data.withRows { rows in
        range.reduce(DoubleDouble(0)) { sum, row in
          let (y, weight) = (rows.y[row], rows.weight(row))
          guard weight > 0 else { return sum }
          let failures = kind == .binomial ? rows.failures(row) : 0
          let complement = 1 - mean
          let residual = kind == .binomial ? y * complement - failures * mean : y - mean
          let here = RowMean(mean: mean, complement: complement, residual: residual)
          return sum + .product(weight, unitDeviance(here, y: y, failures: failures))
        }.high
      }
    }
  }

  /// The weighted average of y, of all trials for the binomial families; nil where there are none.
  func average(_ data: ResponseData) -> Double? {
    var (sum, total) = (DoubleDouble(0), DoubleDouble(0))
    data.withRows { rows in
      for row in 0..<data.count {
        let (y, weight) = (rows.y[row], rows.weight(row))
        sum = sum + DoubleDouble.product(weight, y)
        total = total + DoubleDouble.product(weight, kind == .binomial ? y + rows.failures(row) : 1)
      }
    }
    return total.high > 0 ? (sum / total).high : nil
  }

  /// Twice the sum of the losses at μ = y.
  func saturated(_ data: ResponseData) -> Double {
    if kind == .gaussian || kind == .inverseGaussian { return 0 }
    return BlockSums.sum(data.count) { range in
      data.withRows { rows in
        range.reduce(0) { sum, row in
          let (y, weight) = (rows.y[row], rows.weight(row))
          guard weight > 0 else { return sum }
          let loss: Double
          switch kind {
          case .gaussian, .inverseGaussian: loss = 0
          case .binomial:
            let failures = rows.failures(row)
            let trials = y + failures
            loss = -(y > 0 && failures > 0 ? y * log(y / trials) + failures * log(failures / trials) : 0)
          case .poisson: loss = y > 0 ? y - y * log(y) : 0
          case .gamma: loss = 1 + log(y)
          case .negativeBinomial: loss = theta * log1p(y / theta) - (y > 0 ? y * log(y / (y + theta)) : 0)
          }
          return sum + 2 * weight * loss
        }
      }
    }
  }
}
