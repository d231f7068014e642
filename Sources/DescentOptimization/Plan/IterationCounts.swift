import DescentLinearAlgebra

/// The iterations of each method on a quadratic, and the plans that follow from them.
struct IterationCounts {
  private let bounds: CurvatureBounds
  private let tolerance: Double
  private let limit: Int?
  private let predicted: PredictedIterations
  private let prediction: QuadraticPrediction?

  /// - Parameter form: the quadratic, where fixed steps are to be counted from x = 0 exactly.
  init(_ bounds: CurvatureBounds, _ tolerance: Double, _ form: QuadraticForm?, limit: Int?) {
    if let limit, limit < 0 { trap("plan: the limit of \(limit) iterations must be at least 0") }
    self.bounds = bounds
    self.tolerance = tolerance
    self.limit = limit
    predicted = bounds.predictedIterations(tolerance: tolerance)
    prediction = bounds.isIndefinite ? nil : form.flatMap { try? QuadraticPrediction(of: $0) }
  }

  /// The plans of all iterative methods, where so many iterations have this cost.
  func plans(usesGram: Bool, cost: (Int) -> Cost) -> [MethodPlan] {
    SolutionMethod.allCases.filter(\.isIterative).map { method in
      let (most, expected) = (most(method), expected(method))
      let needed = expected ?? most
      let isPossible = bounds.isPositiveDefinite || method == .gradientDescentSafe || method == .conjugateGradient
      let taken = isPossible && !bounds.isIndefinite ? needed.map { min($0, limit ?? $0) } ?? limit : nil
      var obstacle: MethodPlan.Obstacle?
      if !isPossible || bounds.isIndefinite {
        obstacle = .needsPositiveDefinite
      } else if let needed {
        if let limit, needed > limit { obstacle = .iterationLimit(limit) }
      } else {
        obstacle = .noGuarantee
      }
      return MethodPlan(
        method: method, mostIterations: most, expectedIterations: expected, iterations: taken, usesGram: usesGram,
        cost: taken.map(cost), obstacle: obstacle)
    }
  }

  private func most(_ method: SolutionMethod) -> Int? {
    switch method {
    case .gradientDescentSafe: predicted.gradientDescentSafe
    case .gradientDescentOptimal: predicted.gradientDescentOptimal
    case .chebyshev: predicted.chebyshev
    case .heavyBall: predicted.heavyBall
    case .nesterov: predicted.nesterov
    case .conjugateGradient: predicted.conjugateGradient
    default: nil
    }
  }

  /// By the eigenvectors of the Hessian; nil where rounding would decide.
  private func expected(_ method: SolutionMethod) -> Int? {
    let step: Double? =
      switch method {
      case .gradientDescentSafe: bounds.safeStep
      case .gradientDescentOptimal: bounds.optimalStep
      default: nil
      }
    guard let prediction, let step, step.isFinite else { return nil }
    let count = prediction.iterations(step: step, tolerance: tolerance)
    return count.isBelowRounding ? nil : count.count
  }
}
