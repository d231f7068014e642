/// The terms that a formula means, in R's order: by the number of their variables, then as they are written.
///
/// A term is a set of variables, which R keeps as bits and which is here the list of their places in ascending order
/// (Wilkinson, Rogers 1973; Chambers, Hastie 1992).
struct TermExpansion {
  /// The variables in the order in which they are first named.
  private(set) var variables: [FormulaVariable] = []
  /// The terms: places of variables, ascending.
  private(set) var terms: [[Int]] = []
  private(set) var hasIntercept = true

  private var places: [FormulaVariable: Int] = [:]
  private let others: [FormulaVariable]
  private let formula: Formula

  private static let mostTerms = 10_000

  /// - Parameters:
  ///   - columns: the columns of the data, for `.`.
  ///   - excluding: columns that `.` does not stand for.
  init(_ formula: Formula, columns: [String], excluding excluded: [String]) throws(FormulaError) {
    self.formula = formula
    let left = Set((formula.response?.columns ?? []) + excluded)
    others = columns.filter { !left.contains($0) }.map { .value(.column($0)) }
    for variable in formula.node.variables.flatMap({ $0.map { [$0] } ?? others }) where places[variable] == nil {
      places[variable] = variables.count
      variables.append(variable)
    }
    if let response = formula.response, places[.value(response)] != nil {
      throw formula.error(
        .response, "\(response) is what the formula explains and also among the terms; take it away on one side",
        column: response.columns.first)
    }
    let found = try expand(formula.node)
    terms = found.enumerated().sorted { ($0.element.count, $0.offset) < ($1.element.count, $1.offset) }.map(\.element)
  }

  /// The variables that stand in some term.
  var usedVariables: [FormulaVariable] {
    let used = Set(terms.joined())
    return variables.indices.filter(used.contains).map { variables[$0] }
  }

  private mutating func expand(_ node: FormulaNode) throws(FormulaError) -> [[Int]] {
    switch node {
    case .variable(let variable): return [[places[variable]!]]
    case .offset: return []
    case .others: return others.map { [places[$0]!] }
    case .one:
      hasIntercept = true
      return []
    case .zero:
      hasIntercept = false
      return []
    case .parenthesized(let inside): return try expand(inside)
    case .sum(let left, let right): return Self.union(try expand(left), try expand(right))
    case .difference(let left, let right):
      let kept = try left.map { node throws(FormulaError) in try expand(node) } ?? []
      switch right.withoutParentheses {
      case .one:
        hasIntercept = false
        return kept
      case .zero:
        hasIntercept = true
        return kept
      default:
        let had = hasIntercept
        let removed = Set(try expand(right))
        hasIntercept = had
        return kept.filter { !removed.contains($0) }
      }
    case .interaction(let left, let right): return try products(try expand(left), try expand(right))
    case .crossing(let left, let right):
      let (left, right) = (try expand(left), try expand(right))
      return Self.union(Self.union(left, right), try products(left, right))
    case .nesting(let left, let right):
      let (left, right) = (try expand(left), try expand(right))
      return Self.union(left, try products([Array(Set(left.joined())).sorted()], right))
    case .power(let base, let exponent):
      let base = try expand(base)
      var result = base
      // A product with itself is the term itself, so that the base is among the products, in R's order.
      for _ in 1..<max(1, exponent) {
        let next = try products(result, base)
        if next == result { break }
        result = next
      }
      return result
    }
  }

  private static func union(_ left: [[Int]], _ right: [[Int]]) -> [[Int]] {
    var seen: Set<[Int]> = []
    return (left + right).filter { seen.insert($0).inserted }
  }

  private func products(_ left: [[Int]], _ right: [[Int]]) throws(FormulaError) -> [[Int]] {
    guard left.count * right.count <= Self.mostTerms * 10 else { throw tooMany }
    var seen: Set<[Int]> = []
    var result: [[Int]] = []
    for first in left {
      for second in right {
        let term = Set(first).union(second).sorted()
        if seen.insert(term).inserted { result.append(term) }
      }
    }
    guard result.count <= Self.mostTerms else { throw tooMany }
    return result
  }

  private var tooMany: FormulaError {
    FormulaError(
      .tooLarge,
      "\(formula.text) means more than \(Self.mostTerms) terms: name those that are wanted, or take a lower power")
  }
}

extension FormulaNode {
  fileprivate var withoutParentheses: FormulaNode {
    if case .parenthesized(let inside) = self { inside.withoutParentheses } else { self }
  }
}
