import DescentLinearAlgebra

/// What each method will cost on a problem, and which one to take: before anything dear is run.
///
/// ```swift
/// let plan = try loss.plan(tolerance: 1e-8)
/// for method in plan.methods { print(method.method, method.cost?.seconds ?? .nan) }
/// print(plan.recommendation)
/// ```
///
/// Seconds are those of the machine's ``MachineSpeed``, and usually within a factor of two.
public struct SolutionPlan: Sendable {
  /// ε: iterations are counted until ‖g‖ ≤ ε‖g₀‖.
  public let tolerance: Double
  /// The bounds that the counts follow from.
  public let bounds: CurvatureBounds
  /// What the bounds cost, XᵀX among it: whoever iterates needs them first. They have been paid for when there is a plan.
  public let preparation: Cost
  /// The methods, closed forms first.
  public let methods: [MethodPlan]
  /// Which to take, and why.
  public let recommendation: Recommendation
  /// The speed that the seconds come from.
  public let speed: MachineSpeed

  /// The plan of a method; nil where it is not among them.
  public subscript(method: SolutionMethod) -> MethodPlan? { methods.first { $0.method == method } }

  /// The seconds of a method with the preparation that it needs; nil where nothing limits them.
  public func totalSeconds(_ method: SolutionMethod) -> Double? {
    self[method]?.cost.map { $0.seconds + (method.isIterative ? preparation.seconds : 0) }
  }
}

extension LeastSquares {
  /// The most columns for which iterations are counted exactly, with all eigenvectors of the Hessian.
  private static let mostColumnsForCounts = 128
  /// The most columns for which the eigenvalues of the scaled Hessian are found.
  private static let mostColumnsForScaledCondition = 512
  /// Up to this n p² double-double is what a fit takes.
  private static let mostRefinedProducts = 1e9
  /// From this condition number of the scaled columns on the normal equations are not solved in double.
  private static let largestCondition = 3e6

  /// What finding ``curvatureBounds()`` costs, XᵀX included.
  public func boundsCost(speed: MachineSpeed) -> Cost {
    let model = costModel(speed)
    return parameterCount <= Self.mostColumnsForProofs
      ? model.provenBounds : model.estimatedBounds(steps: Self.stepsOfEstimate)
  }

  /// What each method costs on this problem.
  ///
  /// Iterations are counted from β = 0, exactly for fixed steps where p is small and y not zero, else for the worst start.
  ///
  /// - Parameters:
  ///   - tolerance: ε; iterations end with ‖g‖ ≤ ε‖g₀‖.
  ///   - iterationLimit: the most iterations that a run may take; nil for any number.
  ///   - speed: the machine; measured on X by default.
  /// - Throws: as ``curvatureBounds()`` does.
  /// - Precondition: the tolerance is positive, the limit at least 0.
  /// - Complexity: that of ``curvatureBounds()``, and some 10p³ flops for up to 128 columns, 4/3 p³ for up to 512; some ten
  ///   milliseconds the first time that the speed is measured.
  public func plan(
    tolerance: Double = 1e-8, iterationLimit: Int? = nil, speed: MachineSpeed? = nil
  ) throws -> SolutionPlan {
    let speed = speed ?? .measured(on: x)
    let (model, bounds) = (costModel(speed), try curvatureBounds())
    let condition = scaledCondition(bounds)
    let isDeficient = !bounds.isPositiveDefinite && !condition.isFinite
    var methods: [MethodPlan] = []
    let products = Double(x.count) * Double(parameterCount)
    if products <= Self.mostRefinedProducts || condition > Self.largestCondition {
      // What a fit of least norm costs more where columns depend on each other.
      let refined = model.doubleDouble(condition: condition)
      methods.append(
        MethodPlan(
          .doubleDouble, isDeficient ? refined.adding(model.householderQR(isDeficient: true)) : refined, nil))
    }
    methods.append(
      MethodPlan(
        .normalEquations, model.normalEquations(condition: condition),
        condition > Self.largestCondition ? .illConditioned : nil))
    methods.append(MethodPlan(.householderQR, model.householderQR(isDeficient: isDeficient), nil))
    let usesGram = EvaluationMethod.automatic.evaluationsBeforeExpansion(of: self, knowsHessian: true) == 0
    let passes = anchoredPasses(bounds, tolerance)
    let counts = IterationCounts(bounds, tolerance, linearized(), limit: iterationLimit)
    methods += counts.plans(usesGram: usesGram) { count in
      usesGram
        ? model.iterationsOnGram(count, passes: passes, areRefined: x.count <= Self.refinedElementLimit)
        : model.iterationsOnData(count)
    }
    let preparation = boundsCost(speed: speed)
    return SolutionPlan(
      tolerance: tolerance, bounds: bounds, preparation: preparation, methods: methods,
      recommendation: Recommendation(
        methods, preparation, bounds, isDeficient: isDeficient, isWide: observationCount < parameterCount),
      speed: speed)
  }

