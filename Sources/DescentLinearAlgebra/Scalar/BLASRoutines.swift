/// The routines of BLAS, on row-major matrices, and of LAPACK, on column-major ones, for one precision.
///
/// All checks of shapes stand with the callers; here are only the calls. LAPACK's `info` is returned as it comes.
protocol BLASRoutines<Scalar>: SendableMetatype {
  associatedtype Scalar
  typealias Pointer = UnsafePointer<Scalar>
  typealias MutablePointer = UnsafeMutablePointer<Scalar>

  // MARK: BLAS 1
  static func dot(_ count: Int, _ x: Pointer, _ xStride: Int, _ y: Pointer, _ yStride: Int) -> Scalar
  static func axpy(_ count: Int, _ alpha: Scalar, _ x: Pointer, _ xStride: Int, _ y: MutablePointer, _ yStride: Int)
  /// (x, y) ← (c x + s y, c y − s x), both contiguous.
  static func rot(_ count: Int, _ x: MutablePointer, _ y: MutablePointer, _ c: Scalar, _ s: Scalar)

  // MARK: BLAS 2 and 3, row-major
  /// y ← α op(A) x + β y, with A of m rows and n columns.
  static func gemv(
    transposed: Bool, _ m: Int, _ n: Int, _ alpha: Scalar, _ a: Pointer, _ aStride: Int,
    _ x: Pointer, _ xStride: Int, _ beta: Scalar, _ y: MutablePointer, _ yStride: Int)
  /// A ← A + α x yᵀ.
  static func ger(
    _ m: Int, _ n: Int, _ alpha: Scalar, _ x: Pointer, _ xStride: Int, _ y: Pointer, _ yStride: Int,
    _ a: MutablePointer, _ aStride: Int)
  /// x ← op(A)⁻¹ x for a triangular A.
  static func trsv(_ shape: Triangle, _ n: Int, _ a: Pointer, _ aStride: Int, _ x: MutablePointer, _ xStride: Int)
  /// C ← α op(A) op(B) + β C, with C of m rows and n columns.
  static func gemm(
    _ aTransposed: Bool, _ bTransposed: Bool, _ m: Int, _ n: Int, _ k: Int, _ alpha: Scalar,
    _ a: Pointer, _ aStride: Int, _ b: Pointer, _ bStride: Int, _ beta: Scalar, _ c: MutablePointer, _ cStride: Int)
  /// The upper triangle of C ← α AᵀA + β C, with A of k rows and n columns.
  static func syrk(
    _ n: Int, _ k: Int, _ alpha: Scalar, _ a: Pointer, _ aStride: Int, _ beta: Scalar, _ c: MutablePointer,
    _ cStride: Int)
  /// B ← op(A)⁻¹ B, with B of m rows and n columns.
  static func trsm(
    _ shape: Triangle, _ m: Int, _ n: Int, _ a: Pointer, _ aStride: Int, _ b: MutablePointer, _ bStride: Int)

