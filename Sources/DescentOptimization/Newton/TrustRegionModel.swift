import DescentLinearAlgebra

/// The quadratic model m(s) = gᵀs + ½sᵀHs of an objective around a point, and its minimum within a radius.
///
/// Memory for all that is between two steps: H and g are given anew with each call, the same ones until the next
/// ``prepare(_:_:)``. Where H is positive definite nothing is allocated; eigenvectors are.
struct TrustRegionModel: Sendable {
  /// What the model says of a step.
  struct Prediction {
    let length: Double
    /// −m(s), positive.
    let decrease: Double
  }

  /// How close to the radius a step must come.
  private static let tolerance = 1e-3

  /// The step s that was found last.
  private(set) var step: Vector<Double>
  /// Whether H has a Cholesky decomposition.
  private(set) var isPositiveDefinite = false
  /// Whether H has been looked at: not so after a checkpoint was read.
  private(set) var isPrepared = false
  /// Of H.
  private var cholesky: ShiftedCholesky
  /// Of H + σI.
  private var shifted: ShiftedCholesky
  /// −H⁻¹g where H is positive definite.
  private var newton: Vector<Double>
  private var scratch: Vector<Double>
  /// Where there is no Cholesky decomposition, or its step is too long.
  private var eigen: Eigen?

  private struct Eigen {
    let values: Vector<Double>
    let vectors: Matrix<Double>
    /// g in their coordinates.
    let slope: Vector<Double>
  }

  init(parameterCount p: Int) {
    step = .zeros(p)
    newton = .zeros(p)
    scratch = .zeros(p)
    cholesky = ShiftedCholesky(size: p)
    shifted = ShiftedCholesky(size: p)
  }

  /// Begins with another H and g.
  ///
  /// - Complexity: p³/3 flops.
  mutating func prepare(_ hessian: Matrix<Double>, _ gradient: Vector<Double>) {
    eigen = nil
    isPrepared = true
    isPositiveDefinite = cholesky.decompose(hessian, shift: 0) != nil
    guard isPositiveDefinite else { return }
    negate(gradient, into: &newton)
    cholesky.solve(inPlace: &newton)
  }

  /// The length of the step of Newton where H is positive definite, else that of the point, at least 1.
  func firstRadius(at point: Vector<Double>) -> Double {
    let length = euclideanNorm(newton)
    return isPositiveDefinite && length.isFinite ? length : max(1, euclideanNorm(point))
  }

  /// Whether an eigenvalue is negative by more than the rounding of a decomposition, 64pu‖H‖.
  ///
  /// - Complexity: up to 9p³ flops where H is not positive definite.
  func hasNegativeCurvature(_ hessian: Matrix<Double>) -> Bool {
    guard !isPositiveDefinite, hessian.rowCount > 0, hessian.isFinite else { return false }
    let known = eigen?.values ?? (try? SymmetricEigendecomposition.eigenvalues(of: hessian))
    guard let values = known else { return false }
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
  mutating func findStep(
    within radius: Double, _ hessian: Matrix<Double>, _ gradient: Vector<Double>
  ) -> Prediction {
    let length = euclideanNorm(newton)
    if isPositiveDefinite, length.isFinite {
      if length <= radius {
        step.assign(newton)
        return Prediction(length: length, decrease: -0.5 * innerProduct(gradient, step))
      }
      if let found = limitOfPositiveDefinite(radius, hessian, gradient) { return found }
    }
    return findByEigenvectors(within: radius, hessian, gradient)
  }

  /// Newton's method for σ from 0 on, where it goes up to the solution without ever passing it. It needs Cholesky
  /// decompositions only, which small rows of a badly scaled H suffer nothing from.
  private mutating func limitOfPositiveDefinite(
    _ radius: Double, _ hessian: Matrix<Double>, _ gradient: Vector<Double>
  ) -> Prediction? {
    step.assign(newton)
    var shift = 0.0
    for _ in 0..<50 {
      let length = euclideanNorm(step)
      guard length.isFinite else { return nil }
      if length <= (1 + Self.tolerance) * radius {
        multiply(hessian, by: step, into: &scratch)
        return Prediction(
          length: length, decrease: -innerProduct(gradient, step) - 0.5 * innerProduct(step, scratch))
      }
      // w = R⁻ᵀs, for which ‖w‖² is −½ of the derivative of ‖s‖².
      scratch.assign(step)
      if shift == 0 { cholesky.solveTransposed(inPlace: &scratch) } else { shifted.solveTransposed(inPlace: &scratch) }
      let ratio = length / euclideanNorm(scratch)
      let next = shift + ratio * ratio * ((length - radius) / radius)
      guard next > shift, next.isFinite, shifted.decompose(hessian, shift: -next) != nil else { return nil }
      shift = next
      negate(gradient, into: &step)
      shifted.solve(inPlace: &step)
    }
    return nil
  }

  private mutating func findByEigenvectors(
    within radius: Double, _ hessian: Matrix<Double>, _ gradient: Vector<Double>
  ) -> Prediction {
    let found = decomposed(hessian, gradient)
    let (values, slope) = (found.values, found.slope)
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
    multiply(found.vectors, by: s, into: &step)
    return Prediction(length: euclideanNorm(s), decrease: decrease)
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

  private func coordinates(_ values: Vector<Double>, _ slope: Vector<Double>, _ shift: Double) -> Vector<Double> {
    Vector(zip(values, slope).map { value, slope in slope == 0 ? 0 : -slope / (value + shift) })
  }

  private mutating func decomposed(_ hessian: Matrix<Double>, _ gradient: Vector<Double>) -> Eigen {
    if let eigen { return eigen }
    let p = gradient.count
    let found: (values: Vector<Double>, vectors: Matrix<Double>)
    if let decomposition = try? SymmetricEigendecomposition(hessian) {
      found = (decomposition.eigenvalues, decomposition.eigenvectors)
    } else {
      // A Hessian that is no matrix of numbers says nothing: the model is the slope alone.
      found = (.zeros(p), .identity(p))
    }
    let result = Eigen(values: found.values, vectors: found.vectors, slope: found.vectors.transposed() * gradient)
    eigen = result
    return result
  }
}

/// Memory is equal where it has the same size; a checkpoint has its size only.
extension TrustRegionModel: Codable, Equatable {
  init(from decoder: any Decoder) throws {
    self.init(parameterCount: try MemorySize(from: decoder).parameterCount)
  }

  func encode(to encoder: any Encoder) throws { try MemorySize(parameterCount: step.count).encode(to: encoder) }

  static func == (left: Self, right: Self) -> Bool { left.step.count == right.step.count }
}
