public import DescentData
public import DescentLinearAlgebra
import Foundation

/// A generalized linear model g(E y) = Xβ + offset, fitted by maximum likelihood (McCullagh, Nelder 1989).
///
/// ```swift
/// let model = try GeneralizedLinearRegression.poisson.fit(x, counts)
/// model.coefficients[1].estimate
/// try model.predict(newX)                // means
/// ```
///
/// The configuration is a value; fitting returns a ``GeneralizedLinearModel``. Conventions are those of R's `glm`:
/// standard errors from the expected information, φ by Pearson's χ², AIC with φ as a parameter where the likelihood has
/// one.
public struct GeneralizedLinearRegression: Sendable, Codable, Equatable {
  /// The distribution of y.
  public var family: Family

  /// The link between its mean and Xβ.
  public var link: Link

  /// Whether a constant term is fitted.
  public var hasIntercept: Bool

  /// λ of the penalty (λ/2)‖β‖² beside D/(2Σv), half the mean deviance; the intercept is not penalized. With a penalty
  /// there are no standard errors. (For the Gaussian family this is half of what `LinearRegression` minimizes: its λ is
  /// twice this one.)
  public var ridge: Double

  /// Whether columns that depend on others are refused instead of dropped.
  public var isStrict: Bool

  /// The level of the confidence intervals, β ± quantile · standard error (Wald).
  public var level: Double

  /// The most iterations.
  public var maximumIterations: Int

  /// A configuration; each setting but the family has its usual value by default.
  ///
  /// - Parameters:
  ///   - family: the distribution of y.
  ///   - link: by default the usual one of the family, the first of ``Family/links``.
  ///   - hasIntercept: whether a constant term is fitted.
  ///   - ridge: λ of the penalty; 0 for none.
  ///   - isStrict: whether columns that depend on others are refused instead of dropped.
  ///   - level: the level of the confidence intervals.
  ///   - maximumIterations: the iterations allowed.
  public init(
    family: Family, link: Link? = nil, hasIntercept: Bool = true, ridge: Double = 0, isStrict: Bool = false,
    level: Double = 0.95, maximumIterations: Int = 100
  ) {
    self.family = family
    self.link = link ?? family.links[0]
    self.hasIntercept = hasIntercept
    self.ridge = ridge
    self.isStrict = isStrict
    self.level = level
    self.maximumIterations = maximumIterations
  }

  /// Logistic regression: the binomial family with log(μ/(1 − μ)) = Xβ.
  public static var logistic: GeneralizedLinearRegression { .init(family: .binomial) }

  /// Poisson regression: log μ = Xβ.
  public static var poisson: GeneralizedLinearRegression { .init(family: .poisson) }

  /// Gamma regression with 1/μ = Xβ.
  public static var gamma: GeneralizedLinearRegression { .init(family: .gamma) }

  /// What is explained.
  public enum Response: Sendable, Equatable {
    /// One value for each row; for the binomial families 0, 1, or a proportion.
    case values(Vector<Double>)
    /// The numbers of successes, and of all trials. For the binomial families.
    case successes(Vector<Double>, trials: Vector<Double>)
    /// The proportions of successes, and the numbers of trials. For the binomial families.
    case proportions(Vector<Double>, trials: Vector<Double>)

    /// The number of rows.
    public var count: Int {
      switch self {
      case .values(let y), .successes(let y, _), .proportions(let y, _): y.count
      }
    }
  }

  /// Fits the coefficients.
  ///
  /// - Parameters:
  ///   - x: one row for each observation, one column for each feature; no column of ones.
  ///   - y: one value for each observation.
  ///   - offset: what is added to Xβ; nothing by default.
  ///   - weights: what each observation counts; all the same by default. Analytic ones divide the variance: φV(μ)/w.
  ///   - names: the names of the columns; by default x1, x2, ….
  ///   - target: the name of y.
  /// - Throws: `RegressionError` where y is none that the family has, the data do not determine the coefficients or are
  ///   not finite, or the settings make no sense. Not to converge, and separated classes, are no errors but a
  ///   ``GeneralizedLinearModel/termination``.
  /// - Precondition: x has as many rows as y, the offset and the weights have elements.
  /// - Complexity: n p (p + 6) flops and one pass over X for each of some six iterations, some 100 n p flops in
  ///   double-double and a weighted least-squares fit at the end.
  public func fit(
    _ x: Matrix<Double>, _ y: Vector<Double>, offset: Vector<Double>? = nil, weights: ObservationWeights? = nil,
    names: [String]? = nil, target: String = "y"
  ) throws -> GeneralizedLinearModel {
    try fit(x, .values(y), offset: offset, weights: weights, names: names, target: target)
  }

  /// Fits the coefficients to an array of values.
  public func fit(
    _ x: Matrix<Double>, _ y: [Double], offset: Vector<Double>? = nil, weights: ObservationWeights? = nil,
    names: [String]? = nil, target: String = "y"
  ) throws -> GeneralizedLinearModel {
    try fit(x, .values(Vector(y)), offset: offset, weights: weights, names: names, target: target)
  }

  /// Fits the coefficients to values, or to successes out of trials.
  public func fit(
    _ x: Matrix<Double>, _ response: Response, offset: Vector<Double>? = nil, weights: ObservationWeights? = nil,
    names: [String]? = nil, target: String = "y"
  ) throws -> GeneralizedLinearModel {
    let names = names ?? (0..<x.columnCount).map { "x\($0 + 1)" }
    return try fit(
      x, response, terms: ModelTerms(columns: names), offset: offset, weights: weights, target: target)
  }

  /// Fits `target` by columns of a table.
  ///
  /// - Parameters:
  ///   - table: the data.
  ///   - target: the column to be explained; with `trials` its numbers of successes.
  ///   - terms: columns and powers; by default all columns that are not used otherwise.
  ///   - trials: the column of the numbers of trials.
  ///   - offset: the column that is added to Xβ.
  ///   - weights: what each observation counts; all the same by default.
  public func fit(
    _ table: Table, target: String, terms: ModelTerms? = nil, trials: String? = nil, offset: String? = nil,
    weights: ObservationWeights? = nil
  ) throws -> GeneralizedLinearModel {
    let used = [target, trials, offset].compactMap(\.self)
    let terms = terms ?? ModelTerms(columns: table.columnNames.filter { !used.contains($0) })
    let y = try table[target]
    let response = try trials.map { Response.successes(y, trials: try table[$0]) } ?? .values(y)
    return try fit(
      table.matrix(columns: terms.columns), response, terms: terms, offset: try offset.map { try table[$0] },
      offsetColumn: offset, weights: weights, target: target)
  }

  /// Fits the coefficients of the terms given.
  ///
  /// - Parameters:
  ///   - values: one row for each observation, one column for each of ``ModelTerms/columns``, in that order.
  ///   - response: what is explained.
  ///   - terms: columns and powers.
  ///   - offset: what is added to Xβ; nothing by default.
  ///   - offsetColumn: the column of tables that holds the offset, for predictions.
  ///   - weights: what each observation counts; all the same by default.
  ///   - target: the name of what is explained.
  public func fit(
    _ values: Matrix<Double>, _ response: Response, terms: ModelTerms, offset: Vector<Double>? = nil,
    offsetColumn: String? = nil, weights: ObservationWeights? = nil, target: String = "y"
  ) throws -> GeneralizedLinearModel {
    var model = try GeneralizedLinearFit(
      configuration: self, values: values, terms: terms, response: response, offset: offset, weights: weights,
      target: target
    ).run()
    model.predictor.offsetColumn = offsetColumn
    return model
  }
}
