/// The right-hand side of a formula as it is written.
indirect enum FormulaNode: Sendable {
  case variable(FormulaVariable)
  /// `offset(log(t))`: a part of η without a coefficient.
  case offset(FormulaExpression)
  /// `1`: the intercept.
  case one
  /// `0`: no intercept.
  case zero
  /// `.`: all columns that are not on the left.
  case others
  /// `a + b`
  case sum(FormulaNode, FormulaNode)
  /// `a - b`; without a left side `-b`.
  case difference(FormulaNode?, FormulaNode)
  /// `a * b` is `a + b + a:b`.
  case crossing(FormulaNode, FormulaNode)
  /// `a:b`
  case interaction(FormulaNode, FormulaNode)
  /// `a/b` is `a + a:b`.
  case nesting(FormulaNode, FormulaNode)
  /// `(a + b)^2`
  case power(FormulaNode, Int)
  case parenthesized(FormulaNode)

  /// What is named, from left to right; nil stands for `.`.
  var variables: [FormulaVariable?] {
    switch self {
    case .variable(let variable): [variable]
    case .offset, .one, .zero: []
    case .others: [nil]
    case .difference(let left, let right): (left?.variables ?? []) + right.variables
    case .sum(let left, let right), .crossing(let left, let right), .interaction(let left, let right),
      .nesting(let left, let right):
      left.variables + right.variables
    case .power(let base, _), .parenthesized(let base): base.variables
    }
  }

  /// The offsets, from left to right.
  var offsets: [FormulaExpression] {
    switch self {
    case .offset(let expression): [expression]
    case .variable, .one, .zero, .others: []
    case .difference(let left, let right): (left?.offsets ?? []) + right.offsets
    case .sum(let left, let right), .crossing(let left, let right), .interaction(let left, let right),
      .nesting(let left, let right):
      left.offsets + right.offsets
    case .power(let base, _), .parenthesized(let base): base.offsets
    }
  }
}

extension FormulaNode: CustomStringConvertible {
  var description: String {
    switch self {
    case .variable(let variable): variable.description
    case .offset(let expression): "offset(\(expression))"
    case .one: "1"
    case .zero: "0"
    case .others: "."
    case .sum(let left, let right): "\(left) + \(right)"
    case .difference(let left?, let right): "\(left) - \(right)"
    case .difference(nil, let right): "-\(right)"
    case .crossing(let left, let right): "\(left) * \(right)"
    case .interaction(let left, let right): "\(left):\(right)"
    case .nesting(let left, let right): "\(left)/\(right)"
    case .power(let base, let exponent): "\(base)^\(exponent)"
    case .parenthesized(let base): "(\(base))"
    }
  }
}
