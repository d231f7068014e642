import DescentLinearAlgebra

/// The step s that minimizes ‖r − J s‖ within ‖D s‖ ≤ Δ, from the pivoted QR decomposition of J.
///
/// The damping λ with (JᵀJ + λD²)s = Jᵀr and ‖D s‖ = Δ is found by Newton's method on 1/‖D s(λ)‖ within bounds that close
/// in; R stacked on √λ D is brought to a triangle by Givens rotations, so that J is factorized once for all λ (Moré 1978).
///
/// All memory is made at the start.
struct DampedStep {
  private let count: Int
  /// s.
  private(set) var step: [Double]
  /// R Pᵀs, with ‖R Pᵀ s‖ = ‖J s‖.
  private(set) var image: [Double]
  /// λ.
  var damping = 0.0
  /// ‖D s‖.
  private(set) var length = 0.0

  /// R, and the triangle S of R and √λ D, row by row.
  private var r, triangle: [Double]
  private var z, work, row: [Double]

  init(count: Int) {
    self.count = count
    step = Array(repeating: 0, count: count)
    image = step
    r = Array(repeating: 0, count: count * count)
    triangle = r
    (z, work, row) = (step, step, step)
  }

  /// Takes over R, p×p, whose diagonal descends.
  mutating func prepare(_ factor: Matrix<Double>) {
    for i in 0..<count {
      for j in i..<count { r[i * count + j] = factor[i, j] }
    }
  }

  /// Finds s and λ for the radius Δ; λ starts from the last one.
  ///
  /// - Parameters:
  ///   - permutation: column j of R belongs to parameter `permutation[j]`.
  ///   - scale: D, positive.
  ///   - c: the first p elements of Qᵀr.
  mutating func solve(_ permutation: [Int], _ scale: Vector<Double>, _ c: Vector<Double>, radius: Double) {
    let p = count
    // Gauss and Newton's step; 0 for columns that depend on others.
    var rank = p
    for j in 0..<p where r[j * p + j] == 0 && rank == p { rank = j }
    for j in 0..<p { work[j] = j < rank ? c[j] : 0 }
    Self.backSubstitute(r, p, rank: rank, &work)
    scatter(permutation, scale)
    guard !(length - radius <= 0.1 * radius) else {
      damping = 0
      return
    }
    // The lower bound of λ from Newton's step at 0, where R is regular; the upper one from the gradient.
    var lower = 0.0
    if rank == p {
      for j in 0..<p { work[j] = scale[permutation[j]] * (scale[permutation[j]] * step[permutation[j]] / length) }
      Self.forwardSubstitute(r, p, &work)
      lower = (length - radius) / radius / sum(of: work)
    }
    for j in 0..<p {
      var g = 0.0
      for i in 0...j { g += r[i * p + j] * c[i] }
      work[j] = g / scale[permutation[j]]
    }
    let gradient = sum(of: work).squareRoot()
    var upper = gradient / radius
    if upper == 0 { upper = Double.leastNormalMagnitude / min(radius, 0.1) }
    damping = min(max(damping, lower), upper)
    if damping == 0 { damping = gradient / length }
    for _ in 0..<10 {
      if damping == 0 { damping = max(.leastNormalMagnitude, 0.001 * upper) }
      triangularize(permutation, scale, c)
      let regular = (0..<p).first { triangle[$0 * p + $0] == 0 } ?? p
      for j in 0..<p { work[j] = j < regular ? z[j] : 0 }
      Self.backSubstitute(triangle, p, rank: regular, &work)
      scatter(permutation, scale)
      let excess = length - radius
      if excess.magnitude <= 0.1 * radius || !length.isFinite { return }
      if lower == 0, excess < 0, regular < p { return }
      for j in 0..<p { work[j] = scale[permutation[j]] * (scale[permutation[j]] * step[permutation[j]] / length) }
      Self.forwardSubstitute(triangle, p, &work)
      let correction = excess / radius / sum(of: work)
      if excess > 0 { lower = max(lower, damping) }
      if excess < 0 { upper = min(upper, damping) }
      damping = max(lower, damping + correction)
    }
  }

  /// s ← the step that is taken, after bounds and rounding have changed it, and its image.
  mutating func replace(_ permutation: [Int], from origin: Vector<Double>, to target: Vector<Double>) {
    for j in 0..<count { step[j] = target[j] - origin[j] }
    for i in 0..<count {
      var sum = 0.0
      for j in i..<count { sum += r[i * count + j] * step[permutation[j]] }
      image[i] = sum
    }
  }

  /// b ← the solution of the leading triangle of this rank.
  private static func backSubstitute(_ a: [Double], _ p: Int, rank: Int, _ b: inout [Double]) {
    for j in stride(from: rank - 1, through: 0, by: -1) {
      b[j] /= a[j * p + j]
      for i in 0..<j { b[i] -= b[j] * a[i * p + j] }
    }
  }

  /// b ← the solution of the transposed triangle.
  private static func forwardSubstitute(_ a: [Double], _ p: Int, _ b: inout [Double]) {
    for j in 0..<p {
      var sum = b[j]
      for i in 0..<j { sum -= a[i * p + j] * b[i] }
      b[j] = sum / a[j * p + j]
    }
  }

  /// s ← P work, and its length.
  private mutating func scatter(_ permutation: [Int], _ scale: Vector<Double>) {
    for j in 0..<count { step[permutation[j]] = work[j] }
    var norm = 0.0
    for j in 0..<count {
      let d = scale[j] * step[j]
      norm += d * d
    }
    length = norm.squareRoot()
    if !length.isFinite { length = .infinity }
  }

  private func sum(of values: [Double]) -> Double {
    var sum = 0.0
    for value in values { sum += value * value }
    return sum
  }

  /// S, z ← the triangle and the right-hand side of (R; √λ D P) with (c; 0).
  private mutating func triangularize(_ permutation: [Int], _ scale: Vector<Double>, _ c: Vector<Double>) {
    let p = count
    let root = damping.squareRoot()
    for i in 0..<p {
      z[i] = c[i]
      for j in 0..<p { triangle[i * p + j] = j < i ? 0 : r[i * p + j] }
    }
    for j in 0..<p {
      for k in j..<p { row[k] = 0 }
      row[j] = root * scale[permutation[j]]
      guard row[j] != 0 else { continue }
      var rest = 0.0
      for k in j..<p where row[k] != 0 {
        let (sine, cosine) = Self.rotation(triangle[k * p + k], row[k])
        let diagonal = cosine * triangle[k * p + k] + sine * row[k]
        (z[k], rest) = (cosine * z[k] + sine * rest, -sine * z[k] + cosine * rest)
        for l in (k + 1)..<max(p, k + 1) {
          let (above, below) = (triangle[k * p + l], row[l])
          triangle[k * p + l] = cosine * above + sine * below
          row[l] = -sine * above + cosine * below
        }
        triangle[k * p + k] = diagonal
      }
    }
  }

  /// The rotation that brings (a, b) to (√(a² + b²), 0), without overflow.
  private static func rotation(_ a: Double, _ b: Double) -> (sine: Double, cosine: Double) {
    if a.magnitude < b.magnitude {
      let ratio = a / b
      let sine = 1 / (1 + ratio * ratio).squareRoot()
      return (sine, sine * ratio)
    }
    let ratio = b / a
    let cosine = 1 / (1 + ratio * ratio).squareRoot()
    return (cosine * ratio, cosine)
  }
}
