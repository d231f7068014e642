import DescentLinearAlgebra

/// The lower bidiagonalization of Golub and Kahan (1965) of A = (X; δD), δ = √(nλ/2), begun with the residual at a point:
///
/// β′u′ = Av − αu,  α′v′ = Aᵀu′ − β′v.
///
/// u is kept as σu with a factor σ⁻¹ for it, so that one pass over X does both: with w = v/(ασ) it makes σ′u′ = Aw − σu and
/// its product with Aᵀ, of which the norm is known at the end.
struct Bidiagonalization: Sendable, Codable, Equatable {
  /// α and β of the last step.
  private(set) var alpha = 0.0
  private(set) var beta = 0.0
  /// v.
  private(set) var right: Vector<Double>

  /// σu: the part of X, and below it that of δD.
  private var left: Vector<Double>
  private var penalty: Vector<Double>
  /// σ⁻¹.
  private var factor = 0.0
  /// w, and then Aᵀu.
  private var scaled: Vector<Double>
  private var product: Vector<Double>

  /// The residual is kept of a length within this factor of 1.
  private static let range = 0x1p-100...0x1p100

  /// Begins at the point of an iterate, and evaluates it: one pass over X.
  init(_ loss: LeastSquares, _ iterate: inout Iterate) {
    let p = loss.parameterCount
    (right, scaled, product) = (.zeros(p), .zeros(p), .zeros(p))
    penalty = .zeros(loss.ridge > 0 ? p : 0)
    left = loss.y
    begin(loss, &iterate)
  }

  /// Begins anew at another point. Allocates nothing.
  mutating func restart(_ loss: LeastSquares, _ iterate: inout Iterate) {
    left.assign(loss.y)
    penalty.scale(by: 0)
    begin(loss, &iterate)
  }

  private mutating func begin(_ loss: LeastSquares, _ iterate: inout Iterate) {
    // Aβ − (y; 0) and its product with Aᵀ: half of n times the gradient.
    scaled.assign(iterate.point)
    let squares = reflect(loss)
    let n = Double(loss.observationCount)
    iterate.value = squares / n
    scale(&iterate.gradient, product, by: 2 / n)
    beta = squares.squareRoot()
    // u has the sign of y − Xβ.
    factor = beta > 0 ? -1 / beta : 0
    right.scale(by: 0)
    turnRight()
  }

  /// The next step; returns its β.
  mutating func advance(_ loss: LeastSquares) -> Double {
    guard alpha > 0, factor != 0 else {
      // Nothing of X is left.
      alpha = 0
      right.scale(by: 0)
      return 0
    }
    let shrunk = alpha * factor
    scale(&scaled, right, by: 1 / shrunk)
    let length = reflect(loss).squareRoot()
    beta = shrunk.magnitude * length
    factor = length > 0 ? (shrunk < 0 ? -1 : 1) / length : 0
    turnRight()
    if length > 0, !Self.range.contains(length) { rescale(length) }
    return beta
  }

  /// α′v′ = Aᵀu′ − β′v.
  private mutating func turnRight() {
    subtract(&right, from: product, times: factor, beta)
    alpha = euclideanNorm(right)
    if alpha > 0 { divide(&right, by: alpha) }
  }

  /// σu ← Aw − σu and its product with Aᵀ; returns its square.
  private mutating func reflect(_ loss: LeastSquares) -> Double {
    var squares = pass(loss.kernel, &left, scaled, &product)
    guard loss.ridge > 0 else { return squares }
    let delta = (0.5 * Double(loss.observationCount) * loss.ridge).squareRoot()
    squares += reflectPenalty(&penalty, scaled, &product, delta, from: loss.firstPenalized)
    return squares
  }

  /// Brings σu back to the length 1 by a power of two, which changes no digit.
  private mutating func rescale(_ length: Double) {
    let power = Double(sign: .plus, exponent: -length.exponent, significand: 1)
    left.scale(by: power)
    penalty.scale(by: power)
    factor /= power
  }
}

private func pass(
  _ kernel: ResidualGradient, _ left: inout Vector<Double>, _ scaled: Vector<Double>, _ product: inout Vector<Double>
) -> Double {
  var left = left.mutableSpan
  var product = product.mutableSpan
  return kernel.reflect(&left, at: scaled.span, gradient: &product)
}

private func reflectPenalty(
  _ penalty: inout Vector<Double>, _ scaled: Vector<Double>, _ product: inout Vector<Double>, _ delta: Double,
  from first: Int
) -> Double {
  var u = penalty.mutableSpan
  var g = product.mutableSpan
  let w = scaled.span
  var squares = 0.0
  for j in first..<max(first, w.count) {
    u[j] = delta * w[j] - u[j]
    g[j] += delta * u[j]
    squares += u[j] * u[j]
  }
  return squares
}

/// x ← cy.
private func scale(_ x: inout Vector<Double>, _ y: Vector<Double>, by factor: Double) {
  var x = x.mutableSpan
  let y = y.span
  for i in x.indices { x[i] = factor * y[i] }
}

/// v ← ct − βv.
private func subtract(_ v: inout Vector<Double>, from t: Vector<Double>, times factor: Double, _ beta: Double) {
  var v = v.mutableSpan
  let t = t.span
  for i in v.indices { v[i] = factor * t[i] - beta * v[i] }
}

private func divide(_ x: inout Vector<Double>, by length: Double) {
  var x = x.mutableSpan
  for i in x.indices { x[i] /= length }
}
