public import DescentLinearAlgebra

/// The method of conjugate gradients for general functions: x ← x + αd, d ← −g + βd.
///
/// For smooth functions of very many parameters: it remembers one direction. L-BFGS takes fewer
/// evaluations where memory allows for it.
///
/// ```swift
/// let loss = try LeastSquares(x, y, ridge: 0.1)
/// let result = try NonlinearConjugateGradient().minimize(loss)
/// ```
///
/// | ``Variant`` | β, with y = g₊ − g | |
/// |---|---|---|
/// | `hagerZhang` | max((yᵀg₊ − 2‖y‖² dᵀg₊/dᵀy)/dᵀy, 0.4 dᵀg/‖d‖²) | W. W. Hager, H. Zhang 2005, the bound 2013 |
/// | `polakRibiere` | max(0, yᵀg₊/‖g‖²) | E. Polak, G. Ribière, B. T. Polyak 1969; M. J. D. Powell 1986 |
/// | `hestenesStiefel` | max(0, yᵀg₊/dᵀy) | M. R. Hestenes, E. Stiefel 1952 |
/// | `fletcherReeves` | ‖g₊‖²/‖g‖² | R. Fletcher, C. M. Reeves 1964 |
/// | `daiYuan` | ‖g₊‖²/dᵀy | Y. H. Dai, Y. Yuan 1999 |
///
/// A direction that does not lead downhill clearly is given up for −g, as is each after 6p iterations in a row. A run ends
/// by itself at the precision floor, where values fall without bound, and where a gradient that is wrong leads uphill: see
/// ``Termination``.
///
/// - Complexity: about two evaluations a step and O(p); no allocation after the first iteration.
/// - Note: J. Nocedal, S. J. Wright, *Numerical Optimization*, 2006, section 5.2.
public struct NonlinearConjugateGradient: Optimizer, Hashable {
  /// How β is found.
  public enum Variant: String, Sendable, Codable, CaseIterable {
    /// Hager and Zhang's CG_DESCENT.
    case hagerZhang
    /// Polak and Ribière's, not below 0.
    case polakRibiere
    /// Hestenes and Stiefel's, not below 0.
    case hestenesStiefel
    /// Fletcher and Reeves's.
    case fletcherReeves
    /// Dai and Yuan's.
    case daiYuan
  }

  /// How β is found.
  public var variant: Variant
  /// What is asked of each step.
  public var conditions: WolfeConditions

  /// Conjugate gradients of this variant.
  public init(_ variant: Variant = .hagerZhang, conditions: WolfeConditions = .gradients) {
    self.variant = variant
    self.conditions = conditions
  }

  /// What a run of conjugate gradients carries from one step to the next.
  public struct State: OptimizerState, Equatable {
    public internal(set) var iterate: Iterate
    public internal(set) var progress: Progress
    public internal(set) var notes: [String] = []
    var descent: LineDescent
    /// The α of the next first trial.
    var firstStep: Double
    /// The step to try along −g.
    var gradientStep: Double
    /// The steps since the direction was −g.
    var age = 0
  }

  /// - Throws: ``OptimizationError/invalidSetting(name:value:range:)``.
  public func start(_ objective: some Objective, from point: Vector<Double>) throws -> State {
    try conditions.validate()
    let iterate = Iterate(objective, at: point)
    let progress = Progress(startingAt: iterate)
    var descent = LineDescent(iterate, progress)
    descent.turnToGradient(iterate)
    let step = firstGradientStep(iterate, progress)
    return State(iterate: iterate, progress: progress, descent: descent, firstStep: step, gradientStep: step)
  }

  public func advance(_ state: inout State, _ objective: some Objective) -> StepOutcome {
    let lastNorm = state.progress.gradientNorm
    let outcome = state.descent.advance(
      &state.iterate, &state.progress, objective, first: state.firstStep, gradientStep: state.gradientStep
    ) { WolfeSearch(from: $0, conditions) }
    guard case .moved(let point, let isFromGradient) = outcome else { return outcome.stepOutcome }
    let slope = innerProduct(state.descent.line.trial.gradient, state.descent.direction)
    state.age = isFromGradient ? 0 : state.age + 1
    if let scale = state.turn(slope: point.slope, lastSlope: slope, lastNorm: lastNorm, variant) {
      state.gradientStep = point.step * scale
    }
    // The step that would change the value as much as the last one, to first order.
    let nextSlope = innerProduct(state.iterate.gradient, state.descent.direction)
    let first = point.step * (slope / nextSlope)
    state.firstStep = first > 0 && first < .infinity ? first : state.gradientStep
    return .moved
  }
}

extension NonlinearConjugateGradient.State {
  /// η of Hager and Zhang's lower bound of β.
  private static let eta = 0.4
  /// The part of ‖g‖‖d‖ that the slope of a direction must have.
  private static let leastSlope = 1e-10

  /// d ← −g + βd; returns sᵀy/yᵀy for the step s = d, where it is positive.
  fileprivate mutating func turn(
    slope: Double, lastSlope: Double, lastNorm: Double, _ variant: NonlinearConjugateGradient.Variant
  ) -> Double? {
    let products = changeProducts(iterate.gradient, descent.line.trial.gradient)
    let (g, dy) = (progress.gradientNorm, slope - lastSlope)
    let norm = euclideanNorm(descent.direction)
    var beta: Double
    switch variant {
    case .hagerZhang:
      beta = max(
        (products.gradient - 2 * products.change * (slope / dy)) / dy, Self.eta * lastSlope / norm / norm)
    case .polakRibiere: beta = max(0, products.gradient / lastNorm / lastNorm)
    case .hestenesStiefel: beta = max(0, products.gradient / dy)
    case .fletcherReeves: beta = (g / lastNorm) * (g / lastNorm)
    case .daiYuan: beta = g * (g / dy)
    }
    if age >= 6 * iterate.point.count || !beta.isFinite { beta = 0 }
    turnDirection(&descent.direction, iterate.gradient, beta)
    let next = innerProduct(iterate.gradient, descent.direction)
    if beta == 0 || !(next <= -Self.leastSlope * g * euclideanNorm(descent.direction)) {
      descent.turnToGradient(iterate)
      age = 0
    }
    let scale = dy / products.change
    return scale > 0 && scale < .infinity ? scale : nil
  }
}

/// yᵀg and ‖y‖² of y = g − old.
private func changeProducts(_ gradient: Vector<Double>, _ old: Vector<Double>) -> (gradient: Double, change: Double) {
  let (g, o) = (gradient.span, old.span)
  var (product, square) = (0.0, 0.0)
  for i in g.indices {
    let y = g[i] - o[i]
    product += y * g[i]
    square += y * y
  }
  return (product, square)
}

/// d ← −g + βd.
private func turnDirection(_ direction: inout Vector<Double>, _ gradient: Vector<Double>, _ beta: Double) {
  var d = direction.mutableSpan
  let g = gradient.span
  for i in g.indices { d[i] = beta * d[i] - g[i] }
}
