import Descent
import Foundation
import Testing

/// Data for penalized generalized linear models.
struct GeneralizedCase: Sendable, CustomTestStringConvertible {
  typealias Family = GeneralizedLinearRegression.Family
  typealias Link = GeneralizedLinearRegression.Link

  var features: PenalizedCase
  var family: Family
  var link: Link

  var testDescription: String { "\(features) \(family.name) \(link.rawValue)" }

  var x: Matrix<Double> { features.x }

  /// A response whose mean depends on a quarter of the columns.
  var y: Vector<Double> {
    let eta = features.y.adding(constant: -5)
    var generator = SeededGenerator(seed: features.seed + 300)
    return eta.mapElements { eta in
      switch family {
      case .binomial, .quasiBinomial: generator.uniform() < 1 / (1 + exp(-eta)) ? 1 : 0
      case .poisson, .quasiPoisson, .negativeBinomial: (exp(0.5 * eta + 1) * 2 * generator.uniform()).rounded()
      case .gamma, .inverseGaussian: exp(0.3 * eta + 1) * (0.2 + generator.uniform())
      case .gaussian: eta + 0.1 * generator.normal()
      }
    }
  }

  static let all: [GeneralizedCase] = PenalizedCase.Kind.allCases.flatMap { kind in
    [(60, 8), (200, 30), (25, 60)].flatMap { rows, columns in
      [(Family.binomial, Link.logit), (.poisson, .log)].map { family, link in
        GeneralizedCase(
          features: PenalizedCase(rows: rows, columns: columns, kind: kind, seed: 1), family: family, link: link)
      }
    }
  }

  /// One case of every family and link that have means for any linear predictor, or nearly so.
  static let links: [GeneralizedCase] = [
    (.binomial, .probit), (.binomial, .complementaryLogLog), (.binomial, .cauchit), (.quasiBinomial, .logit),
    (.poisson, .squareRoot), (.poisson, .identity), (.quasiPoisson, .log), (.gamma, .log), (.gamma, .inverse),
    (.inverseGaussian, .log), (.inverseGaussian, .inverseSquare), (.negativeBinomial(theta: 2), .log),
    (.gaussian, .identity),
  ].map { family, link in
    GeneralizedCase(
      features: PenalizedCase(rows: 80, columns: 6, kind: .independent, seed: 3), family: family, link: link)
  }
}

/// By how much a model violates the conditions of optimality of D/(2n) + λ(…), in relation to λα: computed from the raw
/// data, with means and derivatives by formulas of their own.
///
/// Of columns far from zero the digits of the intercept are not enough: its own condition is met by a Newton iteration on
/// it, and it must be where that ends but for rounding.
func optimalityViolation(
  _ model: PenalizedGeneralizedLinearModel, _ regression: PenalizedGeneralizedLinearRegression, _ x: Matrix<Double>,
  _ y: Vector<Double>, weights: Vector<Double>? = nil, offset: Vector<Double>? = nil
) throws -> Double {
  let n = x.rowCount
  let w = weights ?? Vector(repeating: 1, count: n)
  let sum = w.sum()
  let means = (0..<x.columnCount).map { regression.hasIntercept ? w.dot(x.column($0)) / sum : 0 }
  let centred = x.addingToEachRow(Vector(means.map { -$0 }))
  var fixed = centred * model.slopes
  if let offset { fixed = fixed.adding(offset) }
  // −dℓ/dη = (y − μ)μ′/V
  func derivatives(_ constant: Double) -> (pulls: Vector<Double>, curvature: Double) {
    var curvature = 0.0
    let pulls = (0..<n).map { i in
      let eta = constant + fixed[i]
      let mean = mean(eta, regression.link)
      let (slope, variance) = (slope(eta, mean, regression.link), variance(mean, regression.family))
      curvature += w[i] / sum * slope * slope / variance
      return w[i] / sum * (y[i] - mean) * slope / variance
    }
    return (Vector(pulls), curvature)
  }
  var constant = 0.0
  if regression.hasIntercept {
    constant = model.intercept! + zip(means, model.slopes).reduce(0) { $0 + $1.0 * $1.1 }
    let start = constant
    for _ in 0..<30 {
      let (pulls, curvature) = derivatives(constant)
      constant += pulls.sum() / curvature
    }
    let rounding = zip(means, model.slopes).reduce(1) { $0 + abs($1.0 * $1.1) }
    guard abs(constant - start) <= 1e-8 + 1e-14 * rounding else { return .infinity }
  }
  let (l1, l2) = (model.lambda * regression.l1Ratio, model.lambda * (1 - regression.l1Ratio))
  let pulls = derivatives(constant).pulls
  var worst = 0.0
  for j in 0..<x.columnCount {
    let column = centred.column(j)
    let deviation = (w.dot(column.mapElements { $0 * $0 }) / sum).squareRoot()
    guard deviation > 0 else { continue }
    let scale = regression.standardizes ? deviation : 1
    let gradient = column.dot(pulls) / scale
    let beta = model.slopes[j] * scale
    let miss: Double
    if beta == 0 {
      miss = max(0, (regression.isNonNegative ? gradient : abs(gradient)) - l1)
    } else {
      if regression.isNonNegative, beta < 0 { return .infinity }
      miss = abs(gradient - l2 * beta - (beta > 0 ? l1 : -l1))
    }
    worst = max(worst, miss / l1)
  }
  return worst
}

private func mean(_ eta: Double, _ link: GeneralizedLinearRegression.Link) -> Double {
  switch link {
  case .identity: eta
  case .log: exp(eta)
  case .logit: 1 / (1 + exp(-eta))
  case .probit: erfc(-eta / 2.0.squareRoot()) / 2
  case .complementaryLogLog: -expm1(-exp(eta))
  case .cauchit: 0.5 + atan(eta) / Double.pi
  case .inverse: 1 / eta
  case .inverseSquare: 1 / eta.squareRoot()
  case .squareRoot: eta * eta
  }
}

private func variance(_ mean: Double, _ family: GeneralizedLinearRegression.Family) -> Double {
  switch family {
  case .gaussian: 1
  case .binomial, .quasiBinomial: mean * (1 - mean)
  case .poisson, .quasiPoisson: mean
  case .gamma: mean * mean
  case .inverseGaussian: mean * mean * mean
  case .negativeBinomial(let theta): mean + mean * mean / theta!
  }
}

private func slope(_ eta: Double, _ mean: Double, _ link: GeneralizedLinearRegression.Link) -> Double {
  switch link {
  case .identity: 1
  case .log: mean
  case .logit: mean * (1 - mean)
  case .probit: exp(-eta * eta / 2) / (2 * Double.pi).squareRoot()
  case .complementaryLogLog: exp(eta - exp(eta))
  case .cauchit: 1 / (Double.pi * (1 + eta * eta))
  case .inverse: -mean * mean
  case .inverseSquare: -0.5 * mean * mean * mean
  case .squareRoot: 2 * eta
  }
}
