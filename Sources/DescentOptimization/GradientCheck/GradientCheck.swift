/// A gradient held against differences of the value: what ``Objective/checkGradient(at:typicalSize:valueRounding:)`` finds.
public struct GradientCheck: Sendable, Hashable {
  /// A partial derivative by both ways.
  public struct Coordinate: Sendable, Hashable {
    /// Which parameter, counted from 0.
    public let index: Int
    /// What the gradient says.
    public let analytic: Double
    /// What differences of the value say.
    public let numerical: Double
    /// How far the differences may be off; an estimate, not a bound.
    public let errorEstimate: Double

    /// |analytic − numerical| as a part of the larger of the two.
    public var relativeError: Double { part((analytic - numerical).magnitude) }

    /// What of this error the differences' own does not explain: 0 where they agree as far as can be told.
    public var disagreement: Double { part(max(0, (analytic - numerical).magnitude - errorEstimate)) }

    private func part(_ difference: Double) -> Double {
      difference > 0 ? difference / max(analytic.magnitude, numerical.magnitude) : 0
    }
  }

  /// The coordinate with the largest ``Coordinate/disagreement``, and of those without any the one with the largest
  /// relative error; nil where none could be checked.
  public let worst: Coordinate?

  /// The coordinates, counted from 0, near which the value is not finite on both sides, so that they could not be checked.
  public let unchecked: [Int]

  /// The number of values that were computed.
  public let evaluations: Int

  /// Whether all coordinates could be checked and none disagrees by more than a part of it.
  public func agrees(within tolerance: Double = 1e-8) -> Bool {
    unchecked.isEmpty && (worst?.disagreement ?? 0) <= tolerance
  }
}

extension GradientCheck: CustomStringConvertible {
  /// What was found, in a sentence or two.
  public var description: String {
    [found, skipped].compactMap { $0 }.joined(separator: " ")
  }

  private var found: String? {
    guard let worst else { return unchecked.isEmpty ? "There are no parameters, and nothing to check." : nil }
    let numbers =
      "\(shortText(worst.analytic)) by the gradient, \(shortText(worst.numerical)) ± "
      + "\(shortText(worst.errorEstimate)) by differences, a relative error of \(shortText(worst.relativeError))"
    guard worst.disagreement <= 1e-8 else {
      return "The gradient disagrees with differences of the value, most in coordinate \(worst.index + 1): \(numbers). "
        + "Check this partial derivative, and the value."
    }
    return "The gradient agrees with differences of the value; worst is coordinate \(worst.index + 1): \(numbers)."
  }

  private var skipped: String? {
    guard let first = unchecked.first else { return nil }
    let which =
      unchecked.count == 1
      ? "Coordinate \(first + 1)" : "\(unchecked.count) coordinates, the first of them \(first + 1),"
    return
      "\(which) could not be checked: the value is not finite on both sides of the point. Give a point further inside."
  }
}
