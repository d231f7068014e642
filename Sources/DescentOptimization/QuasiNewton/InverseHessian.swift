import DescentLinearAlgebra

/// An estimate of the inverse of the Hessian, improved by the changes of the gradient along the steps.
struct InverseHessian: Sendable, Codable, Equatable {
  /// H, symmetric and positive definite; meaningless before the first pair.
  private var matrix: Matrix<Double>
  /// Hy, and then what it is combined to.
  private var product: Vector<Double>
  /// Whether a pair has been taken up.
  private(set) var isKnown = false

  init(parameterCount p: Int) {
    matrix = .zeros(p, p)
    product = .zeros(p)
  }

  /// Forgets all pairs.
  mutating func reset() { isKnown = false }

  /// Takes up a step s with the change y of the gradient, and writes −Hg to `direction`:
  ///
  /// H ← (I − ρsyᵀ) H (I − ρysᵀ) + ρssᵀ, ρ = 1/sᵀy,
  ///
  /// which is H + swᵀ + wsᵀ with w = ½ρ(1 + ρyᵀHy)s − ρHy. The first pair begins with H = (sᵀy/yᵀy) I.
  ///
  /// - Complexity: 8p² flops; H is read twice and written once.
  mutating func update(
    _ pair: CurvaturePair, step s: Vector<Double>, change y: Vector<Double>, _ gradient: Vector<Double>,
    direction: inout Vector<Double>
  ) {
    if !isKnown {
      fillDiagonal(&matrix, pair.scale)
      isKnown = true
    }
    let curvature = multiplyRows(matrix, y, into: &product)
    let rho = 1 / pair.product
    combine(&product, -rho, s, 0.5 * rho * (1 + rho * curvature))
    addSymmetricProduct(to: &matrix, s, product, gradient, direction: &direction)
  }

  /// Writes −Hg to `direction`.
  func multiply(_ gradient: Vector<Double>, into direction: inout Vector<Double>) {
    _ = multiplyRows(matrix, gradient, into: &direction)
    var d = direction.mutableSpan
    for i in d.indices { d[i] = -d[i] }
  }
}

/// What decides about a step s with the change y of the gradient.
struct CurvaturePair: Equatable {
  /// sᵀy.
  let product: Double
  /// sᵀy/yᵀy: the inverse of the curvature along the step.
  let scale: Double
  /// ‖y‖₂.
  let changeNorm: Double

  /// nil where the curvature along the step is not positive by more than rounding: sᵀy ≤ ε‖s‖‖y‖.
  ///
  /// - Parameters:
  ///   - products: sᵀy, sᵀs and yᵀy, as ``Iterate/becomeDifference(to:)`` finds them.
  ///   - s: the step.
  ///   - y: the change of the gradient.
  init?(
    _ products: (product: Double, step: Double, change: Double), step s: Vector<Double>, change y: Vector<Double>
  ) {
    // Where squares leave the range of the numbers, careful norms.
    func norm(_ square: Double, _ vector: Vector<Double>) -> Double {
      square > 1e-280 && square < .infinity ? square.squareRoot() : vector.norm()
    }
    let (sNorm, yNorm) = (norm(products.step, s), norm(products.change, y))
    let scale = products.product / yNorm / yNorm
    guard products.product > 0x1p-52 * sNorm * yNorm, products.product < .infinity, scale > 0, scale < .infinity,
      (1 / products.product).isFinite
    else { return nil }
    changeNorm = yNorm
    product = products.product
    self.scale = scale
  }
}

private func fillDiagonal(_ matrix: inout Matrix<Double>, _ value: Double) {
  let p = matrix.rowCount
  var h = matrix.mutableSpan
  for i in h.indices { h[i] = 0 }
  for i in 0..<p { h[i * (p + 1)] = value }
}

/// result ← H v; returns vᵀHv.
private func multiplyRows(_ matrix: Matrix<Double>, _ v: Vector<Double>, into result: inout Vector<Double>) -> Double {
  let (h, x) = (matrix.span, v.span)
  var y = result.mutableSpan
  let p = x.count
  var total = 0.0
  for i in 0..<p {
    let sum = h.innerProduct(from: i * p, x)
    y[i] = sum
    total += sum * x[i]
  }
  return total
}

/// u ← au + bs.
private func combine(_ u: inout Vector<Double>, _ a: Double, _ s: Vector<Double>, _ b: Double) {
  var u = u.mutableSpan
  let s = s.span
  for i in s.indices { u[i] = a * u[i] + b * s[i] }
}

/// H ← H + swᵀ + wsᵀ, and direction ← −Hg with the new H while its rows are at hand.
private func addSymmetricProduct(
  to matrix: inout Matrix<Double>, _ s: Vector<Double>, _ w: Vector<Double>, _ gradient: Vector<Double>,
  direction: inout Vector<Double>
) {
  var h = matrix.mutableSpan
  let (s, w, g) = (s.span, w.span, gradient.span)
  var d = direction.mutableSpan
  let p = s.count
  for i in 0..<p {
    let (si, wi, row) = (s[i], w[i], i * p)
    // Mirror images get the same two products in the same sum, so that H stays exactly symmetric.
    for j in 0..<p { h[row + j] += si * w[j] + wi * s[j] }
    d[i] = -h.span.innerProduct(from: row, g)
  }
}
