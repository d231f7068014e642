import DescentLinearAlgebra
import DescentOptimization
import RealModule

extension TestProblem {
  /// Trigonometric (Spedicato 1975). There are many local minima; with n = 10 most methods end in that of 2.79506·10⁻⁵. The
  /// value is 0 at 0, and not only there.
  ///
  /// - Precondition: n is positive.
  /// - Complexity: O(n) for the value, O(n²) for the gradient.
  public static func trigonometric(_ n: Int = 10) -> TestProblem {
    requireAtLeast(1, n, "trigonometric")
    var minima = [KnownMinimum.global(0, at: .zeros(n))]
    if n == 10 {
      minima.append(
        .global(
          0,
          at: [
            0.04791194730372715, 0.049184518166637436, 0.05060870289457072, 0.05222304938978842, 0.054083092294858734,
            0.05627330346630052, 0.058932138535340545, 0.18639700138447557, 0.15434196040113907, 0.12462537696307192,
          ]))
      minima.append(
        .local(
          2.795056121879456e-5,
          at: [
            0.05515090398069129, 0.05684061679473856, 0.058764001762695084, 0.06099060865676081, 0.06362621369585451,
            0.06684317945275879, 0.20816151856988116, 0.16436309588564774, 0.08500689568850744, 0.09143145071470794,
          ]))
    }
    return TestProblem(
      "Trigonometric", number: 26, start: Vector(repeating: 1 / Double(n), count: n), minima: minima,
      Trigonometric(parameterCount: n))
  }
}

/// rᵢ = n − Σⱼ cos xⱼ + i (1 − cos xᵢ) − sin xᵢ.
struct Trigonometric: SummedFunction {
  let parameterCount: Int

  func sum(at x: Span<Double>, into f: inout some Summation) {
    let n = parameterCount
    // n − Σⱼ cos xⱼ.
    var rest = 0.0
    for j in 0..<n { rest += 1 - Double.cos(x[j]) }
    for j in 0..<n {
      let i = Double(j + 1)
      let (sine, cosine) = (Double.sin(x[j]), Double.cos(x[j]))
      f.square(rest + i * (1 - cosine) - sine)
      f.slope(j, i * sine - cosine)
      f.curvature(j, j, i * cosine + sine)
      guard f.needsSlopes else { continue }
      for k in 0..<n { f.slope(k, Double.sin(x[k])) }
      guard f.needsCurvatures else { continue }
      for k in 0..<n { f.curvature(k, k, Double.cos(x[k])) }
    }
  }
}
