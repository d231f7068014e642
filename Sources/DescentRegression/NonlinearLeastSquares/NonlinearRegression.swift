public import DescentOptimization

/// Nonlinear least squares: the parameters θ of a model f(x, θ) that minimize Σ wᵢ (yᵢ − f(xᵢ, θ))².
///
/// ```swift
/// let growth = NonlinearRegression { x, b in b[0] * (1 - exp(-b[1] * x[0])) }
/// let model = try growth.fit(x, y, from: [500, 0.0001], names: ["asymptote", "rate"])
/// model["rate"]?.standardError
/// model.termination.message
/// ```
///
/// The method is Levenberg and Marquardt's in Moré's form (1978): a trust region in the scale of the columns of the
/// Jacobian, steps from a QR decomposition of the Jacobian with column pivoting. Steps of Gauss and Newton with an accurate
/// Jacobian end it, as long as they lead closer. Where a run ends on a plateau, on which a parameter changes nothing any
/// more, it starts again with shorter first steps.
///
/// Derivatives may be given. Without them they are forward differences during the run, and extrapolated central
/// differences (Richardson 1911, Ridders 1982) for the last steps and the standard errors.
///
/// A sum of squares may have several minima: the one found depends on the start. Where the model is not finite at a trial
/// point, the step is shortened.
public struct NonlinearRegression: Sendable {
  /// The model: its value for a row x of features and the parameters. It must be a function of these alone.
  public typealias Function = @Sendable (_ x: Span<Double>, _ parameters: Span<Double>) -> Double
  /// Writes the derivatives of the model with respect to each parameter.
  public typealias Derivatives =
    @Sendable (_ x: Span<Double>, _ parameters: Span<Double>, _ derivatives: inout MutableSpan<Double>) -> Void

  /// The level of the confidence intervals.
  public var level: Double
  /// Between which bounds each parameter stays; nil for none.
  public var bounds: Box?
  /// The relative offset at which the fit counts as converged: the cosine of the angle between the residuals and the
  /// plane of the derivatives (Bates, Watts 1981). It has no units, neither those of y nor those of the parameters. The
  /// last steps go on below it, as far as the rounding of the model lets them.
  public var tolerance: Double
  /// The Jacobians that may be computed on the way, all restarts counted.
  public var maximumIterations: Int
  /// The radius of the first trust region relative to the length of the start, both in the scale of the Jacobian: smaller
  /// for models that behave badly far from the start.
  public var initialRadius: Double

  let function: Function
  let derivatives: Derivatives?

  /// A model whose derivatives are found by differences, or given.
  ///
  /// - Parameters:
  ///   - level: the level of the confidence intervals.
  ///   - bounds: the ranges of the parameters; nil for none.
  ///   - tolerance: when the search has converged.
  ///   - maximumIterations: the iterations allowed.
  ///   - initialRadius: the radius of the first trust region, relative to the length of the start.
  ///   - function: the value of the model for a row of features and the parameters.
  ///   - derivatives: writes ∂f/∂θⱼ for each parameter j. They are held against differences once, at the solution.
  public init(
    level: Double = 0.95, bounds: Box? = nil, tolerance: Double = 1e-8, maximumIterations: Int = 2000,
    initialRadius: Double = 100, _ function: @escaping Function, derivatives: Derivatives? = nil
  ) {
    self.level = level
    self.bounds = bounds
    self.tolerance = tolerance
    self.maximumIterations = maximumIterations
    self.initialRadius = initialRadius
    self.function = function
    self.derivatives = derivatives
  }
}
