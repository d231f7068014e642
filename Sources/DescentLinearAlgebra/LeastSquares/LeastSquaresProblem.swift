/// min Σᵢ wᵢ (yᵢ − Σⱼ zᵢⱼ βⱼ)² + Σⱼ pⱼβⱼ², where each term zⱼ is a power of a column of X.
///
/// The column of ones is the power 0 of any column. Terms are formed block by block where they are needed: X is never
/// copied.
package struct LeastSquaresProblem: Sendable {
  /// x^power; the power 0 is the column of ones.
  package struct Term: Sendable, Equatable {
    package let column: Int
    package let power: Int

    package init(column: Int, power: Int = 1) {
      self.column = column
      self.power = power
    }
  }

  /// The data, n×c.
  package let x: Matrix<Double>
  /// The terms of the model, one for each coefficient.
  package let terms: [Term]
  /// One column for each target, n×m.
  package let targets: Matrix<Double>
  /// n weights, none negative, not all zero; nil for ones.
  package var weights: Vector<Double>?
  /// What is added to the diagonal of ZᵀWZ; nil for nothing.
  package var penalty: Vector<Double>?

  /// - Precondition: as many rows of targets as of X.
  package init(
    _ x: Matrix<Double>, terms: [Term], targets: Matrix<Double>, weights: Vector<Double>? = nil,
    penalty: Vector<Double>? = nil
  ) {
    guard x.rowCount == targets.rowCount, weights.map({ $0.count == x.rowCount }) ?? true else {
      trapShape("Least squares", (x.rowCount, x.columnCount), (targets.rowCount, targets.columnCount))
    }
    self.x = x
    self.terms = terms
    self.targets = targets
    self.weights = weights
    self.penalty = penalty
  }

  /// All columns of X, and a column of ones before them where there is an intercept.
  package init(
    _ x: Matrix<Double>, _ y: Vector<Double>, hasIntercept: Bool = false, weights: Vector<Double>? = nil,
    penalty: Vector<Double>? = nil
  ) {
    let columns = (0..<x.columnCount).map { Term(column: $0) }
    self.init(
      x, terms: (hasIntercept ? [Term(column: 0, power: 0)] : []) + columns, targets: Matrix(column: y),
      weights: weights, penalty: penalty)
  }

  var rowCount: Int { x.rowCount }

  /// Whether the first term is a column of ones.
  var hasIntercept: Bool { terms.first?.power == 0 }

  /// Whether the terms are all the columns of X in their order, perhaps behind a column of ones.
  var isPlain: Bool {
    terms.dropFirst(hasIntercept ? 1 : 0).elementsEqual((0..<x.columnCount).map { Term(column: $0) })
  }

  /// The matrix of the terms, n×p.
  func design() -> Matrix<Double> {
    if isPlain, !hasIntercept { return x }
    return Matrix(rowCount, terms.count) { elements in
      for i in 0..<rowCount {
        for (j, term) in terms.enumerated() {
          var value = 1.0
          for _ in 0..<term.power { value *= x[i, term.column] }
          elements[i * terms.count + j] = value
        }
      }
    }
  }

  /// The same problem with the terms as columns of a matrix, powers rounded.
  func materialized() -> LeastSquaresProblem {
    LeastSquaresProblem(
      design(), terms: terms.indices.map { Term(column: $0) }, targets: targets, weights: weights, penalty: penalty)
  }

  /// The same problem with some of the terms.
  func selecting(_ indices: [Int]) -> LeastSquaresProblem {
    LeastSquaresProblem(
      x, terms: indices.map { terms[$0] }, targets: targets, weights: weights,
      penalty: penalty.map { penalty in Vector(indices.map { penalty[$0] }) })
  }

  /// - Throws: `LinearAlgebraError` where a number is not finite.
  func requireFinite() throws {
    if let (row, column) = x.firstNonFinite() { throw LinearAlgebraError.nonFinite(row: row, column: column) }
    if let (row, _) = targets.firstNonFinite() { throw LinearAlgebraError.nonFiniteElement(index: row) }
  }
}

extension Matrix {
  /// The elements of a vector as a column, sharing its memory.
  package init(column vector: Vector<Scalar>) {
    self.init(storage: vector.storage, offset: vector.offset, rowCount: vector.count, columnCount: 1)
  }
}
