/// What a least-squares fit needs to know of its data: XᵀWX, XᵀWY and the sums that go with them, for a matrix X, any
/// number of targets Y, and weights W (ones where there are none). X and Y are read once.
///
/// The columns of X and Y that hold NaN or infinities have them in their sums, the diagonal of the Gram matrix included.
/// Multiplying a column by a power of two multiplies what belongs to it exactly.
package struct Moments: Sendable {
  /// XᵀWX, p×p, exactly symmetric.
  package let gram: Matrix<Double>
  /// XᵀWY, p×m.
  package let products: Matrix<Double>
  /// Σ w y² for each target.
  package let targetSquares: Vector<Double>
  /// Σ w x for each column.
  package let columnSums: Vector<Double>
  /// Σ w y for each target.
  package let targetSums: Vector<Double>
  /// Σ w; without weights the number of rows.
  package let weightSum: Double
  /// The most roundings that a product of ``gram`` has gone through, where what they took off is not kept.
  package let roundings: Int
  /// The sum of what a ``RowWeighting`` has returned for its rows; 0 where there is none.
  package let value: Double
  /// What rounding took off the sums; nil where that was not asked for, or there are too many columns.
  package let rests: Rests?

  /// What is to be added to the Gram matrix, the column sums and the sum of the weights.
  package struct Rests: Sendable {
    package let gram: Matrix<Double>
    package let columnSums: Vector<Double>
    package let weightSum: Double
  }

  /// The moments of a matrix.
  ///
  /// - Parameter keepsRests: whether sums over 48 (or 120) rows are added up without rounding, and what rounding takes off
  ///   the totals is given too; up to 512 columns.
  /// - Precondition: targets and weights, where there are any, have as many rows or elements as X.
  /// - Complexity: n p (p + 2m + 2) flops, one pass over X; up to 32 MiB of memory, and a few p².
  package init(
    of x: Matrix<Double>, targets: Matrix<Double>? = nil, weights: Vector<Double>? = nil, kernel: GramKernel = .best,
    keepsRests: Bool = false
  ) {
    let n = x.rowCount
    if let targets, targets.rowCount != n {
      trapCount("Moments: rows of the matrix, rows of the targets", n, targets.rowCount)
    }
    if let weights, weights.count != n { trapCount("Moments: rows of the matrix, weights", n, weights.count) }
    let m = targets?.columnCount ?? 0
    let rows = GramRows(
      x: UnsafePointer(x.storage.base + x.offset), stride: x.columnCount, columns: 0..<x.columnCount,
      targets: targets.map { UnsafePointer($0.storage.base + $0.offset) }, targetCount: m,
      weights: weights.map { UnsafePointer($0.storage.base + $0.offset) }, count: n)
    self.init(
      GramSummation(
        .memory(rows), rowCount: n, columnCount: x.columnCount, targetCount: m, isWeighted: weights != nil,
        kernel: kernel, keepsRests: keepsRests),
      columnCount: x.columnCount, targetCount: m)
    withExtendedLifetime((x, targets, weights)) {}
  }

  /// The moments of a matrix that is made block by block and never stands in memory.
  ///
  /// - Parameters:
  ///   - weights: one for each row; nil for ones.
  ///   - fill: writes the rows of a range, one behind the other, at most 240 of them. Called once for each range, on
  ///     several threads at the same time.
  package init(
    rowCount: Int, columnCount: Int, weights: Vector<Double>? = nil, kernel: GramKernel = .best,
    fill: @escaping @Sendable (_ rows: Range<Int>, _ target: UnsafeMutablePointer<Double>) -> Void
  ) {
    if let weights, weights.count != rowCount { trapCount("Moments: rows, weights", rowCount, weights.count) }
    self.init(
      GramSummation(
        .function(fill, weights: weights), rowCount: rowCount, columnCount: columnCount, targetCount: 0,
        isWeighted: weights != nil, kernel: kernel),
      columnCount: columnCount, targetCount: 0)
  }

  /// The moments of a matrix with weights and one target that are made of its products with coefficients on the way: one
  /// pass over X for the products, what follows from them row by row, and XᵀWX and XᵀWt of that.
  ///
  /// - Precondition: there are as many coefficients as columns.
  /// - Complexity: n p (p + 6) flops and a call of ``RowWeighting/weigh`` for each piece; one pass over X.
  package init(of x: Matrix<Double>, _ weighting: RowWeighting, kernel: GramKernel = .best) {
    guard weighting.coefficients.count == x.columnCount else {
      trapCount("Moments: columns of the matrix, coefficients", x.columnCount, weighting.coefficients.count)
    }
    let rows = GramRows(
      x: UnsafePointer(x.storage.base + x.offset), stride: x.columnCount, columns: 0..<x.columnCount, targets: nil,
      targetCount: 1, weights: nil, count: x.rowCount)
    self.init(
      GramSummation(
        .weighting(rows, weighting), rowCount: x.rowCount, columnCount: x.columnCount, targetCount: 1,
        isWeighted: true, kernel: kernel),
      columnCount: x.columnCount, targetCount: 1)
    withExtendedLifetime(x) {}
  }

  private init(_ summation: GramSummation, columnCount p: Int, targetCount m: Int) {
    var (gram, products) = (Matrix<Double>.zeros(p, p), Matrix<Double>.zeros(p, m))
    var (squares, targetSums) = (Vector<Double>.zeros(m), Vector<Double>.zeros(m))
    var (columnSums, weightSum) = (Vector<Double>.zeros(p), 0.0)
    var rests: Rests?
    roundings = summation.roundings
    value = summation.run { sums in
      if p > 0 { gram.withUnsafeMutableBufferPointer { copyGram(sums, p, to: $0.baseAddress!) } }
      let (extras, stride) = (sums.products!, sums.stride)
      if p > 0 { columnSums.withUnsafeMutableBufferPointer { $0.baseAddress!.update(from: extras, count: p) } }
      products.withUnsafeMutableBufferPointer { target in
        for j in 0..<m {
          for i in 0..<p { target[i * m + j] = extras[(1 + j) * stride + i] }
        }
      }
      weightSum = sums.sums![0]
      if sums.rest > 0 {
        rests = Rests(
          gram: Matrix(p, p) { copyGram(sums, p, to: $0.baseAddress!, offset: sums.rest) },
          columnSums: Vector((0..<p).map { extras[sums.rest + $0] }), weightSum: sums.sums![sums.rest])
      }
      for j in 0..<m { (targetSums[j], squares[j]) = (sums.sums![1 + j], sums.squares![1 + j]) }
    }
    self.gram = gram
    self.products = products
    self.targetSquares = squares
    self.columnSums = columnSums
    self.targetSums = targetSums
    self.weightSum = weightSum
    self.rests = rests
  }
}

/// The whole symmetric matrix, row-major without gaps, from what is on and above the diagonal.
func copyGram(_ sums: GramSums, _ p: Int, to target: UnsafeMutablePointer<Double>, offset: Int = 0) {
  for i in 0..<p {
    (target + i * p + i).update(from: sums.gram + (offset + i * sums.stride + i), count: p - i)
  }
  mirrorUpperTriangle(target, p)
}
