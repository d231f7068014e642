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
  mutating func becomeDifference(to other: Iterate) {
    subtract(&point, from: other.point)
    subtract(&gradient, from: other.gradient)
    value = other.value - value
  }
}

/// a ← b − a.
private func subtract(_ a: inout Vector<Double>, from b: Vector<Double>) {
  var a = a.mutableSpan
  let b = b.span
  for i in b.indices { a[i] = b[i] - a[i] }
}
