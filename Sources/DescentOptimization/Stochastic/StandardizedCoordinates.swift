import DescentLinearAlgebra
import Synchronization

/// A change of variables β = Tθ that makes the columns of X standardized, without touching X.
///
/// xᵢᵀβ = Σⱼ θⱼ (xᵢⱼ − mⱼ)/sⱼ + θ₀, where the intercept is the first column that is constant and not zero, c:
/// βⱼ = θⱼ/sⱼ and β₀ = (θ₀ − Σⱼ mⱼβⱼ)/c. Without such a column nothing is centred, and sⱼ is the root mean square.
struct StandardizedCoordinates: Sendable, Codable, Equatable {
  /// m, 0 where a column is not centred.
  private var centers: Vector<Double>
  /// s, positive.
  private var scales: Vector<Double>
  /// The intercept's column.
  private var intercept: Int?

  /// θ = β.
  static func identity(_ count: Int) -> Self {
    Self(centers: .zeros(count), scales: Vector(repeating: 1, count: count), intercept: nil)
  }

  private init(centers: Vector<Double>, scales: Vector<Double>, intercept: Int?) {
    (self.centers, self.scales, self.intercept) = (centers, scales, intercept)
  }

  /// By at most some 4,096 rows, evenly spread, whose means and deviations are near enough, to a hundredth or two: see
  /// `Standardization`.
  ///
  /// - Complexity: some passes over these rows.
  init(standardizing all: Matrix<Double>) {
    let isWhole = all.rowCount <= Self.sampledRows
    let x = isWhole ? all : all.selecting(rows: all.evenlySpreadRows(Self.sampledRows))
    intercept = (0..<x.columnCount).first { j in
      x.rowCount > 0 && x[0, j] != 0 && (1..<max(1, x.rowCount)).allSatisfy { x[$0, j] == x[0, j] }
    }
    let standardization = Standardization(of: x, isCentred: intercept != nil)
    (centers, scales) = (standardization.means, standardization.scales)
    if let intercept { (centers[intercept], scales[intercept]) = (0, x[0, intercept]) }
  }

  /// β = Tθ.
  func unscale(_ theta: Vector<Double>, into beta: inout Vector<Double>) {
    let (m, s, theta) = (centers.span, scales.span, theta.span)
    var beta = beta.mutableSpan
    var shift = 0.0
    for j in theta.indices {
      beta[j] = theta[j] / s[j]
      shift += m[j] * beta[j]
    }
    if let intercept { beta[intercept] -= shift / s[intercept] }
  }

  /// θ = T⁻¹β.
  func scaled(_ beta: Vector<Double>) -> Vector<Double> {
    var theta = beta
    var shift = 0.0
    for j in theta.indices {
      theta[j] *= scales[j]
      shift += centers[j] * beta[j]
    }
    if let intercept { theta[intercept] += shift }
    return theta
  }

  /// g ← Tᵀg, the gradient by θ of a function whose gradient by β is g.
  func pullBack(_ gradient: inout Vector<Double>) {
    let (m, s) = (centers.span, scales.span)
    var g = gradient.mutableSpan
    let byIntercept = intercept.map { g[$0] / s[$0] } ?? 0
    for j in g.indices { g[j] = (g[j] - m[j] * byIntercept) / s[j] }
  }

  /// The standardized row x̃ᵢ.
  func standardize(_ row: inout Vector<Double>) {
    let (m, s) = (centers.span, scales.span)
    var x = row.mutableSpan
    for j in x.indices { x[j] = (x[j] - m[j]) / s[j] }
  }

  private static let sampledRows = 1 << 12

  /// max ‖x̃ᵢ‖² over all rows; of more than 16,384 over so many, evenly spread.
  ///
  /// - Complexity: 4np flops, one pass over these rows.
  func largestSquare(ofRowsOf x: Matrix<Double>) -> Double {
    let (rows, p, height) = (x.evenlySpreadRows(1 << 14), x.columnCount, 2048)
    let inverses = Vector(scales.map { 1 / $0 })
    let shifts = Vector(zip(centers, inverses).map { $0 * $1 })
    let largest = Mutex(0.0)
    Parallelism.forEach((rows.count + height - 1) / height) { block in
      let (x, m, s) = (x.span, shifts.span, inverses.span)
      var found = 0.0
      for i in rows[block * height..<min(rows.count, (block + 1) * height)] {
        found = max(found, standardizedSquare(x, from: i * p, m, s))
      }
      largest.withLock { $0 = max($0, found) }
    }
    return largest.withLock { $0 }
  }

  /// ‖T‖², an upper bound: what a ridge on β costs in curvature by θ.
  var largestStretch: Double {
    var sum = 0.0
    let c = intercept.map { scales[$0] } ?? 1
    for j in scales.indices {
      let shift = intercept == nil || j == intercept ? 0 : centers[j] / c
      sum += (1 + shift * shift) / (scales[j] * scales[j])
    }
    return sum
  }
}

/// Σⱼ (xⱼsⱼ − mⱼ)² of the elements of x from `start` on, four columns at a time.
private func standardizedSquare(
  _ x: Span<Double>, from start: Int, _ m: Span<Double>, _ s: Span<Double>
) -> Double {
  var sums = SIMD4<Double>()
  var j = 0
  while j + 4 <= m.count {
    let four = x.four(from: start + j) * s.four(from: j) - m.four(from: j)
    sums += four * four
    j += 4
  }
  var sum = sums.sum()
  while j < m.count {
    let one = x[start + j] * s[j] - m[j]
    sum += one * one
    j += 1
  }
  return sum
}

extension Matrix<Double> {
  /// Indices of at most about so many rows, at even distances.
  func evenlySpreadRows(_ count: Int) -> [Int] {
    Array(stride(from: 0, to: rowCount, by: Swift.max(1, (rowCount + count - 1) / count)))
  }
}
