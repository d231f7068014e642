public import DescentLinearAlgebra
public import DescentOptimization

/// A test problem of unconstrained minimization: a function with gradient and Hessian in closed form, the start that
/// everybody uses, and its known minima.
///
/// ```swift
/// let problem = TestProblem.rosenbrock
/// let run = try optimizer.minimize(problem, from: problem.start)
/// problem.minimumValue        // 0
/// ```
///
/// Problems with a number are those of Moré, Garbow, Hillstrom, "Testing Unconstrained Optimization Software", ACM
/// Transactions on Mathematical Software 7 (1981), all 35 of them: ``moreGarbowHillstrom``. Those that can have any number of
/// parameters are functions of it: `TestProblem.extendedRosenbrock(10_000)`.
///
/// An evaluation with its gradient allocates nothing, nor does a value alone, other than that of a `QuadraticForm`. All are
/// sums of squares of residuals, unless they say otherwise, and cost what their residuals cost. Where a point is outside of
/// what exponentials can bear, the value is infinite or NaN.
public struct TestProblem: TwiceDifferentiableObjective {
  /// What the problem is called.
  public let name: String
  /// Its number in Moré, Garbow, Hillstrom (1981).
  public let number: Int?
  /// The standard start.
  public let start: Vector<Double>
  /// The known minima, a global one first. Empty where none is known for this number of parameters.
  public let minima: [KnownMinimum]
  /// The function itself, a `QuadraticForm` where it is quadratic and meant to be known as such.
  public let objective: any TwiceDifferentiableObjective

  init(
    _ name: String, number: Int? = nil, start: Vector<Double>, minima: [KnownMinimum],
    _ objective: some TwiceDifferentiableObjective
  ) {
    guard start.count == objective.parameterCount else {
      trapCount("\(name): parameters, elements of the start", objective.parameterCount, start.count)
    }
    self.name = name
    self.number = number
    self.start = start
    self.minima = minima
    self.objective = objective
  }

  public var parameterCount: Int { start.count }

  public func evaluate(at point: Span<Double>, gradient: inout MutableSpan<Double>) -> Double {
    objective.evaluate(at: point, gradient: &gradient)
  }

  public func value(at point: Span<Double>) -> Double { objective.value(at: point) }

  /// The Hessian, p×p.
  ///
  /// - Complexity: 8p² bytes, and p² operations for each residual in which all parameters occur.
  public func hessian(at point: Span<Double>) -> Matrix<Double> { objective.hessian(at: point) }

  public func hessianError(_ hessian: Matrix<Double>, at point: Span<Double>) -> Double {
    objective.hessianError(hessian, at: point)
  }

  /// The smallest known value.
  public var minimumValue: Double? { minima.map(\.value).min() }
}

extension TestProblem: CustomStringConvertible {
  /// Name and number of parameters.
  public var description: String { "\(name), n = \(parameterCount)" }
}
