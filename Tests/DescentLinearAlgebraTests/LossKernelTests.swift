import CDescentKernels
import DescentLinearAlgebra
import Glibc
import Testing

/// The loss kernels of every instruction set that this processor has.
@Suite struct LossKernelTests {
  static let levels = GradientKernelTests.levels

  /// The row's loss and pull, written out.
  static func expected(_ loss: Int, _ eta: Double, _ y: Double, _ threshold: Double) -> (value: Double, pull: Double) {
    switch loss {
    case DESCENT_LOGISTIC_LOSS:
      let s = y == 0 ? eta : -eta
      let sigmoid = s >= 0 ? 1 / (1 + exp(-s)) : exp(s) / (1 + exp(s))
      return (max(s, 0) + log1p(exp(-s.magnitude)), y == 0 ? -sigmoid : sigmoid)
    case DESCENT_POISSON_LOSS: return (exp(eta) - (y == 0 ? 0 : y * eta), y - exp(eta))
    default:
      let r = y - eta
      let part = min(r.magnitude, threshold)
      return (r.magnitude <= threshold ? r * r : threshold * (2 * r.magnitude - threshold), r < 0 ? -part : part)
    }
  }

  static let losses = [Int(DESCENT_LOGISTIC_LOSS), Int(DESCENT_POISSON_LOSS), Int(DESCENT_HUBER_LOSS)]

  /// The kernel on one row with x = 1, so that η is the coefficient.
  private func one(_ level: GradientLevel, _ loss: Int, _ eta: Double, _ y: Double) -> (value: Double, pull: Double) {
    var (gradient, sums) = ([0.0], [0.0, 0.0])
    level.loss(Int32(loss), 1.5, [1], 1, nil, 1, 1, [y], nil, nil, [eta], 0, &gradient, &sums)
    #expect(sums[1].bitPattern == gradient[0].bitPattern || sums[1] == gradient[0] || sums[1].isNaN)
    return (sums[0], gradient[0])
  }

  @Test(arguments: levels)
  func rowsAreRightToAFewUnitsInTheLastPlace(level: GradientLevel) {
    var generator = SeededGenerator(3)
    for k in 0..<800 {
      let range = [750.0, 20, 1, 1e-3, 1e-200][k % 5]
      let eta = Double.random(in: -range...range, using: &generator)
      for y in [0.0, 1] {
        let (found, expected) = (
          one(level, Int(DESCENT_LOGISTIC_LOSS), eta, y), Self.expected(Int(DESCENT_LOGISTIC_LOSS), eta, y, 0)
        )
        // Three units for the kernel, and what the expression above is off by itself.
        #expect((found.value - expected.value).magnitude <= 6 * expected.value.ulp, "\(eta), \(y)")
        #expect((found.pull - expected.pull).magnitude <= 6 * expected.pull.ulp, "\(eta), \(y)")
      }
      let mean = one(level, Int(DESCENT_POISSON_LOSS), eta, 0)
      #expect(mean.value == exp(eta) || (mean.value - exp(eta)).magnitude <= 2 * exp(eta).ulp, "\(eta)")
      #expect(mean.pull == -mean.value)
    }
  }

