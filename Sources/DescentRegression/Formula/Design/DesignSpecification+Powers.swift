internal import DescentData
internal import DescentLinearAlgebra

/// A design matrix whose powers of columns are left to the solver, which forms them with all digits.
struct PowerForm {
  /// The columns without powers, in the order of `terms.columns`.
  let values: Matrix<Double>
  /// The columns of the design as powers of these, named as the design names them.
  let terms: ModelTerms
}

extension DesignSpecification {
  /// The design with its powers unformed; nil where it has none. `I(x^2)` and `poly(x, 3, raw = TRUE)` are powers,
  /// products with other variables are not.
  func powerForm(of matrix: Matrix<Double>, _ table: DataTable, rows: [Int]) -> PowerForm? {
    let powers = terms.flatMap { monomials($0) }
    guard powers.contains(where: { ($0?.power ?? 1) > 1 }) else { return nil }
    let described = zip(columnNames, powers).map { name, monomial in
      monomial.map { ModelTerms.Term(column: FormulaLexer.spelled($0.column), power: $0.power, label: name) }
        ?? ModelTerms.Term(column: name, power: 1, label: name)
    }
    let terms = ModelTerms(terms: described)
    let vectors = terms.columns.map { column -> Vector<Double> in
      if let place = zip(described, 0...).first(where: { $0.0.column == column && $0.0.power == 1 }) {
        return matrix.column(place.1)
      }
      let source = powers.lazy.compactMap(\.self).first { FormulaLexer.spelled($0.column) == column }!.column
      return Vector(table.withCells(rows[...]) { $0.column(source) })
    }
    return PowerForm(values: Matrix(columns: vectors), terms: terms)
  }

  /// What the columns of a term are powers of; nil for each that is none.
  private func monomials(_ term: Term) -> [(column: String, power: Int)?] {
    guard term.variables.count == 1, !variables[term.variables[0]].isFactor else {
      return term.columns.map { _ in nil }
    }
    switch variables[term.variables[0]].variable {
    case .value(let expression): return [expression.monomial]
    case .polynomial(let expression, let degree, true):
      return (1...degree).map { k in expression.monomial.map { ($0.column, k * $0.power) } }
    case .polynomial, .factor: return term.columns.map { _ in nil }
    }
  }
}

extension FormulaExpression {
  /// The column and the exponent of a power of a column.
  fileprivate var monomial: (column: String, power: Int)? {
    switch self {
    case .column(let name): return (name, 1)
    case .identity(let inside), .parenthesized(let inside): return inside.monomial
    case .binary(.power, let base, .number(let exponent)) where exponent == exponent.rounded() && 1...100 ~= exponent:
      return base.monomial.map { ($0.column, $0.power * Int(exponent)) }
    default: return nil
    }
  }
}
