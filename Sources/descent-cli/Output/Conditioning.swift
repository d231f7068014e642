import Descent
import DescentReport

/// What the condition number means for gradient descent, in a sentence or two.
enum Conditioning {
  /// What is said of a quadratic that falls without bound.
  static let indefinite = "the matrix has a negative eigenvalue: f falls without bound, and no step is stable"

  /// - Parameter report: what scaling makes of κ, where that is known.
  static func advice(for problem: Problem, _ bounds: CurvatureBounds, _ report: ConditioningReport?) -> String? {
    let kappa = bounds.conditionNumber
    guard kappa.lowerBound.isFinite, kappa.lowerBound > 1e4 || !kappa.upperBound.isFinite else { return nil }
    let size = NumberFormat.plain(kappa.upperBound.isFinite ? kappa.upperBound : kappa.lowerBound, 2)
    var text =
      "κ of \(kappa.upperBound.isFinite ? size : "at least \(size)") means that gradient descent shortens the error along "
      + "the flattest direction by a part in \(size) a step"
    text += kappa.lowerBound > 1e8 ? ": it is hopeless here. " : ". "
    if let report, problem.standardization == nil {
      guard report.standardized.isFinite else {
        return text + "The columns depend on each other: leave some out, or use the closed form (descent fit)."
      }
      text += "Standardized columns (--standardize) have κ = \(NumberFormat.plain(report.standardized, 3)). "
    }
    return text
      + (problem.loaded == nil
        ? "Solving Ax = b directly does not depend on κ in time."
        : "The closed form (descent fit) does not depend on κ in time.")
  }
}
