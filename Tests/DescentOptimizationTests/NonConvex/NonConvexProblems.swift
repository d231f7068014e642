import DescentOptimization
import Foundation

/// (x² + y − 11)² + (x + y² − 7)², with four minima of the value 0.
let himmelblau = ClosureObjective(2) { x, g in
  let (a, b) = (x[0] * x[0] + x[1] - 11, x[0] + x[1] * x[1] - 7)
  g[0] = 4 * a * x[0] + 2 * b
  g[1] = 2 * a + 4 * b * x[1]
  return a * a + b * b
}

let himmelblauMinima: [[Double]] = [
  [3, 2], [-2.805118086952745, 3.131312518250573], [-3.779310253377747, -3.283185991286170],
  [3.584428340330492, -1.848126526964404],
]

/// 20 + Σ(x² − 10 cos 2πx), with minima near all integers and the lowest, 0, at the origin. Makes no vectors.
struct Rastrigin: Objective {
  let parameterCount = 2
  func evaluate(at point: Span<Double>, gradient: inout MutableSpan<Double>) -> Double {
    for i in 0..<2 { gradient[i] = 2 * point[i] + 20 * .pi * sin(2 * .pi * point[i]) }
    return value(at: point)
  }
  func value(at point: Span<Double>) -> Double {
    var sum = 20.0
    for i in 0..<2 { sum += point[i] * point[i] - 10 * cos(2 * .pi * point[i]) }
    return sum
  }
}

/// ½ Σ(x⁴ − 16x² + 5x), with the lowest value −39.16616570377142 for each coordinate, at −2.903534027771177.
let styblinskiTang = ClosureObjective(2) { x, g in
  var sum = 0.0
  for i in 0..<2 {
    let t = x[i]
    g[i] = 0.5 * (4 * t * t * t - 32 * t + 5)
    sum += 0.5 * (t * t * t * t - 16 * t * t + 5 * t)
  }
  return sum
}

/// ¼x⁴ − ½x² + ½y²: a saddle at the origin, minima of the value −¼ at (±1, 0).
let saddle = ClosureObjective(2) { x, g in
  g[0] = x[0] * x[0] * x[0] - x[0]
  g[1] = x[1]
  return 0.25 * x[0] * x[0] * x[0] * x[0] - 0.5 * x[0] * x[0] + 0.5 * x[1] * x[1]
}

let spectral = ProjectedGradient(onto: WholeSpace())
