import Descent
import Foundation

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
/// data, with the means of ``GeneralizedLinearPredictor`` and derivatives by formulas of their own.
func optimalityViolation(
  _ model: PenalizedGeneralizedLinearModel, _ regression: PenalizedGeneralizedLinearRegression, _ x: Matrix<Double>,
  _ y: Vector<Double>, weights: Vector<Double>? = nil, offset: Vector<Double>? = nil
) throws -> Double {
  let n = x.rowCount
  let w = weights ?? Vector(repeating: 1, count: n)
  let sum = w.sum()
  let eta = try model.predict(x, offset: offset, scale: .link)
  let means = try model.predict(x, offset: offset)
  // −dℓ/dη = (y − μ)μ′/V
  let pulls = Vector(
    (0..<n).map { i in
      let (mean, variance) = (means[i], variance(means[i], regression.family))
      return w[i] / sum * (y[i] - mean) * slope(eta[i], mean, regression.link) / variance
    })
  let (l1, l2) = (model.lambda * regression.l1Ratio, model.lambda * (1 - regression.l1Ratio))
  var worst = regression.hasIntercept ? abs(pulls.sum()) / l1 : 0
  for j in 0..<x.columnCount {
    let column = x.column(j)
    let mean = regression.hasIntercept ? w.dot(column) / sum : 0
    let centred = column.adding(constant: -mean)
    let deviation = (w.dot(centred.mapElements { $0 * $0 }) / sum).squareRoot()
    guard deviation > 0 else { continue }
    let scale = regression.standardizes ? deviation : 1
    let gradient = (centred.dot(pulls) + mean * pulls.sum()) / scale
    let beta = model.slopes[j] * scale
    let miss: Double
    if beta == 0 {
      miss = max(0, (regression.isNonNegative ? gradient : abs(gradient)) - l1)
    } else {
      if regression.isNonNegative, beta < 0 { return .infinity }
      miss = abs(gradient - l2 * beta - (beta > 0 ? l1 : -l1))
    }
    // Far from zero the mean of the column times what the intercept misses is none of its own.
    worst = max(worst, (miss - abs(mean * pulls.sum()) / scale) / l1)
  }
  return worst
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
