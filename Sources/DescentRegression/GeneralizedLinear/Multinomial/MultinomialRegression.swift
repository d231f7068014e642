public import DescentData
public import DescentLinearAlgebra
import Foundation

/// Multinomial logistic regression: log(πₖ/π₀) = Xβₖ for the classes k but the reference 0, fitted by maximum likelihood
/// (Theil 1969; McFadden 1974).
///
/// ```swift
/// let model = try MultinomialRegression().fit(table, target: "species")
/// model["virginica"]!.coefficients[1].estimate
/// try model.predictor.probabilities(newX)        // a column for each of model.classes
/// ```
///
/// The configuration is a value; fitting returns a ``MultinomialModel``. With two classes it is logistic regression.
public struct MultinomialRegression: Sendable, Codable, Equatable {
  /// The class that the others are held against; nil for the first in sorted order.
  public var referenceClass: String?

  /// Whether a constant term is fitted for each class.
  public var hasIntercept: Bool

  /// λ of the penalty (λ/2) Σₖ‖βₖ − β̄‖² beside D/(2Σv), half the mean deviance: over all classes, β₀ = 0, around their
  /// mean β̄, so that the reference class does not matter; intercepts are not penalized. With a penalty there are no
  /// standard errors. (For two classes this is half of what `GeneralizedLinearRegression` adds: its λ is half of this one.)
  public var ridge: Double

  /// Whether columns that depend on others are refused instead of dropped.
  public var isStrict: Bool

  /// The level of the confidence intervals, β ± quantile · standard error (Wald).
  public var level: Double

  /// The most iterations.
  public var maximumIterations: Int

  /// A configuration; each setting has its usual value by default.
  public init(
    referenceClass: String? = nil, hasIntercept: Bool = true, ridge: Double = 0, isStrict: Bool = false,
    level: Double = 0.95, maximumIterations: Int = 100
  ) {
    self.referenceClass = referenceClass
    self.hasIntercept = hasIntercept
    self.ridge = ridge
    self.isStrict = isStrict
    self.level = level
    self.maximumIterations = maximumIterations
  }

  /// What is explained.
  public enum Response: Sendable, Equatable {
    /// The class of each row, by name; sorted by their Unicode scalars.
    case classes(TextColumn)
    /// The class of each row, by number; sorted as numbers.
    case integers([Int])
    /// How many observations of each class, a column for each class: with names, or named 1, 2, ….
    case counts(Matrix<Double>, classes: [String]? = nil)

    /// The number of rows.
    public var count: Int {
      switch self {
      case .classes(let column): column.count
      case .integers(let values): values.count
      case .counts(let counts, _): counts.rowCount
      }
    }
  }

  /// Fits the classes of rows by their names.
  ///
  /// - Parameters:
  ///   - x: one row for each observation, one column for each feature; no column of ones.
  ///   - classes: the class of each row.
  ///   - weights: what each row counts; all the same by default.
  ///   - names: the names of the columns; by default x1, x2, ….
  ///   - target: what the classes are classes of.
  /// - Throws: `RegressionError` where there are fewer than two classes, the data do not determine the coefficients or are
  ///   not finite, or the settings make no sense. Not to converge, and separated classes, are no errors but a
  ///   ``MultinomialModel/termination``.
  /// - Precondition: x has as many rows as there are classes, and weights.
  /// - Complexity: for K classes K(K − 1)/2 · n p² flops and one pass over X for each of some eight iterations; at the end
  ///   60 n p K flops in double-double and the information with all its digits.
  public func fit(
    _ x: Matrix<Double>, _ classes: [String], weights: ObservationWeights? = nil, names: [String]? = nil,
    target: String = "y"
  ) throws -> MultinomialModel {
    try fit(x, .classes(TextColumn(classes)), weights: weights, names: names, target: target)
  }

  /// Fits the classes of rows by their numbers.
  public func fit(
    _ x: Matrix<Double>, _ classes: [Int], weights: ObservationWeights? = nil, names: [String]? = nil,
    target: String = "y"
  ) throws -> MultinomialModel {
    try fit(x, .integers(classes), weights: weights, names: names, target: target)
  }

  /// Fits the classes of rows, or the numbers of observations of each class.
  public func fit(
    _ x: Matrix<Double>, _ response: Response, weights: ObservationWeights? = nil, names: [String]? = nil,
    target: String = "y"
  ) throws -> MultinomialModel {
    let names = names ?? (0..<x.columnCount).map { "x\($0 + 1)" }
    return try fit(x, response, terms: ModelTerms(columns: names), weights: weights, target: target)
  }

  /// Fits the coefficients of the terms given.
  ///
  /// - Parameters:
  ///   - values: one row for each observation, one column for each of ``ModelTerms/columns``, in that order.
  ///   - response: what is explained.
  ///   - terms: columns and powers.
  ///   - weights: what each row counts; all the same by default.
  ///   - target: what the classes are classes of.
  public func fit(
    _ values: Matrix<Double>, _ response: Response, terms: ModelTerms, weights: ObservationWeights? = nil,
    target: String = "y"
  ) throws -> MultinomialModel {
    try MultinomialFit(
      configuration: self, values: values, terms: terms, response: response, weights: weights, target: target
    ).run()
  }
}
