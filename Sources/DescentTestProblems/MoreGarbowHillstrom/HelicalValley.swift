import DescentLinearAlgebra
import DescentOptimization
import RealModule

extension TestProblem {
  /// Fletcher, Powell (1963): a valley that winds around the third axis. The function jumps where x₁ = 0 and x₂ < 0, and has
  /// no gradient where x₁ = x₂ = 0.
  public static let helicalValley = TestProblem(
    "Helical valley", number: 7, start: [-1, 0, 0], minima: [.global(0, at: [1, 0, 0])], HelicalValley())
}

/// r₁ = 10 (x₃ − 10 θ), r₂ = 10 (ρ − 1), r₃ = x₃, with ρ = √(x₁² + x₂²) and the angle 2πθ = arctan x₂/x₁, from −π/2 to
/// 3π/2.
struct HelicalValley: SummedFunction {
  let parameterCount = 3

  func sum(at x: Span<Double>, into f: inout some Summation) {
    let (x1, x2, x3) = (x[0], x[1], x[2])
    let square = x1 * x1 + x2 * x2
    f.square(10 * (x3 - 10 * Self.turns(x1, x2)))
    let factor = 50 / (Double.pi * square)
    f.slope(0, factor * x2)
    f.slope(1, -factor * x1)
    f.slope(2, 10)
    f.curvature(0, 0, -2 * factor * x1 * x2 / square)
    f.curvature(0, 1, factor * (x1 - x2) * (x1 + x2) / square)
    f.curvature(1, 1, 2 * factor * x1 * x2 / square)

    let radius = square.squareRoot()
    f.square(10 * (radius - 1))
    f.slope(0, 10 * x1 / radius)
    f.slope(1, 10 * x2 / radius)
    f.curvature(0, 0, 10 * x2 * x2 / (square * radius))
    f.curvature(0, 1, -10 * x1 * x2 / (square * radius))
    f.curvature(1, 1, 10 * x1 * x1 / (square * radius))

    f.square(x3)
    f.slope(2, 1)
  }

  /// θ.
  private static func turns(_ x1: Double, _ x2: Double) -> Double {
    guard x1 != 0 else { return x2 == 0 ? 0 : Double(signOf: x2, magnitudeOf: 0.25) }
    return Double.atan(x2 / x1) / (2 * Double.pi) + (x1 < 0 ? 0.5 : 0)
  }
}
