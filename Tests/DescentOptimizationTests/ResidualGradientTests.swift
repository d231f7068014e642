import AllocationCounter
import DescentLinearAlgebra
import Synchronization
import Testing

/// The gradient kernel against sums written out.
@Suite struct ResidualGradientTests {
  static let shapes: [(Int, Int)] = [
    (0, 3), (1, 1), (1, 5), (3, 0), (2, 7), (7, 1), (9, 2), (257, 3), (1000, 17), (5000, 1), (3001, 40), (40, 3001),
    (70_000, 2), (6, 20_000),
  ]

  private func evaluate(
    _ kernel: ResidualGradient, _ beta: Vector<Double>, scale: Double = 1
  ) -> (squares: Double, gradient: Vector<Double>) {
    var gradient = Vector<Double>(repeating: .nan, count: beta.count)
    var span = gradient.mutableSpan
    let squares = kernel.evaluate(at: beta.span, gradient: &span, scale: scale)
    return (squares, gradient)
  }

  @Test(arguments: shapes)
  func agreesWithPlainLoops(shape: (Int, Int)) {
    let (n, p) = shape
    let x = Matrix<Double>.random(n, p, seed: 1)
    let y = Vector<Double>.random(n, seed: 2)
    let beta = Vector<Double>.random(p, seed: 3)
    var gradient = [Double](repeating: 0, count: p)
    var product = gradient
    var (squares, productSquares) = (0.0, 0.0)
    var residuals: [Double] = []
    let (xs, ys, bs) = (Array(x.withUnsafeBufferPointer { Array($0) }), Array(y), Array(beta))
    for i in 0..<n {
      var fitted = 0.0
      for j in 0..<p { fitted += xs[i * p + j] * bs[j] }
      let residual = ys[i] - fitted
      residuals.append(-residual)
      squares += residual * residual
      productSquares += fitted * fitted
      for j in 0..<p {
        gradient[j] += xs[i * p + j] * residual
        product[j] += xs[i * p + j] * fitted
      }
    }
    let bound = 1e-15 * Double((n + 4) * (p + 4))
    let kernel = ResidualGradient(x, y)
    let result = evaluate(kernel, beta, scale: -2)
    #expect(result.gradient.isClose(to: Vector(gradient).scaled(by: -2), absoluteTolerance: bound))
    #expect((result.squares - squares).magnitude <= bound)
    #expect((kernel.sumOfSquares(at: beta.span) - squares).magnitude <= bound)
    #expect((kernel.sumOfSquares(at: beta.span, withoutTarget: true) - productSquares).magnitude <= bound)

    var products = Vector<Double>(repeating: .nan, count: p)
    var rows = Vector<Double>(repeating: .nan, count: n)
    do {
      var span = products.mutableSpan
      #expect((kernel.evaluateProduct(at: beta.span, into: &span, scale: 1) - productSquares).magnitude <= bound)
      var rowSpan = rows.mutableSpan
      #expect((kernel.residual(at: beta.span, into: &rowSpan) - squares).magnitude <= bound)
    }
    #expect(products.isClose(to: Vector(product), absoluteTolerance: bound))
    #expect(rows.isClose(to: Vector(residuals), absoluteTolerance: bound))
  }

  @Test(arguments: [(30_000, 12), (2000, 300), (100, 4000)])
  func hasTheSameBitsForAnyNumberOfThreads(shape: (Int, Int)) {
    let before = Parallelism.threadCount
    defer { Parallelism.threadCount = before }
    let kernel = ResidualGradient(.random(shape.0, shape.1, seed: 5), .random(shape.0, seed: 6))
    let beta = Vector<Double>.random(shape.1, seed: 7)
    let results = [1, 2, 3, 5].map { threads in
      Parallelism.threadCount = threads
      return evaluate(kernel, beta)
    }
    for result in results {
      #expect(result.squares.bitPattern == results[0].squares.bitPattern)
      #expect(result.gradient.isBitIdentical(to: results[0].gradient))
    }
  }

  @Test func aRangeOfRowsIsWorkedOffWhereItIs() {
    let x = Matrix<Double>.random(500, 6, seed: 8)
    let y = Vector<Double>.random(500, seed: 9)
    let beta = Vector<Double>.random(6, seed: 10)
    let part = x[rows: 100..<400]
    let sliced = evaluate(ResidualGradient(part, Vector(y[100..<400])), beta)
    let copied = evaluate(ResidualGradient(Matrix(part.view), Vector(y[100..<400])), beta)
    #expect(sliced.gradient.isBitIdentical(to: copied.gradient))
    #expect(sliced.squares == copied.squares)
  }

  @Test func concurrentEvaluationsDoNotMeet() async {
    let kernel = ResidualGradient(.random(20_000, 8, seed: 11), .random(20_000, seed: 12))
    let points = (0..<8).map { Vector<Double>.random(8, seed: 20 + UInt64($0)) }
    let alone = points.map { evaluate(kernel, $0).gradient }
    await withTaskGroup(of: Bool.self) { group in
      for (point, expected) in zip(points, alone) {
        group.addTask {
          (0..<20).allSatisfy { _ in self.evaluate(kernel, point).gradient.isBitIdentical(to: expected) }
        }
      }
      for await isSame in group { #expect(isSame) }
    }
  }

  @Test func nonFiniteCoefficientsGiveNonFiniteSums() {
    let kernel = ResidualGradient(.random(50, 3, seed: 1), .random(50, seed: 2))
    let result = evaluate(kernel, [1, .nan, 2])
    #expect(result.squares.isNaN)
    #expect(result.gradient.allSatisfy { $0.isNaN })
    #expect(evaluate(kernel, [1, 2, 3]).gradient.isFinite)
  }

  @Test func lengthsThatDoNotFitTrap() async {
    await #expect(processExitsWith: .failure) {
      _ = ResidualGradient(Matrix<Double>.zeros(3, 2), Vector<Double>.zeros(4))
    }
    await #expect(processExitsWith: .failure) {
      let kernel = ResidualGradient(Matrix<Double>.zeros(3, 2), Vector<Double>.zeros(3))
      _ = kernel.sumOfSquares(at: Vector<Double>.zeros(3).span)
    }
  }
}
