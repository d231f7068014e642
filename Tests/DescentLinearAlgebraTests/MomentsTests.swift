import DescentLinearAlgebra
import Testing

/// X, targets and weights that are small integers, so that every sum of products is exact in whatever order it is formed.
private struct IntegerData {
  let x, y: Matrix<Double>
  let weights: Vector<Double>

  init(_ n: Int, _ p: Int, _ m: Int) {
    // Parts of larger matrices, so that the first rows do not stand at the start of a cache line.
    x = Self.integers(n + 1, p)[rows: 1..<n + 1]
    y = Self.integers(n + 2, m)[rows: 2..<n + 2]
    weights = Vector((0..<n).map { Double($0 * 7 % 5) - 1 })
  }

  /// A short sequence, repeated: quickly made in debug builds.
  private static func integers(_ rowCount: Int, _ columnCount: Int) -> Matrix<Double> {
    let period = Vector<Double>.random(1009, seed: 5).mapElements { ($0 * 8).rounded() }
    return Matrix(rowCount, columnCount) { elements in
      period.withUnsafeBufferPointer { source in
        for start in stride(from: 0, to: elements.count, by: source.count) {
          (elements.baseAddress! + start).initialize(
            from: source.baseAddress!, count: min(source.count, elements.count - start))
        }
      }
    }
  }
}

extension Moments {
  fileprivate var parts: [Vector<Double>] {
    [gram, products].map { $0.withUnsafeBufferPointer { Vector($0) } }
      + [targetSquares, columnSums, targetSums, [weightSum]]
  }

  fileprivate func hasSameBits(as other: Moments) -> Bool {
    zip(parts, other.parts).allSatisfy { $0.hasSameBits(as: $1) }
  }
}

@Suite struct MomentsTests {
  private func expectExact(_ n: Int, _ p: Int, _ m: Int, weighted: Bool, _ kernels: [GramKernel] = GramKernel.all) {
    let data = IntegerData(n, p, m)
    let weights = weighted ? data.weights : Vector(repeating: 1, count: n)
    let wx = weighted ? data.x.scalingRows(by: weights) : data.x
    let wy = weighted ? data.y.scalingRows(by: weights) : data.y
    let (gram, products) = (data.x.transposed() * wx, data.x.transposed() * wy)
    let squares = data.y.multiplyingElements(by: wy).columnSums()
    for kernel in kernels {
      let moments = Moments(
        of: data.x, targets: m == 0 ? nil : data.y, weights: weighted ? weights : nil, kernel: kernel)
      let place: Comment = "\(kernel), n = \(n), p = \(p), m = \(m), weighted: \(weighted)"
      #expect(moments.gram == gram, place)
      #expect(moments.products == products, place)
      #expect(moments.targetSquares == squares, place)
      #expect(moments.columnSums == wx.columnSums(), place)
      #expect(moments.targetSums == wy.columnSums(), place)
      #expect(moments.weightSum == weights.sum(), place)
    }
  }

  @Test(arguments: 0...40)
  func everyWidth(p: Int) {
    for n in [0, 1, 2, 7, 47, 48, 49, 255, 256, 257] {
      expectExact(n, p, (n + p) % 4, weighted: n % 2 == 1)
    }
  }

  @Test(arguments: [63, 64, 65, 99, 100, 127, 128, 129, 199, 200, 201, 208, 256, 513, 530])
  func widthsAroundTheBordersOfTiles(p: Int) {
    for n in [2, 121, 257] { expectExact(n, p, 1, weighted: n == 2) }
    expectExact(481, p, 2, weighted: true, [.best])
    expectExact(1500, p, 1, weighted: false, [.best])
    if p == 100 { expectExact(5000, p, 1, weighted: true) }
  }

