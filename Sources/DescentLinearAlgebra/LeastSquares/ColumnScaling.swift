/// Powers of two that bring the columns of a matrix to about the same size.
///
/// Multiplying by a power of two changes no digit, so a solution of the scaled problem is the solution of the original
/// one with other exponents: no answer depends on the units of a column, and the condition number that matters is that
/// of the scaled columns (within √p of the least that any scaling gives, van der Sluis 1969).
package struct ColumnScaling: Sendable {
  /// Column j is multiplied by 2^exponents[j].
  package let exponents: [Int]

  package init(exponents: [Int]) { self.exponents = exponents }

  /// Brings the largest absolute value of each column to [1, 2). Columns of zeros stay as they are.
  package init(of x: Matrix<Double>) {
    exponents = x.columnMaximumMagnitudes().map { $0 > 0 && $0.isFinite ? -Int($0.exponent) : 0 }
  }

  /// 2^exponents[j].
  package func factor(_ column: Int) -> Double {
    1.0.scaled(byPowerOfTwo: exponents[column])
  }

  /// X with its columns scaled.
  package func scaled(_ x: Matrix<Double>) -> Matrix<Double> {
    // In two factors, because 2^1074 is not a number of its own.
    let halves = exponents.map { 1.0.scaled(byPowerOfTwo: $0 / 2) }
    let rests = exponents.map { 1.0.scaled(byPowerOfTwo: $0 - $0 / 2) }
    return x.scalingColumns(by: Vector(halves)).scalingColumns(by: Vector(rests))
  }

  /// The coefficients of the original columns from those of the scaled ones.
  package func unscaled(_ coefficients: Vector<Double>) -> Vector<Double> {
    Vector(
      zip(coefficients, exponents).map {
        1.0.scaled(byPowerOfTwo: $1 - $1 / 2) * $0
          * 1.0.scaled(byPowerOfTwo: $1 / 2)
      })
  }
}
