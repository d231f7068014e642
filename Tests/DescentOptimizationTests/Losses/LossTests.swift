import DescentLinearAlgebra
import DescentOptimization
import Glibc
import Testing

/// What all losses of linear models have in common, over shapes and penalties.
@Suite struct LossTests {
  typealias Loss = any FiniteSumObjective & TwiceDifferentiableObjective

  /// The losses on the same rows.
  static func losses(_ n: Int, _ p: Int, seed: UInt64) throws -> [Loss] {
    let x = Matrix<Double>.random(n, p, seed: seed)
    let noise = Vector<Double>.random(n, seed: seed + 1)
    let offset = Vector<Double>.random(n, seed: seed + 2)
    let (classes, counts) = (noise.mapElements { $0 > 0 ? 1 : 0 }, noise.mapElements { ($0.magnitude * 5).rounded() })
    return [
      try LogisticLoss(x, classes), try LogisticLoss(x, classes, offset: offset, ridge: 0.3),
      try PoissonLoss(x, counts), try PoissonLoss(x, counts, offset: offset, ridge: 0.3, penalized: .allButFirst),
      try HuberLoss(x, noise, threshold: 0.4), try HuberLoss(x, noise, threshold: 0.4, ridge: 0.3),
      try LeastSquares(x, noise), try LeastSquares(x, noise, ridge: 0.3, penalized: .allButFirst),
    ]
  }

  static let shapes = [(1, 1), (7, 3), (60, 11), (400, 2)]

  @Test(arguments: shapes)
  func gradientsAgreeWithDifferences(shape: (Int, Int)) throws {
    for loss in try Self.losses(shape.0, shape.1, seed: 301) {
      let point = Vector<Double>.random(shape.1, seed: 305)
      let check = try loss.checkGradient(at: point, typicalSize: 0.01)
      #expect(check.agrees(within: 1e-9), "\(loss): \(check)")
    }
  }

  @Test(arguments: shapes)
  func hessiansAgreeWithDifferencesOfGradients(shape: (Int, Int)) throws {
    for loss in try Self.losses(shape.0, shape.1, seed: 311) where !(loss is HuberLoss) {
      let point = Vector<Double>.random(shape.1, seed: 315)
      let differences = try DifferenceHessian(of: loss, at: point)
      let hessian = loss.hessian(at: point)
      #expect(hessian.isSymmetric())
      #expect(hessian.subtracting(differences.matrix).norm() <= max(differences.errorNorm, 1e-9 * hessian.norm()))
      #expect(loss.hessianError(hessian, at: point.span) < 1e-11 * (1 + hessian.trace))
    }
  }

  /// The Hessian of the Huber loss is that of least squares on the rows within the threshold.
  @Test func theHuberHessianCountsRows() throws {
    let x = Matrix<Double>.random(80, 3, seed: 321)
    let y = Vector<Double>.random(80, seed: 322)
    let beta = Vector<Double>.random(3, seed: 323)
    let residual = y.subtracting(x * beta)
    let inside = (0..<80).filter { residual[$0].magnitude <= 0.7 }
    #expect(inside.count > 10 && inside.count < 70)
    let part = Matrix<Double>(inside.count, 3, inside.flatMap { Array(x.row($0)) })
    let loss = try HuberLoss(x, y, threshold: 0.7)
    #expect(loss.hessian(at: beta).isClose(to: part.gram().scaled(by: 2.0 / 80), absoluteTolerance: 1e-13))
    #expect(loss.hessianError(loss.hessian(at: beta), at: beta.span) < 1e-12)
  }

  @Test func theHuberLossIsLeastSquaresWithinItsThreshold() throws {
    let x = Matrix<Double>.random(500, 7, seed: 331)
    let y = Vector<Double>.random(500, seed: 332)
    let beta = Vector<Double>.random(7, seed: 333)
    let (huber, squares) = (try HuberLoss(x, y, threshold: 1e6), try LeastSquares(x, y))
    #expect(huber.gradient(at: beta).isClose(to: squares.gradient(at: beta), absoluteTolerance: 1e-14))
    #expect((huber.value(at: beta) - squares.value(at: beta)).magnitude < 1e-14)
  }

