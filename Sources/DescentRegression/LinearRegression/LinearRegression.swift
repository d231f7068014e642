public import DescentData
public import DescentLinearAlgebra

/// Linear regression: the coefficients β that minimize ‖y − Xβ‖², with everything a statistician asks of them.
///
/// ```swift
/// let model = try LinearRegression().fit(x, y)
/// print(model)                          // the coefficient table
/// model.coefficients[1].estimate
/// model.predict(newX)
/// ```
///
/// The configuration is a value and never changes; fitting returns a ``LinearModel``, so nothing is ever half fitted.
public struct LinearRegression: Sendable, Codable, Equatable {
  /// How the problem is solved.
  public var method: LeastSquaresMethod

  /// Whether a constant term is fitted, by a column of ones that comes first.
  public var hasIntercept: Bool

  /// λ of the penalty (λ/2)‖β‖² beside (1/n)‖y − Xβ‖²; the intercept is not penalized. With a penalty there are no
  /// standard errors: the estimates are biased on purpose.
  public var ridge: Double

  /// Whether the ridge penalizes the coefficients of standardized columns instead of the raw ones. Coefficients are
  /// reported for the raw columns all the same. Without a ridge it changes nothing.
  public var standardizes: Bool

  /// Whether the solution of least norm is wanted where there are many, instead of dropping columns.
  public var minimumNorm: Bool

  /// Whether columns that depend on others are refused instead of dropped.
  public var isStrict: Bool

  /// The level of the confidence intervals.
  public var level: Double

  public init(
    method: LeastSquaresMethod = .auto, hasIntercept: Bool = true, ridge: Double = 0, standardizes: Bool = false,
    minimumNorm: Bool = false, isStrict: Bool = false, level: Double = 0.95
  ) {
    self.method = method
    self.hasIntercept = hasIntercept
    self.ridge = ridge
    self.standardizes = standardizes
    self.minimumNorm = minimumNorm
    self.isStrict = isStrict
    self.level = level
  }

  /// Fits the coefficients.
  ///
  /// - Parameters:
  ///   - x: one row for each observation, one column for each feature; no column of ones.
  ///   - y: one value for each observation.
  ///   - names: the names of the columns; by default x1, x2, ….
  ///   - target: the name of y.
  /// - Throws: `RegressionError` where the data do not determine the coefficients or are not finite.
  /// - Precondition: x has as many rows as y has elements.
  /// - Complexity: n p² flops by Cholesky, 2 n p² by QR, and about 10 p³.
  public func fit(
    _ x: Matrix<Double>, _ y: Vector<Double>, names: [String]? = nil, target: String = "y"
  ) throws -> LinearModel {
    let names = names ?? (0..<x.columnCount).map { "x\($0 + 1)" }
    return try fit(x, y, terms: ModelTerms(columns: names), target: target)
  }

  /// Fits the coefficients to an array of values.
  public func fit(
    _ x: Matrix<Double>, _ y: [Double], names: [String]? = nil, target: String = "y"
  ) throws -> LinearModel {
    try fit(x, Vector(y), names: names, target: target)
  }

  /// Fits `target` by columns of a table.
  ///
  /// - Parameters:
  ///   - table: the data.
  ///   - target: the column to be explained.
  ///   - terms: columns and powers; by default all other columns.
  public func fit(_ table: Table, target: String, terms: ModelTerms? = nil) throws -> LinearModel {
    let terms = terms ?? ModelTerms(columns: table.columnNames.filter { $0 != target })
    let y = try table[target]
    return try fit(table.matrix(columns: terms.columns), y, terms: terms, target: target)
  }

  /// Fits the coefficients of the terms given.
  ///
  /// - Parameters:
  ///   - values: one row for each observation, one column for each of ``ModelTerms/columns``, in that order.
  ///   - y: one value for each observation.
  public func fit(
    _ values: Matrix<Double>, _ y: Vector<Double>, terms: ModelTerms, target: String = "y"
  ) throws -> LinearModel {
    guard values.rowCount == y.count else {
      fatalError(
        "LinearRegression.fit: X has the shape \(values.rowCount)×\(values.columnCount), y has \(y.count) elements")
    }
    let x = try terms.matrix(from: values, names: terms.columns)
    try validate(x, y, terms, target)
    let standardization = standardizes && ridge > 0 ? Standardization(of: x, isCentred: hasIntercept) : nil
    let features = standardization?.applied(to: x) ?? x
    let design = hasIntercept ? features.prependingOnes() : features

    var solver = LeastSquaresSolver(method: method, minimumNorm: minimumNorm)
    if ridge > 0 {
      let strength = Double(x.rowCount) * ridge / 2
      solver.penalty = Vector((0..<design.columnCount).map { hasIntercept && $0 == 0 ? 0 : strength })
    }
    let solution: LeastSquaresSolution
    do {
      solution = try solver.solve(design, y)
    } catch LinearAlgebraError.notPositiveDefinite {
      throw RegressionError.choleskyFailed
    }
    return try LinearModel(
      self, terms: terms, target: target, design: design, y: y, solution: solution, standardization: standardization)
  }

  private func validate(_ x: Matrix<Double>, _ y: Vector<Double>, _ terms: ModelTerms, _ target: String) throws {
    guard ridge >= 0, ridge.isFinite else {
      throw RegressionError.invalidConfiguration("The ridge must be a number from 0 on, not \(ridge)")
    }
    guard level > 0, level < 1 else {
      throw RegressionError.invalidConfiguration(
        "The level must lie between 0 and 1, such as 0.95, and not be \(level)")
    }
    let coefficients = x.columnCount + (hasIntercept ? 1 : 0)
    guard coefficients > 0 else { throw RegressionError.noTerms }
    if let (row, column) = x.firstNonFinite() {
      throw RegressionError.nonFinite(
        column: terms.names[column], row: row, value: x[row, column],
        count: x.column(column).count { !$0.isFinite })
    }
    if let row = y.firstIndex(where: { !$0.isFinite }) {
      throw RegressionError.nonFinite(column: target, row: row, value: y[row], count: y.count { !$0.isFinite })
    }
    guard x.rowCount >= coefficients || ridge > 0 || minimumNorm, x.rowCount > 0 else {
      throw RegressionError.tooFewRows(rows: x.rowCount, coefficients: coefficients)
    }
  }
}
