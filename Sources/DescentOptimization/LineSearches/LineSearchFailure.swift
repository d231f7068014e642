/// Why no step along a direction was good enough.
public enum LineSearchFailure: Sendable, Equatable, Codable {
  /// The value does not fall along the direction though the gradient says so: the gradient is wrong, or both are rounding.
  case noDecrease(evaluations: Int, slope: Double)
  /// The direction does not lead downhill.
  case notDescent(slope: Double)
  /// The evaluations of a search were used up.
  case tooManyEvaluations(Int)

  /// What happened, in a sentence.
  public var message: String {
    switch self {
    case .noDecrease(let evaluations, let slope):
      "No step along the direction lowers the value, in \(evaluations) evaluations, though its slope is "
        + "\(shortText(slope)): the gradient may be wrong (see checkGradient)."
    case .notDescent(let slope):
      "The direction does not lead downhill: its slope is \(shortText(slope))."
    case .tooManyEvaluations(let count):
      "A line search used up its \(count) evaluations without a good step."
    }
  }
}
