/// The QR decomposition AP = QR with column pivoting, which reveals the rank: the diagonal of R descends in magnitude.
///
/// ```swift
/// let qr = try PivotedQRDecomposition(x)
/// qr.rank()                 // how many columns are independent
/// qr.droppedColumns()       // which depend on the others …
/// qr.dependencies()         // … and how
/// qr.solve(y)               // least squares with zeros for them
/// ```
///
/// Each step takes the column with the largest part that is orthogonal to those taken before (Businger and Golub 1965;
/// Quintana-Ortí, Sun and Bischof 1998). Backward stable as ``QRDecomposition`` is. There are matrices whose rank it
/// overestimates (Kahan's); ``SingularValueDecomposition`` has no such exceptions, at a higher price.
public struct PivotedQRDecomposition<Scalar: BLASScalar>: Sendable {
  let reflectors: HouseholderReflectors<Scalar>

  /// R, of min(m, n) rows and n columns, zeros below its diagonal.
  public let r: Matrix<Scalar>

  /// P as a list: column j of AP is column `permutation[j]` of A, so `a.selecting(columns: permutation)` is AP.
  public let permutation: [Int]

  /// The number m of rows of A.
  public var rowCount: Int { reflectors.rowCount }

  /// The number n of columns of A.
  public var columnCount: Int { reflectors.columnCount }

  /// Decomposes A, of any shape.
  ///
  /// The columns are compared as they are: where their units differ, scale them first.
  ///
  /// - Throws: ``LinearAlgebraError/nonFinite(row:column:)``.
  /// - Complexity: 2n²(m − n/3) flops for m ≥ n (LAPACK `geqp3`), half of them matrix–vector products.
  public init(_ a: Matrix<Scalar>) throws(LinearAlgebraError) {
    try a.requireFinite()
    let (m, n) = (a.rowCount, a.columnCount)
    var columns = a.transposed()
    var factors = Vector<Scalar>.zeros(min(m, n))
    var pivots = [Int32](repeating: 0, count: n)
    if a.count > 0 {
      let blas = Scalar.blas
      columns.withUnsafeMutableBufferPointer { elements in
        factors.withUnsafeMutableBufferPointer { tau in
          _ = withWorkspace("geqp3", Scalar.self) { work, count in
            blas.geqp3(m, n, elements.baseAddress!, m, &pivots, tau.baseAddress!, work, count)
          }
        }
      }
      permutation = pivots.map { Int($0) - 1 }
    } else {
      permutation = Array(0..<n)
    }
    reflectors = HouseholderReflectors(columns: columns, factors: factors)
    r = reflectors.makeR()
  }

  /// b ← Q b with the full m×m Q. See ``QRDecomposition/applyQ(to:)-(Vector<Scalar>)``.
  public func applyQ(to b: inout Vector<Scalar>) {
    reflectors.apply(transposed: false, to: &b, in: "PivotedQRDecomposition.applyQ")
  }

  /// B ← Q B with the full m×m Q. See ``QRDecomposition/applyQ(to:)-(Matrix<Scalar>)``.
  public func applyQ(to b: inout Matrix<Scalar>) {
    reflectors.apply(transposed: false, to: &b, in: "PivotedQRDecomposition.applyQ")
  }

  /// b ← Qᵀb with the full m×m Q. See ``QRDecomposition/applyQTransposed(to:)-(Vector<Scalar>)``.
  public func applyQTransposed(to b: inout Vector<Scalar>) {
    reflectors.apply(transposed: true, to: &b, in: "PivotedQRDecomposition.applyQTransposed")
  }

  /// B ← QᵀB with the full m×m Q. See ``QRDecomposition/applyQTransposed(to:)-(Matrix<Scalar>)``.
  public func applyQTransposed(to b: inout Matrix<Scalar>) {
    reflectors.apply(transposed: true, to: &b, in: "PivotedQRDecomposition.applyQTransposed")
  }

  /// The first min(m, n) columns of Q.
  ///
  /// - Complexity: 2n²(m − n/3) flops for m ≥ n (LAPACK `orgqr`).
  public func thinQ() -> Matrix<Scalar> { reflectors.makeThinQ() }

  /// Q R Pᵀ: A to within rounding.
  ///
  /// - Complexity: 4mn² flops (LAPACK `ormqr`).
  public func reconstructed() -> Matrix<Scalar> {
    var result = Matrix<Scalar>.concatenating(rowsOf: [r, .zeros(rowCount - r.rowCount, columnCount)])
    applyQ(to: &result)
    var inverse = [Int](repeating: 0, count: columnCount)
    for (j, column) in permutation.enumerated() { inverse[column] = j }
    return result.selecting(columns: inverse)
  }
}
