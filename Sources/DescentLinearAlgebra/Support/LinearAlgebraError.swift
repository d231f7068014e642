/// What the numbers in a matrix can refuse: each case names the place, and its message the cause and a way forward.
///
/// Rows, columns and indices are counted from 0. Shapes that do not fit together are mistakes of the program and trap.
public enum LinearAlgebraError: Error, Sendable, Equatable {
  /// The element in this row and column is NaN or infinite.
  case nonFinite(row: Int, column: Int)
  /// The element of a vector at this index is NaN or infinite.
  case nonFiniteElement(index: Int)
  /// The element in this row and column differs from its mirror image.
  case asymmetric(row: Int, column: Int)
  /// The leading minor that ends with this column is not positive.
  case notPositiveDefinite(column: Int)
  /// Taking the vector away would leave a matrix that is not positive definite.
  case downdateNotPositiveDefinite
  /// The pivot of this column is zero, or too small to divide by.
  case singular(column: Int)
  /// This eigenvalue, in ascending order, is zero to within rounding.
  case zeroEigenvalue(index: Int)
  /// This column depends on those before it to within rounding.
  case rankDeficient(column: Int)
  /// There are fewer rows than columns, so that more than one solution exists.
  case underdetermined(rowCount: Int, columnCount: Int)
  /// The coefficient of this column is too large or too small for a double.
  case coefficientOutOfRange(column: Int)
  /// The weight of this row is negative, NaN or infinite.
  case invalidWeight(row: Int, value: Double)
  /// All weights are zero.
  case noPositiveWeight
  /// This routine of LAPACK gave up.
  case notConverged(routine: String)
}

extension LinearAlgebraError: CustomStringConvertible {
  /// The place, the cause and the next step in a sentence or two.
  public var description: String {
    switch self {
    case .nonFinite(let row, let column):
      "The element in row \(row), column \(column) is NaN or infinite: remove or replace it first "
        + "(firstNonFinite() finds it, isFinite tells whether more are left)"
    case .nonFiniteElement(let index):
      "The element \(index) of the vector is NaN or infinite: remove or replace it first"
    case .asymmetric(let row, let column):
      "The matrix is not symmetric: the elements (\(row), \(column)) and (\(column), \(row)) differ by more than "
        + "rounding; if they are meant to be equal, take the mean (A + Aᵀ)/2, otherwise use SingularValueDecomposition"
    case .notPositiveDefinite(let column):
      "The matrix is not positive definite: its leading minor of \(column + 1) rows and columns is not positive. "
        + "For XᵀX this means that column \(column) of X depends on those before it: drop it, add a ridge, or use "
        + "PivotedQRDecomposition or SingularValueDecomposition on X itself"
    case .downdateNotPositiveDefinite:
      "Without this vector the matrix is no longer positive definite to within rounding; the decomposition is "
        + "unchanged. Factor the remaining matrix anew, or take away fewer observations"
    case .singular(let column):
      "The matrix is singular: the pivot of column \(column) is zero or too small to divide by, so that this "
        + "column depends on those before it. SingularValueDecomposition gives the solution of least norm"
    case .zeroEigenvalue(let index):
      "The matrix is singular: its eigenvalue \(index) is zero to within rounding. SingularValueDecomposition gives "
        + "the solution of least norm"
    case .rankDeficient(let column):
      "Column \(column) depends on the columns before it to within rounding, so that the coefficients are not "
        + "determined: drop it, or use PivotedQRDecomposition (leaves columns out) or SingularValueDecomposition "
        + "(solution of least norm)"
    case .underdetermined(let rowCount, let columnCount):
      "\(rowCount) rows do not determine \(columnCount) coefficients: SingularValueDecomposition gives the solution of "
        + "least norm, PivotedQRDecomposition one with zeros"
    case .coefficientOutOfRange(let column):
      "The coefficient of column \(column) is too large or too small for a double: bring the column to the size of the "
        + "target by a power of ten"
    case .invalidWeight(let row, let value):
      InvalidWeights.weight(row: row, value: value).message(countingFrom: 0)
    case .noPositiveWeight:
      InvalidWeights.allZero.message()
    case .notConverged(let routine):
      "The iteration of LAPACK's \(routine) did not converge, which is very rare: scale the columns to similar size and "
        + "try again, or use another decomposition"
    }
  }
}
