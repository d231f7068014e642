internal import CSystemBLAS
public import RealModule

extension Double: BLASScalar {
  public static var _blas: _BLAS<Double> { _BLAS(routines: DoubleBLAS.self) }
}

/// The `d` routines of cblas and LAPACKE.
enum DoubleBLAS: BLASRoutines {
  typealias Scalar = Double

  static func dot(_ count: Int, _ x: Pointer, _ xStride: Int, _ y: Pointer, _ yStride: Int) -> Double {
    cblas_ddot(blasInt(count), x, blasInt(xStride), y, blasInt(yStride))
  }

  static func axpy(_ count: Int, _ alpha: Double, _ x: Pointer, _ xStride: Int, _ y: MutablePointer, _ yStride: Int) {
    cblas_daxpy(blasInt(count), alpha, x, blasInt(xStride), y, blasInt(yStride))
  }

  static func rot(_ count: Int, _ x: MutablePointer, _ y: MutablePointer, _ c: Double, _ s: Double) {
    cblas_drot(blasInt(count), x, 1, y, 1, c, s)
  }

  static func gemv(
    transposed: Bool, _ m: Int, _ n: Int, _ alpha: Double, _ a: Pointer, _ aStride: Int,
    _ x: Pointer, _ xStride: Int, _ beta: Double, _ y: MutablePointer, _ yStride: Int
  ) {
    cblas_dgemv(
      CblasRowMajor, transposed ? CblasTrans : CblasNoTrans, blasInt(m), blasInt(n), alpha, a, blasInt(aStride),
      x, blasInt(xStride), beta, y, blasInt(yStride))
  }

  static func ger(
    _ m: Int, _ n: Int, _ alpha: Double, _ x: Pointer, _ xStride: Int, _ y: Pointer, _ yStride: Int,
    _ a: MutablePointer, _ aStride: Int
  ) {
    cblas_dger(
      CblasRowMajor, blasInt(m), blasInt(n), alpha, x, blasInt(xStride), y, blasInt(yStride), a, blasInt(aStride))
  }

  static func trsv(_ shape: Triangle, _ n: Int, _ a: Pointer, _ aStride: Int, _ x: MutablePointer, _ xStride: Int) {
    cblas_dtrsv(
      CblasRowMajor, shape.isUpper ? CblasUpper : CblasLower, shape.isTransposed ? CblasTrans : CblasNoTrans,
      shape.hasUnitDiagonal ? CblasUnit : CblasNonUnit, blasInt(n), a, blasInt(aStride), x, blasInt(xStride))
  }

  static func gemm(
    _ aTransposed: Bool, _ bTransposed: Bool, _ m: Int, _ n: Int, _ k: Int, _ alpha: Double,
    _ a: Pointer, _ aStride: Int, _ b: Pointer, _ bStride: Int, _ beta: Double, _ c: MutablePointer, _ cStride: Int
  ) {
    cblas_dgemm(
      CblasRowMajor, aTransposed ? CblasTrans : CblasNoTrans, bTransposed ? CblasTrans : CblasNoTrans,
      blasInt(m), blasInt(n), blasInt(k), alpha, a, blasInt(aStride), b, blasInt(bStride), beta, c, blasInt(cStride))
  }

  static func syrk(
    _ n: Int, _ k: Int, _ alpha: Double, _ a: Pointer, _ aStride: Int, _ beta: Double, _ c: MutablePointer,
    _ cStride: Int
  ) {
    cblas_dsyrk(
      CblasRowMajor, CblasUpper, CblasTrans, blasInt(n), blasInt(k), alpha, a, blasInt(aStride), beta, c,
      blasInt(cStride))
  }

  static func trsm(
    _ shape: Triangle, _ m: Int, _ n: Int, _ a: Pointer, _ aStride: Int, _ b: MutablePointer, _ bStride: Int
  ) {
    cblas_dtrsm(
      CblasRowMajor, CblasLeft, shape.isUpper ? CblasUpper : CblasLower,
      shape.isTransposed ? CblasTrans : CblasNoTrans, shape.hasUnitDiagonal ? CblasUnit : CblasNonUnit,
      blasInt(m), blasInt(n), 1, a, blasInt(aStride), b, blasInt(bStride))
  }

  static func potrf(_ triangle: Character8, _ n: Int, _ a: MutablePointer, _ aStride: Int) -> Int {
    Int(LAPACKE_dpotrf_work(LAPACK_COL_MAJOR, triangle, blasInt(n), a, blasInt(aStride)))
  }

  static func pocon(
    _ triangle: Character8, _ n: Int, _ a: Pointer, _ aStride: Int, _ norm: Double, _ reciprocal: MutablePointer,
    _ work: MutablePointer, _ integers: UnsafeMutablePointer<Int32>
  ) -> Int {
    Int(
      LAPACKE_dpocon_work(
        LAPACK_COL_MAJOR, triangle, blasInt(n), a, blasInt(aStride), norm, reciprocal, work, integers))
  }

  static func potri(_ triangle: Character8, _ n: Int, _ a: MutablePointer, _ aStride: Int) -> Int {
    Int(LAPACKE_dpotri_work(LAPACK_COL_MAJOR, triangle, blasInt(n), a, blasInt(aStride)))
  }

  static func trtri(_ triangle: Character8, _ n: Int, _ a: MutablePointer, _ aStride: Int) -> Int {
    Int(LAPACKE_dtrtri_work(LAPACK_COL_MAJOR, triangle, .notTransposed, blasInt(n), a, blasInt(aStride)))
  }

