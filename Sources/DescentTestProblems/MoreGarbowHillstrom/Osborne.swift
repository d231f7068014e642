import DescentLinearAlgebra
import DescentOptimization
import RealModule

extension TestProblem {
  /// Osborne (1972), the first: two exponentials and a constant through 33 points.
  public static let osborne1 = TestProblem(
    "Osborne 1", number: 17, start: [0.5, 1.5, -1, 0.01, 0.02],
    minima: [
      .global(
        5.464894697482907e-5,
        at: [0.37541005210695205, 1.9358469127123674, -1.464687136613423, 0.012867534640057288, 0.02212269966167261])
    ], Osborne1())

  /// Osborne (1972), the second: an exponential and three bell curves through 65 points.
  public static let osborne2 = TestProblem(
    "Osborne 2", number: 19, start: [1.3, 0.65, 0.65, 0.7, 0.6, 3, 5, 7, 2, 4.5, 5.5],
    minima: [
      .global(
        0.04013773629354774,
        at: [
          1.3099771546273005, 0.4315537946029889, 0.633661698960724, 0.5994305347859163, 0.7541832263280113,
          0.9042885798596336, 1.3658118352370285, 4.8236988172271555, 2.3986848661317546, 4.568874597667672,
          5.6753414705806415,
        ])
    ], Osborne2())
}

/// rᵢ = yᵢ − (x₁ + x₂ e^−tᵢx₄ + x₃ e^−tᵢx₅) with tᵢ = 10 (i − 1).
struct Osborne1: SummedFunction {
  static let y = [
    0.844, 0.908, 0.932, 0.936, 0.925, 0.908, 0.881, 0.850, 0.818, 0.784, 0.751,
    0.718, 0.685, 0.658, 0.628, 0.603, 0.580, 0.558, 0.538, 0.522, 0.506, 0.490,
    0.478, 0.467, 0.457, 0.448, 0.438, 0.431, 0.424, 0.420, 0.414, 0.411, 0.406,
  ]
  let parameterCount = 5

  func sum(at x: Span<Double>, into f: inout some Summation) {
    for i in 0..<33 {
      let t = Double(10 * i)
      let (e4, e5) = (Double.exp(-t * x[3]), Double.exp(-t * x[4]))
      f.square(Self.y[i] - (x[0] + x[1] * e4 + x[2] * e5))
      f.slope(0, -1)
      f.slope(1, -e4)
      f.slope(2, -e5)
      f.slope(3, x[1] * t * e4)
      f.slope(4, x[2] * t * e5)
      f.curvature(1, 3, t * e4)
      f.curvature(2, 4, t * e5)
      f.curvature(3, 3, -x[1] * t * t * e4)
      f.curvature(4, 4, -x[2] * t * t * e5)
    }
  }
}

/// rᵢ = yᵢ − (x₁ e^−tᵢx₅ + Σ xₖ exp(−xₖ₊₄ (tᵢ − xₖ₊₇)²)), the sum over k = 2, 3, 4, with tᵢ = (i − 1) / 10.
struct Osborne2: SummedFunction {
  static let y = [
    1.366, 1.191, 1.112, 1.013, 0.991, 0.885, 0.831, 0.847, 0.786, 0.725, 0.746, 0.679, 0.608,
    0.655, 0.616, 0.606, 0.602, 0.626, 0.651, 0.724, 0.649, 0.649, 0.694, 0.644, 0.624, 0.661,
    0.612, 0.558, 0.533, 0.495, 0.500, 0.423, 0.395, 0.375, 0.372, 0.391, 0.396, 0.405, 0.428,
    0.429, 0.523, 0.562, 0.607, 0.653, 0.672, 0.708, 0.633, 0.668, 0.645, 0.632, 0.591, 0.559,
    0.597, 0.625, 0.739, 0.710, 0.729, 0.720, 0.636, 0.581, 0.428, 0.292, 0.162, 0.098, 0.054,
  ]
  let parameterCount = 11

  func sum(at x: Span<Double>, into f: inout some Summation) {
    for i in 0..<65 {
      let t = Double(i) / 10
      let decay = Double.exp(-t * x[4])
      var model = x[0] * decay
      for k in 1...3 { model += x[k] * Self.bell(x, k, t) }
      f.square(Self.y[i] - model)

      f.slope(0, -decay)
      f.slope(4, x[0] * t * decay)
      f.curvature(0, 4, t * decay)
      f.curvature(4, 4, -x[0] * t * t * decay)

      guard f.needsSlopes else { continue }
      for k in 1...3 {
        let (height, width, d) = (x[k], x[k + 4], t - x[k + 7])
        let bell = Self.bell(x, k, t)
        f.slope(k, -bell)
        f.slope(k + 4, height * d * d * bell)
        f.slope(k + 7, -2 * height * width * d * bell)
        f.curvature(k, k + 4, d * d * bell)
        f.curvature(k, k + 7, -2 * width * d * bell)
        f.curvature(k + 4, k + 4, -height * d * d * d * d * bell)
        f.curvature(k + 4, k + 7, 2 * height * d * (width * d * d - 1) * bell)
        f.curvature(k + 7, k + 7, 2 * height * width * (1 - 2 * width * d * d) * bell)
      }
    }
  }

  /// exp(−xₖ₊₄ (t − xₖ₊₇)²).
  private static func bell(_ x: Span<Double>, _ k: Int, _ t: Double) -> Double {
    let d = t - x[k + 7]
    return Double.exp(-x[k + 4] * d * d)
  }
}
