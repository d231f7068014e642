public import DescentData
public import DescentLinearAlgebra

/// Linear regression: the coefficients β that minimize ‖y − Xβ‖², with everything a statistician asks of them.
///
/// ```swift
/// let model = try LinearRegression().fit(x, y)
/// model.coefficients                    // the coefficient table
/// model.coefficients[1].estimate
/// try model.predict(newX)
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
  /// reported for the raw columns all the same. Without a ridge it changes nothing. Weights of observations count in the
  /// means and standard deviations too.
  public var standardizes: Bool

  /// Whether the solution of least norm is wanted where there are many, instead of dropping columns.
  public var minimumNorm: Bool

  /// Whether columns that depend on others are refused instead of dropped.
  public var isStrict: Bool

  /// The level of the confidence intervals.
  public var level: Double

  /// A configuration; by default least squares with an intercept, by whichever method gives all digits, with intervals of
  /// 95 %.
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
  ///   - weights: what each observation counts; all the same by default.
  ///   - names: the names of the columns; by default x1, x2, ….
  ///   - target: the name of y.
  /// - Throws: `RegressionError` where the data do not determine the coefficients or are not finite.
  /// - Precondition: x has as many rows as y, and the weights, have elements.
  /// - Complexity: see ``/DescentLinearAlgebra/LeastSquaresMethod``. The matrix of the features is not copied, nor extended by a column of
  ///   ones or by powers, except by `qr` and `svd`.
  public func fit(
    _ x: Matrix<Double>, _ y: Vector<Double>, weights: ObservationWeights? = nil, names: [String]? = nil,
    target: String = "y"
  ) throws -> LinearModel {
    let names = names ?? (0..<x.columnCount).map { "x\($0 + 1)" }
    return try fit(x, y, terms: ModelTerms(columns: names), weights: weights, target: target)
  }

  /// Fits the coefficients to an array of values.
  public func fit(
    _ x: Matrix<Double>, _ y: [Double], weights: ObservationWeights? = nil, names: [String]? = nil,
    target: String = "y"
  ) throws -> LinearModel {
    try fit(x, Vector(y), weights: weights, names: names, target: target)
  }

  /// Fits several targets by the same features, with one factorization.
  ///
  /// - Parameters:
  ///   - x: one row for each observation, one column for each feature; no column of ones.
  ///   - targets: one row for each observation, one column for each target.
  ///   - weights: what each observation counts; all the same by default.
  ///   - names: the names of the columns; by default x1, x2, ….
  ///   - targetNames: the names of the targets; by default y1, y2, ….
  /// - Returns: one model for each target.
  public func fit(
    _ x: Matrix<Double>, targets: Matrix<Double>, weights: ObservationWeights? = nil, names: [String]? = nil,
    targetNames: [String]? = nil
  ) throws -> [LinearModel] {
    let names = names ?? (0..<x.columnCount).map { "x\($0 + 1)" }
    let targetNames = targetNames ?? (0..<targets.columnCount).map { "y\($0 + 1)" }
    guard targetNames.count == targets.columnCount else {
      fatalError("LinearRegression.fit: \(targets.columnCount) targets have \(targetNames.count) names")
    }
    return try fit(x, targets, terms: ModelTerms(columns: names), weights: weights, targetNames: targetNames)
  }

  /// Fits `target` by columns of a table.
  ///
  /// - Parameters:
  ///   - table: the data.
  ///   - target: the column to be explained.
  ///   - terms: columns and powers; by default all other columns.
  ///   - weights: what each observation counts; all the same by default.
  public func fit(
    _ table: Table, target: String, terms: ModelTerms? = nil, weights: ObservationWeights? = nil
  ) throws -> LinearModel {
    let terms = terms ?? ModelTerms(columns: table.columnNames.filter { $0 != target })
    let y = try table[target]
    var model = try fit(table.matrix(columns: terms.columns), y, terms: terms, weights: weights, target: target)
    if table.rowsDropped > 0 { model.rowNumbers = (0..<table.rowCount).map { table.dataRow(ofRow: $0) } }
    return model
  }

  /// Fits the coefficients of the terms given.
  ///
  /// - Parameters:
  ///   - values: one row for each observation, one column for each of ``ModelTerms/columns``, in that order.
  ///   - y: one value for each observation.
  ///   - terms: columns and powers.
  ///   - weights: what each observation counts; all the same by default.
  ///   - target: the name of y.
  public func fit(
    _ values: Matrix<Double>, _ y: Vector<Double>, terms: ModelTerms, weights: ObservationWeights? = nil,
    target: String = "y"
  ) throws -> LinearModel {
    try fit(values, Matrix(column: y), terms: terms, weights: weights, targetNames: [target])[0]
  }

  private func fit(
    _ values: Matrix<Double>, _ targets: Matrix<Double>, terms: ModelTerms, weights: ObservationWeights?,
    targetNames: [String]
  ) throws -> [LinearModel] {
    guard values.rowCount == targets.rowCount, weights.map({ $0.values.count == values.rowCount }) ?? true else {
      fatalError(
        "LinearRegression.fit: X has the shape \(values.rowCount)×\(values.columnCount), y has \(targets.rowCount) elements"
          + (weights.map { ", and there are \($0.values.count) weights" } ?? ""))
    }
    try validate(values, terms, weights)
    var x = values
    var places = try terms.places(among: terms.columns)
    // For each column of x the one of the values that it comes from.
    var sources = Array(0..<values.columnCount)
    var standardization: Standardization?
    if standardizes, ridge > 0 {
      x = try terms.matrix(from: values, names: terms.columns)
      let standard =
        try weights.map { try Standardization(of: x, isCentred: hasIntercept, weights: $0.values) }
        ?? Standardization(of: x, isCentred: hasIntercept)
      x = standard.applied(to: x)
      sources = places.map(\.column)
      places = (0..<x.columnCount).map { .init(column: $0) }
      standardization = standard
    }
    var problem = LeastSquaresProblem(
      x, terms: (hasIntercept ? [.init(column: 0, power: 0)] : []) + places, targets: targets,
      weights: weights?.values)
    if ridge > 0 {
      let strength = (weights?.values.sum() ?? Double(x.rowCount)) * ridge / 2
      problem.penalty = Vector((0..<problem.terms.count).map { hasIntercept && $0 == 0 ? 0 : strength })
    }
    let solutions: [LeastSquaresSolution]
    do {
      solutions = try LeastSquaresSolver(method: method, minimumNorm: minimumNorm).solve(problem)
    } catch LinearAlgebraError.notPositiveDefinite {
      throw RegressionError.choleskyFailed
    } catch LinearAlgebraError.nonFinite(let row, let place) {
      throw RegressionError.notFinite(values, row: row, column: sources[place], names: terms.columns)
    } catch LinearAlgebraError.coefficientOutOfRange(let term) {
      throw RegressionError.coefficientOutOfRange(((hasIntercept ? ["(Intercept)"] : []) + terms.names)[term])
    } catch LinearAlgebraError.nonFiniteElement(let row) {
      let t = (0..<targets.columnCount).first { !targets[row, $0].isFinite } ?? 0
      throw RegressionError.nonFinite(
        column: targetNames[t], row: row, value: targets[row, t],
        count: targets.column(t).count { !$0.isFinite })
    }
    return try solutions.enumerated().map { index, solution in
      try LinearModel(
        self, terms: terms, target: targetNames[index], targetIndex: index, problem: problem, weights: weights,
        solution: solution, standardization: standardization)
    }
  }

  /// Checks the settings; returns the number of coefficients.
  func validateSettings(_ terms: ModelTerms) throws -> Int {
    try requireRidge(ridge)
    try requireLevel(level)
    let coefficients = terms.terms.count + (hasIntercept ? 1 : 0)
    guard coefficients > 0 else { throw RegressionError.noTerms }
    return coefficients
  }

  private func validate(_ x: Matrix<Double>, _ terms: ModelTerms, _ weights: ObservationWeights?) throws {
    let coefficients = try validateSettings(terms)
    try weights?.validate()
    let rows = weights?.values.count { $0 > 0 } ?? x.rowCount
    guard rows >= coefficients || ridge > 0 || minimumNorm, rows > 0 else {
      throw RegressionError.tooFew(rows, of: x.rowCount, isWeighted: weights != nil, coefficients: coefficients)
    }
  }
}
