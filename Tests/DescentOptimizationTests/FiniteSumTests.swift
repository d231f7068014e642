import AllocationCounter
import DescentLinearAlgebra
import DescentOptimization
import Testing

@Suite struct FiniteSumTests {
  /// (1/n) Σ ½(x − aᵢ)² in two dimensions.
  private static let centers: [[Double]] = [[1, 2], [3, -1], [-2, 5], [0, 0.5]]
  static let spread = FiniteSumClosure(2, sampleCount: 4, largestSampleCurvature: 1) { i, x, gradient in
    let (first, second) = (x[0] - centers[i][0], x[1] - centers[i][1])
    gradient[0] += first
    gradient[1] += second
    return 0.5 * (first * first + second * second)
  }

  @Test func closuresAreMeans() throws {
    var gradient: Vector<Double> = [.nan, .nan]
    #expect(Self.spread.evaluate(at: [0, 0], gradient: &gradient) == 0.125 * (5 + 10 + 29 + 0.25))
    #expect(gradient == [-0.5, -1.625])
    #expect(Self.spread.evaluate(samples: [0, 2, 2], at: [0, 0], gradient: &gradient) == (2.5 + 14.5 + 14.5) / 3)
    #expect(gradient == [1, -4])
    #expect(Self.spread.maximumStochasticStep() == 2.0.nextDown)
    #expect(try Self.spread.checkGradient(at: [1, 1]).agrees())
    let flat = FiniteSumClosure(1, sampleCount: 1, largestSampleCurvature: 0) { _, _, _ in 1 }
    #expect(flat.maximumStochasticStep() == .infinity)
    #expect(FiniteSumClosure(1, sampleCount: 1) { _, _, _ in 1 }.maximumStochasticStep() == nil)
  }

  @Test(arguments: [(1, 1), (9, 4), (300, 20), (3000, 60)])
  func allSamplesAreTheWhole(shape: (Int, Int)) throws {
    for loss in try LossTests.losses(shape.0, shape.1, seed: 601) {
      let point = Vector<Double>.random(shape.1, seed: 605)
      var (full, listed) = (Vector<Double>.zeros(shape.1), Vector<Double>(repeating: .nan, count: shape.1))
      let value = loss.evaluate(at: point, gradient: &full)
      let listedValue = loss.evaluate(samples: Array(0..<shape.0), at: point, gradient: &listed)
      #expect(listed.isBitIdentical(to: full))
      #expect(listedValue.bitPattern == value.bitPattern)
    }
  }

  /// A list is the mean over its samples, the penalty in full: the mean of what single samples give.
  @Test func listsAreMeansOfSingleSamples() throws {
    let list = [3, 17, 3, 0, 29, 3, 8]
    for loss in try LossTests.losses(30, 5, seed: 611) {
      let point = Vector<Double>.random(5, seed: 615)
      var (gradient, single, sum) = (Vector<Double>.zeros(5), Vector<Double>.zeros(5), Vector<Double>.zeros(5))
      var values = 0.0
      for sample in list {
        values += loss.evaluate(samples: [sample], at: point, gradient: &single)
        sum = sum.adding(single)
      }
      let value = loss.evaluate(samples: list, at: point, gradient: &gradient)
      #expect((value - values / 7).magnitude < 1e-13 * (1 + value))
      #expect(gradient.isClose(to: sum.scaled(by: 1 / 7), absoluteTolerance: 1e-13 * (1 + value)))
    }
  }

  /// Drawn from a single sample, which has one rank: steps of 2/L do not lead away from its minima, larger ones do.
  @Test func theStochasticStepIsTheLimit() throws {
    let loss = try LeastSquares([[3, 4], [1, 0]], [1, 2])
    #expect(loss.largestSampleCurvature()! >= 50 && loss.largestSampleCurvature()! < 50.000001)
    let generic: any FiniteSumObjective = loss
    let step = try #require(generic.maximumStochasticStep())
    #expect(step <= loss.maximumStochasticStep() && step > 0.0399999)
    #expect(try LeastSquares([[0]], [1]).largestSampleCurvature() == 0)
    let logistic = try LogisticLoss([[3, 4], [1, 0]], [1, 0], ridge: 0.5)
    #expect((logistic.largestSampleCurvature()! - 6.75).magnitude < 1e-13)
    #expect(try HuberLoss([[3, 4], [1, 0]], [1, 0], threshold: 1).largestSampleCurvature()! >= 50)
  }

  @Test func mistakesTrap() async {
    await #expect(processExitsWith: .failure) {
      var gradient: Vector<Double> = [0]
      _ = try LogisticLoss([[1]], [1]).evaluate(samples: [], at: [1], gradient: &gradient)
    }
    await #expect(processExitsWith: .failure) {
      var gradient: Vector<Double> = [0]
      _ = try LogisticLoss([[1]], [1]).evaluate(samples: [1], at: [1], gradient: &gradient)
    }
    await #expect(processExitsWith: .failure) {
      var gradient: Vector<Double> = [0]
      _ = try LeastSquares([[1]], [1]).evaluate(samples: [], at: [1], gradient: &gradient)
    }
    await #expect(processExitsWith: .failure) {
      var gradient: Vector<Double> = [0, 0]
      _ = FiniteSumTests.spread.evaluate(samples: [4], at: [1, 1], gradient: &gradient)
    }
    await #expect(processExitsWith: .failure) {
      var gradient: Vector<Double> = [0, 0]
      _ = FiniteSumTests.spread.evaluate(samples: [], at: [1, 1], gradient: &gradient)
    }
    await #expect(processExitsWith: .failure) { _ = FiniteSumClosure(1, sampleCount: 0) { _, _, _ in 0 } }
  }

  @Test func emptyListsSayWhatIsWrong() async throws {
    let result = try await #require(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      var gradient: Vector<Double> = [0]
      _ = try PoissonLoss([[1]], [1]).evaluate(samples: [], at: [1], gradient: &gradient)
    }
    #expect(
      String(decoding: result.standardErrorContent, as: UTF8.self)
        .contains("PoissonLoss: the list of samples is empty, and a mean over none has no value"))
  }

  private func expectNoAllocations(_ loss: some FiniteSumObjective) {
    let point = Vector<Double>.random(loss.parameterCount, seed: 621)
    var gradient = point
    let batch = (0..<loss.sampleCount / 2).map { $0 * 2 }
    func evaluate() {
      var span = gradient.mutableSpan
      _ = loss.evaluate(at: point.span, gradient: &span)
      _ = loss.evaluate(samples: batch.span, at: point.span, gradient: &span)
    }
    evaluate()
    let before = allocation_count()
    for _ in 0..<10 { evaluate() }
    #expect(allocation_count() == before)
  }

  @Test(.enabled(if: allocation_counter_works()))
  func evaluationsAllocateNothing() throws {
    expectNoAllocations(Self.spread)
    for (n, p) in [(50, 3), (20_000, 20)] {
      let x = Matrix<Double>.random(n, p, seed: 631)
      let y = Vector<Double>.random(n, seed: 632).mapElements { $0 > 0 ? 1.0 : 0 }
      expectNoAllocations(try LogisticLoss(x, y, offset: y, ridge: 0.1))
      expectNoAllocations(try PoissonLoss(x, y, offset: y))
      expectNoAllocations(try HuberLoss(x, y, threshold: 0.5))
      expectNoAllocations(try LeastSquares(x, y, ridge: 0.1))
      expectNoAllocations(CountingObjective(try LeastSquares(x, y)))
    }
  }
}
