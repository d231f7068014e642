import DescentLinearAlgebra

/// (λ/2) ‖Dβ‖², where D has ones on its diagonal for the penalized coefficients.
struct RidgePenalty: Sendable {
  let weight: Double
  let first: Int

  init(_ weight: Double, _ penalized: LeastSquares.Penalized) {
    self.weight = weight
    first = penalized == .all ? 0 : 1
  }

  /// The penalty at a point.
  func value(at point: Span<Double>) -> Double {
    guard weight > 0 else { return 0 }
    var sum = 0.0
    for j in first..<max(first, point.count) { sum += point[j] * point[j] }
    return 0.5 * weight * sum
  }

  /// The penalty at a point; adds its gradient.
  func add(at point: Span<Double>, to gradient: inout MutableSpan<Double>) -> Double {
    guard weight > 0 else { return 0 }
    for j in first..<max(first, point.count) { gradient[j] += weight * point[j] }
    return value(at: point)
  }

  /// A + λD.
  func adding(to matrix: Matrix<Double>) -> Matrix<Double> {
    guard weight > 0 else { return matrix }
    var result = matrix
    for j in first..<max(first, matrix.columnCount) { result[j, j] += weight }
    return result
  }
}
