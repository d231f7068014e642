import DescentLinearAlgebra
import DescentOptimization

/// The search in a trust region: Moré's form of the method of Levenberg (1944) and Marquardt (1963), with bounds.
///
/// Columns are scaled by the largest length that they have had, so that units of the parameters change nothing. With bounds
/// a step is projected onto the box; parameters at a bound that the gradient presses them against stay there for the step.
struct LevenbergMarquardt {
  /// Why the search ended.
  enum End {
    /// The offset has fallen below what calls for accurate Jacobians.
    case near
    /// No step lowers the sum of squares to more than its rounding.
    case flat
    /// The Jacobians allowed are used up.
    case limit
  }

  /// θ.
  private(set) var point: Vector<Double>
  /// f at θ.
  private(set) var values: Vector<Double>
  /// r at θ.
  private(set) var residuals: Vector<Double>
  /// ‖r‖.
  private(set) var norm: Double
  /// The Jacobians computed.
  private(set) var iterations = 0

  private var jacobian: Matrix<Double>
  private var trial, trialValues, trialResiduals: Vector<Double>
  private var scale: Vector<Double>
  private var isFixed: [Bool]
  private var damped: DampedStep

  /// The relative offset at which accurate Jacobians take over.
  private static let nearness = 1e-6

  /// - Precondition: the model is finite at the start.
  init(_ system: NonlinearResiduals, at start: Vector<Double>, values: Vector<Double>) {
    let p = start.count
    point = start
    self.values = values
    residuals = .zeros(values.count)
    _ = system.residuals(of: values, into: &residuals)
    norm = residuals.norm()
    jacobian = .zeros(values.count, p)
    (trial, trialValues, trialResiduals) = (start, values, residuals)
    scale = .zeros(p)
    isFixed = Array(repeating: false, count: p)
    damped = DampedStep(count: p)
  }

  /// Searches from the start on.
  ///
  /// - Throws: `RegressionError.derivativeNotFinite` where a derivative is not finite at the start.
  mutating func run(
    _ system: inout NonlinearResiduals, radius factor: Double, limit: Int, names: [String]
  ) throws -> End {
    var radius = 0.0
    while true {
      guard iterations < limit else { return .limit }
      system.jacobian(at: point, values: values, into: &jacobian)
      iterations += 1
      if let (row, column) = jacobian.firstNonFinite() {
        guard iterations == 1 else { return .flat }
        throw RegressionError.derivativeNotFinite(parameter: names[column], row: row)
      }
      fixParameters(system.bounds)
      let qr = try PivotedQRDecomposition(jacobian)
      var c = residuals
      qr.applyQTransposed(to: &c)
      updateScale()
      damped.prepare(qr.r)
      if iterations == 1 {
        let size = scale.multiplyingElements(by: point).norm()
        radius = factor * (size > 0 && size.isFinite ? size : 1)
        damped.damping = 0
      }
      let p = point.count
      var along = 0.0
      for j in 0..<p { along += c[j] * c[j] }
      if along.squareRoot() <= max(Self.nearness * norm, 4 * system.rounding(of: values)) { return .near }
      if let end = step(&system, qr, c, &radius) { return end }
    }
  }

  /// Takes steps until one lowers the sum of squares enough; nil where the search goes on.
  private mutating func step(
    _ system: inout NonlinearResiduals, _ qr: PivotedQRDecomposition<Double>, _ c: Vector<Double>,
    _ radius: inout Double
  ) -> End? {
    let p = point.count
    while true {
      damped.solve(qr.permutation, scale, c, radius: radius)
      if iterations == 1 { radius = min(radius, damped.length) }
      var size = 0.0
      for j in 0..<p {
        var moved = point[j] + (isFixed[j] ? 0 : damped.step[j])
        if let bounds = system.bounds { moved = min(max(moved, bounds.lower[j]), bounds.upper[j]) }
        trial[j] = moved
        size = max(size, scale[j] * moved.magnitude)
      }
      damped.replace(qr.permutation, from: point, to: trial)
      // What the linear model promises, ‖r‖² − ‖r − J s‖², and its slope, relative to ‖r‖².
      var (promised, slope) = (0.0, 0.0)
      for j in 0..<p {
        promised += damped.image[j] / norm * ((2 * c[j] - damped.image[j]) / norm)
        slope -= damped.image[j] / norm * (c[j] / norm)
      }
      var isMoving = false
      for j in 0..<p where trial[j] != point[j] { isMoving = true }
      guard isMoving else { return .flat }
      system.evaluate(at: trial, into: &trialValues)
      let isFinite = system.residuals(of: trialValues, into: &trialResiduals)
      let trialNorm = isFinite ? trialResiduals.norm() : .infinity
      let ratio = trialNorm / norm
      let gained = 0.1 * ratio < 1 ? (1 - ratio) * (1 + ratio) : -1
      let quality = promised > 0 ? gained / promised : 0
      let isBelowRounding = gained.magnitude <= .ulpOfOne && promised <= .ulpOfOne
      if quality <= 0.25 {
        var factor = gained >= 0 ? 0.5 : 0.5 * slope / (slope + 0.5 * gained)
        if !(factor >= 0.1) || 0.1 * ratio >= 1 { factor = 0.1 }
        radius = factor * min(radius, damped.length / 0.1)
        damped.damping /= factor
      } else if damped.damping == 0 || quality >= 0.75 {
        radius = damped.length / 0.5
        damped.damping *= 0.5
      }
      let isBetter = quality >= 1e-4
      if isBetter {
        swap(&point, &trial)
        swap(&values, &trialValues)
        swap(&residuals, &trialResiduals)
        norm = trialNorm
      }
      if norm == 0 { return .near }
      if isBelowRounding || radius <= .ulpOfOne * size { return .flat }
      if isBetter { return nil }
    }
  }

  /// Parameters whose bounds keep them where they are: their columns become zeros.
  private mutating func fixParameters(_ bounds: Box?) {
    guard let bounds else { return }
    let p = point.count
    for k in 0..<p {
      var descent = 0.0
      for i in 0..<residuals.count { descent += jacobian[i, k] * residuals[i] }
      isFixed[k] =
        point[k] <= bounds.lower[k] && descent <= 0 || point[k] >= bounds.upper[k] && descent >= 0
    }
    guard isFixed.contains(true) else { return }
    jacobian.withUnsafeMutableBufferPointer { elements in
      for k in 0..<p where isFixed[k] {
        for i in stride(from: k, to: elements.count, by: p) { elements[i] = 0 }
      }
    }
  }

  private mutating func updateScale() {
    for j in 0..<point.count {
      let length = jacobian[column: j].norm()
      // A column of zeros takes the scale 1 until it has another one.
      if scale[j] == 0 || length > scale[j] { scale[j] = max(scale[j], length) }
      if scale[j] == 0 { scale[j] = 1 }
    }
  }
}