  private func costModel(_ speed: MachineSpeed) -> CostModel {
    CostModel(speed: speed, rowCount: observationCount, columnCount: parameterCount)
  }

  /// The passes of a run on XᵀX: an anchor for each 37 binary digits that the gradient has to fall below the 37 that the
  /// origin serves for, and the check of the end.
  private func anchoredPasses(_ bounds: CurvatureBounds, _ tolerance: Double) -> Int {
    let kappa = min(bounds.conditionNumber.upperBound, 0x1p53)
    let digits = Double(kappa.exponent) - Double(max(tolerance, 0x1p-60).exponent)
    return 1 + max(0, Int(((digits - 37) / 37).rounded(.up)))
  }

  /// The loss as a quadratic form with the gradient it has at 0, which is evaluated without passes; nil where that is
  /// not at hand, or p too large to make use of it.
  private func linearized() -> QuadraticForm? {
    guard parameterCount > 0, parameterCount <= Self.mostColumnsForCounts, let expansion = expansion(),
      let origin = expansion.origin, origin.gradient.contains(where: { $0 != 0 })
    else { return nil }
    return try? QuadraticForm(expansion.hessian, origin.gradient.scaled(by: -1))
  }

  /// About the condition number of the columns scaled to the same size, by the eigenvalues of the Hessian with ones on its
  /// diagonal; infinite from some 10⁷ on, where XᵀX does not show it.
  private func scaledCondition(_ bounds: CurvatureBounds) -> Double {
    let raw = bounds.conditionNumber.upperBound.squareRoot()
    guard parameterCount > 0, parameterCount <= Self.mostColumnsForScaledCondition else { return raw }
    let hessian = hessian()
    let scales = Vector((0..<parameterCount).map { 1 / hessian[$0, $0].squareRoot() })
    guard scales.isFinite,
      let values = try? SymmetricEigendecomposition.eigenvalues(
        of: hessian.scalingColumns(by: scales).scalingRows(by: scales)), let largest = values.last
    else { return .infinity }
    let rounding = 8 * Double(parameterCount) * 0x1p-53 * largest
    return values[0] > rounding ? (largest / values[0]).squareRoot() : .infinity
  }
}

extension QuadraticForm {
  /// What each method costs on this problem, x = 0 being the start.
  ///
  /// - Parameters, errors, preconditions: those of ``LeastSquares/plan(tolerance:iterationLimit:speed:)``.
  /// - Complexity: that of ``curvatureBounds()``, and some 10p³ flops for up to 128 columns; some ten milliseconds the first
  ///   time that the speed is measured.
  public func plan(
    tolerance: Double = 1e-8, iterationLimit: Int? = nil, speed: MachineSpeed? = nil
  ) throws -> SolutionPlan {
    let speed = speed ?? .measured(on: matrix)
    let model = CostModel(speed: speed, rowCount: parameterCount, columnCount: parameterCount)
    let bounds = try curvatureBounds()
    let isCountable = parameterCount <= 128 && vector.contains { $0 != 0 }
    let counts = IterationCounts(bounds, tolerance, isCountable ? self : nil, limit: iterationLimit)
    let evaluation = Cost(passes: 1).adding(model.matrixVector)
    let methods =
      [MethodPlan(.cholesky, model.cholesky, bounds.isPositiveDefinite ? nil : .needsPositiveDefinite)]
      + counts.plans(usesGram: false) { count in
        evaluation.adding(evaluation.adding(Cost(seconds: speed.stepOverhead)).repeated(count))
      }
    return SolutionPlan(
      tolerance: tolerance, bounds: bounds, preparation: model.boundsOfMatrix, methods: methods,
      recommendation: Recommendation(
        methods, model.boundsOfMatrix, bounds, isDeficient: !bounds.isPositiveDefinite, isWide: false),
      speed: speed)
  }
}

extension MethodPlan {
  /// A closed form.
  init(_ method: SolutionMethod, _ cost: Cost, _ obstacle: Obstacle?) {
    self.init(
      method: method, mostIterations: nil, expectedIterations: nil, iterations: nil, usesGram: false, cost: cost,
      obstacle: obstacle)
  }
}
