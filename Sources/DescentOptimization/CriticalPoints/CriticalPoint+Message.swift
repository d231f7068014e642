import DescentLinearAlgebra

extension CriticalPoint {
  /// What was found, in sentences: the kind, what it rests on, and what to do next where something can be done.
  public var message: String {
    guard inertia.count > 0 else {
      return isStationary ? "There are no parameters: the only point there is counts as a minimum." : notStationary
    }
    switch kind {
    case .minimum: return "A minimum: \(signs). \(grounds)"
    case .maximum: return "A maximum: \(signs). \(grounds)\(escape)"
    case .saddle: return "A saddle: \(signs). \(grounds)\(escape)"
    case .degenerate: return "A degenerate point: \(signs). \(conclusion)\(grounds)\(escape)"
    case .notStationary: return notStationary
    }
  }

  private var notStationary: String {
    let found = inertia.count > 0 ? " The Hessian there: \(signs)." : ""
    return "Not a critical point: the gradient norm \(shortText(gradientNorm)) exceeds "
      + "\(shortText(gradientTolerance)). Minimize further from here, or give a larger tolerance.\(found)"
  }

  /// The counts of eigenvalues by sign.
  private var signs: String {
    let total = inertia.count
    let parts = [
      Self.part(inertia.negative, total, "negative"), Self.part(inertia.positive, total, "positive"),
      Self.part(inertia.undecided, total, "not to be told from zero"),
    ]
    return parts.compactMap(\.self).joined(separator: ", ") + " (\(range))"
  }

  private static func part(_ count: Int, _ total: Int, _ sign: String) -> String? {
    guard count > 0 else { return nil }
    if count == total { return total == 1 ? "the eigenvalue is \(sign)" : "all \(total) eigenvalues are \(sign)" }
    return "\(count) of \(total) eigenvalues \(count == 1 ? "is" : "are") \(sign)"
  }

  private var range: String {
    let (smallest, largest) = (eigenvalues.first ?? 0, eigenvalues.last ?? 0)
    let ends =
      inertia.count == 1 ? shortText(smallest) : "from \(shortText(smallest)) to \(shortText(largest))"
    return "\(ends), each to about \(shortText(eigenvalueError))"
  }

  private var grounds: String {
    if signsAreCertified { return "These signs are proven for the Hessian as given." }
    guard inertia.undecided < inertia.count else { return "No sign is known." }
    return "These signs rest on an estimate of the errors, not on a proof."
  }

  /// What a degenerate point can still be, and how to find out.
  private var conclusion: String {
    switch (inertia.positive > 0, inertia.negative > 0) {
    case (true, _):
      "It is no maximum, but may be a minimum or a saddle: compare values along the undecided directions. "
    case (_, true): "It is no minimum, but may be a maximum or a saddle. "
    default: "Second derivatives decide nothing here: compare values around it. "
    }
  }

  private var escape: String {
    guard let descentDirection else { return "" }
    let direction = descentDirection.direction
    let along = direction.count <= 4 ? " ±(\(direction.map(shortText).joined(separator: ", ")))" : ""
    return " The value falls along the descent direction\(along), with curvature "
      + "\(shortText(descentDirection.curvature))."
  }
}
