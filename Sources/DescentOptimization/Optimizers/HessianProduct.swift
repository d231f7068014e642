import DescentLinearAlgebra

/// Products with the Hessian of a quadratic objective: by its ``QuadraticExpansion`` where that is formed, else by the
/// objective itself, which for least squares is a pass over X.
struct HessianProduct: Sendable, Codable, Equatable {
  /// The passes after which the expansion is formed; nil for never.
  private let passesBefore: Int?

  init(_ objective: some Objective, _ method: EvaluationMethod) {
    passesBefore = method.evaluationsBeforeExpansion(of: objective, knowsHessian: false)
  }

  /// The expansion, where the run is to use it after so many passes.
  func expansion(of objective: some Objective, after passes: Int) -> QuadraticExpansion? {
    guard let passesBefore, passes >= passesBefore else { return nil }
    return objective.expansion()
  }

  /// The start, for which an expansion around it needs no pass.
  func start(_ objective: some Objective, at point: Vector<Double>) -> (iterate: Iterate, progress: Progress) {
    if let origin = expansion(of: objective, after: 0)?.origin, origin.point == point {
      return (origin, Progress(startingAt: origin, passes: 0))
    }
    let iterate = Iterate(objective, at: point)
    return (iterate, Progress(startingAt: iterate))
  }

  /// `product` ← H d; returns the passes that took. Allocates nothing once the expansion is formed.
  ///
  /// - Precondition: the objective is a ``QuadraticObjective``.
  func multiply(
    _ objective: some Objective, by direction: Vector<Double>, into product: inout Vector<Double>, after passes: Int
  ) -> Int {
    if let expansion = expansion(of: objective, after: passes) {
      var span = product.mutableSpan
      expansion.multiplyHessian(by: direction.span, into: &span)
      return 0
    }
    // Through the type: an existential of the objective itself would be allocated each time.
    guard let type = type(of: objective) as? any QuadraticObjective.Type else {
      trap("HessianProduct: \(type(of: objective)) is no QuadraticObjective")
    }
    multiplyHessian(of: objective, as: type, by: direction, into: &product)
    return 1
  }
}

private func multiplyHessian<Quadratic: QuadraticObjective>(
  of objective: some Objective, as type: Quadratic.Type, by direction: Vector<Double>,
  into product: inout Vector<Double>
) {
  var product = product.mutableSpan
  (objective as! Quadratic).multiplyHessian(by: direction.span, into: &product)
}