  /// f(½a + ½b) ≤ ½f(a) + ½f(b), and f(b) ≥ f(a) + gᵀ(b − a).
  @Test func lossesAreConvex() throws {
    for loss in try Self.losses(50, 4, seed: 341) {
      for seed in 0..<20 as Range<UInt64> {
        let a = Vector<Double>.random(4, seed: 350 + seed).scaled(by: 5)
        let b = Vector<Double>.random(4, seed: 380 + seed).scaled(by: 5)
        let (left, right) = (loss.value(at: a), loss.value(at: b))
        let middle = loss.value(at: a.adding(b).scaled(by: 0.5))
        let slack = 1e-13 * (1 + left + right)
        #expect(middle <= 0.5 * (left + right) + slack)
        #expect(right >= left + loss.gradient(at: a).dot(b.subtracting(a)) - slack)
      }
    }
  }

  /// ‖g(a) − g(b)‖ ≤ L‖a − b‖, for all samples and for each.
  @Test func gradientsAreLipschitz() throws {
    for loss in try Self.losses(50, 4, seed: 401) {
      guard let bounded = loss as? any CurvatureProviding else {
        #expect(loss is PoissonLoss && loss.largestSampleCurvature() == nil && loss.maximumStochasticStep() == nil)
        continue
      }
      let constant = try bounded.curvatureBounds().lipschitzConstant
      let largest = try #require(loss.largestSampleCurvature())
      #expect(constant <= largest * (1 + 1e-12))
      #expect((try #require(loss.maximumStochasticStep()) * largest - 2).magnitude < 1e-14)
      for k in 0..<30 {
        let a = Vector<Double>.random(4, seed: 410 + UInt64(k))
        let b = a.adding(Vector<Double>.random(4, seed: 450 + UInt64(k)).scaled(by: k % 2 == 0 ? 1e-3 : 1))
        let distance = a.subtracting(b).norm()
        #expect(loss.gradient(at: a).subtracting(loss.gradient(at: b)).norm() <= constant * distance * (1 + 1e-9))
        var (left, right) = (a, b)
        _ = loss.evaluate(samples: [k], at: a, gradient: &left)
        _ = loss.evaluate(samples: [k], at: b, gradient: &right)
        #expect(left.subtracting(right).norm() <= largest * distance * (1 + 1e-9))
      }
    }
  }

  @Test(arguments: [(30_000, 12), (2000, 300), (100, 4000)])
  func bitsAreTheSameForAnyNumberOfThreads(shape: (Int, Int)) throws {
    let before = Parallelism.threadCount
    defer { Parallelism.threadCount = before }
    for loss in try Self.losses(shape.0, shape.1, seed: 501) where loss.parameterCount == shape.1 {
      let point = Vector<Double>.random(shape.1, seed: 505).scaled(by: 3 / Double(shape.1).squareRoot())
      let batch = (0..<shape.0).map { ($0 * 7919 + 3) % shape.0 }
      let results = [1, 2, 3].map { threads in
        Parallelism.threadCount = threads
        var (full, part) = (point, point)
        let value = loss.evaluate(at: point, gradient: &full)
        let partValue = loss.evaluate(samples: batch, at: point, gradient: &part)
        return (value: value, full: full, partValue: partValue, part: part, alone: loss.value(at: point))
      }
      for result in results {
        #expect(result.full.isBitIdentical(to: results[0].full) && result.value == results[0].value)
        #expect(result.part.isBitIdentical(to: results[0].part) && result.partValue == results[0].partValue)
        #expect(result.alone == results[0].alone)
        #expect((result.alone - result.value).magnitude <= 1e-13 * result.value.magnitude)
        #expect((result.partValue - result.value).magnitude <= 1e-12 * result.value.magnitude)
      }
    }
  }

