import DescentLinearAlgebra

extension ResponseData {
  /// Checks the response of a fit for its family, and brings it into one form.
  ///
  /// - Parameter notes: what a person should know about values that are unusual but no errors.
  init(_ fit: GeneralizedLinearFit, notes: inout [String]) throws {
    let family = fit.configuration.family
    let n = fit.response.count
    Self.requireCount(fit.values.rowCount, n, "rows of X")
    if let weights = fit.weights { Self.requireCount(weights.values.count, n, "weights") }
    if let offset = fit.offset {
      Self.requireCount(offset.count, n, "offsets")
      if let row = offset.firstIndex(where: { !$0.isFinite }) {
        throw RegressionError.nonFinite(
          column: "The offset", row: row, value: offset[row], count: offset.count { !$0.isFinite })
      }
    }
    offset = fit.offset
    weights = fit.weights?.values
    switch fit.response {
    case .values(let values):
      try Self.check(values, family, fit.target)
      y = values
      failures = nil
      if family.isCount || family.isBinomial { Self.note(values, family, fit.target, &notes) }
    case .successes(let successes, let trials):
      try Self.checkTrials(trials, successes.count, family, fit.target, successes)
      for row in successes.indices {
        guard successes[row] >= 0 else {
          throw RegressionError.responseOutOfRange(
            target: fit.target, row: row, value: successes[row], allowed: "0 or more successes")
        }
        guard successes[row] <= trials[row] else {
          throw RegressionError.moreSuccessesThanTrials(
            target: fit.target, row: row, successes: successes[row], trials: trials[row])
        }
      }
      y = successes
      failures = trials.subtracting(successes)
      Self.note(successes, family, fit.target, &notes)
    case .proportions(let proportions, let trials):
      try Self.checkTrials(trials, proportions.count, family, fit.target, proportions)
      try Self.check(proportions, family, fit.target)
      let successes = proportions.multiplyingElements(by: trials)
      // 3/7 · 7 is to be 3.
      let rounded = successes.mapElements { ($0 - $0.rounded()).magnitude <= 1e-7 * max(1, $0) ? $0.rounded() : $0 }
      y = rounded
      failures = trials.subtracting(rounded)
      Self.note(rounded, family, fit.target, &notes)
    }
  }

  private static func requireCount(_ count: Int, _ responses: Int, _ what: String) {
    guard count == responses else {
      fatalError("GeneralizedLinearRegression.fit: there are \(responses) responses and \(count) \(what)")
    }
  }

  /// Finite, and in the range of the family.
  private static func check(_ y: Vector<Double>, _ family: Family, _ target: String) throws {
    for row in y.indices {
      let value = y[row]
      guard value.isFinite else {
        throw RegressionError.nonFinite(column: target, row: row, value: value, count: y.count { !$0.isFinite })
      }
      let allowed: String? =
        switch family {
        case .gaussian: nil
        case .binomial, .quasiBinomial: value >= 0 && value <= 1 ? nil : "between 0 and 1 for the \(family.name) family"
        case .poisson, .quasiPoisson, .negativeBinomial: value >= 0 ? nil : "0 or more for the \(family.name) family"
        case .gamma, .inverseGaussian: value > 0 ? nil : "above 0 for the \(family.name) family"
        }
      if let allowed {
        throw RegressionError.responseOutOfRange(target: target, row: row, value: value, allowed: allowed)
      }
    }
  }

  private static func checkTrials(
    _ trials: Vector<Double>, _ count: Int, _ family: Family, _ target: String, _ y: Vector<Double>
  ) throws {
    requireCount(trials.count, count, "numbers of trials")
    guard family.isBinomial else {
      throw RegressionError.invalidConfiguration(
        "Numbers of trials go with the binomial and quasi-binomial families, not with \(family.name)")
    }
    if let row = trials.firstIndex(where: { !($0 > 0 && $0.isFinite) }) {
      throw RegressionError.invalidTrials(row: row, value: trials[row])
    }
    if let row = y.firstIndex(where: { !$0.isFinite }) {
      throw RegressionError.nonFinite(column: target, row: row, value: y[row], count: y.count { !$0.isFinite })
    }
  }

  /// Counts that are no whole numbers have no likelihood.
  private static func note(_ y: Vector<Double>, _ family: Family, _ target: String, _ notes: inout [String]) {
    guard !family.isQuasi, let row = y.firstIndex(where: { $0 != $0.rounded() }) else { return }
    notes.append(
      "\(target) is no whole number in row \(row + 1) (\(y[row])): there is no likelihood, and no AIC, for such "
        + (family.isBinomial ? "successes" : "counts"))
  }

  /// Whether all counts are whole numbers.
  var isWhole: Bool { y.allSatisfy { $0 == $0.rounded() } && (failures?.allSatisfy { $0 == $0.rounded() } ?? true) }
}
