import DescentLinearAlgebra
import Foundation
import Testing

/// Sums with weights and targets that are made of Xβ on the way, and the functions of arrays they are made with.
struct RowWeightingTests {
  private static let shapes = [(0, 0), (5, 0), (1, 1), (47, 3), (1000, 9), (20_000, 17), (700, 130), (400, 520)]

  private func data(_ n: Int, _ p: Int) -> (Matrix<Double>, Vector<Double>, Vector<Double>) {
    var generator = DescentLinearAlgebra.SeededGenerator(seed: UInt64(1000 * n + p))
    func random(_ count: Int) -> [Double] { (0..<count).map { _ in Double.random(in: -1...1, using: &generator) } }
    return (Matrix(n, p, random(n * p)), Vector(random(p)), Vector(random(n)))
  }

  @Test(arguments: shapes)
  func sumsAreThoseOfTheWeightsAndTargets(_ shape: (Int, Int)) {
    let (n, p) = shape
    let (x, beta, y) = data(n, p)
    let c = 0.25
    let eta = p == 0 ? Vector(repeating: c, count: n) : (x * beta).adding(constant: c)
    let moments = Moments(
      of: x,
      RowWeighting(beta, constant: c) { rows, products, weights, target in
        var sum = 0.0
        for (i, row) in rows.enumerated() {
          weights[i] = 1 + products[i] * products[i]
          target[i] = y[row] - products[i]
          sum += target[i]
        }
        return sum
      })
    let weights = eta.mapElements { 1 + $0 * $0 }
    let target = y.subtracting(eta)
    let expected = Moments(of: x, targets: Matrix(column: target), weights: weights)
    let size = Double(max(1, n)) * 4
    #expect(moments.gram.isClose(to: expected.gram, relativeTolerance: 0, absoluteTolerance: 1e-13 * size))
    #expect(moments.products.isClose(to: expected.products, relativeTolerance: 0, absoluteTolerance: 1e-13 * size))
    #expect((moments.weightSum - weights.sum()).magnitude <= 1e-13 * size)
    #expect((moments.value - target.sum()).magnitude <= 1e-12 * size)
  }

  /// Not for finite values only: zeros, tails beyond the range, NaN.
  @Test(arguments: [1, 2, 7, 8, 9, 240])
  func exponentialsAreRight(_ count: Int) {
    var generator = DescentLinearAlgebra.SeededGenerator(seed: UInt64(count))
    var x: [Double] = (0..<count).map { _ in Double.random(in: -700...700, using: &generator) }
    x[0] = count.isMultiple(of: 2) ? 0 : 800
    if count > 8 { (x[3], x[5], x[7]) = (-.infinity, .nan, -800) }
    var found = [Double](repeating: 0, count: count)
    ArrayFunctions.exponentials(x, count: count, into: &found)
    for (value, result) in zip(x, found) {
      let expected = exp(value)
      #expect(result == expected || result.isNaN && value.isNaN || (result / expected - 1).magnitude <= 3e-16)
    }
    let t = (0..<count).map { _ in Double.random(in: 0...1, using: &generator) }
    ArrayFunctions.logarithmsOfOnePlus(t, count: count, into: &found)
    for (value, result) in zip(t, found) { #expect((result / log1p(value) - 1).magnitude <= 5e-16) }
  }

  /// Zᵀu for u = y + Zβ is what a product with all digits gives: here numbers of few bits, exactly.
  @Test func preciseScoresKeepWhatDoublesLose() throws {
    let n = 1000
    let x = Matrix<Double>(n, 1, (0..<n).map { $0.isMultiple(of: 2) ? 0x1p40 : 1 })
    let offset = Vector((0..<n).map { $0.isMultiple(of: 2) ? -0x1p40 : -1 })
    let problem = LeastSquaresProblem(x, terms: [.init(column: 0)], targets: Matrix(column: offset))
    let rest = 0x1p-70
    let score = try PreciseScore(problem).evaluate(at: [DoubleDouble(high: 1, low: rest)]) { rows, high, low in
      for i in 0..<rows.count { #expect(high[i] == ((rows.lowerBound + i).isMultiple(of: 2) ? 0x1p-30 : rest)) }
    }
    #expect(score[0] == DoubleDouble(500 * 0x1p10) + DoubleDouble(500 * rest))
  }
}
