import AllocationCounter
import DescentLinearAlgebra
import DescentOptimization
import DescentTestProblems
import Testing

/// Neither value nor gradient allocate; the value alone of a quadratic form does.
@Suite(.enabled(if: allocation_counter_works())) struct AllocationTests {
  private func count(_ problem: TestProblem, times: Int) -> Int {
    let point = problem.start
    var gradient = Vector<Double>.zeros(point.count)
    var sum = 0.0
    let before = allocation_count()
    for _ in 0..<times {
      sum += problem.evaluate(at: point, gradient: &gradient)
      if !(problem.objective is QuadraticForm) { sum += problem.value(at: point) }
    }
    let after = allocation_count()
    #expect(sum.isFinite)
    return Int(after - before)
  }

  @Test(arguments: TestProblem.all + [.extendedRosenbrock(1000), .trigonometric(200), .chebyquad(30)])
  func evaluations(problem: TestProblem) {
    _ = count(problem, times: 1)
    #expect(count(problem, times: 3) == 0)
  }
}