  static func trcon(
    _ triangle: Character8, _ n: Int, _ a: Pointer, _ aStride: Int, _ reciprocal: MutablePointer,
    _ work: MutablePointer, _ integers: UnsafeMutablePointer<Int32>
  ) -> Int {
    Int(
      LAPACKE_dtrcon_work(
        LAPACK_COL_MAJOR, CChar(UInt8(ascii: "1")), triangle, .notTransposed, blasInt(n), a, blasInt(aStride),
        reciprocal, work, integers))
  }

  static func getrf(
    _ m: Int, _ n: Int, _ a: MutablePointer, _ aStride: Int, _ pivots: UnsafeMutablePointer<Int32>
  ) -> Int {
    Int(LAPACKE_dgetrf_work(LAPACK_COL_MAJOR, blasInt(m), blasInt(n), a, blasInt(aStride), pivots))
  }

  static func getrs(
    _ transposed: Character8, _ n: Int, _ columns: Int, _ a: Pointer, _ aStride: Int,
    _ pivots: UnsafePointer<Int32>, _ b: MutablePointer, _ bStride: Int
  ) -> Int {
    Int(
      LAPACKE_dgetrs_work(
        LAPACK_COL_MAJOR, transposed, blasInt(n), blasInt(columns), a, blasInt(aStride), pivots, b, blasInt(bStride)))
  }

  static func getri(
    _ n: Int, _ a: MutablePointer, _ aStride: Int, _ pivots: UnsafePointer<Int32>, _ work: MutablePointer,
    _ workCount: Int
  ) -> Int {
    Int(
      LAPACKE_dgetri_work(LAPACK_COL_MAJOR, blasInt(n), a, blasInt(aStride), pivots, work, blasInt(workCount)))
  }

  static func gecon(
    _ n: Int, _ a: Pointer, _ aStride: Int, _ norm: Double, _ reciprocal: MutablePointer, _ work: MutablePointer,
    _ integers: UnsafeMutablePointer<Int32>
  ) -> Int {
    Int(
      LAPACKE_dgecon_work(
        LAPACK_COL_MAJOR, CChar(UInt8(ascii: "1")), blasInt(n), a, blasInt(aStride), norm, reciprocal, work, integers))
  }

  static func geqrf(
    _ m: Int, _ n: Int, _ a: MutablePointer, _ aStride: Int, _ tau: MutablePointer, _ work: MutablePointer,
    _ workCount: Int
  ) -> Int {
    Int(
      LAPACKE_dgeqrf_work(
        LAPACK_COL_MAJOR, blasInt(m), blasInt(n), a, blasInt(aStride), tau, work, blasInt(workCount)))
  }

  static func geqp3(
    _ m: Int, _ n: Int, _ a: MutablePointer, _ aStride: Int, _ pivots: UnsafeMutablePointer<Int32>,
    _ tau: MutablePointer, _ work: MutablePointer, _ workCount: Int
  ) -> Int {
    Int(
      LAPACKE_dgeqp3_work(
        LAPACK_COL_MAJOR, blasInt(m), blasInt(n), a, blasInt(aStride), pivots, tau, work, blasInt(workCount)))
  }

  static func ormqr(
    _ transposed: Character8, _ m: Int, _ n: Int, _ k: Int, _ a: Pointer, _ aStride: Int, _ tau: Pointer,
    _ c: MutablePointer, _ cStride: Int, _ work: MutablePointer, _ workCount: Int
  ) -> Int {
    Int(
      LAPACKE_dormqr_work(
        LAPACK_COL_MAJOR, .left, transposed, blasInt(m), blasInt(n), blasInt(k), a, blasInt(aStride), tau,
        c, blasInt(cStride), work, blasInt(workCount)))
  }

  static func ormqrRight(
    _ transposed: Character8, _ m: Int, _ n: Int, _ k: Int, _ a: Pointer, _ aStride: Int, _ tau: Pointer,
    _ c: MutablePointer, _ cStride: Int, _ work: MutablePointer, _ workCount: Int
  ) -> Int {
    Int(
      LAPACKE_dormqr_work(
        LAPACK_COL_MAJOR, .right, transposed, blasInt(m), blasInt(n), blasInt(k), a, blasInt(aStride), tau,
        c, blasInt(cStride), work, blasInt(workCount)))
  }

  static func orgqr(
    _ m: Int, _ n: Int, _ k: Int, _ a: MutablePointer, _ aStride: Int, _ tau: Pointer, _ work: MutablePointer,
    _ workCount: Int
  ) -> Int {
    Int(
      LAPACKE_dorgqr_work(
        LAPACK_COL_MAJOR, blasInt(m), blasInt(n), blasInt(k), a, blasInt(aStride), tau, work, blasInt(workCount)))
  }

  static func gesdd(
    _ job: Character8, _ m: Int, _ n: Int, _ a: MutablePointer, _ aStride: Int, _ s: MutablePointer,
    _ u: MutablePointer?, _ uStride: Int, _ vt: MutablePointer?, _ vtStride: Int, _ work: MutablePointer,
    _ workCount: Int, _ integers: UnsafeMutablePointer<Int32>
  ) -> Int {
    Int(
      LAPACKE_dgesdd_work(
        LAPACK_COL_MAJOR, job, blasInt(m), blasInt(n), a, blasInt(aStride), s, u, blasInt(uStride), vt,
        blasInt(vtStride), work, blasInt(workCount), integers))
  }

  static func syevd(
    _ job: Character8, _ n: Int, _ a: MutablePointer, _ aStride: Int, _ values: MutablePointer, _ work: MutablePointer,
    _ workCount: Int, _ integers: UnsafeMutablePointer<Int32>, _ integerCount: Int
  ) -> Int {
    Int(
      LAPACKE_dsyevd_work(
        LAPACK_COL_MAJOR, job, .lower, blasInt(n), a, blasInt(aStride), values, work, blasInt(workCount), integers,
        blasInt(integerCount)))
  }
}
