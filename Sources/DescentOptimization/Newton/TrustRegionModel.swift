import DescentLinearAlgebra

/// The quadratic model m(s) = gᵀs + ½sᵀHs of an objective around a point, and its minimum within a radius.
struct TrustRegionModel {
  /// A step with what the model says of it.
  struct Step {
    let step: Vector<Double>
    let length: Double
    /// −m(s), positive.
    let decrease: Double
    /// Whether the radius holds it back.
    let isLimited: Bool
  }

  /// How close to the radius a step must come.
  private static let tolerance = 1e-3

  private let hessian: Matrix<Double>
  private let gradient: Vector<Double>
  private let cholesky: CholeskyDecomposition<Double>?
  /// Where there is no Cholesky decomposition, or its step is too long.
  private var eigen: (values: Vector<Double>, vectors: Matrix<Double>, gradient: Vector<Double>)?

  /// - Complexity: p³/3 flops.
  init(_ hessian: Matrix<Double>, _ gradient: Vector<Double>) {
    self.hessian = hessian
    self.gradient = gradient
    cholesky = try? CholeskyDecomposition(hessian)
  }

  /// Whether H has a Cholesky decomposition.
  var isPositiveDefinite: Bool { cholesky != nil }

  /// The length of the step of Newton where H is positive definite, else that of the point, at least 1.
  func firstRadius(at point: Vector<Double>) -> Double {
    if let newton = newtonStep() { return newton.length }
    return max(1, euclideanNorm(point))
  }

  /// Whether an eigenvalue is negative by more than the rounding of a decomposition, 64pu‖H‖.
  ///
  /// - Complexity: up to 9p³ flops where H is not positive definite.
  mutating func hasNegativeCurvature() -> Bool {
    guard cholesky == nil, gradient.count > 0 else { return false }
    let values = decomposed().values
    let largest = max(values[0].magnitude, values[values.count - 1].magnitude)
    return values[0] < -64 * Double(values.count) * 0x1p-53 * largest
  }

  /// The minimum of the model among the steps of at most this length.
  ///
  /// Where H is positive definite and −H⁻¹g is short enough, that is it. Otherwise s = −(H + σI)⁻¹g of the length of the
  /// radius, with σ ≥ 0 so large that H + σI has no negative eigenvalue. Where g has no part along the eigenvectors of the
  /// lowest one, σ is minus that eigenvalue, and the rest of the length goes along such an eigenvector (the hard case), so
  /// that a saddle is left even where g = 0.
  ///
  /// - Complexity: some decompositions of p³/3 flops where H is positive definite, else 9p³ flops once.
  /// - Note: J. J. Moré, D. C. Sorensen 1983; where H is indefinite with all eigenvectors, in whose coordinates the
  ///   equation for σ is one of numbers.
  mutating func step(within radius: Double) -> Step {
    if let newton = newtonStep() {
      if newton.length <= radius { return newton }
      if let step = stepOfPositiveDefinite(within: radius, newton.step) { return step }
    }
    return stepByEigenvectors(within: radius)
  }

  /// Newton's method for σ from 0 on, where it goes up to the solution without ever passing it. It needs Cholesky
  /// decompositions only, which small rows of a badly scaled H suffer nothing from.
  private func stepOfPositiveDefinite(within radius: Double, _ newton: Vector<Double>) -> Step? {
    guard var factor = cholesky else { return nil }
    var (s, shift) = (newton, 0.0)
    for _ in 0..<50 {
      let length = euclideanNorm(s)
      guard length.isFinite else { return nil }
      if length <= (1 + Self.tolerance) * radius { return limited(s, length) }
      // w = R⁻ᵀs, for which ‖w‖² is −½ of the derivative of ‖s‖².
      let w = factor.factor.solvingTriangular(.upper, transposed: true, s)
      let ratio = length / euclideanNorm(w)
      let next = shift + ratio * ratio * ((length - radius) / radius)
      guard next > shift, next.isFinite, let shifted = try? CholeskyDecomposition(hessian.addingToDiagonal(next)) else {
        return nil
      }
      (factor, shift) = (shifted, next)
      s.assign(gradient)
      s.transformElements { -$0 }
      factor.solve(inPlace: &s)
    }
    return nil
  }

