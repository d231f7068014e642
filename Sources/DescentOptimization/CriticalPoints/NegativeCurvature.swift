public import DescentLinearAlgebra

/// A direction in which a function curves downwards: the way off a saddle or a maximum.
///
/// At a stationary point f(x ± td) ≈ f(x) + ½ t² dᵀHd, which falls both ways.
public struct NegativeCurvature: Sendable, Equatable, Codable {
  /// d, of unit length. Of d and −d the one along which the gradient does not rise; where it is level, the one whose
  /// largest element is positive.
  public let direction: Vector<Double>

  /// dᵀHd.
  public let curvature: Double

  /// A number that dᵀHd is at most, and negative: rounding counted in, and the error of the Hessian.
  public let upperBound: Double

  /// dᵀHd in double-double arithmetic, with a bound of its error; nil where it is not certain to be negative.
  ///
  /// - Complexity: p² products in double-double.
  init?(along vector: Vector<Double>, hessian: Matrix<Double>, error: Double, gradient: Vector<Double>) {
    let p = vector.count
    // Elements below 1 in magnitude, so that nothing overflows.
    let exponent = hessian.maximumMagnitude().exponent + 1
    let oriented = vector.oriented(against: gradient)
    var sum = DoubleDouble(0)
    var magnitudes = 0.0
    for i in 0..<p {
      var row = DoubleDouble(0)
      for j in 0..<p {
        let element = hessian[i, j].scaled(byPowerOfTwo: -exponent)
        row = row + DoubleDouble.product(element, oriented[j])
        magnitudes += (element * oriented[i] * oriented[j]).magnitude
      }
      sum = sum + oriented[i] * row
    }
    // Sums of double-doubles are right to some 2⁻¹⁰⁴ of their terms each; 2⁻⁹⁶⁰ is far above all that underflows. The
    // length of d differs from 1 by rounding.
    let rounding = Double(p + 4) * 0x1p-100 * magnitudes + sum.high.magnitude * 0x1p-52 + Double(p * p) * 0x1p-960
    let uncertain = error.scaled(byPowerOfTwo: -exponent) * (1 + Double(p + 8) * 0x1p-50)
    let upper = (sum.high + (rounding + uncertain)).nextUp
    guard upper < 0 else { return nil }
    direction = oriented
    curvature = sum.high.scaled(byPowerOfTwo: exponent)
    upperBound = upper.scaled(byPowerOfTwo: exponent)
  }
}

extension Vector<Double> {
  /// This or its negative: the one that does not point up the gradient, or whose largest element is positive.
  fileprivate func oriented(against gradient: Vector<Double>) -> Self {
    let slope = dot(gradient)
    let largest = self.max { $0.magnitude < $1.magnitude } ?? 0
    let flips = slope > 0 || (!(slope < 0) && largest < 0)
    // Zeros without a sign are nicer to read.
    return mapElements { (flips ? -$0 : $0) + 0 }
  }
}
