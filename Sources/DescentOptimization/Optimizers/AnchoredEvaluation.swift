import DescentLinearAlgebra

/// How a run finds its values and gradients: by the objective itself, or by its ``QuadraticExpansion`` around an anchor.
///
/// The gradient of an expansion has an error of about u‖H‖‖d‖, with d the way from the anchor (u = 2⁻⁵³). As the gradient
/// shrinks that error comes to count: where it exceeds 2⁻¹⁶ of the gradient, the objective itself is evaluated and the
/// point becomes the new anchor, from which the same holds for another 37 binary digits; until the anchor is near. So the accuracy of the end is
/// that of evaluations by the objective. The value is carried on from the anchor in the same way, and renewed where it
/// has fallen so far that its rounding would show.
///
/// The steps are added to the point with what rounding takes off it (Kahan 1965, Knuth 1969). Otherwise a run on a matrix
/// of the condition number κ could stop anywhere within κu of the minimum, where steps are below half the spacing of the
/// numbers. Evaluations of the objective itself do not suffer so much from that because their rounding errors differ
/// from step to step.
///
/// Where the gradient is nothing but the rounding of the objective's evaluation, new anchors do not help. The k-th one is
/// therefore set no earlier than 2ᵏ − 1 iterations after the one before: a run of T iterations has at most log₂ T + 2.
struct AnchoredEvaluation: Sendable, Codable, Equatable {
  /// A point with value and gradient by the objective; nil as long as the expansion is not used.
  private var anchor: Iterate?
  /// The iteration of the anchor.
  private var anchorIteration = 0
  /// How many anchors were set before it.
  private var anchorCount = 0
  /// The way from the anchor to the point.
  private var displacement: Vector<Double>
  /// What rounding took off the point: the run is at the sum of both.
  private var rest: Vector<Double>
  /// The evaluations after which the expansion is formed; nil for never.
  private var evaluationsBefore: Int?

  /// The part of the gradient that its rounding error may reach.
  private static let errorShare = 0x1p-16
  /// u, half the spacing of the numbers at 1.
  private static let unit = 0x1p-53
  /// The part of the point that is near: from there the error is as small a part of u‖H‖‖x‖, which is what rounding does
  /// to the gradient of an evaluation before the errors of its rows cancel.
  private static let nearShare = 0x1p-20
  /// The part of the anchor's value below which a value is not carried on.
  private static let valueShare = 0x1p-26
  /// The part of the anchor's value below which a value has lost digits.
  private static let closeShare = 0x1p-10

  /// Evaluates the start.
  static func start(
    _ objective: some Objective, at point: Vector<Double>, _ method: EvaluationMethod, knowsHessian: Bool
  ) -> (evaluation: Self, iterate: Iterate, progress: Progress) {
    let before = method.evaluationsBeforeExpansion(of: objective, knowsHessian: knowsHessian)
    var evaluation = Self(
      displacement: .zeros(point.count), rest: .zeros(point.count), evaluationsBefore: before)
    guard before == 0, let expansion = objective.expansion() else {
      let iterate = Iterate(objective, at: point)
      // An expansion that does not exist now never will.
      if before == 0 { evaluation.evaluationsBefore = nil }
      return (evaluation, iterate, Progress(startingAt: iterate))
    }
    if let origin = expansion.origin {
      evaluation.anchor = origin
      var iterate = Iterate(point: point, value: origin.value, gradient: .zeros(point.count))
      if evaluation.isExpanded(&iterate, expansion) {
        return (evaluation, iterate, Progress(startingAt: iterate, passes: 0))
      }
    }
    let iterate = Iterate(objective, at: point)
    evaluation.anchor = iterate
    return (evaluation, iterate, Progress(startingAt: iterate))
  }