  private func limited(_ s: Vector<Double>, _ length: Double) -> Step {
    let decrease = -innerProduct(gradient, s) - 0.5 * innerProduct(s, hessian * s)
    return Step(step: s, length: length, decrease: decrease, isLimited: true)
  }

  private mutating func stepByEigenvectors(within radius: Double) -> Step {
    let (values, vectors, slope) = decomposed()
    let p = values.count
    let scale = max(values[0].magnitude, values[p - 1].magnitude)
    let least = max(0, -values[0])
    let slopeNorm = euclideanNorm(slope)
    // Just above the lowest σ, where s is as long as it can be but for a part along the lowest eigenvectors.
    let bottom = least + 0x1p-50 * max(scale, slopeNorm / radius)
    var s = coordinates(values, slope, bottom)
    let length = euclideanNorm(s)
    if !(length <= radius) {
      s = boundaryCoordinates(values, slope, radius, between: bottom, and: max(bottom, slopeNorm / radius - values[0]))
    } else if least > 0 {
      // Along the lowest eigenvector, downhill where g has a slope there.
      let rest = ((radius - length) * (radius + length)).squareRoot()
      s[0] += slope[0] > 0 ? -rest : rest
    }
    var decrease = 0.0
    for i in 0..<p { decrease -= s[i] * (slope[i] + 0.5 * values[i] * s[i]) }
    return Step(step: vectors * s, length: euclideanNorm(s), decrease: decrease, isLimited: true)
  }

  /// The step of the length of the radius, in coordinates of the eigenvectors: Newton's method on 1/‖s‖ − 1/Δ, which is
  /// nearly a straight line in σ, within a bracket.
  private func boundaryCoordinates(
    _ values: Vector<Double>, _ slope: Vector<Double>, _ radius: Double, between bottom: Double, and top: Double
  ) -> Vector<Double> {
    var (low, high, shift) = (bottom, top, bottom)
    var s = coordinates(values, slope, shift)
    for _ in 0..<100 {
      let length = euclideanNorm(s)
      if (length - radius).magnitude <= Self.tolerance * radius { break }
      if length <= radius { high = shift } else { low = shift }
      if !(high > low.nextUp) { break }
      var derivative = 0.0
      for i in s.indices { derivative += s[i] * s[i] / (values[i] + shift) }
      let next = shift + length * length / derivative * ((length - radius) / radius)
      shift = next > low && next < high ? next : low + 0.5 * (high - low)
      s = coordinates(values, slope, shift)
    }
    return s
  }

  private func newtonStep() -> Step? {
    guard let cholesky else { return nil }
    var s = gradient
    s.transformElements { -$0 }
    cholesky.solve(inPlace: &s)
    let length = euclideanNorm(s)
    guard length.isFinite else { return nil }
    return Step(step: s, length: length, decrease: -0.5 * innerProduct(gradient, s), isLimited: false)
  }

  private func coordinates(_ values: Vector<Double>, _ slope: Vector<Double>, _ shift: Double) -> Vector<Double> {
    Vector(zip(values, slope).map { value, slope in slope == 0 ? 0 : -slope / (value + shift) })
  }

  private mutating func decomposed() -> (values: Vector<Double>, vectors: Matrix<Double>, gradient: Vector<Double>) {
    if let eigen { return eigen }
    let p = gradient.count
    let found: (Vector<Double>, Matrix<Double>)
    if let decomposition = try? SymmetricEigendecomposition(hessian) {
      found = (decomposition.eigenvalues, decomposition.eigenvectors)
    } else {
      // A Hessian that is no matrix of numbers says nothing: the model is the slope alone.
      found = (.zeros(p), .identity(p))
    }
    let result = (values: found.0, vectors: found.1, gradient: found.1.transposed() * gradient)
    eigen = result
    return result
  }
}

extension Matrix<Double> {
  /// A + σI.
  fileprivate func addingToDiagonal(_ shift: Double) -> Self {
    var result = self
    for i in 0..<rowCount { result[i, i] += shift }
    return result
  }
}
