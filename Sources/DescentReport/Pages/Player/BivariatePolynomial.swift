public import Descent

/// A polynomial of two variables around a centre: Σ c (x − a)ⁱ (y − b)ʲ.
///
/// It is what a ``Player`` plays: few enough numbers to be written into a page, where the same operations in the same order
/// give the same doubles.
///
/// ```swift
/// let valley = BivariatePolynomial(center: (3, 1), [.init(1, x: 2), .init(25, y: 2)])   // (x − 3)² + 25 (y − 1)²
/// let run = try GradientDescent(step: .constant(0.035)).minimize(valley, from: [-1, 4])
/// ```
public struct BivariatePolynomial: TwiceDifferentiableObjective, Hashable, Codable {
  /// c uⁱ vʲ.
  public struct Term: Sendable, Hashable, Codable {
    /// c.
    public var coefficient: Double
    /// i.
    public var x: Int
    /// j.
    public var y: Int

    /// c uⁱ vʲ.
    ///
    /// - Precondition: no power is negative.
    public init(_ coefficient: Double, x: Int = 0, y: Int = 0) {
      precondition(x >= 0 && y >= 0, "BivariatePolynomial: the powers \(x) and \(y) must not be negative")
      self.coefficient = coefficient
      self.x = x
      self.y = y
    }
  }

  /// a and b.
  public let center: [Double]
  /// The terms, in the order in which they are added up.
  public let terms: [Term]

  /// The polynomial with these terms around a centre.
  public init(center: (Double, Double) = (0, 0), _ terms: [Term]) {
    self.center = [center.0, center.1]
    self.terms = terms
  }

  /// A quadratic around a point, from its value, gradient and Hessian there.
  ///
  /// - Precondition: the point and the gradient have two elements, the Hessian two rows and columns.
  public init(around point: Vector<Double>, value: Double, gradient: Vector<Double>, hessian: Matrix<Double>) {
    precondition(
      point.count == 2 && gradient.count == 2 && hessian.rowCount == 2 && hessian.columnCount == 2,
      "BivariatePolynomial: two variables are needed")
    let candidates: [Term] = [
      .init(hessian[0, 0] / 2, x: 2), .init(hessian[0, 1], x: 1, y: 1), .init(hessian[1, 1] / 2, y: 2),
      .init(gradient[0], x: 1), .init(gradient[1], y: 1), .init(value),
    ]
    self.init(center: (point[0], point[1]), candidates.filter { $0.coefficient != 0 })
  }

  public var parameterCount: Int { 2 }

  /// The value and the gradient. Powers are products from the left, terms are added in their order.
  public func evaluate(at point: Span<Double>, gradient: inout MutableSpan<Double>) -> Double {
    let (u, v) = (point[0] - center[0], point[1] - center[1])
    var (value, slopeX, slopeY) = (0.0, 0.0, 0.0)
    for term in terms {
      value += term.coefficient * power(u, term.x) * power(v, term.y)
      if term.x > 0 { slopeX += term.coefficient * Double(term.x) * power(u, term.x - 1) * power(v, term.y) }
      if term.y > 0 { slopeY += term.coefficient * Double(term.y) * power(u, term.x) * power(v, term.y - 1) }
    }
    gradient[0] = slopeX
    gradient[1] = slopeY
    return value
  }

  public func hessian(at point: Span<Double>) -> Matrix<Double> {
    let (u, v) = (point[0] - center[0], point[1] - center[1])
    var (xx, xy, yy) = (0.0, 0.0, 0.0)
    for term in terms {
      let (c, i, j) = (term.coefficient, Double(term.x), Double(term.y))
      if term.x > 1 { xx += c * i * (i - 1) * power(u, term.x - 2) * power(v, term.y) }
      if term.x > 0, term.y > 0 { xy += c * i * j * power(u, term.x - 1) * power(v, term.y - 1) }
      if term.y > 1 { yy += c * j * (j - 1) * power(u, term.x) * power(v, term.y - 2) }
    }
    return [[xx, xy], [xy, yy]]
  }

  /// The same function as ½ zᵀAz − bᵀz + c, which knows its curvature; nil where a term has a degree above 2.
  ///
  /// - Throws: `OptimizationError` where a coefficient is not finite.
  public func quadraticForm() throws -> QuadraticForm? {
    guard terms.allSatisfy({ $0.x + $0.y <= 2 }) else { return nil }
    let place = Vector(center)
    let here = Iterate(self, at: place)
    let matrix = hessian(at: place)
    let pull = matrix * place
    let b = pull.subtracting(here.gradient)
    let constant =
      here.value - (here.gradient[0] * place[0] + here.gradient[1] * place[1])
      + (pull[0] * place[0] + pull[1] * place[1]) / 2
    return try QuadraticForm(matrix, b, constant: constant)
  }

  private func power(_ base: Double, _ exponent: Int) -> Double {
    var result = 1.0
    for _ in 0..<exponent { result *= base }
    return result
  }
}