  @Test func separableClassesHaveNoMinimum() throws {
    let x: Matrix<Double> = [[-2], [-1], [1], [2]]
    let loss = try LogisticLoss(x, [0, 0, 1, 1])
    var last = Double.infinity
    for size in [0.0, 1, 10, 100, 700, 1e3, 1e308] {
      var gradient: Vector<Double> = [.nan]
      let value = loss.evaluate(at: [size], gradient: &gradient)
      #expect(value >= 0 && value < last || value == 0)
      #expect(gradient[0] <= 0)
      last = value
    }
    #expect(last == 0)
    let wrong = loss.value(at: [-1e307])
    #expect(wrong > 1.4e307 && wrong < 1.6e307)
    // With a ridge there is one.
    let ridge = try LogisticLoss(x, [0, 0, 1, 1], ridge: 0.1)
    let fit = try GradientDescent(step: .safe).minimize(
      ridge, until: .gradientNorm(below: 1e-12) || .iterations(10_000))
    #expect(ridge.gradient(at: fit.minimizer).norm() < 1e-11)
    #expect(try ridge.criticalPoint(at: fit.minimizer, tolerance: 1e-9).kind == .minimum)
  }

  @Test func overflowIsInfinite() throws {
    let loss = try PoissonLoss([[1, 0], [1, 1], [0, 1]], [0, 2, 3])
    for point in [[1e3, 0], [1e308, 0], [800, -800], [-1e308, 1e308]] as [Vector<Double>] {
      #expect(loss.value(at: point) == .infinity)
      var gradient = Vector<Double>.zeros(2)
      #expect(loss.evaluate(at: point, gradient: &gradient) == .infinity)
    }
    #expect(loss.value(at: [-1e3, -1e3]) == 7000.0 / 3)
  }

  @Test func dataThatDoNotFitAreRefused() async throws {
    let x: Matrix<Double> = [[1], [2], [3]]
    let classes = #expect(throws: OptimizationError.self) { try LogisticLoss(x, [0, 1, 2]) }
    #expect(
      "\(classes!)" == "y is 2.0 in row 3, and must be 0 or 1 for the logistic loss. "
        + "Give one of the two classes the number 0 and the other 1")
    #expect(throws: OptimizationError.self) { try LogisticLoss(x, [0, -1, 1]) }
    let counts = #expect(throws: OptimizationError.self) { try PoissonLoss(x, [0, -1, 2]) }
    #expect("\(counts!)".contains("y is -1.0 in row 2, and must be a count"))
    #expect(throws: OptimizationError.self) { try PoissonLoss(x, [0, 1, 1e301]) }
    #expect(throws: OptimizationError.nonFinite(what: "y", row: 1, column: nil, value: .infinity)) {
      try PoissonLoss(x, [0, .infinity, 2])
    }
    #expect(throws: OptimizationError.self) { try LogisticLoss(x, [0, .nan, 1]) }
    #expect(throws: OptimizationError.nonFinite(what: "X", row: 1, column: 0, value: .infinity)) {
      try LogisticLoss([[1], [.infinity], [3]], [0, 1, 1])
    }
    #expect(throws: OptimizationError.nonFinite(what: "The offset", row: 2, column: nil, value: -.infinity)) {
      try PoissonLoss(x, [0, 1, 1], offset: [0, 0, -.infinity])
    }
    #expect(throws: OptimizationError.noObservations) { try LogisticLoss(.zeros(0, 2), []) }
    #expect(throws: OptimizationError.invalidRidge(-1)) { try PoissonLoss(x, [0, 1, 1], ridge: -1) }
    for threshold in [0, -1, Double.infinity, .nan] {
      #expect(throws: OptimizationError.self) { try HuberLoss(x, [0, 1, 1], threshold: threshold) }
    }
    #expect("\(OptimizationError.invalidThreshold(0))".contains("The threshold 0.0 of the Huber loss"))
    await #expect(processExitsWith: .failure) { _ = try LogisticLoss([[1], [2]], [1]) }
    await #expect(processExitsWith: .failure) { _ = try PoissonLoss([[1], [2]], [1, 1], offset: [1]) }
  }

  @Test func hugeElementsAreNotTakenForInfinite() throws {
    let loss = try LogisticLoss([[1e200, 1], [-1e200, 1]], [1, 0])
    #expect(loss.value(at: [1e-200, 0]).isFinite)
  }

  @Test func withoutColumnsThereIsTheOffset() throws {
    let loss = try LogisticLoss(.zeros(2, 0), [0, 1], offset: [1, 2])
    #expect((loss.value(at: []) - 0.5 * (log1p(exp(1)) + log1p(exp(-2)))).magnitude < 1e-15)
    #expect(loss.hessian(at: []).count == 0)
    #expect(loss.gradient(at: []).count == 0)
  }
}
