import Descent
import DescentReport

/// How far the end of a run is from β*, the closed-form solution.
struct DistanceToClosedForm {
  /// ‖β − β*‖/‖β*‖, and ‖β − β*‖ where β* = 0.
  let relative: Double
  /// ‖β − β*‖ as a part of what the run had before it: of ‖β*‖, or of the norm of the start where that is larger.
  private let part: Double

  /// More than this, and fewer than two digits are right: no more than a picture shows.
  private static let most = 0.01

  private let problem: Problem

  init(of point: Vector<Double>, from exact: Vector<Double>, start: Vector<Double>?, _ problem: Problem) {
    let (distance, norm) = (point.subtracting(exact).norm(), exact.norm())
    relative = distance / (norm > 0 ? norm : 1)
    self.problem = problem
    let isFar = distance > Self.most * norm && norm > Self.rounding(problem)
    let scale = max(isFar ? norm : 0, start?.norm() ?? 0)
    part = scale > 0 ? distance / scale : 0
  }

  /// Below this β* is what rounding leaves of 0: 10⁻¹² of what explains all of y along the stiffest direction.
  private static func rounding(_ problem: Problem) -> Double {
    guard let bounds = try? problem.objective.curvatureBounds(), bounds.lipschitzConstant > 0 else { return 0 }
    let null = Iterate(problem.objective, at: .zeros(problem.names.count)).value
    return 1e-12 * (max(0, null) / bounds.lipschitzConstant).squareRoot()
  }

  /// That the criterion was met and the coefficients are not there, why, and what to do; nil where nothing is to be said.
  func warning(after termination: Termination) -> String? {
    guard termination.converged, part > Self.most else { return nil }
    if case .target = termination { return nil }
    return "the criterion was met, but \(words): \(reason); take \(advice(termination))"
  }

  /// What replaces the message of a run that met a criterion which nobody had asked for.
  func refusal(of termination: Termination) -> String? {
    guard part > Self.most else { return nil }
    return switch termination {
    case .gradientTolerance(let norm, let limit):
      "Not converged: the gradient norm \(NumberFormat.plain(norm, 4)) is at most \(NumberFormat.plain(limit, 4)), but "
        + "\(words)."
    case .precisionFloor:
      "Not converged: the value cannot be lowered any further in double precision, but \(words)."
    default: nil
    }
  }

  private var words: String { "the coefficients are \(NumberFormat.plain(100 * part, 3)) % away from the closed form" }

  private var reason: String {
    guard let bounds = try? problem.objective.curvatureBounds() else { return "a small gradient says little here" }
    let kappa = bounds.conditionNumber
    return kappa.upperBound.isFinite
      ? "κ of the Hessian is \(NumberFormat.plain(kappa.upperBound, 3)), and a small gradient says little there"
      : "λmin is not proven positive, κ is at least \(NumberFormat.plain(kappa.lowerBound, 3)), and a small gradient "
        + "says little there"
  }

  private func advice(_ termination: Termination) -> String {
    var steps: [String] = []
    if problem.leastSquares != nil, problem.standardization == nil { steps.append("--standardize") }
    if case .gradientTolerance = termination { steps.append("a smaller --tolerance") }
    steps.append(problem.leastSquares == nil ? "--optimizer newton" : "the closed form, descent fit")
    return steps.count > 1 ? steps.dropLast().joined(separator: ", ") + ", or " + steps.last! : steps[0]
  }
}
