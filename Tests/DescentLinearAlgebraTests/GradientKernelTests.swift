import CDescentKernels
import DescentLinearAlgebra
import Testing

/// The gradient kernels of every instruction set that this processor has, on integers, where every sum is exact.
@Suite struct GradientKernelTests {
  static let levels: [GradientLevel] = {
    var levels = [GradientLevel.dispatched, .portable]
    #if arch(x86_64)
      if descent_cpu_has_avx2() { levels.append(.avx2) }
      if descent_cpu_has_avx512() { levels.append(.avx512) }
    #endif
    return levels
  }()

  /// A problem of small integers, in full and in part with weights, a list of rows, an offset and a distance of rows.
  struct Problem {
    let n, p, stride: Int
    let x, y, weights, high: [Double]
    let hasTarget, hasWeights: Bool
    let rows: [Int]?
    let offset: Double

    init(_ n: Int, _ p: Int, variant: Int) {
      var generator = SeededGenerator(UInt64(1 + n * 1000 + p * 7 + variant))
      func integers(_ count: Int) -> [Double] {
        (0..<count).map { _ in Double(Int.random(in: -7...7, using: &generator)) }
      }
      (self.n, self.p) = (n, p)
      stride = p + (variant & 1 == 0 ? 0 : 3)
      x = integers((n + 2) * stride)
      y = integers(n + 2)
      weights = integers(n + 2).map { $0.magnitude }
      high = integers(p)
      hasTarget = variant % 3 != 2
      hasWeights = variant & 2 != 0
      rows = variant & 4 == 0 ? nil : (0..<n).map { _ in Int.random(in: 0..<n + 2, using: &generator) }
      offset = variant & 8 == 0 ? 0 : 5
    }

    /// What all levels must find, to the bit.
    typealias Expected = (gradient: [Double], squares: Double, sum: Double, residuals: [Double])

    func sums() -> Expected {
      var (gradient, residuals) = ([Double](repeating: 0, count: p), [Double]())
      var (squares, sum) = (0.0, 0.0)
      for i in 0..<n {
        let row = rows?[i] ?? i
        var residual = (hasTarget ? y[row] : 0) - offset
        for j in 0..<p { residual -= x[row * stride + j] * high[j] }
        let weighted = hasWeights ? residual * weights[row] : residual
        residuals.append(residual)
        squares += weighted * residual
        sum += weighted
        for j in 0..<p { gradient[j] += weighted * x[row * stride + j] }
      }
      return (gradient, squares, sum, residuals)
    }
  }

  /// All lengths of rows up to 70, and some that take fewer rows at a time.
  static let problems: [(Problem, Problem.Expected)] = {
    let sizes =
      (0...70).map { ([1, 7, 8, 9, 17, 3][$0 % 6], $0) } + [
        (0, 5), (3, 257), (9, 1000), (9, 5000), (5, 9000), (3, 20_000),
      ]
    return sizes.enumerated().flatMap { index, size in
      [index, index / 2 + 9].map { variant in
        let problem = Problem(size.0, size.1, variant: variant)
        return (problem, problem.sums())
      }
    }
  }()

  @Test(arguments: levels)
  func doublesAreExactOnIntegers(level: GradientLevel) {
    for (problem, expected) in Self.problems {
      var gradient = [Double](repeating: 1, count: problem.p + 1)
      var sums = [2.0, 3.0]
      var residuals = [Double](repeating: .nan, count: problem.n + 1)
      level.double(
        problem.x, problem.stride, problem.rows, problem.n, problem.p, problem.hasTarget ? problem.y : nil,
        problem.hasWeights ? problem.weights : nil, problem.high, problem.offset, &gradient, &sums, &residuals)
      #expect(gradient == expected.gradient.map { $0 + 1 } + [1])
      #expect(sums == [expected.squares + 2, expected.sum + 3])
      #expect(Array(residuals[..<problem.n]) == expected.residuals)
      #expect(residuals[problem.n].isNaN)

      var sumsAlone = [0.0, 0.0]
      level.double(
        problem.x, problem.stride, problem.rows, problem.n, problem.p, problem.hasTarget ? problem.y : nil,
        problem.hasWeights ? problem.weights : nil, problem.high, problem.offset, nil, &sumsAlone, nil)
      #expect(sumsAlone == [expected.squares, expected.sum])
    }
  }

  @Test(arguments: levels)
  func floatsAreExactOnIntegers(level: GradientLevel) {
    for (problem, expected) in Self.problems {
      var gradient = [Double](repeating: 0, count: problem.p + 1)
      var sums = [0.0, 0.0]
      var residuals = [Double](repeating: .nan, count: problem.n + 1)
      level.float(
        problem.x.map { Float($0) }, problem.stride, problem.rows, problem.n, problem.p,
        problem.hasTarget ? problem.y.map { Float($0) } : nil,
        problem.hasWeights ? problem.weights.map { Float($0) } : nil, problem.high, problem.offset, &gradient, &sums,
        &residuals)
      #expect(gradient == expected.gradient + [0])
      #expect(sums == [expected.squares, expected.sum])
      #expect(Array(residuals[..<problem.n]) == expected.residuals)
      #expect(residuals[problem.n].isNaN)
    }
  }

