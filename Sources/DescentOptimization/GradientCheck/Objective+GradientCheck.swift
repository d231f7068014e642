public import DescentLinearAlgebra

extension Objective {
  /// Holds the gradient at a point against differences of the value, coordinate by coordinate.
  ///
  /// ```swift
  /// let check = try objective.checkGradient(at: [1, 2, 3])
  /// print(check)          // says which coordinate is worst, and by how much
  /// ```
  ///
  /// The derivatives are central differences, extrapolated to the step 0 from steps that are halved until rounding takes
  /// over (L. F. Richardson 1911; C. J. F. Ridders 1982). Of smooth functions gradients that are right agree to 10⁻¹⁰ and
  /// better, as long as the value is not a small difference of large numbers. Where a kink is near, the differences are
  /// off, and mostly say so by their error estimate.
  ///
  /// - Parameters:
  ///   - point: x, where the function is smooth.
  ///   - typicalSize: the size of parameters where they are near 0; the first step is up to a quarter of this, or of |xⱼ|
  ///     where that is larger.
  ///   - valueRounding: the relative rounding of the value: 2⁻²⁴ for one of single precision.
  /// - Throws: ``OptimizationError/undefinedAtPoint(gradientElement:value:)`` where the value or the gradient at x is not
  ///   finite, ``OptimizationError/nonFinite(what:row:column:value:)`` where x is not.
  /// - Precondition: the point has ``parameterCount`` elements; the typical size is positive and finite; the rounding lies
  ///   between 2⁻⁵³ and 1.
  /// - Complexity: a gradient, and about 20 values for each parameter, at most 96.
  public func checkGradient(
    at point: Vector<Double>, typicalSize: Double = 1, valueRounding: Double = 0x1p-53
  ) throws(OptimizationError) -> GradientCheck {
    requireTypicalSize(typicalSize)
    guard valueRounding >= 0x1p-53, valueRounding < 1 else {
      trap("checkGradient: the rounding \(valueRounding) of the value must lie between 2⁻⁵³ and 1")
    }
    let gradient = try finiteGradient(at: point)
    var neighbor = point
    var worst: GradientCheck.Coordinate?
    var unchecked: [Int] = []
    var evaluations = 0
    for j in 0..<parameterCount {
      let size = max(point[j].magnitude, typicalSize)
      let derivative = RiddersDerivative(at: point[j], size: size, rounding: valueRounding) { coordinate in
        neighbor[j] = coordinate
        return value(at: neighbor)
      }
      neighbor[j] = point[j]
      evaluations += derivative.evaluations
      guard derivative.value.isFinite else {
        unchecked.append(j)
        continue
      }
      let found = GradientCheck.Coordinate(
        index: j, analytic: gradient[j], numerical: derivative.value, errorEstimate: derivative.errorEstimate)
      if let known = worst, !found.isWorse(than: known) { continue }
      worst = found
    }
    return GradientCheck(worst: worst, unchecked: unchecked, evaluations: evaluations)
  }
}

extension GradientCheck.Coordinate {
  fileprivate func isWorse(than other: Self) -> Bool {
    (disagreement, relativeError) > (other.disagreement, other.relativeError)
  }
}
