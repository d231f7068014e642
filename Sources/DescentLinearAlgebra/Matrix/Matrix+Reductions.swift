/// Which norm of a matrix is meant.
public enum MatrixNorm: Sendable {
  /// The largest sum of absolute values of a column.
  case one
  /// The largest sum of absolute values of a row.
  case infinity
  /// √Σaᵢⱼ²
  case frobenius
  /// max|aᵢⱼ|, which is no norm of operators
  case maximum
}

extension Matrix {
  /// The sum of each column.
  ///
  /// Blocks of 128 rows, whose sums are added pairwise: the error is at most about (128 + log₂ n) u Σ|x|.
  ///
  /// - Complexity: `count` flops, one pass.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  public func columnSums() -> Vector<Scalar> {
    sumsOfColumns { x, _ in x }
  }

  /// The sum of each row, pairwise.
  ///
  /// - Complexity: `count` flops, one pass.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  public func rowSums() -> Vector<Scalar> {
    sumsOfRows { $0 }
  }

  /// The mean of each column; NaN where there are no rows.
  public func columnMeans() -> Vector<Scalar> {
    columnSums().mapElements { $0 / Scalar(rowCount) }
  }

  /// The mean of each row; NaN where there are no columns.
  public func rowMeans() -> Vector<Scalar> {
    rowSums().mapElements { $0 / Scalar(columnCount) }
  }

  /// The standard deviation of each column, √(Σ(x − x̄)²/(n − `lostDegrees`)); NaN where n ≤ `lostDegrees`.
  ///
  /// The mean first, then the deviations, whose own sum corrects for the rounding of the mean (Chan, Golub and LeVeque
  /// 1983).
  ///
  /// - Complexity: 6 `count` flops, three passes.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  public func columnStandardDeviations(lostDegrees: Int = 1) -> Vector<Scalar> {
    guard rowCount > lostDegrees else { return Vector(repeating: .nan, count: columnCount) }
    return columnMeans().withUnsafeBufferPointer { means in
      var result = sumsOfColumns { x, j in (x - means[j]) * (x - means[j]) }
      let deviations = sumsOfColumns { x, j in x - means[j] }
      result.combineElements(with: deviations) { squares, sum in
        let corrected = squares - sum * sum / Scalar(rowCount)
        return ((corrected < 0 ? 0 : corrected) / Scalar(rowCount - lostDegrees)).squareRoot()
      }
      return result
    }
  }

  /// The greatest absolute value in each column; NaN where the column has one.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  public func columnMaximumMagnitudes() -> Vector<Scalar> {
    let columnCount = columnCount
    var result = Vector<Scalar>.zeros(columnCount)
    result.withUnsafeMutableBufferPointer { largest in
      withUnsafeBufferPointer { elements in
        for i in 0..<rowCount {
          for j in 0..<columnCount {
            let magnitude = elements[i &* columnCount + j].magnitude
            largest[j] = magnitude <= largest[j] || largest[j].isNaN ? largest[j] : magnitude
          }
        }
      }
    }
    return result
  }

  /// Σᵢ term(xᵢⱼ, j) for each column j: blocks of 128 rows, whose sums are added pairwise.
  private func sumsOfColumns(_ term: (Scalar, _ column: Int) -> Scalar) -> Vector<Scalar> {
    let columnCount = columnCount
    let blockCount = max(1, (rowCount + 127) / 128)
    var partials = Vector<Scalar>.zeros(blockCount * columnCount)
    partials.withUnsafeMutableBufferPointer { partials in
      withUnsafeBufferPointer { elements in
        for block in 0..<blockCount {
          let sums = partials.baseAddress! + block * columnCount
          for i in block * 128..<min(rowCount, (block + 1) * 128) {
            let row = elements.baseAddress! + i * columnCount
            for j in 0..<columnCount { sums[j] += term(row[j], j) }
          }
        }
      }
      Parallelism.reduceTree(blockCount: blockCount) { target, source in
        for j in 0..<columnCount { partials[target * columnCount + j] += partials[source * columnCount + j] }
      }
    }
    return Vector(partials.prefix(columnCount))
  }

  /// Σⱼ term(xᵢⱼ) for each row i, pairwise.
  private func sumsOfRows(_ term: (Scalar) -> Scalar) -> Vector<Scalar> {
    Vector(count: rowCount) { sums in
      withUnsafeBufferPointer { elements in
        for i in 0..<rowCount {
          let row = UnsafeBufferPointer(rebasing: elements[i * columnCount..<(i + 1) * columnCount])
          sums[i] = pairwiseSum(row, term)
        }
      }
    }
  }

  /// The sum of the elements on the diagonal.
  public var trace: Scalar { diagonal.sum() }

  /// A norm, by default the Frobenius norm; 0 for an empty matrix. The spectral norm is the first singular value.
  ///
  /// - Complexity: one pass.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  public func norm(_ kind: MatrixNorm = .frobenius) -> Scalar {
    switch kind {
    case .frobenius: withUnsafeBufferPointer { euclideanNorm($0) }
    case .maximum: maximumMagnitude()
    case .one: count == 0 ? 0 : sumsOfColumns { x, _ in x.magnitude }.maximum()
    case .infinity: count == 0 ? 0 : sumsOfRows { $0.magnitude }.maximum()
    }
  }

  /// Whether the matrix is square and each element equals its mirror image to within `relativeTolerance` times the
  /// greatest absolute value.
  public func isSymmetric(relativeTolerance: Scalar = 0) -> Bool {
    rowCount == columnCount && asymmetry(relativeTolerance: relativeTolerance) == nil
  }

  /// The first place above the diagonal whose mirror image differs.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  package func asymmetry(relativeTolerance: Scalar = 0) -> (row: Int, column: Int)? {
    let bound = relativeTolerance * maximumMagnitude()
    for i in 0..<min(rowCount, columnCount) {
      for j in i + 1..<max(i + 1, min(rowCount, columnCount)) {
        let (above, below) = (self[i, j], self[j, i])
        guard above == below || (above - below).magnitude <= bound else { return (i, j) }
      }
    }
    return nil
  }

  /// The place of the first element that is NaN or infinite, row by row.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  public func firstNonFinite() -> (row: Int, column: Int)? {
    guard !isFinite else { return nil }
    return withUnsafeBufferPointer { elements in
      elements.firstIndex { !$0.isFinite }.map { ($0 / columnCount, $0 % columnCount) }
    }
  }
}
