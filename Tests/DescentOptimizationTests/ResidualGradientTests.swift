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

  /// Small integers, with which every sum is exact.
  private struct Integers {
    let n = 500
    let p = 11
    let x: Matrix<Double>
    let y, weights, beta: Vector<Double>

    init() {
      var generator = SeededGenerator(seed: 40)
      func integers(_ range: ClosedRange<Int>, _ count: Int) -> [Double] {
        (0..<count).map { _ in Double(Int.random(in: range, using: &generator)) }
      }
      let elements = integers(-9...9, n * p)
      x = Matrix(n, p) { _ = $0.initialize(from: elements) }
      y = Vector(integers(-9...9, n))
      weights = Vector(integers(0...5, n))
      beta = Vector(integers(-9...9, p))
    }

    /// 2 XᵀW(y − 3 − Xβ), Σ w r², Σ w r.
    func expected(rows: [Int]) -> (gradient: [Double], sums: ResidualSums) {
      var gradient = [Double](repeating: 0, count: p)
      var sums = ResidualSums(squares: 0, sum: 0)
      for i in rows {
        var residual = y[i] - 3
        for j in 0..<p { residual -= x[i, j] * beta[j] }
        sums.squares += weights[i] * residual * residual
        sums.sum += weights[i] * residual
        for j in 0..<p { gradient[j] += 2 * weights[i] * residual * x[i, j] }
      }
      return (gradient, sums)
    }
  }

  @Test func weightsAnOffsetAndSinglePrecision() {
    let data = Integers()
    let expected = data.expected(rows: Array(0..<data.n))
    let doubles = ResidualGradient(data.x, data.y, weights: data.weights)
    let floats = BatchGradient<Float>(
      Matrix(data.n, data.p) { elements in
        data.x.withUnsafeBufferPointer { for i in $0.indices { elements[i] = Float($0[i]) } }
      }, Vector(data.y.map { Float($0) }), weights: Vector(data.weights.map { Float($0) }))
    var gradient = Vector<Double>.zeros(data.p)
    var floatGradient = gradient
    do {
      var span = gradient.mutableSpan
      var floatSpan = floatGradient.mutableSpan
      #expect(doubles.evaluate(at: data.beta.span, offset: 3, gradient: &span, scale: 2) == expected.sums)
      #expect(floats.evaluate(at: data.beta.span, offset: 3, gradient: &floatSpan, scale: 2) == expected.sums)
    }
    #expect(Array(gradient) == expected.gradient)
    #expect(Array(floatGradient) == expected.gradient)
  }

  @Test(arguments: [0, 1, 10, 64, 500, 700])
  func aListOfRows(count: Int) {
    let data = Integers()
    var generator = SeededGenerator(seed: 41)
    let rows = (0..<count).map { _ in Int.random(in: 0..<data.n, using: &generator) }
    let expected = data.expected(rows: rows)
    let kernel = ResidualGradient(data.x, data.y, weights: data.weights)
    var gradient = Vector<Double>(repeating: .nan, count: data.p)
    do {
      var span = gradient.mutableSpan
      let sums = kernel.evaluate(rows: rows.span, at: data.beta.span, offset: 3, gradient: &span, scale: 2)
      #expect(sums == expected.sums)
    }
    #expect(Array(gradient) == expected.gradient)
  }

  @Test(.enabled(if: allocation_counter_works())) func allocatesNothing() {
    let kernel = ResidualGradient(.random(30_000, 8, seed: 1), .random(30_000, seed: 2))
    let beta = Vector<Double>.random(8, seed: 3)
    let rows = Array(stride(from: 0, to: 30_000, by: 2))
    var gradient = Vector<Double>.zeros(8)
    func run() {
      var span = gradient.mutableSpan
      _ = kernel.evaluate(at: beta.span, gradient: &span, scale: 1)
      _ = kernel.evaluate(rows: rows.span, at: beta.span, gradient: &span, scale: 1)
    }
    run()
    let before = allocation_count()
    for _ in 0..<10 { run() }
    #expect(allocation_count() == before)
  }

  @Test func rowsThatAreNotThereTrap() async {
    await #expect(processExitsWith: .failure) {
      let kernel = ResidualGradient(Matrix<Double>.zeros(3, 1), Vector<Double>.zeros(3))
      var gradient = Vector<Double>.zeros(1)
      var span = gradient.mutableSpan
      _ = kernel.evaluate(rows: [3].span, at: Vector<Double>.zeros(1).span, gradient: &span, scale: 1)
    }
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
