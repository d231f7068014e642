public import DescentLinearAlgebra

/// What stands on the right-hand side of a linear model: columns of the data and their powers.
///
/// A term `x^3` is the column `x` to the power of 3. The intercept is no term: models hold it apart.
public struct ModelTerms: Sendable, Codable, Equatable {
  /// One term: a power of a column.
  public struct Term: Sendable, Codable, Equatable {
    /// The column of the data.
    public let column: String
    /// Its power, 1 for the column itself.
    public let power: Int
    /// Another name than the usual one.
    let label: String?

    init(column: String, power: Int, label: String? = nil) {
      self.column = column
      self.power = power
      self.label = label
    }

    /// `x`, or `x^3`; what a formula calls it where it comes from one.
    public var name: String { label ?? (power == 1 ? column : "\(column)^\(power)") }
  }

  /// The terms in the order of the coefficients.
  public let terms: [Term]

  /// The names of the terms.
  public var names: [String] { terms.map(\.name) }

  /// The columns of the data that the terms need, each once.
  public var columns: [String] {
    var seen: Set<String> = []
    return terms.map(\.column).filter { seen.insert($0).inserted }
  }

  init(terms: [Term]) { self.terms = terms }

  /// Each column as it is.
  public init(columns: [String]) {
    terms = columns.map { Term(column: $0, power: 1) }
  }

  /// The columns, those in `degrees` followed by their powers up to the degree given.
  public init(columns: [String], degrees: [String: Int]) {
    terms = columns.flatMap { column in
      (1...max(1, degrees[column] ?? 1)).map { Term(column: column, power: $0) }
    }
  }

  /// The matrix of the terms from data whose columns have the names given.
  ///
  /// Powers are formed by multiplication, each rounded once: xᵏ has a relative error of at most (k − 1) u.
  ///
  /// - Throws: `RegressionError.missingColumn` where a column is not among the names.
  /// - Complexity: one pass; a matrix whose columns already are the terms is returned as it is.
  public func matrix(from values: Matrix<Double>, names: [String]) throws -> Matrix<Double> {
    if terms.allSatisfy({ $0.power == 1 }), names == terms.map(\.column) { return values }
    let sources = try places(among: names)
    return Matrix(values.rowCount, terms.count) { target in
      let width = values.columnCount
      values.withUnsafeBufferPointer { source in
        for i in 0..<values.rowCount {
          for (j, term) in sources.enumerated() {
            let x = source[i * width + term.column]
            var value = x
            for _ in 1..<max(1, term.power) { value *= x }
            target[i * sources.count + j] = value
          }
        }
      }
    }
  }

  /// Where the columns of the terms are among the names.
  ///
  /// - Throws: `RegressionError.missingColumn` where a column is not among them.
  func places(among names: [String]) throws -> [LeastSquaresProblem.Term] {
    try terms.map { term in
      guard let index = names.firstIndex(of: term.column) else { throw RegressionError.missingColumn(term.column) }
      return LeastSquaresProblem.Term(column: index, power: term.power)
    }
  }
}
