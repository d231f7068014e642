/// Why a search for parameters ended.
public enum NonlinearTermination: Sendable, Equatable {
  /// The residuals are orthogonal to the derivatives to within the tolerance.
  case converged(offset: Double, tolerance: Double)
  /// What is left of the residuals along the derivatives is rounding of the model: no parameters in double precision are
  /// better. So end fits that are exact, or nearly.
  case precisionFloor(offset: Double)
  /// The parameters named change nothing any more: the search has run away to where the model is flat. Start elsewhere.
  case plateau(parameters: [String])
  /// No step lowers the sum of squares, though the residuals are not orthogonal to the derivatives: the derivatives are
  /// wrong, or the model is not smooth.
  case stalled(offset: Double)
  /// As many Jacobians as were allowed were computed.
  case iterationLimit(Int, offset: Double)

  /// Whether a minimum was found.
  public var converged: Bool {
    switch self {
    case .converged, .precisionFloor: true
    case .plateau, .stalled, .iterationLimit: false
    }
  }

  /// The name of the case, for programs.
  public var name: String {
    switch self {
    case .converged: "converged"
    case .precisionFloor: "precisionFloor"
    case .plateau: "plateau"
    case .stalled: "stalled"
    case .iterationLimit: "iterationLimit"
    }
  }

  /// What happened, in a sentence, and what to do where it is not good.
  public var message: String {
    switch self {
    case .converged(let offset, let tolerance):
      "Converged: the relative offset \(shortDecimal(offset)) is at most \(shortDecimal(tolerance))."
    case .precisionFloor(let offset):
      "Converged: the rounding of the model lets no step lead closer; the relative offset is \(shortDecimal(offset))."
    case .plateau(let parameters):
      "Not converged: the model no longer changes with \(parameters.joined(separator: ", ")). "
        + "Start elsewhere, or give bounds."
    case .stalled(let offset):
      "Not converged: no step lowers the sum of squares, but the relative offset is \(shortDecimal(offset)). "
        + "See whether the derivatives are right and the model is smooth."
    case .iterationLimit(let count, let offset):
      "Stopped after \(count) iterations, as many as were allowed, at the relative offset \(shortDecimal(offset)). "
        + "Start elsewhere, or allow more."
    }
  }
}
