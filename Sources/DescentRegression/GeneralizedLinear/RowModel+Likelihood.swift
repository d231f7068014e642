import DescentLinearAlgebra
import Foundation

extension RowModel {
  /// The log-likelihood; nil where there is none.
  ///
  /// That of μ = y, in Stirling's form in which nothing cancels, minus half the deviance. Where φ is a parameter, D/Σv
  /// takes its place, as in R.
  func logLikelihood(_ data: ResponseData, weights: ObservationWeights?, deviance: Double) -> Double? {
    guard !family.isQuasi else { return nil }
    let isCounting = kind == .binomial || kind == .poisson || kind == .negativeBinomial
    if isCounting, !data.isWhole { return nil }
    let total = data.totalWeight
    let phi = deviance / total
    if !isCounting, !(phi > 0) { return nil }
    let isAnalytic = if case .analytic = weights { true } else { false }
    let count = isAnalytic ? Double(data.weights!.count { $0 > 0 }) : total
    let sum = BlockSums.sum(data.count) { range in
      data.withRows { rows in
        range.reduce(DoubleDouble(0)) { sum, row in
          let (y, weight) = (rows.y[row], rows.weight(row))
          guard weight > 0 else { return sum }
          switch kind {
          case .gaussian: return sum + DoubleDouble(isAnalytic ? 0.5 * log(weight) : 0)
          case .gamma: return sum + .product(-weight, log(y))
          case .inverseGaussian: return sum + .product(-1.5 * weight, log(y))
          case .poisson, .binomial, .negativeBinomial:
            return sum + .product(weight, saturatedLogarithm(y, kind == .binomial ? rows.failures(row) : 0))
          }
        }.high
      }
    }
    switch kind {
    case .gaussian: return sum - 0.5 * count * (log(2 * Double.pi * deviance / count) + 1)
    case .inverseGaussian: return sum - 0.5 * total * (log(2 * Double.pi * phi) + 1)
    case .gamma:
      let shape = 1 / phi
      return sum + total * (0.5 * log(shape / (2 * .pi)) - SaddlePoint.stirlingCorrection(shape)) - 0.5 * total
    case .poisson, .binomial, .negativeBinomial: return sum - 0.5 * deviance
    }
  }

  /// The logarithm of the probability of a count at μ = y.
  private func saturatedLogarithm(_ y: Double, _ failures: Double) -> Double {
    let stirling = SaddlePoint.stirlingCorrection
    switch kind {
    case .binomial:
      guard y > 0, failures > 0 else { return 0 }
      let trials = y + failures
      return 0.5 * log(trials / (2 * .pi * y * failures)) + stirling(trials) - stirling(y) - stirling(failures)
    case .negativeBinomial:
      guard y > 0 else { return 0 }
      return 0.5 * log(theta / ((y + theta) * 2 * .pi * y)) + stirling(y + theta) - stirling(theta) - stirling(y)
    default:
      if y < 256 { return Self.smallCounts[Int(y)] }
      return -0.5 * log(2 * .pi * y) - stirling(y)
    }
  }

  /// log(yʸe⁻ʸ/y!) of the counts below 256.
  private static let smallCounts = (0..<256).map { count in
    count == 0 ? 0 : -0.5 * log(2 * .pi * Double(count)) - SaddlePoint.stirlingCorrection(Double(count))
  }
}
