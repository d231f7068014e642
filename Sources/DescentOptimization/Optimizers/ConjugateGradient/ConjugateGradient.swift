public import DescentLinearAlgebra

/// The method of conjugate gradients for quadratic objectives.
///
/// With z = M⁻¹g and d = −z at first,
///
/// α = gᵀz/dᵀHd,  x ← x + αd,  g ← g + αHd,  d ← −z′ + (g′ᵀz′/gᵀz) d.
///
/// Of all points x₀ + span(d₀ … dₜ) each iterate is the best: no method with as many products by H has a lower value. In
/// exact arithmetic it ends after as many steps as H has distinct eigenvalues. Rounding makes it forget the older
/// directions; ``Reorthogonalization/full`` keeps them, so that p distinct eigenvalues take p iterations. (Many eigenvalues
/// of which each comes several times take some more in any case: rounding tells the copies apart.) The value always falls as fast
/// as ``CurvatureBounds/predictedIterations(tolerance:)`` says, which needs no step size and no bound of an eigenvalue.
///
/// ```swift
/// let f = try QuadraticForm([[2, 0], [0, 8]])
/// let result = try ConjugateGradient().minimize(f, from: [2, 1])     // two iterations
/// ```
///
/// g is carried on from step to step. What rounding makes of it is estimated, and where that would count the objective is
/// evaluated anew (van der Vorst, Ye 2000), so that the gradient norm that ends a run is that of the point. From 0 a
/// singular but consistent problem, such as least squares with more columns than rows, is led to the minimizer of least
/// norm, if there is no preconditioner. Where the curvature along d is negative, or is zero while the gradient is not, the
/// run ends as ``Termination/unbounded(value:)``.
///
/// - Complexity: a product with H an iteration, 2p² flops or a pass over X, and O(p); with full reorthogonalization 8kp
///   flops in iteration k, and p² numbers of memory. No allocation after the first iteration.
/// - Note: M. R. Hestenes, E. Stiefel 1952.
public struct ConjugateGradient: Optimizer, Equatable {
  /// What is done against the loss of orthogonality.
  public enum Reorthogonalization: String, Sendable, Codable, CaseIterable {
    /// Nothing.
    case none
    /// Each gradient is made orthogonal to all before it, twice; after p of them the method starts anew.
    case full
  }

  /// What is done against the loss of orthogonality.
  public var reorthogonalization: Reorthogonalization
  /// The diagonal M^½; nil stands for ones.
  public var preconditioner: DiagonalPreconditioner?
  /// How products with H are found.
  public var evaluation: EvaluationMethod

  /// Conjugate gradients.
  public init(
    reorthogonalization: Reorthogonalization = .none, preconditioner: DiagonalPreconditioner? = nil,
    evaluation: EvaluationMethod = .automatic
  ) {
    self.reorthogonalization = reorthogonalization
    self.preconditioner = preconditioner
    self.evaluation = evaluation
  }

  /// What a run of conjugate gradients carries from one step to the next.
  public struct State: OptimizerState, Equatable {
    public internal(set) var iterate: Iterate
    public internal(set) var progress: Progress
    public internal(set) var notes: [String] = []
    let hessian: HessianProduct
    /// The diagonal of M⁻¹; empty stands for ones.
    let weights: Vector<Double>
    /// γ, a power of two near ‖g₀‖, of which d and gᵀz are multiples, so that no square leaves the range of the numbers.
    let unit: Double
    /// d/γ.
    var direction: Vector<Double>
    /// H d/γ.
    var product: Vector<Double>
    /// gᵀz/γ².
    var slope: Double
    var basis: GradientBasis
    var drift: GradientDrift
    /// Whether value and gradient of the iterate come from the objective.
    var isExact = true
  }

  /// - Throws: ``OptimizationError`` where the objective is not a ``QuadraticObjective``.
  /// - Precondition: the preconditioner, where there is one, has as many scales as the objective has parameters.
  public func start(_ objective: some Objective, from point: Vector<Double>) throws -> State {
    objective.requireCount(point.count)
    guard objective is any QuadraticObjective else {
      throw OptimizationError.unsuitedObjective(
        method: "ConjugateGradient", needs: "quadratics", objective: "\(type(of: objective))")
    }
    let weights = preconditioner.map { $0.scales.mapElements { 1 / $0 / $0 } } ?? .zeros(0)
    if preconditioner != nil, weights.count != point.count {
      trapCount("ConjugateGradient: parameters, scales of the preconditioner", point.count, weights.count)
    }
    let hessian = HessianProduct(objective, evaluation)
    let (iterate, progress) = hessian.start(objective, at: point)
    let norm = progress.gradientNorm
    let unit = norm.isNormal ? Double(sign: .plus, exponent: norm.exponent, significand: 1) : 1
    var state = State(
      iterate: iterate, progress: progress, hessian: hessian, weights: weights, unit: unit,
      direction: .zeros(point.count), product: .zeros(point.count), slope: 0,
      basis: GradientBasis(count: point.count, isKept: reorthogonalization == .full),
      drift: GradientDrift(value: iterate.value))
    state.turn(keeping: false)
    return state
  }

  public func accuracy(of state: State) -> EvaluationAccuracy {
    state.isExact ? .exact : state.drift.accuracy(of: state.iterate)
  }
}
