public import DescentLinearAlgebra
import Glibc

/// The Hessian of any objective by central differences of its gradient, with an estimate of its error.
///
/// Column j is D(h) = (g(x + heⱼ) − g(x − heⱼ))/2h with h about η^⅓ max(|xⱼ|, typical size), where truncation and the
/// relative rounding η of the gradient, u = 2⁻⁵³ unless told otherwise, are alike (J. E. Dennis, R. B. Schnabel 1983, section 5.6). One step of Richardson's extrapolation
/// (L. F. Richardson 1911), (4 D(h) − D(2h))/3, takes the truncation from h² to h⁴, and the mean with the transpose makes
/// the matrix symmetric.
///
/// ```swift
/// let h = try DifferenceHessian(of: objective, at: [1, 1])
/// h.matrix[0, 1]             // the second derivative
/// h.errorEstimates[0, 1]     // how far it may be off
/// ```
///
/// Typically 9 to 11 digits of the largest element are right. The errors are estimates, not bounds. The noise of a gradient
/// that is rounded to fewer digits than the program was told of shows in them mostly, but not always: five values on
/// coarse stairs can look like a line.
public struct DifferenceHessian: Sendable {
  /// The Hessian, exactly symmetric.
  public let matrix: Matrix<Double>

  /// For each element an estimate of its error, the sum of
  ///
  /// - four times what the extrapolation changed: the truncation, generously;
  /// - half the difference of mirror images;
  /// - 4σ/h, with the noise σ of an element of the gradient from its fourth differences, |δ⁴|/√70, the largest over all
  ///   coordinates (R. W. Hamming 1971; J. J. Moré, S. M. Wild 2011);
  /// - 6η (|gᵢ| + (|H||x|)ᵢ)/h: the rounding of a gradient whose terms are about |H||x| and cancel.
  public let errorEstimates: Matrix<Double>

  /// The Frobenius norm of ``errorEstimates``: by how much eigenvalues may be off.
  public let errorNorm: Double

  /// The number of gradients that were computed, 4p + 1.
  public let evaluations: Int

  /// The Hessian at a point.
  ///
  /// - Parameters:
  ///   - objective: f, with at least four derivatives near the point for the accuracy promised.
  ///   - point: x.
  ///   - typicalSize: the size of parameters where they are near 0; steps are made from this where it exceeds |xⱼ|.
  ///   - gradientRounding: η, the relative rounding of the gradient: 2⁻²⁴ for one of single precision.
  /// - Throws: ``OptimizationError/undefinedAtPoint(gradientElement:value:)``;
  ///   ``OptimizationError/undefinedNearPoint(coordinate:step:)`` where a neighbour of x has no finite value or gradient;
  ///   ``OptimizationError/nonFinite(what:row:column:value:)`` where x is not finite or the differences overflow.
  /// - Precondition: the point has ``Objective/parameterCount`` elements; the typical size is positive and finite;
  ///   the rounding lies between 2⁻⁵³ and 1.
  /// - Complexity: 4p + 1 gradients and O(p²) flops.
  public init(
    of objective: some Objective, at point: Vector<Double>, typicalSize: Double = 1, gradientRounding: Double = 0x1p-53
  ) throws {
    try self.init(
      of: objective, at: point, gradient: objective.finiteGradient(at: point), typicalSize: typicalSize,
      gradientRounding: gradientRounding)
  }

  /// The Hessian at a point where the gradient is known.
  init(
    of objective: some Objective, at point: Vector<Double>, gradient: Vector<Double>, typicalSize: Double,
    gradientRounding: Double
  ) throws {
    requireTypicalSize(typicalSize)
    guard gradientRounding >= 0x1p-53, gradientRounding < 1 else {
      trap("DifferenceHessian: the rounding \(gradientRounding) of the gradient must lie between 2⁻⁵³ and 1")
    }
    let p = point.count
    let steps = point.mapElements { powerOfTwo(below: cbrt(gradientRounding) * max($0.magnitude, typicalSize)) }
    var extrapolated = Matrix<Double>.zeros(p, p)
    var corrections = Matrix<Double>.zeros(p, p)
    var noise = Vector<Double>.zeros(p)
    var largest = gradient.mapElements { $0.magnitude }
    var neighbors = GradientNeighbors(objective, point)
    for j in 0..<p {
      try neighbors.move(j, by: steps[j])
      for i in 0..<p {
        let narrow = neighbors.difference(i, wide: false)
        let correction = (narrow - neighbors.difference(i, wide: true)) / 3
        extrapolated[i, j] = narrow + correction
        corrections[i, j] = correction.magnitude
        noise[i] = max(noise[i], neighbors.fourthDifference(i, center: gradient[i]).magnitude / 70.0.squareRoot())
        largest[i] = max(largest[i], neighbors.largestMagnitude(i))
      }
    }
    if let (row, column) = extrapolated.firstNonFinite() {
      throw OptimizationError.nonFinite(
        what: "The Hessian by differences", row: row, column: column, value: extrapolated[row, column])
    }
    let terms = extrapolated.mapElements { $0.magnitude } * point.mapElements { $0.magnitude }
    var errors = Matrix<Double>.zeros(p, p)
    for i in 0..<p {
      let rounding = 6 * gradientRounding * (largest[i] + terms[i])
      for j in 0..<p {
        let asymmetry = (extrapolated[i, j] - extrapolated[j, i]).magnitude
        errors[i, j] = 4 * corrections[i, j] + 0.5 * asymmetry + (4 * noise[i] + rounding) / steps[j]
      }
    }
    matrix = extrapolated.symmetricPart()
    errorEstimates = errors.symmetricPart()
    errorNorm = errorEstimates.norm()
    evaluations = 4 * p + 1
  }
}

/// Steps are powers of two, so that most coordinates plus and minus them are exact.
private func powerOfTwo(below size: Double) -> Double { Double(sign: .plus, exponent: size.exponent, significand: 1) }

func requireTypicalSize(_ size: Double) {
  guard size > 0, size.isFinite else { trap("The typical size \(size) of parameters must be positive and finite") }
}