  /// The low parts are integers too, times 2⁻⁶⁰; so that those of the gradient are exact as well.
  @Test(arguments: levels)
  func doubleDoublesAreExactOnIntegers(level: GradientLevel) {
    let unit = 0x1p-60
    for (problem, expected) in Self.problems {
      let low = problem.high.map { (3 - $0) * unit }
      var lowExpected = [Double](repeating: 0, count: problem.p)
      var lowSum = 0.0
      for i in 0..<problem.n {
        let row = problem.rows?[i] ?? i
        var residual = -unit
        for j in 0..<problem.p { residual -= problem.x[row * problem.stride + j] * low[j] }
        if problem.hasWeights { residual *= problem.weights[row] }
        lowSum += residual
        for j in 0..<problem.p { lowExpected[j] += residual * problem.x[row * problem.stride + j] }
      }
      var high = [Double](repeating: 0, count: problem.p + 1)
      var lows = high
      var sums = [0.0, 0.0, 0.0, 0.0]
      var residuals = [Double](repeating: .nan, count: problem.n + 1)
      level.doubleDouble(
        problem.x, problem.stride, problem.rows, problem.n, problem.p, problem.hasTarget ? problem.y : nil,
        problem.hasWeights ? problem.weights : nil, problem.high, low, problem.offset, unit, &high, &lows, &sums,
        &residuals)
      for j in 0..<problem.p {
        #expect(high[j] == expected.gradient[j] + lowExpected[j])
        #expect((expected.gradient[j] - high[j]) + lowExpected[j] == lows[j])
      }
      #expect(high[problem.p] == 0 && lows[problem.p] == 0)
      #expect(sums[0] == expected.squares || (sums[0] - expected.squares).magnitude <= expected.squares * 0x1p-50)
      #expect(sums[2] == expected.sum + lowSum && (expected.sum - sums[2]) + lowSum == sums[3])
      for i in 0..<problem.n { #expect((residuals[i] - expected.residuals[i]).magnitude < 1e-11) }
      #expect(residuals[problem.n].isNaN)
    }
  }

  @Test(arguments: levels)
  func whatIsNotFiniteShows(level: GradientLevel) {
    for value in [Double.nan, .infinity] {
      for place in [0, 12, 37] {
        var x = [Double](repeating: 1, count: 11 * 19)
        x[place] = value
        let ones = [Double](repeating: 1, count: 19)
        var (gradient, sums) = ([Double](repeating: 0, count: 19), [0.0, 0.0])
        level.double(x, 19, nil, 11, 19, nil, nil, ones, 0, &gradient, &sums, nil)
        #expect(gradient.allSatisfy { !$0.isFinite } && !sums[0].isFinite && !sums[1].isFinite)

        var (high, low, four) = ([Double](repeating: 0, count: 19), [Double](repeating: 0, count: 19), [0.0, 0, 0, 0])
        level.doubleDouble(x, 19, nil, 11, 19, nil, nil, ones, low, 0, 0, &high, &low, &four, nil)
        #expect(high.allSatisfy { !$0.isFinite } && !four[0].isFinite && !four[2].isFinite)
      }
    }
  }
}

/// One instruction set's kernels, or those that are picked.
enum GradientLevel: Sendable {
  case dispatched, portable, avx2, avx512

  typealias Kernel<Element> = (
    UnsafePointer<Element>?, Int, UnsafePointer<Int>?, Int, Int, UnsafePointer<Element>?, UnsafePointer<Element>?,
    UnsafePointer<Double>?, Double, UnsafeMutablePointer<Double>?, UnsafeMutablePointer<Double>?,
    UnsafeMutablePointer<Double>?
  ) -> Void

  var double: Kernel<Double> {
    switch self {
    case .dispatched: return descent_gradient_double
    case .portable: return descent_gradient_double_portable
    #if arch(x86_64)
      case .avx2: return descent_gradient_double_avx2
      case .avx512: return descent_gradient_double_avx512
    #else
      default: fatalError("There is no such level on this processor")
    #endif
    }
  }

  var float: Kernel<Float> {
    switch self {
    case .dispatched: return descent_gradient_float
    case .portable: return descent_gradient_float_portable
    #if arch(x86_64)
      case .avx2: return descent_gradient_float_avx2
      case .avx512: return descent_gradient_float_avx512
    #else
      default: fatalError("There is no such level on this processor")
    #endif
    }
  }

  typealias DoubleDoubleKernel = (
    UnsafePointer<Double>?, Int, UnsafePointer<Int>?, Int, Int, UnsafePointer<Double>?, UnsafePointer<Double>?,
    UnsafePointer<Double>?, UnsafePointer<Double>?, Double, Double, UnsafeMutablePointer<Double>?,
    UnsafeMutablePointer<Double>?, UnsafeMutablePointer<Double>?, UnsafeMutablePointer<Double>?
  ) -> Void

  var doubleDouble: DoubleDoubleKernel {
    switch self {
    case .dispatched: return descent_gradient_doubledouble
    case .portable: return descent_gradient_doubledouble_portable
    #if arch(x86_64)
      case .avx2: return descent_gradient_doubledouble_avx2
      case .avx512: return descent_gradient_doubledouble_avx512
    #else
      default: fatalError("There is no such level on this processor")
    #endif
    }
  }
}