  // MARK: LAPACK, column-major, symmetric routines on the triangle `triangle` ("U" or "L")
  static func potrf(_ triangle: Character8, _ n: Int, _ a: MutablePointer, _ aStride: Int) -> Int
  static func pocon(
    _ triangle: Character8, _ n: Int, _ a: Pointer, _ aStride: Int, _ norm: Scalar, _ reciprocal: MutablePointer,
    _ work: MutablePointer, _ integers: UnsafeMutablePointer<Int32>
  ) -> Int
  static func potri(_ triangle: Character8, _ n: Int, _ a: MutablePointer, _ aStride: Int) -> Int
  static func trtri(_ triangle: Character8, _ n: Int, _ a: MutablePointer, _ aStride: Int) -> Int
  static func trcon(
    _ triangle: Character8, _ n: Int, _ a: Pointer, _ aStride: Int, _ reciprocal: MutablePointer,
    _ work: MutablePointer, _ integers: UnsafeMutablePointer<Int32>
  ) -> Int
  static func getrf(
    _ m: Int, _ n: Int, _ a: MutablePointer, _ aStride: Int, _ pivots: UnsafeMutablePointer<Int32>
  ) -> Int
  static func getrs(
    _ transposed: Character8, _ n: Int, _ columns: Int, _ a: Pointer, _ aStride: Int,
    _ pivots: UnsafePointer<Int32>, _ b: MutablePointer, _ bStride: Int
  ) -> Int
  static func getri(
    _ n: Int, _ a: MutablePointer, _ aStride: Int, _ pivots: UnsafePointer<Int32>, _ work: MutablePointer,
    _ workCount: Int
  ) -> Int
  static func gecon(
    _ n: Int, _ a: Pointer, _ aStride: Int, _ norm: Scalar, _ reciprocal: MutablePointer, _ work: MutablePointer,
    _ integers: UnsafeMutablePointer<Int32>
  ) -> Int
  static func geqrf(
    _ m: Int, _ n: Int, _ a: MutablePointer, _ aStride: Int, _ tau: MutablePointer, _ work: MutablePointer,
    _ workCount: Int
  ) -> Int
  static func geqp3(
    _ m: Int, _ n: Int, _ a: MutablePointer, _ aStride: Int, _ pivots: UnsafeMutablePointer<Int32>,
    _ tau: MutablePointer, _ work: MutablePointer, _ workCount: Int
  ) -> Int
  /// C ← op(Q) C with Q from `k` reflectors.
  static func ormqr(
    _ transposed: Character8, _ m: Int, _ n: Int, _ k: Int, _ a: Pointer, _ aStride: Int, _ tau: Pointer,
    _ c: MutablePointer, _ cStride: Int, _ work: MutablePointer, _ workCount: Int
  ) -> Int
  /// C ← C op(Q), C of m rows and n columns, with Q from `k` reflectors.
  static func ormqrRight(
    _ transposed: Character8, _ m: Int, _ n: Int, _ k: Int, _ a: Pointer, _ aStride: Int, _ tau: Pointer,
    _ c: MutablePointer, _ cStride: Int, _ work: MutablePointer, _ workCount: Int
  ) -> Int
  static func orgqr(
    _ m: Int, _ n: Int, _ k: Int, _ a: MutablePointer, _ aStride: Int, _ tau: Pointer, _ work: MutablePointer,
    _ workCount: Int
  ) -> Int
  /// `job` "S" (thin) or "N" (values only).
  static func gesdd(
    _ job: Character8, _ m: Int, _ n: Int, _ a: MutablePointer, _ aStride: Int, _ s: MutablePointer,
    _ u: MutablePointer?, _ uStride: Int, _ vt: MutablePointer?, _ vtStride: Int, _ work: MutablePointer,
    _ workCount: Int, _ integers: UnsafeMutablePointer<Int32>
  ) -> Int
  /// `job` "V" (the eigenvectors replace A) or "N".
  static func syevd(
    _ job: Character8, _ n: Int, _ a: MutablePointer, _ aStride: Int, _ values: MutablePointer, _ work: MutablePointer,
    _ workCount: Int, _ integers: UnsafeMutablePointer<Int32>, _ integerCount: Int
  ) -> Int
}

/// A letter as LAPACK takes it.
typealias Character8 = CChar

extension CChar {
  /// "U": the upper triangle of a column-major matrix.
  static var upper: CChar { CChar(UInt8(ascii: "U")) }
  /// "L": the lower triangle of a column-major matrix, which is the upper one of the same bytes read by rows.
  static var lower: CChar { CChar(UInt8(ascii: "L")) }
  /// "L" again: the factor stands on the left.
  static var left: CChar { CChar(UInt8(ascii: "L")) }
  /// "R": the factor stands on the right.
  static var right: CChar { CChar(UInt8(ascii: "R")) }
  static var transposed: CChar { CChar(UInt8(ascii: "T")) }
  static var notTransposed: CChar { CChar(UInt8(ascii: "N")) }
}

/// Which triangle of a square matrix is meant, and how it is applied.
struct Triangle {
  var isUpper: Bool
  var isTransposed = false
  var hasUnitDiagonal = false
}
