import DescentLinearAlgebra
import DescentOptimization
import Testing

@Suite struct CountingObjectiveTests {
  @Test func countsAndChangesNothing() throws {
    let loss = try LogisticLoss(
      .random(40, 3, seed: 701), Vector<Double>.random(40, seed: 702).mapElements { $0 > 0 ? 1 : 0 })
    let counting = CountingObjective(loss)
    let run = try GradientDescent(step: .safe).minimize(counting, until: .iterations(25))
    let plain = try GradientDescent(step: .safe).minimize(loss, until: .iterations(25))
    #expect(run.minimizer.isBitIdentical(to: plain.minimizer))
    #expect(counting.evaluations == 26)
    #expect(counting.values == 0 && counting.batches == 0)
    let copy = counting
    _ = copy.value(at: run.minimizer)
    var gradient = run.minimizer
    #expect(
      copy.evaluate(samples: [1, 2, 2], at: run.minimizer, gradient: &gradient)
        == loss.evaluate(samples: [1, 2, 2], at: run.minimizer, gradient: &gradient))
    #expect(copy.hessian(at: run.minimizer) == loss.hessian(at: run.minimizer))
    #expect((counting.values, counting.batches, counting.listedSamples, counting.hessians) == (1, 1, 3, 1))
    #expect(counting.sampleCount == 40)
    #expect(counting.largestSampleCurvature() == loss.largestSampleCurvature())
    counting.reset()
    #expect((copy.evaluations, copy.values, copy.batches, copy.listedSamples, copy.hessians) == (0, 0, 0, 0, 0))
  }

  @Test func passesOnWhatQuadraticsKnow() throws {
    let form = try QuadraticForm([[2, 1], [1, 8]], [1, 0])
    let counting = CountingObjective(form)
    #expect(try counting.curvatureBounds() == form.curvatureBounds())
    #expect(counting.hessian() == form.hessian())
    #expect(counting.multiplyHessian(by: [1, 2]) == [4, 17])
    #expect(counting.curvature(along: [1, 2]) == 38)
    #expect(counting.hessians == 3)
    let squares = try LeastSquares(.random(5000, 20, seed: 711), .random(5000, seed: 712))
    #expect(CountingObjective(squares).expansionCost == squares.expansionCost)
    #expect(CountingObjective(squares).expansion()?.hessian == squares.hessian())
  }

  @Test func threadsMayCount() async {
    let counting = CountingObjective(parabola)
    await withTaskGroup(of: Void.self) { group in
      for _ in 0..<8 {
        group.addTask { for _ in 0..<500 { _ = counting.gradient(at: [1]) } }
      }
    }
    #expect(counting.evaluations == 4000)
  }
}
