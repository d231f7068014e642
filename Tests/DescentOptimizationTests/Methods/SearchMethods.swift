import DescentLinearAlgebra
import DescentOptimization

/// The methods that search along lines or within a radius, by a name that test cases can show.
enum SearchMethod: String, CaseIterable, Sendable {
  case bfgs, lbfgs, conjugateGradient, newton, armijo, wolfe

  var optimizer: any Optimizer {
    switch self {
    case .bfgs: BFGS()
    case .lbfgs: LBFGS()
    case .conjugateGradient: NonlinearConjugateGradient()
    case .newton: Newton()
    case .armijo: GradientDescent(step: .armijo)
    case .wolfe: GradientDescent(step: .strongWolfe)
    }
  }

  /// Those that are at home in curved valleys.
  static let fast: [SearchMethod] = [.bfgs, .lbfgs, .conjugateGradient, .newton]
  /// Those that decompose no matrix.
  static let allocationFree = allCases.filter { $0 != .newton }
}

/// What can be said of a result whatever the method.
struct RunSummary {
  let point: Vector<Double>
  let value: Double
  let gradientNorm: Double
  let iterations, evaluations: Int
  let termination: Termination

  init(_ result: OptimizationResult<some OptimizerState>) {
    point = result.minimizer
    value = result.value
    gradientNorm = result.gradientNorm
    iterations = result.iterations
    evaluations = result.evaluations
    termination = result.termination
  }
}

func minimize(
  _ optimizer: some Optimizer, _ objective: some Objective, from start: Vector<Double>,
  until criteria: StoppingCriteria = .standard
) throws -> RunSummary {
  RunSummary(try optimizer.minimize(objective, from: start, until: criteria))
}

/// A function of one variable with two derivatives.
func function(
  _ body: @escaping @Sendable (Double) -> (value: Double, slope: Double, curvature: Double)
) -> TwiceDifferentiableClosure {
  TwiceDifferentiableClosure(1) { x, gradient in
    let (value, slope, _) = body(x[0])
    gradient[0] = slope
    return value
  } hessian: { x in
    Matrix(1, 1, [body(x[0]).curvature])
  }
}
