public import DescentLinearAlgebra

/// Quantile regression: the coefficients β that minimize Σ ρ(yᵢ − xᵢβ), ρ(r) = τ r above 0 and (τ − 1) r below.
///
/// ```swift
/// let median = try QuantileRegression().fit(x, y)                           // least absolute deviations
/// let models = try QuantileRegression().fit(x, y, quantiles: [0.1, 0.5, 0.9])
/// ```
///
/// The τ-quantile of y given x, where that is linear in x: no distribution of the errors is assumed, and y may be moved any
/// distance away from the fit without changing it. Outliers in x do change it.
///
/// The solution is exact, a fit through p of the points: an interior point method (Portnoy, Koenker 1997) finds its
/// neighbourhood, the simplex method the points and the multipliers which prove that no fit is better
/// (``QuantileModel/dualityGap``). Fits of several quantiles may cross each other outside of the data.
///
/// With weights Σ wᵢρ(rᵢ) is minimized. With frequencies everything is as if rows were repeated. Analytic ones say that the
/// spread of a row is proportional to 1/wᵢ (not 1/√wᵢ as in least squares), and standard errors are those of the rows
/// times wᵢ: `weights` of quantreg's `rq`. Rows of weight 0 take no part.
public struct QuantileRegression: Sendable, Codable, Equatable {
  /// How standard errors are found. Both need the density of the errors at the quantile, from fits or residuals as near to
  /// it as Hall and Sheather's bandwidth (1988) for 95 % intervals says.
  public enum StandardErrors: String, Sendable, Codable, CaseIterable {
    /// τ(1 − τ) (XᵀFX)⁻¹XᵀX(XᵀFX)⁻¹ with the density of each row from the distance of the fits to τ ± h (Hendricks, Koenker
    /// 1992): errors may have another distribution in each row. R's `nid`.
    case sandwich
    /// τ(1 − τ) s² (XᵀX)⁻¹, the sparsity s being the slope of the ordered residuals around the quantile (Koenker 1994): for
    /// errors of one distribution. R's `iid`.
    case independent
  }

  /// τ, between 0 and 1.
  public var quantile: Double
  /// Whether a constant term is fitted, by a column of ones that comes first.
  public var hasIntercept: Bool
  /// How standard errors are found.
  public var standardErrors: StandardErrors
  /// The level of the confidence intervals.
  public var level: Double

  /// A configuration; by default of the median, with an intercept and intervals of 95 %.
  public init(
    _ quantile: Double = 0.5, hasIntercept: Bool = true, standardErrors: StandardErrors = .sandwich,
    level: Double = 0.95
  ) {
    self.quantile = quantile
    self.hasIntercept = hasIntercept
    self.standardErrors = standardErrors
    self.level = level
  }

  /// Fits the coefficients for the quantile of the configuration.
  ///
  /// - Parameters:
  ///   - x: one row for each observation, one column for each feature; no column of ones.
  ///   - y: one value for each observation.
  ///   - weights: what each observation counts; all the same by default. Frequencies have to be whole numbers.
  ///   - names: the names of the columns; by default x1, x2, ….
  ///   - target: the name of y.
  /// - Throws: `RegressionError` where the data do not determine the coefficients or are not finite, or the quantile does
  ///   not lie between 0 and 1.
  /// - Precondition: x has as many rows as y, and the weights, have elements, and as many columns as there are names.
  /// - Complexity: some 25 passes over X with n p² flops for the interior point method, and some corners with a pass and a
  ///   sort of n numbers each. Standard errors by `sandwich` take two more fits.
  public func fit(
    _ x: Matrix<Double>, _ y: Vector<Double>, weights: ObservationWeights? = nil, names: [String]? = nil,
    target: String = "y"
  ) throws -> QuantileModel {
    try fit(x, y, quantiles: [quantile], weights: weights, names: names, target: target)[0]
  }

  /// Fits the coefficients to an array of values.
  public func fit(
    _ x: Matrix<Double>, _ y: [Double], weights: ObservationWeights? = nil, names: [String]? = nil,
    target: String = "y"
  ) throws -> QuantileModel {
    try fit(x, Vector(y), weights: weights, names: names, target: target)
  }

  /// Fits several quantiles, with one factorization of X.
  ///
  /// - Returns: one model for each quantile, in their order.
  public func fit(
    _ x: Matrix<Double>, _ y: Vector<Double>, quantiles: [Double], weights: ObservationWeights? = nil,
    names: [String]? = nil, target: String = "y"
  ) throws -> [QuantileModel] {
    try requireLevel(level)
    if let wrong = quantiles.first(where: { !($0 > 0 && $0 < 1) }) { throw RegressionError.invalidQuantile(wrong) }
    let design = try RegressionDesign(
      x, y, weights: weights, hasIntercept: hasIntercept, names: names, target: target)
    let program = try QuantileProgram(design.matrix, design.y, scales: design.weights.squares, names: design.names)
    return quantiles.map { quantile in
      var configuration = self
      configuration.quantile = quantile
      return QuantileModel(configuration, program, design, target: target)
    }
  }
}
