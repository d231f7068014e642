import Descent
import Foundation

/// Data for paths of penalized models: correlated columns, 20 coefficients other than zero, noise.
struct PenalizedProblem {
  let x: Matrix<Double>
  let y: Vector<Double>

  init(rows: Int, columns: Int) {
    var generator = SeededGenerator(seed: 6)
    x = Matrix(rows, columns) { elements in
      for i in 0..<rows {
        let common = 0.5 * generator.normal()
        for j in 0..<columns { elements[i * columns + j] = common + generator.normal() }
      }
    }
    let truth = Vector((0..<columns).map { $0 % max(1, columns / 20) == 0 ? 1 + Double($0 % 7) / 7 : 0 })
    y = (x * truth).adding(Vector((0..<rows).map { _ in 3 * generator.normal() })).adding(constant: 5)
  }

  /// The largest violation of the conditions of optimality along a path on standardized columns in glmnet's formula, in
  /// relation to λ: from the raw data.
  func violation(of path: ElasticNetPath) -> Double {
    let n = Double(x.rowCount)
    let standard = Standardization(of: x, isCentred: true)
    let ratio = path.configuration.l1Ratio
    let centred = y.adding(constant: -y.mean())
    var worst = 0.0
    for (index, lambda) in path.lambdas.enumerated() {
      let slopes = path[index].slopes
      let intercept = -slopes.dot(standard.means)
      var residual = centred
      multiply(x, by: slopes, into: &residual, scale: -1, accumulating: 1)
      residual = residual.adding(constant: -intercept)
      var products = Vector<Double>.zeros(slopes.count)
      multiply(x.view.transposed, by: residual.view, into: &products, scale: 1 / n)
      let mean = residual.mean()
      for j in slopes.indices {
        let beta = slopes[j] * standard.scales[j]
        let slope = (products[j] - mean * standard.means[j]) / standard.scales[j] - lambda * (1 - ratio) * beta
        let miss =
          beta == 0 ? abs(slope) - lambda * ratio : abs(slope - (beta < 0 ? -lambda : lambda) * ratio)
        worst = max(worst, miss / (lambda * ratio))
      }
    }
    return worst
  }

  /// 1 where y is above its mean, 0 elsewhere.
  var classes: Vector<Double> {
    let mean = y.mean()
    return y.mapElements { $0 > mean ? 1 : 0 }
  }

  /// The largest violation of the conditions of optimality along a path of logistic lassos on standardized columns, in
  /// relation to λ: from the raw data.
  func violation(of path: PenalizedGeneralizedLinearPath, classes: Vector<Double>) throws -> Double {
    let n = Double(x.rowCount)
    let standard = Standardization(of: x, isCentred: true)
    var worst = 0.0
    for (index, lambda) in path.lambdas.enumerated() {
      let model = path[index]
      let residual = classes.subtracting(try model.predict(x))
      var products = Vector<Double>.zeros(x.columnCount)
      multiply(x.view.transposed, by: residual.view, into: &products, scale: 1 / n)
      let mean = residual.mean()
      for j in model.slopes.indices {
        let slope = (products[j] - mean * standard.means[j]) / standard.scales[j]
        let beta = model.slopes[j]
        worst = max(worst, (beta == 0 ? abs(slope) - lambda : abs(slope - (beta < 0 ? -lambda : lambda))) / lambda)
      }
    }
    return worst
  }
}
