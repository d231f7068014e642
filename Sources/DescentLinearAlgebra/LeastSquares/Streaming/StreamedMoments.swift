internal import CDescentKernels

/// [1 Z y]ᵀW[1 Z y] of rows that come in blocks, in double-double: what least squares needs to know of the rows, in
/// 2(p + 2)² numbers. In place of these sums R with RᵀR = [1 Z y]ᵀW[1 Z y] may be kept, which loses less of them.
///
/// The columns are multiplied by powers of two that bring the largest value seen so far to [1, 2). When a larger one
/// comes, the sums are multiplied by the power of two that is missing, which takes no digit away. So no answer depends on
/// units, and nothing overflows.
///
/// Each sum has a relative error of about 2⁻¹⁰⁴, as a part of Σ|zⱼ||zₖ|; R is that of columns with such an error. Rows are collected and added by some thousands,
/// so that the same rows in the same order give the same bits in whatever blocks they come. The order in which rows come
/// and parts are merged changes the last bits of the sums, from which answers have to be as far away as their
/// `correctDigits` say.
package struct StreamedMoments: Sendable {
  /// What is kept of the rows.
  package enum Form: String, Sendable, Codable {
    /// Sums of products.
    case sums
    /// R, made by orthogonalizing the rows of each block below the R of those before.
    case triangle
  }

  package let form: Form
  /// The terms, a column of ones first.
  package let terms: [LeastSquaresProblem.Term]
  /// The columns of X.
  package let columnCount: Int
  /// The rows with a weight above 0.
  package internal(set) var rowCount = 0
  /// How often sums have been added to others.
  var additionCount = 0
  /// The upper half of the sums, or R; the target is the last column.
  var upper: DoubleDoubleMatrix
  /// The powers of two of columns, target and weights; nil as long as nothing but zeros has come.
  var columnExponents: [Int?]
  var targetExponent: Int?
  var weightExponent: Int?
  private var buffer: RowBuffer

  /// - Parameters:
  ///   - columnCount: the columns of X.
  ///   - terms: the terms without the column of ones.
  package init(columnCount: Int, terms: [LeastSquaresProblem.Term], form: Form = .sums) {
    self.form = form
    self.columnCount = columnCount
    self.terms = [.init(column: 0, power: 0)] + terms
    upper = .zeros(terms.count + 2, terms.count + 2)
    columnExponents = Array(repeating: nil, count: columnCount)
    buffer = RowBuffer(columnCount: columnCount)
  }

  /// The place of the target among the sums.
  var target: Int { terms.count }

  /// The powers of two as they are now.
  var scaling: ProblemScaling {
    ProblemScaling(
      columns: columnExponents.map { $0 ?? 0 }, terms: terms, target: targetExponent ?? 0, weights: weightExponent ?? 0)
  }

  /// Adds rows.
  ///
  /// - Precondition: x and y are finite, weights neither negative nor infinite; either all rows that ever come have
  ///   weights or none has.
  /// - Complexity: n p²/2 multiplications and additions in double-double for sums and 2 n p² for a triangle, with some more
  ///   from p = 50 on; over the threads.
  package mutating func add(_ x: Matrix<Double>, _ y: Vector<Double>, weights: Vector<Double>?) {
    guard x.rowCount == y.count, weights.map({ $0.count == y.count }) ?? true, x.columnCount == columnCount else {
      trapShape("StreamedMoments.add", (x.rowCount, x.columnCount), (y.count, columnCount))
    }
    var row = 0
    while row < x.rowCount {
      let waiting = buffer.count
      row = buffer.append(x, y, weights, from: row)
      rowCount += buffer.count - waiting
      if buffer.isFull { flush() }
    }
  }

  /// Adds the sums of other rows.
  ///
  /// - Precondition: both have the same terms and the same form.
  /// - Complexity: O(p²) for sums, 4 p³ multiplications and additions in double-double for triangles.
  package mutating func merge(_ other: StreamedMoments) {
    guard other.terms == terms, other.columnCount == columnCount, other.form == form else {
      trap("StreamedMoments.merge: the terms or the forms differ")
    }
    var other = other
    other.flush()
    flush()
    rescale(to: other.columnExponents, other.targetExponent, other.weightExponent)
    other.rescale(to: columnExponents, targetExponent, weightExponent)
    add(other.upper)
    additionCount += other.additionCount
    rowCount += other.rowCount
  }

  /// Adds the rows that wait to the sums.
  mutating func flush() {
    guard buffer.count > 0 else { return }
    let (x, y, weights) = buffer.take()
    let exponent = { (magnitude: Double) in magnitude > 0 ? ProblemScaling.exponent(magnitude) : nil }
    // Rows of a triangle are multiplied by the roots of the weights, whose exponent therefore is even.
    let weightExponent = weights.flatMap { exponent($0.maximumMagnitude()) }.map { form == .sums ? $0 : $0 - ($0 & 1) }
    rescale(to: x.columnMaximumMagnitudes().map(exponent), exponent(y.maximumMagnitude()), weightExponent)
    let problem = LeastSquaresProblem(x, terms: terms, targets: Matrix(column: y), weights: weights)
    let block = DoubleDoublePass(problem, scaling, form == .sums ? .gram(nil) : .triangle).sums()
    add(DoubleDoubleMatrix(high: block.high, low: block.low))
  }

  private mutating func add(_ block: DoubleDoubleMatrix) {
    let (count, columns) = (upper.high.count, target + 1)
    additionCount += 1
    upper.withUnsafeMutablePointers { [form] high, low in
      block.withUnsafePointers {
        switch form {
        case .sums: descent_dd_add(high, low, $0, $1, count)
        case .triangle: PanelTriangle.stack($0!, $1!, below: high!, low!, columns: columns)
        }
      }
    }
  }

  /// Goes over to the smaller of two exponents for each column, target and weights.
  private mutating func rescale(to columns: [Int?], _ target: Int?, _ weights: Int?) {
    let smaller = { (own: Int?, other: Int?) in [own, other].compactMap(\.self).min() }
    let before = self.scaling
    columnExponents = zip(columnExponents, columns).map(smaller)
    targetExponent = smaller(targetExponent, target)
    weightExponent = smaller(weightExponent, weights)
    let after = self.scaling
    let shifts =
      zip(after.terms, before.terms).map { $0 - $1 } + zip(after.targets, before.targets).map { $0 - $1 }
    let all = after.weights - before.weights
    guard all != 0 || shifts.contains(where: { $0 != 0 }) else { return }
    for i in shifts.indices {
      for j in i..<shifts.count where upper[i, j].high != 0 {
        let shift = form == .sums ? shifts[i] + shifts[j] + all : shifts[j] + all / 2
        upper[i, j] = upper[i, j].scaled(byPowerOfTwo: shift)
      }
    }
  }
}