  @Test(arguments: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 12, 13, 17, 40])
  func anyNumberOfTargets(m: Int) {
    for p in [0, 1, 5, 24, 33, 100] {
      expectExact(100, p, m, weighted: false)
      expectExact(101, p, m, weighted: true)
    }
  }

  @Test(arguments: [1, 2, 3, 8])
  func manyChunks(p: Int) { expectExact(300_000, p, 1, weighted: false, p == 3 ? GramKernel.all : [.best]) }

  /// Without any other product to rely on.
  @Test func againstPlainLoops() {
    let data = IntegerData(61, 11, 2)
    for kernel in GramKernel.all {
      let moments = Moments(of: data.x, targets: data.y, weights: data.weights, kernel: kernel)
      for i in 0..<11 {
        for j in 0..<11 {
          let sum = (0..<61).reduce(0) { $0 + data.x[$1, i] * data.weights[$1] * data.x[$1, j] }
          #expect(moments.gram[i, j] == sum)
        }
        for j in 0..<2 {
          let sum = (0..<61).reduce(0) { $0 + data.x[$1, i] * data.weights[$1] * data.y[$1, j] }
          #expect(moments.products[i, j] == sum)
        }
      }
    }
  }

  @Test(arguments: [7, 33, 100, 300, 520])
  func kernelsAgreeToRounding(p: Int) {
    let x = Matrix<Double>.patterned(1001, p)
    let y = Matrix<Double>.patterned(1001, 2)
    let weights = Vector<Double>.patterned(1001)
    let best = Moments(of: x, targets: y, weights: weights)
    for kernel in GramKernel.all {
      let other = Moments(of: x, targets: y, weights: weights, kernel: kernel)
      for (left, right) in zip(best.parts, other.parts) {
        // Products are at most 1, and sums are formed of at most 240 terms before they are added.
        #expect(left.subtracting(right).norm(.infinity) <= 1001 * 250 * 0x1p-53, "\(kernel)")
      }
    }
  }

  @Test(arguments: [1, 3, 16, 100, 300, 520])
  func rowsThatAreMade(p: Int) {
    let x = Matrix<Double>.patterned(1003, p)
    let made = Moments(rowCount: 1003, columnCount: p) { rows, target in
      x[rows: rows].withUnsafeBufferPointer { target.update(from: $0.baseAddress!, count: $0.count) }
    }
    #expect(made.hasSameBits(as: Moments(of: x)))
    #expect(made.gram.hasSameBits(as: x.gram()))
    #expect(Moments(rowCount: 0, columnCount: p) { _, _ in }.gram == .zeros(p, p))
  }

  @Test(arguments: [5, 37, 129, 300, 520])
  func powersOfTwoScaleExactly(p: Int) {
    let x = Matrix<Double>.patterned(700, p)
    let y = Matrix<Double>.patterned(700, 1)
    let factors = Vector<Double>((0..<p).map { Double(sign: .plus, exponent: ($0 * 37) % 201 - 100, significand: 1) })
    for kernel in GramKernel.all {
      let plain = Moments(of: x, targets: y, kernel: kernel)
      let scaled = Moments(of: x.scalingColumns(by: factors), targets: y, kernel: kernel)
      #expect(scaled.gram == plain.gram.scalingColumns(by: factors).scalingRows(by: factors))
      #expect(scaled.products == plain.products.scalingRows(by: factors))
      #expect(scaled.columnSums == plain.columnSums.multiplyingElements(by: factors))
    }
  }

  @Test(arguments: [Double.nan, .infinity, -.infinity], [3, 10, 100, 300, 520])
  func whatIsNotFiniteStaysInItsColumn(value: Double, p: Int) {
    let y = Matrix<Double>.patterned(500, 1)
    for row in [0, 100, 499] {
      var x = Matrix<Double>.patterned(500, p)
      x[row, p - 2] = value
      for kernel in GramKernel.all {
        let moments = Moments(of: x, targets: y, kernel: kernel)
        for i in 0..<p {
          #expect(moments.gram[i, i].isFinite == (i != p - 2))
          #expect(moments.products[i, 0].isFinite == (i != p - 2))
          #expect(moments.columnSums[i].isFinite == (i != p - 2))
        }
        #expect(moments.gram[0, p - 1].isFinite)
      }
    }
  }

  @Test func longSumsAreAccurate() {
    let x = Matrix(repeating: 0.1, 400_000, 1)
    let exact = 0.1 * 0.1 * 400_000
    for kernel in GramKernel.all {
      let sum = Moments(of: x, kernel: kernel).gram[0, 0]
      #expect(abs(sum - exact) <= 1e-13 * exact, "\(kernel)")
    }
  }

  @Test func shapesThatDoNotFit() async {
    let targets = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Moments(of: Matrix.zeros(3, 2), targets: Matrix.zeros(4, 1))
    }
    #expect(message(of: targets).contains("rows of the matrix, rows of the targets: the lengths 3 and 4 differ"))
    let weights = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Moments(of: Matrix.zeros(3, 2), weights: Vector.zeros(2))
    }
    #expect(message(of: weights).contains("rows of the matrix, weights: the lengths 3 and 2 differ"))
  }
}

extension ParallelismTests {
  @Test(arguments: [(60_001, 9), (1003, 100), (1201, 300), (2001, 520)])
  func momentsHaveTheSameBitsForAnyNumberOfThreads(n: Int, p: Int) {
    let x = Matrix<Double>.patterned(n, p)
    let y = Matrix<Double>.patterned(n, 2)
    let weights = Vector<Double>.patterned(n)
    for kernel in p < 300 ? GramKernel.all : [.best] {
      let one = withThreads(1) { Moments(of: x, targets: y, weights: weights, kernel: kernel) }
      for threads in [2, 3, 5] {
        let many = withThreads(threads) { Moments(of: x, targets: y, weights: weights, kernel: kernel) }
        #expect(many.hasSameBits(as: one), "\(kernel), \(threads) threads")
      }
    }
  }

  /// Sums of integers that doubles do not hold, but two doubles do.
  @Test(arguments: GramKernel.all, [false, true])
  func `rests hold what rounding takes off`(kernel: GramKernel, isWeighted: Bool) {
    let (n, p) = (20_000, 11)
    var state: UInt64 = 3
    let x = Matrix<Double>(n, p) { elements in
      for i in elements.indices {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        elements[i] = Double(state >> 42)
      }
    }
    let weights = isWeighted ? Vector((0..<n).map { Double($0 % 4) }) : nil
    let moments = Moments(of: x, targets: .zeros(n, 0), weights: weights, kernel: kernel, keepsRests: true)
    let rests = moments.rests!
    for i in 0..<p {
      for j in i..<p {
        let exact = (0..<n).reduce(Int128(0)) {
          $0 + Int128(weights?[$1] ?? 1) * Int128(x[$1, i]) * Int128(x[$1, j])
        }
        #expect(Int128(moments.gram[i, j]) + Int128(rests.gram[i, j]) == exact)
        #expect(rests.gram[i, j] == rests.gram[j, i])
      }
      let sum = (0..<n).reduce(Int128(0)) { $0 + Int128(weights?[$1] ?? 1) * Int128(x[$1, i]) }
      #expect(Int128(moments.columnSums[i]) + Int128(rests.columnSums[i]) == sum)
    }
    #expect(rests.gram.maximumMagnitude() > 0, "The sums were exact without their rests")
    #expect(Moments(of: x, keepsRests: false).rests == nil)
  }
}
