public import RealModule

/// The element types of matrices and vectors: `Float` and `Double`.
///
/// The protocol is sealed: its one requirement has a type that only this module can make, because the routines of BLAS
/// and LAPACK exist for these two types (the complex ones are not used here).
public protocol BLASScalar: Real, BinaryFloatingPoint, BitwiseCopyable, Sendable, Codable, LosslessStringConvertible {
  /// The BLAS and LAPACK routines of this type. Not for use outside this module.
  static var _blas: _BLAS<Self> { get }
}

/// The routines of one precision, in a box that nobody outside this module can open or make.
public struct _BLAS<Scalar>: Sendable {
  let routines: any BLASRoutines<Scalar>.Type
}

extension BLASScalar {
  /// The routines, after the BLAS runtime has been made ready.
  static var blas: any BLASRoutines<Self>.Type {
    BLASRuntime.prepare()
    return _blas.routines
  }

  /// The unit roundoff u = 2⁻⁵³ (`Double`) or 2⁻²⁴ (`Float`): the largest relative error of one rounding.
  package static var unitRoundoff: Self { ulpOfOne / 2 }
}
