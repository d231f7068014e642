import DescentLinearAlgebra
import DescentOptimization

extension TestProblem {
  /// Rosenbrock (1960): a curved valley, 100 (x₂ − x₁²)² + (1 − x₁)².
  public static let rosenbrock = TestProblem(
    "Rosenbrock", number: 1, start: [-1.2, 1], minima: [.global(0, at: [1, 1])], ExtendedRosenbrock(parameterCount: 2))

  /// Rosenbrock's valley n/2 times side by side (Spedicato 1975). With n = 10,000 a usual timing of optimizers; start it
  /// from ``perturbedStart(seed:by:)``, or it is one of two parameters in disguise.
  ///
  /// - Precondition: n is even and positive.
  /// - Complexity: O(n).
  public static func extendedRosenbrock(_ n: Int = 10) -> TestProblem {
    requireMultiple(n, of: 2, "extendedRosenbrock")
    return TestProblem(
      "Extended Rosenbrock", number: 21, start: .repeating([-1.2, 1], count: n),
      minima: [.global(0, at: Vector(repeating: 1, count: n))], ExtendedRosenbrock(parameterCount: n))
  }
}

/// r₂ᵢ₋₁ = 10 (x₂ᵢ − x₂ᵢ₋₁²), r₂ᵢ = 1 − x₂ᵢ₋₁.
struct ExtendedRosenbrock: SummedFunction {
  let parameterCount: Int

  func sum(at x: Span<Double>, into f: inout some Summation) {
    for j in stride(from: 0, to: parameterCount, by: 2) {
      f.square(10 * (x[j + 1] - x[j] * x[j]))
      f.slope(j, -20 * x[j])
      f.slope(j + 1, 10)
      f.curvature(j, j, -20)

      f.square(1 - x[j])
      f.slope(j, -1)
    }
  }

  // Written out once more because optimizers are timed with it.
  func evaluate(at x: Span<Double>, gradient: inout MutableSpan<Double>) -> Double {
    requireElements(x.count)
    requireElements(gradient.count)
    var (valley, slope) = (0.0, 0.0)
    for i in 0..<parameterCount / 2 {
      let (odd, even) = (x[2 * i], x[2 * i + 1])
      let (a, b) = (even - odd * odd, 1 - odd)
      gradient[2 * i] = -400 * odd * a - 2 * b
      gradient[2 * i + 1] = 200 * a
      valley += a * a
      slope += b * b
    }
    return 100 * valley + slope
  }

  func value(at x: Span<Double>) -> Double {
    requireElements(x.count)
    var (valley, slope) = (0.0, 0.0)
    for i in 0..<parameterCount / 2 {
      let (a, b) = (x[2 * i + 1] - x[2 * i] * x[2 * i], 1 - x[2 * i])
      valley += a * a
      slope += b * b
    }
    return 100 * valley + slope
  }
}
