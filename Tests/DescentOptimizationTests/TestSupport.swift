import DescentLinearAlgebra
import DescentOptimization

/// SplitMix64 (Steele, Lea, Flood 2014): the same numbers everywhere.
struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64
  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  mutating func uniform() -> Double { Double.random(in: -1..<1, using: &self) }
}

extension Vector<Double> {
  static func random(_ count: Int, seed: UInt64) -> Self {
    var generator = SeededGenerator(seed: seed)
    return Self((0..<count).map { _ in generator.uniform() })
  }

  func isBitIdentical(to other: Self) -> Bool {
    count == other.count && zip(self, other).allSatisfy { $0.bitPattern == $1.bitPattern }
  }
}

extension Matrix<Double> {
  static func random(_ rowCount: Int, _ columnCount: Int, seed: UInt64) -> Self {
    var generator = SeededGenerator(seed: seed)
    return Self(rowCount, columnCount, (0..<rowCount * columnCount).map { _ in generator.uniform() })
  }

  /// The orthogonal matrix I − 2vvᵀ/vᵀv.
  static func reflection(_ size: Int, seed: UInt64) -> Self {
    let v = Vector<Double>.random(size, seed: seed)
    let factor = 2 / v.dot(v)
    var result = identity(size)
    for i in 0..<size { for j in 0..<size { result[i, j] -= factor * v[i] * v[j] } }
    return result
  }
}

/// A quadratic ½(x − x*)ᵀVΛVᵀ(x − x*) whose spectrum, eigenvectors and minimizer are known.
struct KnownQuadratic {
  let objective: QuadraticForm
  let eigenvalues: [Double]
  let vectors: Matrix<Double>
  let minimizer: Vector<Double>

  init(eigenvalues: [Double], seed: UInt64) throws {
    let p = eigenvalues.count
    let vectors = Matrix.reflection(p, seed: seed) * Matrix.reflection(p, seed: seed + 1)
    let minimizer = Vector<Double>.random(p, seed: seed + 2)
    let a = vectors * Matrix.diagonal(Vector(eigenvalues)) * vectors.transposed()
    self.eigenvalues = eigenvalues
    self.vectors = vectors
    self.minimizer = minimizer
    objective = try QuadraticForm(a, a * minimizer)
  }

  /// x* + V (I − αΛ)ᵗ Vᵀ (x₀ − x*).
  func iterate(_ t: Int, from start: Vector<Double>, step: Double) -> Vector<Double> {
    var error = vectors.transposed() * start.subtracting(minimizer)
    for (i, eigenvalue) in eigenvalues.enumerated() {
      for _ in 0..<t { error[i] *= 1 - step * eigenvalue }
    }
    return minimizer.adding(vectors * error)
  }
}

/// f = x⁴ − 4x² + x, with a global minimum left and a local one right.
let doubleWell = ClosureObjective(1) { point, gradient in
  let x = point[0]
  gradient[0] = 4 * x * x * x - 8 * x + 1
  return x * x * x * x - 4 * x * x + x
}

/// f = θ².
let parabola = ClosureObjective(1) { point, gradient in
  gradient[0] = 2 * point[0]
  return point[0] * point[0]
}

func constantStep(_ step: Double) -> GradientDescent { GradientDescent(step: .constant(step)) }

/// The iterates 1, 2, … `count` of an optimizer.
func iterates(
  _ optimizer: some Optimizer, _ objective: some Objective, from start: [Double], count: Int
) throws -> [[Double]] {
  var points: [[Double]] = []
  _ = try optimizer.minimize(
    objective, from: start, until: .iterations(count),
    observers: [
      { progress, point in
        if progress.iteration > 0 { points.append((0..<point.count).map { point[$0] }) }
        return .proceed
      }
    ])
  return points
}
