import DescentLinearAlgebra

/// What the data or the settings of a run can be wrong about.
public enum OptimizationError: Error, Equatable, Sendable {
  /// A value that must be finite is not. `row` and `column` count from 0; `column` is nil in a vector.
  case nonFinite(what: String, row: Int, column: Int?, value: Double)
  /// The matrix of a quadratic form is not its own mirror image. The place counts from 0.
  case asymmetric(row: Int, column: Int, value: Double, mirrored: Double)
  /// The weight of an observation is negative, NaN or infinite. The row counts from 0.
  case invalidWeight(row: Int, value: Double)
  /// The weights of all observations are zero.
  case noPositiveWeight
  /// A loss without a single observation.
  case noObservations
  /// An element of y is none that the loss takes. The place counts from 0.
  case invalidTarget(row: Int, value: Double, allowed: String, advice: String)
  /// The threshold of the Huber loss is not a positive finite number.
  case invalidThreshold(Double)
  /// The weight of the ridge penalty is negative or not finite.
  case invalidRidge(Double)
  /// A ridge penalty of this weight would mean another minimum once the columns are scaled.
  case ridgeBesideScaling(Double)
  /// The step size is not a positive finite number.
  case invalidStep(Double)
  /// A setting of a method is out of its range.
  case invalidSetting(name: String, value: String, range: String)
  /// The objective does not know its curvature, so that no step can be derived from it.
  case curvatureUnknown(step: String, objective: String)
  /// The method is for another kind of objective.
  case unsuitedObjective(method: String, needs: String, objective: String)
  /// A method needs the Hessian of an objective that does not give it.
  case hessianUnknown(method: String, objective: String)
  /// A step is defined for quadratics only, and the objective is none.
  case notQuadratic(step: String, objective: String)
  /// A step size is found anew in each iteration, where one for all is needed.
  case noFixedStep(String)
  /// A Hessian is not its own mirror image. The place counts from 0.
  case asymmetricHessian(row: Int, column: Int, value: Double, mirrored: Double)
  /// The value of the objective at a point, or an element of the gradient there (counted from 0), is not finite.
  case undefinedAtPoint(gradientElement: Int?, value: Double)
  /// The objective or its gradient is not finite at a neighbour of the point, where a coordinate (counted from 0) is
  /// changed by the step.
  case undefinedNearPoint(coordinate: Int, step: Double)
  /// The smallest eigenvalue of the Hessian is not known to be positive, so that there is no schedule of steps.
  case noStrongConvexity(smallestEigenvalue: Double)
}

extension OptimizationError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .nonFinite(let what, let row, let column, let value):
      let place = column.map { "row \(row + 1), column \($0 + 1)" } ?? "element \(row + 1)"
      return "\(what) is not finite in \(place): \(value). Remove or repair it, or scale the data if it overflowed"
    case .asymmetric(let row, let column, let value, let mirrored):
      return "The matrix of a quadratic form must be symmetric, but row \(row + 1), column \(column + 1) is \(value) "
        + "and row \(column + 1), column \(row + 1) is \(mirrored). Give (A + Aᵀ)/2, which has the same values xᵀAx"
    case .invalidWeight(let row, let value):
      return InvalidWeights.weight(row: row, value: value).message()
    case .noPositiveWeight:
      return InvalidWeights.allZero.message()
    case .noObservations:
      return "There are no observations: a mean over the observations needs at least one row"
    case .invalidTarget(let row, let value, let allowed, let advice):
      return "y is \(value) in row \(row + 1), and must be \(allowed). \(advice)"
    case .invalidThreshold(let threshold):
      return "The threshold \(threshold) of the Huber loss must be a positive finite number: the size from which "
        + "residuals count as outliers, often 1.345 times their standard deviation"
    case .invalidRidge(let weight):
      return "The ridge penalty \(weight) must be a finite number of at least 0"
    case .ridgeBesideScaling(let weight):
      return "The ridge penalty \(weight) shrinks the coefficients of the columns as they are, and would shrink others "
        + "after scaling: scale the columns first and give the penalty to the scaled loss, or leave it out"
    case .invalidStep(let step):
      return "The step size \(step) must be a positive finite number"
    case .invalidSetting(let name, let value, let range):
      return "The \(name) is \(value), but it must be \(range)"
    case .curvatureUnknown(let step, let objective):
      return "The step '\(step)' is derived from the curvature, which \(objective) does not give: "
        + "give a constant step, or an objective that is a CurvatureProviding"
    case .unsuitedObjective(let method, let needs, let objective):
      return "\(method) minimizes \(needs), which \(objective) is not: give such an objective, or take a method for "
        + "general functions"
    case .hessianUnknown(let method, let objective):
      return "\(method) needs second derivatives, which \(objective) does not give: "
        + "give an objective that is a TwiceDifferentiableObjective, or use BFGS, which learns them from gradients"
    case .notQuadratic(let step, let objective):
      return "The step '\(step)' is exact along a line for quadratics only, and \(objective) is not a "
        + "QuadraticObjective: use the step 'wolfe' or 'armijo'"
    case .noFixedStep(let step):
      return
        "The step '\(step)' is found anew in each iteration: give a constant, 'safe' or 'optimal' step where one size "
        + "for all steps is needed"
    case .asymmetricHessian(let row, let column, let value, let mirrored):
      return "A Hessian is symmetric, but here row \(row + 1), column \(column + 1) is \(value) "
        + "and row \(column + 1), column \(row + 1) is \(mirrored). Check these two second derivatives"
    case .undefinedAtPoint(let element, let value):
      let what = element.map { "Element \($0 + 1) of the gradient" } ?? "The value of the objective"
      return "\(what) is \(value) at the point. Give a point where the function is defined and does not overflow"
    case .undefinedNearPoint(let coordinate, let step):
      return "The objective is not finite where coordinate \(coordinate + 1) is changed by \(shortText(step)), so that "
        + "differences cannot give its curvature. Give a point further inside, a smaller typical size, which makes the "
        + "step smaller where the coordinate is near 0, or the Hessian itself"
    case .noStrongConvexity(let smallest):
      return "The Chebyshev schedule needs a Hessian whose smallest eigenvalue is known to be positive, but all that "
        + "is known is that it is at least \(shortText(smallest)). Add a ridge penalty, drop columns that depend on others, "
        + "or use gradient descent with the step 'safe'"
    }
  }
}
