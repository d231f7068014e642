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
  /// - Complexity: `count` flops, one pass.
  public func columnSums() -> Vector<Scalar> {
    accumulateColumns { $0 + $1 }
  }

  /// The sum of each row.
  public func rowSums() -> Vector<Scalar> {
    Vector(count: rowCount) { sums in
      withUnsafeBufferPointer { elements in
        for i in 0..<rowCount {
          let row = UnsafeBufferPointer(rebasing: elements[i * columnCount..<(i + 1) * columnCount])
          sums[i] = pairwiseSum(row) { $0 }
        }
      }
    }
  }

  /// The mean of each column; NaN where there are no rows.
  public func columnMeans() -> Vector<Scalar> {
    columnSums().mapElements { $0 / Scalar(rowCount) }
  }

  /// The mean of each row; NaN where there are no columns.
  public func rowMeans() -> Vector<Scalar> {
    rowSums().mapElements { $0 / Scalar(columnCount) }
  }

  /// The standard deviation of each column, √(Σ(x − x̄)²/(n − `lostDegrees`)), by two passes (mean first).
  public func columnStandardDeviations(lostDegrees: Int = 1) -> Vector<Scalar> {
    let squares = subtractingFromEachRow(columnMeans()).accumulateColumns { $0 + $1 * $1 }
    return squares.mapElements { ($0 / Scalar(rowCount - lostDegrees)).squareRoot() }
  }

  /// The greatest absolute value in each column; NaN where the column has one.
  public func columnMaximumMagnitudes() -> Vector<Scalar> {
    accumulateColumns { largest, x in x.magnitude <= largest || largest.isNaN ? largest : x.magnitude }
  }

  private func accumulateColumns(_ add: (Scalar, Scalar) -> Scalar) -> Vector<Scalar> {
    var result = Vector<Scalar>.zeros(columnCount)
    result.withUnsafeMutableBufferPointer { sums in
      withUnsafeBufferPointer { elements in
        for i in 0..<rowCount {
          for j in 0..<columnCount { sums[j] = add(sums[j], elements[i &* columnCount + j]) }
        }
      }
    }
    return result
  }

  /// The sum of the elements on the diagonal.
  public var trace: Scalar { diagonal.sum() }

  /// A norm, by default the Frobenius norm; 0 for an empty matrix. The spectral norm is the first singular value.
  ///
  /// - Complexity: one pass.
  public func norm(_ kind: MatrixNorm = .frobenius) -> Scalar {
    switch kind {
    case .frobenius: withUnsafeBufferPointer { euclideanNorm($0) }
    case .maximum: maximumMagnitude()
    case .one: count == 0 ? 0 : accumulateColumns { $0 + $1.magnitude }.maximum()
    case .infinity: count == 0 ? 0 : mapElements { $0.magnitude }.rowSums().maximum()
    }
  }

  /// Whether the matrix is square and each element equals its mirror image to within `relativeTolerance` times the
  /// greatest absolute value.
  public func isSymmetric(relativeTolerance: Scalar = 0) -> Bool {
    asymmetry(relativeTolerance: relativeTolerance) == nil && rowCount == columnCount
  }

  /// The first place above the diagonal whose mirror image differs.
  package func asymmetry(relativeTolerance: Scalar = 0) -> (row: Int, column: Int)? {
    let bound = relativeTolerance * maximumMagnitude()
    for i in 0..<min(rowCount, columnCount) {
      for j in i + 1..<max(i + 1, min(rowCount, columnCount)) {
        guard (self[i, j] - self[j, i]).magnitude <= bound else { return (i, j) }
      }
    }
    return nil
  }

  /// The place of the first element that is NaN or infinite, row by row.
  public func firstNonFinite() -> (row: Int, column: Int)? {
    guard !isFinite else { return nil }
    return withUnsafeBufferPointer { elements in
      elements.firstIndex { !$0.isFinite }.map { ($0 / columnCount, $0 % columnCount) }
    }
  }
}
