internal import CSystemBLAS
public import RealModule

extension Float: BLASScalar {
  public static var _blas: _BLAS<Float> { _BLAS(routines: FloatBLAS.self) }
}

/// The `s` routines of cblas and LAPACKE.
enum FloatBLAS: BLASRoutines {
  typealias Scalar = Float

  static func dot(_ count: Int, _ x: Pointer, _ xStride: Int, _ y: Pointer, _ yStride: Int) -> Float {
    cblas_sdot(blasInt(count), x, blasInt(xStride), y, blasInt(yStride))
  }

  static func axpy(_ count: Int, _ alpha: Float, _ x: Pointer, _ xStride: Int, _ y: MutablePointer, _ yStride: Int) {
    cblas_saxpy(blasInt(count), alpha, x, blasInt(xStride), y, blasInt(yStride))
  }

  static func rot(_ count: Int, _ x: MutablePointer, _ y: MutablePointer, _ c: Float, _ s: Float) {
    cblas_srot(blasInt(count), x, 1, y, 1, c, s)
  }

  static func gemv(
    transposed: Bool, _ m: Int, _ n: Int, _ alpha: Float, _ a: Pointer, _ aStride: Int,
    _ x: Pointer, _ xStride: Int, _ beta: Float, _ y: MutablePointer, _ yStride: Int
  ) {
    cblas_sgemv(
      CblasRowMajor, transposed ? CblasTrans : CblasNoTrans, blasInt(m), blasInt(n), alpha, a, blasInt(aStride),
      x, blasInt(xStride), beta, y, blasInt(yStride))
  }

  static func ger(
    _ m: Int, _ n: Int, _ alpha: Float, _ x: Pointer, _ xStride: Int, _ y: Pointer, _ yStride: Int,
    _ a: MutablePointer, _ aStride: Int
  ) {
    cblas_sger(
      CblasRowMajor, blasInt(m), blasInt(n), alpha, x, blasInt(xStride), y, blasInt(yStride), a, blasInt(aStride))
  }

  static func trsv(_ shape: Triangle, _ n: Int, _ a: Pointer, _ aStride: Int, _ x: MutablePointer, _ xStride: Int) {
    cblas_strsv(
      CblasRowMajor, shape.isUpper ? CblasUpper : CblasLower, shape.isTransposed ? CblasTrans : CblasNoTrans,
      shape.hasUnitDiagonal ? CblasUnit : CblasNonUnit, blasInt(n), a, blasInt(aStride), x, blasInt(xStride))
  }

  static func gemm(
    _ aTransposed: Bool, _ bTransposed: Bool, _ m: Int, _ n: Int, _ k: Int, _ alpha: Float,
    _ a: Pointer, _ aStride: Int, _ b: Pointer, _ bStride: Int, _ beta: Float, _ c: MutablePointer, _ cStride: Int
  ) {
    cblas_sgemm(
      CblasRowMajor, aTransposed ? CblasTrans : CblasNoTrans, bTransposed ? CblasTrans : CblasNoTrans,
      blasInt(m), blasInt(n), blasInt(k), alpha, a, blasInt(aStride), b, blasInt(bStride), beta, c, blasInt(cStride))
  }

  static func syrk(
    _ n: Int, _ k: Int, _ alpha: Float, _ a: Pointer, _ aStride: Int, _ beta: Float, _ c: MutablePointer,
    _ cStride: Int
  ) {
    cblas_ssyrk(
      CblasRowMajor, CblasUpper, CblasTrans, blasInt(n), blasInt(k), alpha, a, blasInt(aStride), beta, c,
      blasInt(cStride))
  }

  static func trsm(
    _ shape: Triangle, _ m: Int, _ n: Int, _ a: Pointer, _ aStride: Int, _ b: MutablePointer, _ bStride: Int
  ) {
    cblas_strsm(
      CblasRowMajor, CblasLeft, shape.isUpper ? CblasUpper : CblasLower,
      shape.isTransposed ? CblasTrans : CblasNoTrans, shape.hasUnitDiagonal ? CblasUnit : CblasNonUnit,
      blasInt(m), blasInt(n), 1, a, blasInt(aStride), b, blasInt(bStride))
  }

  static func potrf(_ triangle: Character8, _ n: Int, _ a: MutablePointer, _ aStride: Int) -> Int {
    Int(LAPACKE_spotrf_work(LAPACK_COL_MAJOR, triangle, blasInt(n), a, blasInt(aStride)))
  }

  static func pocon(
    _ triangle: Character8, _ n: Int, _ a: Pointer, _ aStride: Int, _ norm: Float, _ reciprocal: MutablePointer,
    _ work: MutablePointer, _ integers: UnsafeMutablePointer<Int32>
  ) -> Int {
    Int(
      LAPACKE_spocon_work(
        LAPACK_COL_MAJOR, triangle, blasInt(n), a, blasInt(aStride), norm, reciprocal, work, integers))
  }

  static func potri(_ triangle: Character8, _ n: Int, _ a: MutablePointer, _ aStride: Int) -> Int {
    Int(LAPACKE_spotri_work(LAPACK_COL_MAJOR, triangle, blasInt(n), a, blasInt(aStride)))
  }

  static func trtri(_ triangle: Character8, _ n: Int, _ a: MutablePointer, _ aStride: Int) -> Int {
    Int(LAPACKE_strtri_work(LAPACK_COL_MAJOR, triangle, .notTransposed, blasInt(n), a, blasInt(aStride)))
  }