  @Test(arguments: levels)
  func extremesAreInfiniteAndNeverNaN(level: GradientLevel) {
    let (logistic, poisson, huber) = (Self.losses[0], Self.losses[1], Self.losses[2])
    for huge in [1e3, 1e308, .infinity] {
      #expect(one(level, logistic, huge, 0) == (huge, -1))
      #expect(one(level, logistic, -huge, 1) == (huge, 1))
      #expect(one(level, logistic, -huge, 0) == (0, 0))
      #expect(one(level, logistic, huge, 1) == (0, 0))
      for y in [0.0, 1, 1e10] { #expect(one(level, poisson, huge, y) == (.infinity, -.infinity)) }
      #expect(one(level, poisson, -huge, 0) == (0, 0))
      #expect(one(level, poisson, -huge, 1) == (huge, 1))
      #expect(one(level, huber, huge, 0) == (1.5 * (2 * huge - 1.5), -1.5))
      #expect(one(level, huber, -huge, 0) == (1.5 * (2 * huge - 1.5), 1.5))
    }
    #expect(one(level, poisson, 709.78, 0).value.isFinite)
    #expect(one(level, poisson, 709.79, 0).value == .infinity)
    #expect(one(level, poisson, -745.13, 0).value == 0x1p-1074)
    #expect(one(level, poisson, -745.14, 0).value == 0)
    for loss in Self.losses {
      let found = one(level, loss, .nan, 1)
      #expect(found.value.isNaN && found.pull.isNaN)
    }
  }

  /// All lengths of rows, lists of rows, weights, offsets and distances of rows against sums written out.
  @Test(arguments: levels, losses)
  func sumsAgreeWithPlainLoops(level: GradientLevel, loss: Int) {
    let sizes =
      (0...40).map { ([1, 7, 8, 9, 17, 3][$0 % 6], $0) } + [(0, 5), (3, 257), (9, 1000), (9, 5000), (3, 20_000)]
    for (index, size) in sizes.enumerated() {
      let (n, p) = size
      let problem = GradientKernelTests.Problem(n, p, variant: index)
      let x = problem.x.map { $0 / 8 }
      let y = problem.y.map { loss == DESCENT_LOGISTIC_LOSS ? ($0 > 0 ? 1 : 0) : $0.magnitude }
      let offsets = index % 3 == 0 ? problem.y.map { $0 / 4 } : nil
      let beta = problem.high.map { $0 / Double(4 * (p + 1)) }
      var (gradient, sums) = ([Double](repeating: 1, count: p + 1), [2.0, 3.0])
      var (expected, expectedSums, scale) = (gradient, sums, 1.0)
      for i in 0..<n {
        let row = problem.rows?[i] ?? i
        var eta = problem.offset / 8 + (offsets?[row] ?? 0)
        for j in 0..<p { eta += x[row * problem.stride + j] * beta[j] }
        let weight = problem.hasWeights ? problem.weights[row] : 1
        let (value, pull) = Self.expected(loss, eta, y[row], 1.5)
        expectedSums[0] += weight * value
        expectedSums[1] += weight * pull
        scale += weight * (value.magnitude + pull.magnitude)
        for j in 0..<p { expected[j] += weight * pull * x[row * problem.stride + j] }
      }
      let bound = 1e-15 * Double(p + n + 10) * scale
      level.loss(
        Int32(loss), 1.5, x, problem.stride, problem.rows, n, p, y, offsets, problem.hasWeights ? problem.weights : nil,
        beta, problem.offset / 8, &gradient, &sums)
      #expect(zip(gradient, expected).allSatisfy { ($0 - $1).magnitude <= bound }, "\(n)×\(p)")
      #expect(zip(sums, expectedSums).allSatisfy { ($0 - $1).magnitude <= bound }, "\(n)×\(p)")

      var (singleGradient, singleSums) = ([Double](repeating: 1, count: p + 1), [2.0, 3.0])
      level.lossOfFloats(
        Int32(loss), 1.5, x.map { Float($0) }, problem.stride, problem.rows, n, p, y.map { Float($0) },
        offsets.map { $0.map { Float($0) } }, problem.hasWeights ? problem.weights.map { Float($0) } : nil, beta,
        problem.offset / 8, &singleGradient, &singleSums)
      // The elements are ones that single precision holds.
      #expect(zip(singleGradient, expected).allSatisfy { ($0 - $1).magnitude <= bound }, "\(n)×\(p)")
      #expect(zip(singleSums, expectedSums).allSatisfy { ($0 - $1).magnitude <= bound }, "\(n)×\(p)")

      var alone = [2.0, 3.0]
      level.loss(
        Int32(loss), 1.5, x, problem.stride, problem.rows, n, p, y, offsets, problem.hasWeights ? problem.weights : nil,
        beta, problem.offset / 8, nil, &alone)
      #expect(zip(alone, expectedSums).allSatisfy { ($0 - $1).magnitude <= bound }, "\(n)×\(p)")
    }
  }
}

extension GradientLevel {
  typealias LossKernel<Element> = (
    Int32, Double, UnsafePointer<Element>?, Int, UnsafePointer<Int>?, Int, Int, UnsafePointer<Element>?,
    UnsafePointer<Element>?, UnsafePointer<Element>?, UnsafePointer<Double>?, Double, UnsafeMutablePointer<Double>?,
    UnsafeMutablePointer<Double>?
  ) -> Void

  var loss: LossKernel<Double> {
    switch self {
    case .dispatched: return descent_loss_double
    case .portable: return descent_loss_double_portable
    #if arch(x86_64)
      case .avx2: return descent_loss_double_avx2
      case .avx512: return descent_loss_double_avx512
    #else
      default: fatalError("There is no such level on this processor")
    #endif
    }
  }

  var lossOfFloats: LossKernel<Float> {
    switch self {
    case .dispatched: return descent_loss_float
    case .portable: return descent_loss_float_portable
    #if arch(x86_64)
      case .avx2: return descent_loss_float_avx2
      case .avx512: return descent_loss_float_avx512
    #else
      default: fatalError("There is no such level on this processor")
    #endif
    }
  }
}
