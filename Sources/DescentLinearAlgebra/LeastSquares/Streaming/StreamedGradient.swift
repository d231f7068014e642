/// A second pass over rows in blocks: Zᵀ W(y − Zβ) at the coefficients that the moments gave, in three parts.
///
/// A step with that gradient makes the error of the coefficients smaller by the factor κ² 2⁻¹⁰⁰, κ the condition number
/// of the scaled columns. Further passes go on from there.
package struct StreamedGradient: Sendable {
  private let system: StreamedSystem
  private let coefficients: DoubleDoubleMatrix
  private var sums: TripleSums
  private var buffer: RowBuffer
  /// The rows with a weight above 0.
  package private(set) var rowCount = 0

  /// The pass that begins at a solution.
  package init(from start: StreamedSolution) {
    system = start.system
    let count = start.coefficients.count
    var coefficients = DoubleDoubleMatrix.zeros(1, count)
    for j in 0..<count { coefficients[0, j] = start.coefficients[j] }
    self.coefficients = coefficients
    sums = TripleSums(count: count + 1)
    buffer = RowBuffer(columnCount: start.system.moments.columnCount)
  }

  /// The rows with a weight above 0 that the moments have seen, and that the pass has to see again.
  package var expectedRowCount: Int { system.moments.rowCount }

  /// Adds rows, as the moments took them.
  ///
  /// - Complexity: 2 n p multiplications and additions in double-double, over the threads.
  package mutating func add(_ x: Matrix<Double>, _ y: Vector<Double>, weights: Vector<Double>?) {
    var row = 0
    while row < x.rowCount {
      let waiting = buffer.count
      row = buffer.append(x, y, weights, from: row)
      rowCount += buffer.count - waiting
      if buffer.isFull { flush() }
    }
  }

  /// Adds the sums of a pass over other rows.
  ///
  /// - Returns: false, with nothing changed, where the two began at other coefficients.
  package mutating func merge(_ other: StreamedGradient) -> Bool {
    guard other.system.terms == system.terms, other.coefficients == coefficients,
      other.expectedRowCount == expectedRowCount
    else { return false }
    var other = other
    other.flush()
    flush()
    sums.add(other.sums)
    rowCount += other.rowCount
    return true
  }

  /// The corrected coefficients.
  ///
  /// - Throws: `LinearAlgebraError.coefficientOutOfRange`.
  package func solve() throws -> StreamedSolution {
    var pass = self
    pass.flush()
    return try system.solve(from: coefficients[row: 0], pass.sums)
  }

  private mutating func flush() {
    guard buffer.count > 0 else { return }
    let (x, y, weights) = buffer.take()
    let problem = LeastSquaresProblem(
      x, terms: system.terms.map { system.moments.terms[$0] }, targets: Matrix(column: y), weights: weights)
    DoubleDoublePass(problem, system.scaling, .gradient(coefficients)).add(to: &sums)
  }
}
