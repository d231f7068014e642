public import DescentLinearAlgebra

/// Robust linear regression by M-estimation: coefficients with Σ ψ(rᵢ/s) xᵢ = 0, s a robust scale of the residuals r.
///
/// ```swift
/// let model = try RobustRegression(loss: .bisquare).fit(x, y)
/// model.outliers            // the rows that hardly count
/// model.weights
/// ```
///
/// Least squares with the weights ψ(u)/u, u = r/s, found anew in each iteration (Beaton, Tukey 1974; Holland, Welsch 1977),
/// to the last digits. Huber's loss starts from least squares. The bisquare has more than one solution as soon as there are
/// outliers, and which is found depends on the start: here the fit of least absolute deviations, which outliers in y hardly
/// move. Rows whose features lie far out can still spoil the start, and with it the fit.
///
/// Standard errors are Huber's (1973), those of R's `rlm`; p-values and intervals take the normal distribution.
///
/// Weights are those of linear fits. Analytic ones, σ²/wᵢ being the variance of a row, judge √wᵢ rᵢ, as `rlm` does with
/// `wt.method = "inv.var"`; with frequencies everything is as if rows were repeated, which is `wt.method = "case"`. Rows
/// of weight 0 take no part.
public struct RobustRegression: Sendable, Codable, Equatable {
  /// How residuals count.
  public var loss: RobustLoss
  /// How their scale is found.
  public var scale: RobustScale
  /// Whether a constant term is fitted, by a column of ones that comes first.
  public var hasIntercept: Bool
  /// The level of the confidence intervals.
  public var level: Double
  /// The root mean square change of the fitted values, relative to s, at which the fit counts as converged.
  public var tolerance: Double
  /// The iterations allowed.
  public var maximumIterations: Int

  /// A configuration; by default Huber's loss, with an intercept and intervals of 95 %.
  public init(
    loss: RobustLoss = .huber, scale: RobustScale = .medianAbsoluteDeviation, hasIntercept: Bool = true,
    level: Double = 0.95, tolerance: Double = 1e-12, maximumIterations: Int = 1000
  ) {
    self.loss = loss
    self.scale = scale
    self.hasIntercept = hasIntercept
    self.level = level
    self.tolerance = tolerance
    self.maximumIterations = maximumIterations
  }

  /// Fits the coefficients.
  ///
  /// - Parameters:
  ///   - x: one row for each observation, one column for each feature; no column of ones.
  ///   - y: one value for each observation.
  ///   - weights: what each observation counts; all the same by default. Frequencies have to be whole numbers.
  ///   - names: the names of the columns; by default x1, x2, ….
  ///   - target: the name of y.
  /// - Throws: `RegressionError` where the data do not determine the coefficients or are not finite, and where settings
  ///   make no sense. A fit that does not converge returns a model that says so.
  /// - Precondition: x has as many rows as y, and the weights, have elements, and as many columns as there are names.
  /// - Complexity: a weighted least-squares fit of all digits for each iteration (see ``/DescentLinearAlgebra/LeastSquaresMethod``), some 20 to 60
  ///   of them, and a sort of n numbers for the median. The bisquare takes a median regression before.
  public func fit(
    _ x: Matrix<Double>, _ y: Vector<Double>, weights: ObservationWeights? = nil, names: [String]? = nil,
    target: String = "y"
  ) throws -> RobustModel {
    try validate()
    let design = try RegressionDesign(
      x, y, weights: weights, hasIntercept: hasIntercept, names: names, target: target)
    let fit = try ReweightedLeastSquares(self, design)
    return RobustModel(self, fit, design, target: target)
  }

  /// Fits the coefficients to an array of values.
  public func fit(
    _ x: Matrix<Double>, _ y: [Double], weights: ObservationWeights? = nil, names: [String]? = nil,
    target: String = "y"
  ) throws -> RobustModel {
    try fit(x, Vector(y), weights: weights, names: names, target: target)
  }

  private func validate() throws {
    try requireLevel(level)
    guard loss.constant > 0, loss.constant.isFinite else {
      throw RegressionError.invalidConfiguration(
        "The constant of the robust loss must be a positive number, such as 1.345 (Huber) or 4.685 (bisquare), and not "
          + "\(loss.constant)")
    }
    guard tolerance > 0, tolerance < 1 else {
      throw RegressionError.invalidConfiguration(
        "The tolerance must lie between 0 and 1, such as 1e-12, and not be \(tolerance)")
    }
    guard maximumIterations >= 1 else {
      throw RegressionError.invalidConfiguration(
        "The number of iterations allowed must be at least 1, and not \(maximumIterations)")
    }
  }
}
