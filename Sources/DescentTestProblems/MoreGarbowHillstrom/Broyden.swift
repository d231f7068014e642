import DescentLinearAlgebra
import DescentOptimization

extension TestProblem {
  /// Broyden (1965), tridiagonal.
  ///
  /// - Precondition: n is positive.
  /// - Complexity: O(n).
  public static func broydenTridiagonal(_ n: Int = 10) -> TestProblem {
    requireAtLeast(1, n, "broydenTridiagonal")
    let minimizer: Vector<Double> = [
      -0.5707221320112248, -0.681806949984275, -0.7022100760176601, -0.7055106298950804, -0.7049061557287437,
      -0.7014966070298512, -0.6918893223547983, -0.6657965144058537, -0.5960351090263657, -0.4164122575286934,
    ]
    return TestProblem(
      "Broyden tridiagonal", number: 30, start: Vector(repeating: -1, count: n),
      minima: [.global(0, at: n == 10 ? minimizer : nil)], BroydenTridiagonal(parameterCount: n))
  }

  /// Broyden (1971), banded: each residual has up to seven parameters.
  ///
  /// - Precondition: n is positive.
  /// - Complexity: O(n).
  public static func broydenBanded(_ n: Int = 10) -> TestProblem {
    requireAtLeast(1, n, "broydenBanded")
    let minimizer: Vector<Double> = [
      -0.4283028635872503, -0.47659642435629024, -0.5196524636468617, -0.5580993248321809, -0.5925061568294574,
      -0.624503682199468, -0.6232394714405911, -0.6213938417965735, -0.6204535966590874, -0.5864692707204351,
    ]
    return TestProblem(
      "Broyden banded", number: 31, start: Vector(repeating: -1, count: n),
      minima: [.global(0, at: n == 10 ? minimizer : nil)], BroydenBanded(parameterCount: n))
  }
}

/// rᵢ = (3 − 2xᵢ) xᵢ − xᵢ₋₁ − 2xᵢ₊₁ + 1 with x₀ = xₙ₊₁ = 0.
struct BroydenTridiagonal: SummedFunction {
  let parameterCount: Int

  func sum(at x: Span<Double>, into f: inout some Summation) {
    let n = parameterCount
    for i in 0..<n {
      let (before, after) = (i > 0 ? x[i - 1] : 0, i + 1 < n ? x[i + 1] : 0)
      f.square((3 - 2 * x[i]) * x[i] - before - 2 * after + 1)
      f.slope(i, 3 - 4 * x[i])
      if i > 0 { f.slope(i - 1, -1) }
      if i + 1 < n { f.slope(i + 1, -2) }
      f.curvature(i, i, -4)
    }
  }
}

/// rᵢ = xᵢ (2 + 5xᵢ²) + 1 − Σ xⱼ (1 + xⱼ) over the j ≠ i from i − 5 to i + 1.
struct BroydenBanded: SummedFunction {
  let parameterCount: Int

  func sum(at x: Span<Double>, into f: inout some Summation) {
    let n = parameterCount
    for i in 0..<n {
      let band = max(0, i - 5)...min(n - 1, i + 1)
      var neighbours = 0.0
      for j in band where j != i { neighbours += x[j] * (1 + x[j]) }
      f.square(x[i] * (2 + 5 * x[i] * x[i]) + 1 - neighbours)
      f.slope(i, 2 + 15 * x[i] * x[i])
      f.curvature(i, i, 30 * x[i])
      for j in band where j != i {
        f.slope(j, -(1 + 2 * x[j]))
        f.curvature(j, j, -2)
      }
    }
  }
}