  static func trcon(
    _ triangle: Character8, _ n: Int, _ a: Pointer, _ aStride: Int, _ reciprocal: MutablePointer,
    _ work: MutablePointer, _ integers: UnsafeMutablePointer<Int32>
  ) -> Int {
    Int(
      LAPACKE_strcon_work(
        LAPACK_COL_MAJOR, CChar(UInt8(ascii: "1")), triangle, .notTransposed, blasInt(n), a, blasInt(aStride),
        reciprocal, work, integers))
  }

  static func getrf(
    _ m: Int, _ n: Int, _ a: MutablePointer, _ aStride: Int, _ pivots: UnsafeMutablePointer<Int32>
  ) -> Int {
    Int(LAPACKE_sgetrf_work(LAPACK_COL_MAJOR, blasInt(m), blasInt(n), a, blasInt(aStride), pivots))
  }

  static func getrs(
    _ transposed: Character8, _ n: Int, _ columns: Int, _ a: Pointer, _ aStride: Int,
    _ pivots: UnsafePointer<Int32>, _ b: MutablePointer, _ bStride: Int
  ) -> Int {
    Int(
      LAPACKE_sgetrs_work(
        LAPACK_COL_MAJOR, transposed, blasInt(n), blasInt(columns), a, blasInt(aStride), pivots, b, blasInt(bStride)))
  }

  static func getri(
    _ n: Int, _ a: MutablePointer, _ aStride: Int, _ pivots: UnsafePointer<Int32>, _ work: MutablePointer,
    _ workCount: Int
  ) -> Int {
    Int(
      LAPACKE_sgetri_work(LAPACK_COL_MAJOR, blasInt(n), a, blasInt(aStride), pivots, work, blasInt(workCount)))
  }

  static func gecon(
    _ n: Int, _ a: Pointer, _ aStride: Int, _ norm: Float, _ reciprocal: MutablePointer, _ work: MutablePointer,
    _ integers: UnsafeMutablePointer<Int32>
  ) -> Int {
    Int(
      LAPACKE_sgecon_work(
        LAPACK_COL_MAJOR, CChar(UInt8(ascii: "1")), blasInt(n), a, blasInt(aStride), norm, reciprocal, work, integers))
  }

  static func geqrf(
    _ m: Int, _ n: Int, _ a: MutablePointer, _ aStride: Int, _ tau: MutablePointer, _ work: MutablePointer,
    _ workCount: Int
  ) -> Int {
    Int(
      LAPACKE_sgeqrf_work(
        LAPACK_COL_MAJOR, blasInt(m), blasInt(n), a, blasInt(aStride), tau, work, blasInt(workCount)))
  }

  static func geqp3(
    _ m: Int, _ n: Int, _ a: MutablePointer, _ aStride: Int, _ pivots: UnsafeMutablePointer<Int32>,
    _ tau: MutablePointer, _ work: MutablePointer, _ workCount: Int
  ) -> Int {
    Int(
      LAPACKE_sgeqp3_work(
        LAPACK_COL_MAJOR, blasInt(m), blasInt(n), a, blasInt(aStride), pivots, tau, work, blasInt(workCount)))
  }

  static func ormqr(
    _ transposed: Character8, _ m: Int, _ n: Int, _ k: Int, _ a: Pointer, _ aStride: Int, _ tau: Pointer,
    _ c: MutablePointer, _ cStride: Int, _ work: MutablePointer, _ workCount: Int
  ) -> Int {
    Int(
      LAPACKE_sormqr_work(
        LAPACK_COL_MAJOR, .left, transposed, blasInt(m), blasInt(n), blasInt(k), a, blasInt(aStride), tau,
        c, blasInt(cStride), work, blasInt(workCount)))
  }

  static func ormqrRight(
    _ transposed: Character8, _ m: Int, _ n: Int, _ k: Int, _ a: Pointer, _ aStride: Int, _ tau: Pointer,
    _ c: MutablePointer, _ cStride: Int, _ work: MutablePointer, _ workCount: Int
  ) -> Int {
    Int(
      LAPACKE_sormqr_work(
        LAPACK_COL_MAJOR, .right, transposed, blasInt(m), blasInt(n), blasInt(k), a, blasInt(aStride), tau,
        c, blasInt(cStride), work, blasInt(workCount)))
  }

  static func orgqr(
    _ m: Int, _ n: Int, _ k: Int, _ a: MutablePointer, _ aStride: Int, _ tau: Pointer, _ work: MutablePointer,
    _ workCount: Int
  ) -> Int {
    Int(
      LAPACKE_sorgqr_work(
        LAPACK_COL_MAJOR, blasInt(m), blasInt(n), blasInt(k), a, blasInt(aStride), tau, work, blasInt(workCount)))
  }

  static func gesdd(
    _ job: Character8, _ m: Int, _ n: Int, _ a: MutablePointer, _ aStride: Int, _ s: MutablePointer,
    _ u: MutablePointer?, _ uStride: Int, _ vt: MutablePointer?, _ vtStride: Int, _ work: MutablePointer,
    _ workCount: Int, _ integers: UnsafeMutablePointer<Int32>
  ) -> Int {
    Int(
      LAPACKE_sgesdd_work(
        LAPACK_COL_MAJOR, job, blasInt(m), blasInt(n), a, blasInt(aStride), s, u, blasInt(uStride), vt,
        blasInt(vtStride), work, blasInt(workCount), integers))
  }

  static func syevd(
    _ job: Character8, _ n: Int, _ a: MutablePointer, _ aStride: Int, _ values: MutablePointer, _ work: MutablePointer,
    _ workCount: Int, _ integers: UnsafeMutablePointer<Int32>, _ integerCount: Int
  ) -> Int {
    Int(
      LAPACKE_ssyevd_work(
        LAPACK_COL_MAJOR, job, .lower, blasInt(n), a, blasInt(aStride), values, work, blasInt(workCount), integers,
        blasInt(integerCount)))
  }
}
