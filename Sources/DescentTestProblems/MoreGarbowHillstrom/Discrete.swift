import DescentLinearAlgebra
import DescentOptimization

extension TestProblem {
  /// Discrete boundary value (Moré, Cosnard 1979): differences for u″ = ½ (u + t + 1)³, u(0) = u(1) = 0.
  ///
  /// - Precondition: n is positive.
  /// - Complexity: O(n).
  public static func discreteBoundaryValue(_ n: Int = 10) -> TestProblem {
    requireAtLeast(1, n, "discreteBoundaryValue")
    return TestProblem(
      "Discrete boundary value", number: 28, start: Grid(n).start,
      minima: [.global(0, at: n == 10 ? Grid.solution : nil)], DiscreteBoundaryValue(parameterCount: n))
  }

  /// Discrete integral equation (Moré, Cosnard 1979): the same equation with its Green's function, and the same solution.
  ///
  /// - Precondition: n is positive.
  /// - Complexity: O(n²).
  public static func discreteIntegralEquation(_ n: Int = 10) -> TestProblem {
    requireAtLeast(1, n, "discreteIntegralEquation")
    return TestProblem(
      "Discrete integral equation", number: 29, start: Grid(n).start,
      minima: [.global(0, at: n == 10 ? Grid.solution : nil)], DiscreteIntegralEquation(parameterCount: n))
  }
}

/// tᵢ = ih, h = 1 / (n + 1).
private struct Grid {
  let count: Int
  let h: Double

  init(_ n: Int) {
    count = n
    h = 1 / Double(n + 1)
  }

  /// tⱼ of parameter j, which counts from 0.
  func t(_ j: Int) -> Double { Double(j + 1) * h }

  /// tⱼ (tⱼ − 1).
  var start: Vector<Double> { Vector((0..<count).map { t($0) * (t($0) - 1) }) }

  /// The solution for n = 10.
  static let solution: Vector<Double> = [
    -0.04316498251876487, -0.08157715653538689, -0.11448571438052929, -0.14097357686259668, -0.1599086961819831,
    -0.16987720231277492, -0.16908998378120835, -0.15524953522183182, -0.125355891678935, -0.07541653368589209,
  ]
}

/// rᵢ = 2xᵢ − xᵢ₋₁ − xᵢ₊₁ + h² (xᵢ + tᵢ + 1)³ / 2 with x₀ = xₙ₊₁ = 0.
struct DiscreteBoundaryValue: SummedFunction {
  let parameterCount: Int

  func sum(at x: Span<Double>, into f: inout some Summation) {
    let n = parameterCount
    let grid = Grid(n)
    for i in 0..<n {
      let (before, after) = (i > 0 ? x[i - 1] : 0, i + 1 < n ? x[i + 1] : 0)
      let c = x[i] + grid.t(i) + 1
      let h2 = grid.h * grid.h
      f.square(2 * x[i] - before - after + h2 * c * c * c / 2)
      f.slope(i, 2 + 1.5 * h2 * c * c)
      if i > 0 { f.slope(i - 1, -1) }
      if i + 1 < n { f.slope(i + 1, -1) }
      f.curvature(i, i, 3 * h2 * c)
    }
  }
}

/// rᵢ = xᵢ + ½h Σⱼ k(tᵢ, tⱼ) (xⱼ + tⱼ + 1)³ with Green's function k(s, t) = min(s, t) (1 − max(s, t)).
struct DiscreteIntegralEquation: SummedFunction {
  let parameterCount: Int

  func sum(at x: Span<Double>, into f: inout some Summation) {
    let n = parameterCount
    let grid = Grid(n)
    for i in 0..<n {
      var integral = 0.0
      for j in 0..<n {
        let c = x[j] + grid.t(j) + 1
        integral += Self.weight(grid, i, j) * c * c * c
      }
      f.square(x[i] + integral)
      f.slope(i, 1)
      guard f.needsSlopes else { continue }
      for j in 0..<n {
        let c = x[j] + grid.t(j) + 1
        f.slope(j, 3 * Self.weight(grid, i, j) * c * c)
        f.curvature(j, j, 6 * Self.weight(grid, i, j) * c)
      }
    }
  }

  /// ½h k(tᵢ, tⱼ).
  private static func weight(_ grid: Grid, _ i: Int, _ j: Int) -> Double {
    0.5 * grid.h * grid.t(min(i, j)) * (1 - grid.t(max(i, j)))
  }
}
