/// The p×p work of least squares in double-double arithmetic, R with RᵀR = A and R⁻¹, for whoever measures how long that
/// takes.
///
/// - Precondition: A is square.
/// - Complexity: p³/3 multiplications and additions in double-double.
package func factorizeInDoubleDouble(_ a: Matrix<Double>) {
  let (triangle, kept) = DoubleDoubleTriangle.factorizing(
    DoubleDoubleMatrix(high: a, low: .zeros(a.rowCount, a.columnCount)), tolerance: 0)
  if kept.count == a.rowCount { _ = triangle.inverse() }
}
