/// What turns a table into the matrix of a model: the columns of a formula, with everything that the data of the fit
/// decided, the levels of factors and the bases of polynomials, so that new data are treated in the same way.
///
/// It belongs to no kind of model: a linear one takes the matrix as well as a generalized or a penalized one. The
/// intercept is no column of it; ``hasIntercept`` says whether there is to be one. Saved with a model it is a page of
/// JSON, and holds no data.
public struct DesignSpecification: Sendable, Codable, Equatable {
  /// A term of the formula and the columns that it makes.
  public struct Term: Sendable, Codable, Equatable {
    /// The variables with colons between them: `k:x`.
    public let name: String
    /// The places of its columns in the matrix.
    public let columns: Range<Int>
    /// The places of its variables.
    let variables: [Int]
    /// For each variable whether a factor has a column for each level.
    let isFull: [Bool]
  }

  /// The formula.
  public let formula: Formula
  /// Whether the model has an intercept.
  public let hasIntercept: Bool
  /// What the terms are made of.
  public let variables: [DesignVariable]
  /// The terms in the order of their columns.
  public let terms: [Term]
  /// The names of the matrix's columns, as R has them: `x`, `kb`, `kb:x`, `poly(x, 2)1`.
  public let columnNames: [String]

  /// The columns of the data that the matrix and the offset need, each once.
  public var columns: [String] {
    var seen: Set<String> = []
    let used = Set(terms.flatMap(\.variables))
    let named = variables.indices.filter(used.contains).flatMap { variables[$0].variable.columns }
    return (named + formula.node.offsets.flatMap(\.columns)).filter { seen.insert($0).inserted }
  }

  /// Those of `columns` that held text in the fit.
  public var textColumns: [String] {
    variables.filter { $0.isFactor && !$0.levelsAreNumbers }.compactMap(\.factorColumn)
  }

  /// Whether there are terms that count without a coefficient.
  public var hasOffset: Bool { !formula.node.offsets.isEmpty }

  /// The specification of these variables and terms.
  init(_ formula: Formula, hasIntercept: Bool, variables: [DesignVariable], terms: [[Int]]) {
    let coding = ContrastCoding(terms: terms, isFactor: variables.map(\.isFactor), hasIntercept: hasIntercept)
    var names: [String] = []
    var described: [Term] = []
    for (term, isFull) in zip(terms, coding.isFull) {
      // The first variable's columns come one after another, the last one's last.
      let parts = zip(term, isFull).map { variables[$0].columnNames(isFull: $1) }
      let columns = parts.dropFirst().reduce(parts[0]) { names, next in
        next.flatMap { part in names.map { "\($0):\(part)" } }
      }
      described.append(
        Term(
          name: term.map { "\(variables[$0].variable)" }.joined(separator: ":"),
          columns: names.count..<names.count + columns.count, variables: term, isFull: isFull))
      names += columns
    }
    self.formula = formula
    self.hasIntercept = hasIntercept
    self.variables = variables
    self.terms = described
    columnNames = names
  }
}