  /// x ← x + factor · direction; returns whether any element changed, be it beyond the digits of the point.
  mutating func move(_ point: inout Vector<Double>, by factor: Double, _ direction: Vector<Double>) -> Bool {
    let isCompensated = anchor != nil
    let direction = direction.span
    var x = point.mutableSpan
    var rest = rest.mutableSpan
    var hasMoved = false
    for i in x.indices {
      let (old, oldRest) = (x[i], rest[i])
      let added = factor * direction[i] + oldRest
      let new = old + added
      x[i] = new
      if isCompensated {
        let taken = new - old
        rest[i] = (old - (new - taken)) + (added - taken)
      }
      hasMoved = hasMoved || new != old || rest[i] != oldRest
    }
    return hasMoved
  }

  /// Evaluates the point, which has moved, in the iteration after this progress. Allocates nothing but where the first
  /// anchor gets memory of its own.
  ///
  /// - Returns: the evaluations, and how many of them were by the objective itself.
  mutating func reevaluate(
    _ iterate: inout Iterate, _ objective: some Objective, _ progress: Progress
  ) -> (evaluations: Int, passes: Int) {
    let iteration = progress.iteration + 1
    guard anchor != nil, let expansion = objective.expansion() else {
      iterate.reevaluate(objective)
      if let evaluationsBefore, progress.passes + 1 >= evaluationsBefore { setAnchor(iterate, iteration) }
      return (1, 1)
    }
    if isExpanded(&iterate, expansion) || !mayAnchor(iteration) { return (1, 0) }
    iterate.reevaluateAsAnchor(of: expansion, objective)
    setAnchor(iterate, iteration)
    return (2, 1)
  }

  /// dᵀHd of a quadratic objective, and how many passes over its data that took.
  mutating func curvature(
    along direction: Vector<Double>, _ objective: some Objective
  ) -> (curvature: Double, passes: Int) {
    let expansion = anchor == nil ? nil : objective.expansion()
    // The displacement is formed anew in each evaluation.
    return quadraticCurvature(along: direction, objective, expansion, product: &displacement)
  }

  /// Where value and gradient of the current iterate come from.
  func accuracy(of iterate: Iterate) -> EvaluationAccuracy {
    guard let anchor else { return .exact }
    return iterate.value.magnitude >= Self.closeShare * anchor.value.magnitude ? .close : .rough
  }

  /// Evaluates by the expansion around the anchor; false where that is not accurate enough.
  private mutating func isExpanded(_ iterate: inout Iterate, _ expansion: QuadraticExpansion) -> Bool {
    guard let anchor else { return false }
    let distance = iterate.reevaluate(expansion, around: anchor, rest: rest, displacement: &displacement)
    let error = Self.unit * expansion.norm * distance
    let isAccurate =
      error <= Self.errorShare * euclideanNorm(iterate.gradient)
      || distance <= Self.nearShare * euclideanNorm(iterate.point)
    return isAccurate && iterate.value.magnitude >= Self.valueShare * anchor.value.magnitude
  }

  private func mayAnchor(_ iteration: Int) -> Bool {
    iteration - anchorIteration >= (1 << min(anchorCount, 60)) - 1
  }

  private mutating func setAnchor(_ iterate: Iterate, _ iteration: Int) {
    anchorIteration = iteration
    guard anchor != nil else {
      anchor = iterate
      return
    }
    anchorCount += 1
    anchor!.assign(iterate)
  }
}

/// dᵀHd by the Hessian, where it is known, or by the objective, and how many passes that took.
private func quadraticCurvature(
  along direction: Vector<Double>, _ objective: some Objective, _ expansion: QuadraticExpansion?,
  product: inout Vector<Double>
) -> (curvature: Double, passes: Int) {
  if let expansion {
    var span = product.mutableSpan
    expansion.multiplyHessian(by: direction.span, into: &span)
    return (innerProduct(direction, product), 0)
  }
  var span = product.mutableSpan
  guard let curvature = objective.quadraticCurvature(along: direction.span, product: &span) else {
    trap("An exact step is asked for along a function that is no quadratic")
  }
  return (curvature, 1)
}
