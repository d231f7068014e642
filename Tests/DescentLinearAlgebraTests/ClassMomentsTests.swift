import DescentLinearAlgebra
import Foundation
import Testing

/// Information and scores of models of several classes, beside sums written out.
@Suite(.serialized)
struct ClassMomentsTests {
  private static func matrix(_ rows: Int, _ columns: Int) -> Matrix<Double> {
    var generator = DescentLinearAlgebra.SeededGenerator(seed: UInt64(rows + columns))
    return Matrix(rows, columns, (0..<rows * columns).map { _ in Double.random(in: -1...1, using: &generator) })
  }

  /// The weight of a row for a pair of classes.
  private static func weight(_ row: Int, _ k: Int, _ l: Int) -> Double {
    0.25 + 0.5 * abs(sin(Double(row * 7 + k * 3 + l)))
  }

  /// What pulls an η, made of all η of its row so that a wrong place shows.
  private static func pull(_ row: Int, _ k: Int, _ eta: [Double]) -> Double {
    eta[k] + 0.5 * eta[(k + 1) % eta.count] + Double(row % 5)
  }

  private static func weighting(_ coefficients: Matrix<Double>, _ constants: [Double]?) -> ClassWeighting {
    let m = coefficients.columnCount
    return ClassWeighting(coefficients, constants: constants) { rows, products, weights in
      for i in 0..<rows.count {
        let row = rows.lowerBound + i
        let eta = (0..<m).map { products[i * m + $0] }
        for k in 0..<m { products[i * m + k] = pull(row, k, eta) }
        var pair = 0
        for k in 0...m {
          for l in k + 1..<max(k + 1, m + 1) {
            weights[pair * ClassWeighting.mostRows + i] = weight(row, k, l)
            pair += 1
          }
        }
      }
      return Double(rows.count)
    }
  }

  @Test(arguments: [(1, 2, 2), (301, 3, 4), (2500, 5, 3), (260, 530, 3), (40, 0, 3)], [true, false])
  func sumsAreThoseWrittenOut(_ shape: (Int, Int, Int), _ hasIntercept: Bool) {
    let (n, p, count) = shape
    guard p > 0 || hasIntercept else { return }
    let (x, m, first) = (Self.matrix(n, p), count - 1, hasIntercept ? 1 : 0)
    let coefficients = Self.matrix(p, m).scaled(by: 0.1)
    let constants = hasIntercept ? (0..<m).map { 0.3 * Double($0) } : nil
    let found = ClassMoments(of: x, Self.weighting(coefficients, constants))
    let design = hasIntercept ? x.prependingOnes() : x
    let q = p + first
    #expect(found.value == Double(n))
    let eta = p > 0 ? x * coefficients : .zeros(n, m)
    for k in 0..<m {
      let pulls = Vector(
        (0..<n).map { row in Self.pull(row, k, (0..<m).map { eta[row, $0] + (constants?[$0] ?? 0) }) })
      let expected = design.transposed() * pulls
      for j in 0..<q { #expect((found.score[k * q + j] - expected[j]).magnitude < 1e-12 * Double(n)) }
      for l in 0..<m {
        let weights = Vector(
          (0..<n).map { row in
            k != l
              ? -Self.weight(row, min(k, l) + 1, max(k, l) + 1)
              : (0...m).filter { $0 != k + 1 }.reduce(0) { $0 + Self.weight(row, min($1, k + 1), max($1, k + 1)) }
          })
        let block = design.transposed() * design.scalingRows(by: weights)
        var worst = 0.0
        for i in 0..<q {
          for j in 0..<q {
            worst = max(worst, (found.information[k * q + i, l * q + j] - block[i, j]).magnitude)
          }
        }
        #expect(worst < 1e-12 * Double(n))
      }
    }
  }

  @Test func threadsChangeNoBit() {
    let before = Parallelism.threadCount
    defer { Parallelism.threadCount = before }
    let x = Self.matrix(20_000, 4)
    let results = [1, 2, 3].map { threads in
      Parallelism.threadCount = threads
      return ClassMoments(of: x, Self.weighting(Self.matrix(4, 3), [0, 1, 2]))
    }
    for result in results.dropFirst() {
      #expect(result.information == results[0].information && result.score == results[0].score)
    }
  }

  /// Sums of doubles and of double-doubles give the same inverse, and that of the moments to their digits.
  @Test func informationInvertsTheMoments() throws {
    let x = Self.matrix(3000, 3)
    let problem = LeastSquaresProblem(x, .zeros(3000), hasIntercept: true)
    let weights = { (k: Int, l: Int) in Vector((0..<3000).map { Self.weight($0, k, l) }) }
    let long = try #require(try ClassInformation(problem, classCount: 3, leastPivot: 0, weights: weights))
    let short = try #require(try ClassInformation(problem, classCount: 3, leastPivot: 1, weights: weights))
    for (a, b) in zip(long.spreads, short.spreads) { #expect((a - b).magnitude <= 4e-16 * a) }
    let moments = ClassMoments(of: x, Self.weighting(.zeros(3, 2), [0, 0]))
    let product = moments.information * long.inverse
    for i in 0..<8 {
      for j in 0..<8 { #expect((product[i, j] - (i == j ? 1 : 0)).magnitude < 1e-12) }
    }
    let step = long.solve(moments.score.map { DoubleDouble($0) })
    let expected = long.inverse * Vector(moments.score)
    for i in 0..<8 { #expect((step[i].high - expected[i]).magnitude < 1e-12 * expected.norm()) }
    let twice = LeastSquaresProblem(
      x, terms: [.init(column: 0), .init(column: 1), .init(column: 0)], targets: .zeros(3000, 1))
    #expect(try ClassInformation(twice, classCount: 3, leastPivot: 0, weights: weights) == nil)
  }
}
