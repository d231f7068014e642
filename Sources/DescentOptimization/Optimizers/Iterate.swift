public import DescentLinearAlgebra

/// A point with the value and the gradient of the objective there: three that belong together.
///
/// An optimizer changes ``point`` and then calls ``reevaluate(_:)``, which makes the others fit again.
public struct Iterate: Sendable, Codable, Equatable {
  /// The parameters.
  public var point: Vector<Double>
  /// The value at the point.
  public internal(set) var value: Double
  /// The gradient at the point.
  public internal(set) var gradient: Vector<Double>

  /// The objective evaluated at a point.
  ///
  /// - Precondition: the point has as many elements as the objective has parameters.
  public init(_ objective: some Objective, at point: Vector<Double>) {
    objective.requireCount(point.count)
    self.point = point
    gradient = .zeros(point.count)
    value = objective.evaluate(at: point, gradient: &gradient)
  }

  /// A point whose value and gradient are known.
  ///
  /// - Precondition: the point and its gradient have the same number of elements.
  public init(point: Vector<Double>, value: Double, gradient: Vector<Double>) {
    guard point.count == gradient.count else {
      trapCount("Iterate: elements of the point, of its gradient", point.count, gradient.count)
    }
    self.point = point
    self.value = value
    self.gradient = gradient
  }

  /// Reads a point with its value and gradient.
  ///
  /// - Throws: `DecodingError` where point and gradient have different lengths.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    point = try container.decode(Vector<Double>.self, forKey: .point)
    value = try container.decode(Double.self, forKey: .value)
    gradient = try container.decode(Vector<Double>.self, forKey: .gradient)
    guard point.count == gradient.count else {
      throw DecodingError.dataCorruptedError(
        forKey: .gradient, in: container,
        debugDescription: "The point has \(point.count) elements, its gradient \(gradient.count)")
    }
  }

  /// Evaluates the objective at the point, which has moved. Allocates nothing.
  public mutating func reevaluate(_ objective: some Objective) {
    value = objective.evaluate(at: point, gradient: &gradient)
  }

  /// Evaluates a quadratic at the point and what rounding took off it, from what is known at an anchor; returns the
  /// distance from there. Allocates nothing.
  mutating func reevaluate(
    _ expansion: QuadraticExpansion, around anchor: Iterate, rest: Vector<Double>, displacement: inout Vector<Double>
  ) -> Double {
    let found = expansion.evaluate(
      at: point, rest, around: anchor, gradient: &gradient, displacement: &displacement)
    value = found.value
    return found.distance
  }

  /// Evaluates an anchor at the point: by what the expansion has for that, or by the objective.
  mutating func reevaluateAsAnchor(of expansion: QuadraticExpansion?, _ objective: some Objective) {
    guard let evaluate = expansion?.anchorEvaluation else { return reevaluate(objective) }
    let point = point
    var span = gradient.mutableSpan
    value = evaluate(point.span, &span)
  }

  /// Takes over the numbers of another iterate, into the memory that is there.
  mutating func assign(_ other: Iterate) {
    point.assign(other.point)
    gradient.assign(other.gradient)
    value = other.value
  }

  /// Turns an iterate that is no longer needed into the way from it to another: the step s in place of the point, the
  /// change y of the gradient in place of the gradient.
  ///
  /// - Returns: sᵀy, sᵀs and yᵀy.
  mutating func becomeDifference(to other: Iterate) -> (product: Double, step: Double, change: Double) {
    value = other.value - value
    return subtract(&point, &gradient, from: other.point, other.gradient)
  }
}

/// s ← a − s and y ← b − y, with sᵀy, sᵀs and yᵀy, in one pass.
private func subtract(
  _ s: inout Vector<Double>, _ y: inout Vector<Double>, from a: Vector<Double>, _ b: Vector<Double>
) -> (Double, Double, Double) {
  var s = s.mutableSpan
  var y = y.mutableSpan
  let (a, b) = (a.span, b.span)
  var (products, steps, changes) = (SIMD2<Double>(), SIMD2<Double>(), SIMD2<Double>())
  var i = 0
  while i + 2 <= a.count {
    let step = SIMD2(a[i], a[i + 1]) - SIMD2(s[i], s[i + 1])
    let change = SIMD2(b[i], b[i + 1]) - SIMD2(y[i], y[i + 1])
    (s[i], s[i + 1], y[i], y[i + 1]) = (step.x, step.y, change.x, change.y)
    products += step * change
    steps += step * step
    changes += change * change
    i += 2
  }
  if i < a.count {
    (s[i], y[i]) = (a[i] - s[i], b[i] - y[i])
    products.x += s[i] * y[i]
    steps.x += s[i] * s[i]
    changes.x += y[i] * y[i]
  }
  return (products.sum(), steps.sum(), changes.sum())
}
