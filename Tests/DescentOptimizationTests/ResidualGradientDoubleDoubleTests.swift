import AllocationCounter
import DescentLinearAlgebra
import Testing

/// The gradient in double-double arithmetic against exact sums.
@Suite struct ResidualGradientDoubleDoubleTests {
  private struct Result: Equatable {
    var high, low: [Double]
    var sums: DoubleDoubleResidualSums
  }

  private func evaluate(
    _ kernel: ResidualGradientDoubleDouble, _ high: Vector<Double>, _ low: Vector<Double>, offset: Double = 0
  ) -> Result {
    var gradientHigh = Vector<Double>(repeating: .nan, count: high.count)
    var gradientLow = gradientHigh
    var highSpan = gradientHigh.mutableSpan
    var lowSpan = gradientLow.mutableSpan
    let sums = kernel.evaluate(
      high: high.span, low: low.span, offsetHigh: offset, offsetLow: offset * 0x1p-55, gradientHigh: &highSpan,
      gradientLow: &lowSpan)
    return Result(high: Array(gradientHigh), low: Array(gradientLow), sums: sums)
  }

  /// Numbers over many powers of two, so that small terms meet large ones and large ones cancel.
  private func wide(_ count: Int, seed: UInt64) -> [Double] {
    var generator = SeededGenerator(seed: seed)
    return (0..<count).map { _ in
      Double.random(in: -1...1, using: &generator)
        * Double(sign: .plus, exponent: Int.random(in: -25...25, using: &generator), significand: 1)
    }
  }

  @Test(arguments: [(1, 1), (9, 3), (40, 8), (23, 17), (70, 30), (3, 0), (0, 3)], [false, true])
  func isAsAccurateAsTheSumsAreConditioned(shape: (Int, Int), isWeighted: Bool) {
    let (n, p) = shape
    let (x, y) = (wide(n * p, seed: 1), wide(n, seed: 2))
    let (high, weights) = (wide(p, seed: 3), wide(n, seed: 4).map { $0.magnitude })
    let low = high.map { $0 * 0x1.2345p-55 }
    let (offset, offsetLow) = (1.5, 1.5 * 0x1p-55)

    let kernel = ResidualGradientDoubleDouble(
      Matrix(n, p) { _ = $0.initialize(from: x) }, Vector(y), weights: isWeighted ? Vector(weights) : nil)
    let result = evaluate(kernel, Vector(high), Vector(low), offset: offset)

    var gradient = [ExactSum](repeating: ExactSum(), count: p)
    var gradientSizes = [Double](repeating: 0, count: p)
    var (squares, sum) = (ExactSum(), ExactSum())
    var (squaresSize, sumSize) = (0.0, 0.0)
    for i in 0..<n {
      let weight = isWeighted ? weights[i] : 1
      var residual = ExactSum()
      residual.add(y[i])
      residual.add(-offset)
      residual.add(-offsetLow)
      var size = y[i].magnitude + offset
      for j in 0..<p {
        residual.add(-x[i * p + j], times: high[j])
        residual.add(-x[i * p + j], times: low[j])
        size += (x[i * p + j] * high[j]).magnitude
      }
      var weighted = ExactSum()
      weighted.add(residual, times: weight)
      for part in residual.parts { squares.add(weighted, times: part) }
      sum.add(weighted, times: 1)
      squaresSize += weight * size * size
      sumSize += weight * size
      for j in 0..<p {
        gradient[j].add(weighted, times: x[i * p + j])
        gradientSizes[j] += (weight * size * x[i * p + j]).magnitude
      }
    }
    func error(_ exact: ExactSum, _ high: Double, _ low: Double) -> Double {
      var difference = exact
      difference.add(-high)
      difference.add(-low)
      return difference.rounded.magnitude
    }
    for j in 0..<p {
      #expect(error(gradient[j], result.high[j], result.low[j]) <= 0x1p-95 * gradientSizes[j])
      #expect(result.high[j] + result.low[j] == result.high[j])
    }
    #expect(error(squares, result.sums.squaresHigh, result.sums.squaresLow) <= 0x1p-95 * squaresSize)
    #expect(error(sum, result.sums.sumHigh, result.sums.sumLow) <= 0x1p-95 * sumSize)
  }

