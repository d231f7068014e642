import DescentLinearAlgebra
import DescentOptimization

/// The residuals rᵢ = u√wᵢ (yᵢ − f(xᵢ, θ)) and their negative derivatives Jᵢⱼ = u√wᵢ ∂f/∂θⱼ, with a count of evaluations.
///
/// u is the power of two that brings the largest u√wᵢ|yᵢ| to [1, 2), so that no square leaves the range of numbers.
struct NonlinearResiduals {
  let x: Matrix<Double>
  let y: Vector<Double>
  /// u√w; 0 for rows that do not count.
  private let roots: Vector<Double>
  /// u.
  let unit: Double
  let bounds: Box?
  let parameterCount: Int
  private let function: NonlinearRegression.Function
  private let derivatives: NonlinearRegression.Derivatives?
  /// How often the model was evaluated for all rows.
  private(set) var evaluations = 0
  /// How many Jacobians were computed.
  private(set) var jacobians = 0

  var rowCount: Int { y.count }
  var hasDerivatives: Bool { derivatives != nil }

  init(
    _ regression: NonlinearRegression, _ x: Matrix<Double>, _ y: Vector<Double>, _ weights: Vector<Double>?, count: Int
  ) {
    self.x = x
    self.y = y
    let plain = weights?.mapElements { $0.squareRoot() } ?? Vector(repeating: 1, count: y.count)
    let size = (0..<y.count).reduce(0) { max($0, plain[$1] * y[$1].magnitude) }
    unit = size.isNormal && size.exponent < 1022 ? 1.0.scaled(byPowerOfTwo: -size.exponent) : 1
    let unit = unit
    roots = plain.mapElements { $0 * unit }
    bounds = regression.bounds
    parameterCount = count
    function = regression.function
    derivatives = regression.derivatives
  }

  /// f ← the model's values for all rows.
  mutating func evaluate(at point: Vector<Double>, into values: inout Vector<Double>) {
    evaluations += 1
    let (features, width) = (x.span, x.columnCount)
    let parameters = point.span
    var f = values.mutableSpan
    for i in f.indices { f[i] = function(features.extracting(i * width..<(i + 1) * width), parameters) }
  }

  /// What a rounding of f and of y makes of the residuals: ε ‖u√w (|f| + |y|)‖₂ with ε = 2⁻⁵³.
  func rounding(of values: Vector<Double>) -> Double {
    var sizes = values
    for i in y.indices { sizes[i] = roots[i] > 0 ? roots[i] * (values[i].magnitude + y[i].magnitude) : 0 }
    return .unitRoundoff * sizes.norm()
  }

  /// r ← u√w (y − f); whether all are finite. Rows without weight are 0.
  func residuals(of values: Vector<Double>, into residuals: inout Vector<Double>) -> Bool {
    let (y, f, w) = (y.span, values.span, roots.span)
    var r = residuals.mutableSpan
    var isFinite = true
    for i in r.indices {
      r[i] = w[i] > 0 ? w[i] * (y[i] - f[i]) : 0
      isFinite = isFinite && r[i].isFinite
    }
    return isFinite
  }

  /// The derivatives given; nil where there are none.
  mutating func givenDerivatives(at point: Vector<Double>, into jacobian: inout Matrix<Double>) -> Bool {
    guard let derivatives else { return false }
    jacobians += 1
    let (features, width, p) = (x.span, x.columnCount, parameterCount)
    let parameters = point.span
    var row = Vector<Double>.zeros(p)
    var slopes = row.mutableSpan
    var j = jacobian.mutableSpan
    for i in 0..<y.count {
      derivatives(features.extracting(i * width..<(i + 1) * width), parameters, &slopes)
      for k in 0..<p { j[i * p + k] = slopes[k] }
    }
    weight(&jacobian)
    return true
  }

  /// The Jacobian for a step on the way: the derivatives given, or forward differences.
  ///
  /// - Parameter values: the model's values at the point.
  mutating func jacobian(at point: Vector<Double>, values: Vector<Double>, into jacobian: inout Matrix<Double>) {
    if givenDerivatives(at: point, into: &jacobian) { return }
    jacobians += 1
    forwardDifferences(at: point, values, into: &jacobian)
    weight(&jacobian)
  }

  /// The Jacobian with all its digits: the derivatives given, or extrapolated differences.
  mutating func accurateJacobian(
    at point: Vector<Double>, values: Vector<Double>, into jacobian: inout Matrix<Double>
  ) {
    if givenDerivatives(at: point, into: &jacobian) { return }
    jacobians += 1
    differences(at: point, values, into: &jacobian)
  }

  /// Extrapolated differences, whatever was given.
  mutating func differences(at point: Vector<Double>, _ values: Vector<Double>, into jacobian: inout Matrix<Double>) {
    forwardDifferences(at: point, values, into: &jacobian)
    extrapolatedDifferences(at: point, values, into: &jacobian)
    weight(&jacobian)
  }

  private func weight(_ jacobian: inout Matrix<Double>) {
    let p = parameterCount
    let w = roots.span
    var j = jacobian.mutableSpan
    for i in 0..<y.count {
      for k in 0..<p { j[i * p + k] = w[i] > 0 ? w[i] * j[i * p + k] : 0 }
    }
  }
}
