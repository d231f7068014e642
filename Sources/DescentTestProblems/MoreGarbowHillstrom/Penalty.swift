import DescentLinearAlgebra
import DescentOptimization
import RealModule

extension TestProblem {
  /// Penalty I (Gill, Murray, Pitfield 1972): close to a sphere, held by a weak spring.
  ///
  /// - Precondition: n is positive. The minima are known for 4 and 10.
  /// - Complexity: O(n).
  public static func penaltyI(_ n: Int = 4) -> TestProblem {
    requireAtLeast(1, n, "penaltyI")
    let minima: [Int: KnownMinimum] = [
      4: .global(2.249977500899937e-5, at: Vector(repeating: 0.2500074995875379, count: 4)),
      10: .global(7.08765146709037e-5, at: Vector(repeating: 0.15812230111311634, count: 10)),
    ]
    return TestProblem(
      "Penalty I", number: 23, start: Vector((1...n).map(Double.init)), minima: minima[n].map { [$0] } ?? [],
      PenaltyI(parameterCount: n))
  }

  /// Penalty II (Gill, Murray, Pitfield 1972), with exponentials.
  ///
  /// - Precondition: n is positive. The minima are known for 4 and 10.
  /// - Complexity: O(n).
  public static func penaltyII(_ n: Int = 4) -> TestProblem {
    requireAtLeast(1, n, "penaltyII")
    let minima: [Int: KnownMinimum] = [
      4: .global(
        9.376293007355442e-6, at: [0.1999993333503804, 0.19131670099277245, 0.48010148533262315, 0.5188454043902005]),
      10: .global(
        0.0002936605374567459,
        at: [
          0.1999836051978236, 0.010350648471292297, 0.019604934480438402, 0.03208906722068565, 0.049932677399641294,
          0.07651399515399361, 0.11862407286950417, 0.19214487233557667, 0.34732058694184365, 0.3691643741593508,
        ]),
    ]
    return TestProblem(
      "Penalty II", number: 24, start: Vector(repeating: 0.5, count: n), minima: minima[n].map { [$0] } ?? [],
      PenaltyII(parameterCount: n))
  }
}

/// rᵢ = √a (xᵢ − 1), rₙ₊₁ = Σ xⱼ² − ¼, with a = 10⁻⁵.
struct PenaltyI: SummedFunction {
  let parameterCount: Int

  func sum(at x: Span<Double>, into f: inout some Summation) {
    let root = 1e-5.squareRoot()
    var squares = 0.0
    for j in x.indices {
      f.square(root * (x[j] - 1))
      f.slope(j, root)
      squares += x[j] * x[j]
    }
    f.square(squares - 0.25)
    for j in x.indices {
      f.slope(j, 2 * x[j])
      f.curvature(j, j, 2)
    }
  }
}

/// r₁ = x₁ − 0.2; for i = 2 … n rᵢ = √a (e^xᵢ/10 + e^xᵢ₋₁/10 − e^i/10 − e^(i−1)/10) and once more √a (e^xᵢ/10 − e^−1/10);
/// in the end Σ (n − j + 1) xⱼ² − 1. a = 10⁻⁵.
struct PenaltyII: SummedFunction {
  let parameterCount: Int

  func sum(at x: Span<Double>, into f: inout some Summation) {
    let n = parameterCount
    let root = 1e-5.squareRoot()
    f.square(x[0] - 0.2)
    f.slope(0, 1)

    var before = Double.exp(x[0] / 10)
    for j in 1..<n {
      let here = Double.exp(x[j] / 10)
      let i = Double(j + 1)
      f.square(root * (here + before - (Double.exp(i / 10) + Double.exp((i - 1) / 10))))
      f.slope(j, root * here / 10)
      f.slope(j - 1, root * before / 10)
      f.curvature(j, j, root * here / 100)
      f.curvature(j - 1, j - 1, root * before / 100)

      f.square(root * (here - Double.exp(-0.1)))
      f.slope(j, root * here / 10)
      f.curvature(j, j, root * here / 100)
      before = here
    }

    var squares = 0.0
    for j in 0..<n { squares += Double(n - j) * x[j] * x[j] }
    f.square(squares - 1)
    for j in 0..<n {
      f.slope(j, 2 * Double(n - j) * x[j])
      f.curvature(j, j, 2 * Double(n - j))
    }
  }
}