  @Test func residualsAreRoundedOnce() {
    // 1 + 2⁻⁸⁰ − 1: nothing is left of it in double precision.
    let x = Matrix<Double>(9, 1) { $0.initialize(repeating: 1) }
    let kernel = ResidualGradientDoubleDouble(x, Vector(repeating: 1, count: 9))
    var residual = Vector<Double>.zeros(9)
    var span = residual.mutableSpan
    let (high, low): (Vector<Double>, Vector<Double>) = ([1], [0x1p-80])
    let sums = kernel.residual(high: high.span, low: low.span, into: &span)
    #expect(residual.allSatisfy { $0 == -0x1p-80 })
    #expect(sums == .init(squaresHigh: 9 * 0x1p-160, squaresLow: 0, sumHigh: -9 * 0x1p-80, sumLow: 0))
  }

  @Test(arguments: [(30_000, 12), (2000, 300), (100, 4000)])
  func hasTheSameBitsForAnyNumberOfThreads(shape: (Int, Int)) {
    let before = Parallelism.threadCount
    defer { Parallelism.threadCount = before }
    let kernel = ResidualGradientDoubleDouble(.random(shape.0, shape.1, seed: 5), .random(shape.0, seed: 6))
    let beta = Vector<Double>.random(shape.1, seed: 7)
    let low = beta.scaled(by: 0x1p-56)
    let results = [1, 2, 3, 5].map { threads in
      Parallelism.threadCount = threads
      return evaluate(kernel, beta, low)
    }
    for result in results { #expect(result == results[0]) }
  }

  @Test func aNumberThatIsNotFiniteShows() {
    let kernel = ResidualGradientDoubleDouble(.random(50, 3, seed: 1), .random(50, seed: 2))
    for value in [Double.nan, .infinity] {
      let result = evaluate(kernel, [1, value, 2], .zeros(3))
      #expect(result.high.allSatisfy { !$0.isFinite } && !result.sums.squaresHigh.isFinite)
    }
  }

  @Test(.enabled(if: allocation_counter_works())) func allocatesNothing() {
    let kernel = ResidualGradientDoubleDouble(.random(20_000, 8, seed: 1), .random(20_000, seed: 2))
    let beta = Vector<Double>.random(8, seed: 3)
    var (high, low) = (Vector<Double>.zeros(8), Vector<Double>.zeros(8))
    func run() {
      var highSpan = high.mutableSpan
      var lowSpan = low.mutableSpan
      _ = kernel.evaluate(high: beta.span, low: beta.span, gradientHigh: &highSpan, gradientLow: &lowSpan)
    }
    run()
    let before = allocation_count()
    for _ in 0..<10 { run() }
    #expect(allocation_count() == before)
  }

  @Test func lengthsThatDoNotFitTrap() async {
    await #expect(processExitsWith: .failure) {
      _ = ResidualGradientDoubleDouble(Matrix<Double>.zeros(3, 2), Vector<Double>.zeros(3), weights: .zeros(2))
    }
  }
}

/// A sum without rounding: doubles that do not overlap (Shewchuk 1997).
private struct ExactSum {
  var parts: [Double] = []

  var rounded: Double { parts.reduce(0, +) }

  mutating func add(_ value: Double) {
    var (carry, next) = (value, [Double]())
    for part in parts {
      let sum = carry + part
      let added = sum - carry
      let error = (carry - (sum - added)) + (part - added)
      if error != 0 { next.append(error) }
      carry = sum
    }
    next.append(carry)
    parts = next
  }

  mutating func add(_ a: Double, times b: Double) {
    let product = a * b
    add((-product).addingProduct(a, b))
    add(product)
  }

  mutating func add(_ other: ExactSum, times factor: Double) {
    for part in other.parts { add(part, times: factor) }
  }
}
