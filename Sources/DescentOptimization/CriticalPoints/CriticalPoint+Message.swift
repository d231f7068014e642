import DescentLinearAlgebra

extension CriticalPoint {
  /// What was found, in sentences: the kind, what it rests on, and what to do next where something can be done.
  public var message: String {
    guard inertia.count > 0 else {
      return isStationary ? "There are no parameters: the only point there is counts as a minimum." : notStationary
    }
    switch kind {
    case .minimum: return "A minimum: \(signs).\(grounds)"
    case .maximum: return "A maximum: \(signs).\(grounds)\(escape)"
    case .saddle: return "A saddle: \(signs).\(grounds)\(escape)"
    case .degenerate: return "A degenerate point: \(signs).\(grounds) \(conclusion)\(escape)"
    case .notStationary: return notStationary
    }
  }

  private var notStationary: String {
    let found = inertia.count > 0 ? " The Hessian there: \(signs)." : ""
    return "Not a critical point: the gradient norm \(shortText(gradientNorm)) exceeds "
      + "\(shortText(gradientTolerance)). Minimize further from here, or give a larger tolerance.\(found)"
  }

  /// The counts of eigenvalues by sign: "1 of 3 eigenvalues is negative, 2 positive (-1 to 5, ±1e-15)".
  private var signs: String {
    let total = inertia.count
    let counted = [
      (inertia.negative, "negative"), (inertia.positive, "positive"), (inertia.undecided, "not to be told from zero"),
    ].filter { $0.0 > 0 }
    let (first, sign) = counted[0]
    let subject =
      switch (first, total) {
      case (_, 1): "the eigenvalue is"
      case (total, _): "all \(total) eigenvalues are"
      default: "\(first) of \(total) eigenvalues \(first == 1 ? "is" : "are")"
      }
    let others = counted.dropFirst().map { ", \($0.0) \($0.1)" }.joined()
    return "\(subject) \(sign)\(others) (\(range))"
  }

  private var range: String {
    // Adding 0 takes the sign off a zero.
    let (smallest, largest) = ((eigenvalues.first ?? 0) + 0, (eigenvalues.last ?? 0) + 0)
    let ends = smallest == largest ? shortText(smallest) : "\(shortText(smallest)) to \(shortText(largest))"
    return eigenvalueError > 0 ? "\(ends), ±\(shortText(eigenvalueError))" : ends
  }

  private var grounds: String {
    guard inertia.undecided < inertia.count else { return "" }
    if signsAreCertified { return " These signs are proven for the Hessian as given." }
    return " These signs rest on an estimate of the errors, not on a proof."
  }

  /// What a degenerate point can still be, and how to find out.
  private var conclusion: String {
    switch (inertia.positive > 0, inertia.negative > 0) {
    case (true, _):
      "It is no maximum, but may be a minimum or a saddle: compare values around it."
    case (_, true): "It is no minimum, but may be a maximum or a saddle."
    default: "Second derivatives decide nothing here: compare values around it."
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
