/// Minima of polynomials that agree with a function at points of a line; NaN where there is none.
package enum Interpolation {
  /// Of the cubic with the values and slopes of both points.
  ///
  /// - Note: W. C. Davidon 1959; scaled against overflow.
  package static func cubic(_ a: LinePoint, _ b: LinePoint) -> Double {
    let width = b.step - a.step
    let theta = 3 * (a.value - b.value) / width + a.slope + b.slope
    let scale = max(theta.magnitude, a.slope.magnitude, b.slope.magnitude)
    guard scale > 0, scale.isFinite else { return .nan }
    let (t, ga, gb) = (theta / scale, a.slope / scale, b.slope / scale)
    let discriminant = t * t - ga * gb
    guard discriminant >= 0 else { return .nan }
    let root = width > 0 ? discriminant.squareRoot() : -discriminant.squareRoot()
    // Of the two forms of the root of the derivative the one that cancels nothing.
    let middle = ga + t
    let fraction = middle * root >= 0 ? (middle + root) / (ga + gb + 2 * t) : ga / (middle - root)
    let step = a.step + fraction * width
    return step.isFinite ? step : .nan
  }

  /// Of the parabola with both values and the slope of the first point.
  package static func quadratic(_ a: LinePoint, _ b: LinePoint) -> Double {
    let width = b.step - a.step
    let curvature = 2 * ((b.value - a.value) / width - a.slope) / width
    guard curvature > 0, curvature.isFinite else { return .nan }
    return a.step - a.slope / curvature
  }

  /// Of the parabola with both slopes: where the secant of the slopes is zero. A maximum where slopes fall.
  package static func secant(_ a: LinePoint, _ b: LinePoint) -> Double {
    let step = a.step - a.slope * (b.step - a.step) / (b.slope - a.slope)
    return step.isFinite ? step : .nan
  }
}
