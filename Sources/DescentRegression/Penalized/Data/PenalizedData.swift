public import DescentData
public import DescentLinearAlgebra

/// Observations that penalized models are fitted to, checked once for as many fits as are wanted.
///
/// Rows of weight 0 do not count and are left out.
public struct PenalizedData: Sendable {
  /// What the columns are.
  public let terms: ModelTerms
  /// The name of what is to be explained.
  public let target: String

  /// One column for each term.
  let x: Matrix<Double>
  let y: Vector<Double>
  let weights: ObservationWeights?
  /// The places of these rows among those given; nil where they are the same.
  let originalRows: [Int]?
  /// The weights times a power of two that brings the largest to [1, 2); nil for ones.
  let normalizedWeights: Vector<Double>?
  /// The exponent of that power of two, with its sign changed.
  let weightExponent: Int
  /// Powers of two that bring the largest element of each column to [1, 2).
  let units: [Double]
  let targetUnit: Double
  /// The means of all columns in these units, where they are known already and no row has a weight of its own.
  let means: [Double]?

  /// The number of observations that count.
  public var rowCount: Int { x.rowCount }
  /// The number of terms.
  public var columnCount: Int { x.columnCount }

  /// Observations with the columns of a matrix as features.
  ///
  /// - Parameters:
  ///   - x: one row for each observation, one column for each feature; no column of ones.
  ///   - y: one value for each observation.
  ///   - weights: what each observation counts; all the same by default.
  ///   - names: the names of the columns; by default x1, x2, ….
  ///   - target: the name of y.
  /// - Throws: ``RegressionError`` where a number is not finite, a weight is none, or there are no rows or columns.
  /// - Precondition: x has as many rows as y, and the weights, have elements.
  /// - Complexity: one pass over X, which is not copied unless a weight is 0.
  public init(
    _ x: Matrix<Double>, _ y: Vector<Double>, weights: ObservationWeights? = nil, names: [String]? = nil,
    target: String = "y"
  ) throws {
    let names = names ?? (0..<x.columnCount).map { "x\($0 + 1)" }
    try self.init(x, y, terms: ModelTerms(columns: names), weights: weights, target: target)
  }

  /// Observations of a table.
  ///
  /// - Parameters:
  ///   - table: the data.
  ///   - target: the column to be explained.
  ///   - terms: columns and powers; by default all columns but the target.
  ///   - weights: what each observation counts; all the same by default.
  public init(
    _ table: Table, target: String, terms: ModelTerms? = nil, weights: ObservationWeights? = nil
  ) throws {
    let terms = terms ?? ModelTerms(columns: table.columnNames.filter { $0 != target })
    try self.init(
      table.matrix(columns: terms.columns), table[target], terms: terms, weights: weights, target: target)
  }

  /// Observations with the terms given as features.
  ///
  /// - Parameters:
  ///   - values: one row for each observation, one column for each of ``ModelTerms/columns``, in that order.
  ///   - y: one value for each observation.
  ///   - terms: columns and powers.
  ///   - weights: what each observation counts; all the same by default.
  ///   - target: the name of y.
  public init(
    _ values: Matrix<Double>, _ y: Vector<Double>, terms: ModelTerms, weights: ObservationWeights? = nil,
    target: String = "y"
  ) throws {
    guard values.rowCount == y.count, weights.map({ $0.values.count == y.count }) ?? true else {
      trap(
        "PenalizedData: X has the shape \(values.rowCount)×\(values.columnCount), y has \(y.count) elements"
          + (weights.map { ", and there are \($0.values.count) weights" } ?? ""))
    }
    guard values.columnCount == terms.columns.count else {
      trapCount("PenalizedData: columns of X, columns of the terms", values.columnCount, terms.columns.count)
    }
    guard !terms.terms.isEmpty else { throw RegressionError.noTerms }
    guard !y.isEmpty else { throw RegressionError.noRows }
    try weights?.validate()
    var survey = ColumnPass(values).survey()
    if let column = survey.magnitudes.firstIndex(where: { !$0.isFinite }) {
      throw Self.nonFinite(values.column(column), terms.columns[column])
    }
    if !y.isFinite { throw Self.nonFinite(y, target) }
    var x = try terms.matrix(from: values, names: terms.columns)
    if terms.terms.contains(where: { $0.power > 1 }) {
      survey = ColumnPass(x).survey()
      if let term = survey.magnitudes.firstIndex(where: { !$0.isFinite }) {
        throw RegressionError.powerTooLarge(
          column: terms.terms[term].column, row: x.column(term).firstIndex { !$0.isFinite } ?? 0)
      }
    }
    var (y, weights) = (y, weights)
    var kept: [Int]?
    if let values = weights?.values, values.contains(0) {
      let rows = values.indices.filter { values[$0] > 0 }
      kept = rows
      x = x.selecting(rows: rows)
      y = Vector(rows.map { y[$0] })
      let rest = Vector(rows.map { values[$0] })
      if case .frequency = weights { weights = .frequency(rest) } else { weights = .analytic(rest) }
    }
    let normalized = try weights.map { try NormalizedWeights($0.values) }
    self.terms = terms
    self.target = target
    self.x = x
    self.y = y
    self.weights = weights
    originalRows = kept
    normalizedWeights = normalized?.values
    weightExponent = normalized?.exponent ?? 0
    let units = survey.magnitudes.map(Self.unit)
    self.units = units
    // Sums of numbers that are nearly too large may be no numbers themselves.
    means =
      weights == nil && survey.sums.allSatisfy(\.isFinite)
      ? zip(survey.sums, units).map { $0 / Double(y.count) * $1 } : nil
    targetUnit = Self.unit(y.maximumMagnitude())
  }

  private static func nonFinite(_ values: Vector<Double>, _ name: String) -> RegressionError {
    let row = values.firstIndex { !$0.isFinite } ?? 0
    return .nonFinite(column: name, row: row, value: values[row], count: values.count { !$0.isFinite })
  }

  /// The power of two that brings a magnitude to [1, 2), or as near as a power of two and its inverse are numbers.
  private static func unit(_ magnitude: Double) -> Double {
    guard magnitude > 0 else { return 1 }
    return 1.0.scaled(byPowerOfTwo: max(-1000, min(1000, -Int(magnitude.exponent))))
  }
}
