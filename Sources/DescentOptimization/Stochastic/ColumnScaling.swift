import DescentLinearAlgebra

/// A change of variables β = Tθ that makes the columns of X standardized, without touching X.
///
/// xᵢᵀβ = Σⱼ θⱼ (xᵢⱼ − mⱼ)/sⱼ + θ₀, where the intercept is the first column that is constant and not zero, c:
/// βⱼ = θⱼ/sⱼ and β₀ = (θ₀ − Σⱼ mⱼβⱼ)/c. Without such a column nothing is centred, and sⱼ is the root mean square. Other
/// columns that do not vary are divided by their size.
struct ColumnScaling: Sendable, Codable, Equatable {
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

  /// - Complexity: two passes over X.
  init(standardizing x: Matrix<Double>) {
    let means = x.columnMeans()
    let deviations = x.columnStandardDeviations(lostDegrees: 0)
    let isConstant = zip(means, deviations).map { $1 <= 0x1p-40 * $0.magnitude }
    intercept = isConstant.indices.first { isConstant[$0] && means[$0] != 0 && means[$0].isFinite }
    centers = .zeros(x.columnCount)
    scales = Vector(repeating: 1, count: x.columnCount)
    for j in means.indices {
      let scale: Double
      if isConstant[j] {
        scale = means[j].magnitude
      } else if intercept != nil {
        centers[j] = means[j]
        scale = deviations[j]
      } else {
        scale = (means[j] * means[j] + deviations[j] * deviations[j]).squareRoot()
      }
      scales[j] = scale > 0 && scale < .infinity ? scale : 1
    }
    if let intercept { scales[intercept] = means[intercept] }
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
