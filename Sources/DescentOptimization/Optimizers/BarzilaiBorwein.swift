public import DescentLinearAlgebra

/// Gradient descent whose steps are made of the last two gradients: x ← x − αg with, for s = xₜ − xₜ₋₁ and y = gₜ − gₜ₋₁,
///
/// α = sᵀs/sᵀy (``Formula/long``) or α = sᵀy/yᵀy (``Formula/short``).
///
/// α⁻¹ is a mean of the curvatures along s. Many of the steps exceed 2/λmax, the value and the gradient norm go up and
/// down, and in the end it takes a number of steps like that of conjugate gradients rather than that of gradient descent,
/// without a bound of any eigenvalue.
///
/// On a ``QuadraticObjective`` every step is taken as it is (Raydan 1993 proves convergence on strictly convex ones), and
/// the first is the exact one, gᵀg/gᵀHg. A quadratic that is seen to have negative curvature ends the run as
/// ``Termination/unbounded(value:)``. On other objectives the first step has the length 1, and steps are shortened until
///
/// f(x − αg) ≤ max(f of the last 10 iterates) − 10⁻⁴ α‖g‖²
///
/// holds (Grippo, Lampariello, Lucidi 1986; Raydan 1997). Values that are not numbers never fulfil that: they shorten the
/// step.
///
/// ```swift
/// let result = try BarzilaiBorwein().minimize(loss)
/// ```
///
/// - Complexity: one evaluation of the objective, or 2p² flops, and O(p) an iteration; for a step that is shortened one
///   more evaluation each time. No allocation after the first iteration.
/// - Note: J. Barzilai, J. M. Borwein 1988.
public struct BarzilaiBorwein: Optimizer, Hashable {
  /// How a step is made of the last two gradients.
  public enum Formula: String, Sendable, Codable, CaseIterable {
    /// sᵀs/sᵀy.
    case long
    /// sᵀy/yᵀy, which is never larger.
    case short
    /// The long and the short one in turns, the long one first (Dai, Fletcher 2005).
    case alternating
  }

  /// How a step is made of the last two gradients.
  public var formula: Formula
  /// How values and gradients of quadratics are found.
  public var evaluation: EvaluationMethod

  /// Gradient descent by Barzilai and Borwein.
  public init(formula: Formula = .long, evaluation: EvaluationMethod = .automatic) {
    self.formula = formula
    self.evaluation = evaluation
  }

  /// What a run carries from one step to the next.
  public struct State: OptimizerState, Equatable {
    public internal(set) var iterate: Iterate
    public internal(set) var progress: Progress
    public internal(set) var notes: [String] = []
    /// α of the next step.
    public internal(set) var nextStepSize: Double
    var evaluation: AnchoredEvaluation
    /// For quadratics: products with their Hessian.
    let hessian: HessianProduct?
    /// The gradient of the step before.
    var previous: Vector<Double>
    /// H g, or the trial point.
    var trial: Iterate
    var values: RecentValues
    /// The largest ‖y‖/‖s‖ seen.
    var curvature = 0.0
  }

  public func start(_ objective: some Objective, from point: Vector<Double>) throws -> State {
    objective.requireCount(point.count)
    let isQuadratic = objective is any QuadraticObjective
    let start = AnchoredEvaluation.start(
      objective, at: point, isQuadratic ? evaluation : .passes, knowsHessian: false)
    let norm = start.progress.gradientNorm
    var state = State(
      iterate: start.iterate, progress: start.progress, nextStepSize: norm > 0 ? min(1 / norm, Self.longestStep) : 1,
      evaluation: start.evaluation, hessian: isQuadratic ? HessianProduct(objective, evaluation) : nil,
      previous: .zeros(point.count), trial: start.iterate, values: RecentValues(start.iterate.value))
    // The exact first step, where there is curvature along the gradient.
    if let product = state.gradientCurvature(objective), product.curvature > 0 {
      state.nextStepSize = 1 / product.curvature
    }
    return state
  }

  public func accuracy(of state: State) -> EvaluationAccuracy { state.evaluation.accuracy(of: state.iterate) }

  static let longestStep = Double.greatestFiniteMagnitude
}

/// The last ten values of a run; as long as there are fewer, the first stands for the others.
struct RecentValues: Sendable, Codable, Equatable {
  private var values: Vector<Double>
  private var next = 1

  init(_ value: Double) { values = Vector(repeating: value, count: 10) }

  mutating func append(_ value: Double) {
    values[next % values.count] = value
    next += 1
  }

  var largest: Double {
    let values = values.span
    var largest = values[0]
    for i in 1..<values.count { largest = max(largest, values[i]) }
    return largest
  }
}
