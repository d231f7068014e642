import Descent
import Foundation
import Testing

/// Data for penalized models, with every way of being difficult.
struct PenalizedCase: Sendable, CustomTestStringConvertible {
  enum Kind: String, Sendable, CaseIterable { case independent, collinear, duplicated, farFromZero, badlyScaled }
  var rows: Int
  var columns: Int
  var kind: Kind
  var seed: UInt64

  var testDescription: String { "\(rows)×\(columns) \(kind.rawValue) \(seed)" }

  static let all: [PenalizedCase] = Kind.allCases.flatMap { kind in
    [(60, 8), (200, 30), (25, 60), (12, 1)].flatMap { rows, columns in
      [1, 2].map { PenalizedCase(rows: rows, columns: columns, kind: kind, seed: $0) }
    }
  }

  var x: Matrix<Double> {
    var generator = SeededGenerator(seed: seed)
    var x = Matrix<Double>(rows, columns) { elements in
      for i in elements.indices { elements[i] = generator.normal() }
    }
    for i in 0..<rows {
      for j in 1..<max(1, columns) {
        switch kind {
        case .independent: break
        case .collinear: x[i, j] = x[i, j - 1] + 1e-3 * x[i, j]
        case .duplicated: if j % 3 == 0 { x[i, j] = x[i, j - 1] }
        case .farFromZero: x[i, j] += 1e6 * Double(j)
        case .badlyScaled: x[i, j] *= pow(10, Double(j % 7 - 3))
        }
      }
    }
    return x
  }

  var y: Vector<Double> {
    var generator = SeededGenerator(seed: seed + 100)
    let x = x
    let standard = Standardization(of: x, isCentred: true).applied(to: x)
    return Vector(
      (0..<rows).map { i in
        (0..<columns).reduce(5.0) { $0 + (($1 % 4) == 0 ? 1 / Double($1 + 1) : 0) * standard[i, $1] }
          + 0.3 * generator.normal()
      })
  }

  var weights: Vector<Double> {
    var generator = SeededGenerator(seed: seed + 200)
    return Vector((0..<rows).map { _ in 0.5 + generator.uniform() })
  }
}

/// By how much a model violates the conditions of optimality of an elastic net, in relation to what λ₁ allows: computed from
/// the raw data.
func optimalityViolation(
  _ model: PenalizedModel, _ net: ElasticNet, _ x: Matrix<Double>, _ y: Vector<Double>,
  weights: Vector<Double>? = nil
) -> Double {
  let n = x.rowCount
  let w = weights ?? Vector(repeating: 1, count: n)
  let sum = w.sum()
  let mean = { (values: Vector<Double>) -> Double in net.hasIntercept ? w.dot(values) / sum : 0 }
  var residual = y.adding(constant: -mean(y))
  var columns: [Vector<Double>] = []
  for j in 0..<x.columnCount {
    let column = x.column(j)
    let centred = column.adding(constant: -mean(column))
    columns.append(centred)
    residual.subtract(centred.scaled(by: model.slopes[j]))
  }
  let (l1, l2): (Double, Double) =
    net.convention == .textbook
    ? (model.lambda * net.l1Ratio / 2, model.lambda * (1 - net.l1Ratio) / 2)
    : (model.lambda * net.l1Ratio, model.lambda * (1 - net.l1Ratio))
  var worst = 0.0
  for (j, column) in columns.enumerated() {
    let deviation = (w.dot(column.mapElements { $0 * $0 }) / sum).squareRoot()
    guard deviation > 0 else { continue }
    let scale = net.standardizes ? deviation : 1
    let slope = w.dot(column.multiplyingElements(by: residual)) / sum / scale
    let beta = model.slopes[j] * scale
    let miss: Double
    if beta == 0 {
      miss = max(0, (net.isNonNegative ? slope : abs(slope)) - l1)
    } else {
      if net.isNonNegative, beta < 0 { return .infinity }
      miss = abs(slope - l2 * beta - (beta > 0 ? l1 : -l1))
    }
    worst = max(worst, miss / l1)
  }
  return worst
}
