extension CoordinateDescent {
  /// How a fit ended.
  package struct Outcome: Sendable, Equatable {
    /// Passes over coefficients, all or the active ones.
    package var sweeps: Int
    /// See ``relativeGap()``.
    package var gap: Double?
    /// The largest violation of the conditions of optimality, in relation to λ₁fⱼ.
    package var violation: Double
    package var isConverged: Bool
  }

  /// What a fit aims at in the conditions of optimality, and what it promises.
  private static let wantedViolation = 1e-10
  private static let promisedViolation = 1e-8

  /// Minimizes for the penalties given, from the present coefficients.
  ///
  /// The coefficients that are swept over are those that are not zero and those that the sequential strong rule does not
  /// discard, |zⱼᵀr| ≥ (2λ₁ − λ₁ before) fⱼ (Tibshirani et al. 2012). In the end the conditions of optimality are checked
  /// for all, and what violates them is swept over too.
  ///
  /// - Parameter previousL1: λ₁ of the fit before, of which the gradient is.
  package func solve(
    l1: Double, l2: Double, previousL1: Double, tolerance: Double, maximumSweeps: Int
  ) -> Outcome {
    setPenalties(l1: l1, l2: l2)
    screen(2 * l1 - max(previousL1, l1))
    var sweeps = 0
    var aim = 0.3 * Self.wantedViolation
    var (best, stalls) = (Double.infinity, 0)
    while true {
      descend(until: aim, sweeps: &sweeps, maximumSweeps: maximumSweeps)
      refresh()
      estimateNoise()
      let isComplete = !addViolators()
      let worst = (0..<columnCount).reduce(0) { max($0, violation($1)) }
      let clear = (0..<columnCount).reduce(0) { max($0, clearViolation($1)) }
      let gap = relativeGap()
      let isGood = clear <= Self.wantedViolation && gap ?? 0 <= tolerance
      if isComplete, isGood || sweeps >= maximumSweeps || stalls >= 3 {
        return Outcome(
          sweeps: sweeps, gap: gap, violation: worst,
          isConverged: worst <= Self.promisedViolation && gap ?? 0 <= tolerance)
      }
      guard isComplete else { continue }
      // Some rounding is not foreseen: violations no longer shrink.
      let measure = max(clear / Self.wantedViolation, (gap ?? 0) / tolerance)
      stalls = measure < best / 2 ? 0 : stalls + 1
      best = min(best, measure)
      aim /= 10
    }
  }

  /// Chooses the coefficients that are swept over.
  private func screen(_ bound: Double) {
    candidates.removeAll(keepingCapacity: true)
    for j in 0..<columnCount {
      let size = isNonNegative ? gradient[j] : gradient[j].magnitude
      isCandidate[j] = coefficients[j] != 0 || size >= bound * factors[j] && size > 0
      if isCandidate[j] { candidates.append(j) }
    }
  }

  /// Adds what the strong rule has discarded wrongly; false where there is nothing.
  private func addViolators() -> Bool {
    var isChanged = false
    for j in 0..<columnCount where !isCandidate[j] && clearViolation(j) > 0.3 * Self.wantedViolation {
      isCandidate[j] = true
      candidates.append(j)
      isChanged = true
    }
    return isChanged
  }

  /// Sweeps over the candidates, and in between over those of them that are not zero, until a sweep over all meets no
  /// violation above `aim`.
  private func descend(until aim: Double, sweeps: inout Int, maximumSweeps: Int) {
    var (failures, searches) = (0, 0)
    while sweeps < maximumSweeps {
      sweeps += 1
      estimateNoise()
      guard candidates.withUnsafeBufferPointer({ sweep($0) }) > aim else { return }
      active.removeAll(keepingCapacity: true)
      for j in candidates where coefficients[j] != 0 { active.append(j) }
      var count = 0
      while sweeps < maximumSweeps {
        (sweeps, count) = (sweeps + 1, count + 1)
        guard active.withUnsafeBufferPointer({ sweep($0) }) > aim else { break }
        if failures < 5, isNewtonDue(afterSweeps: count) {
          if !newtonSearch(entering: searches >= 3, until: aim) { failures += 1 }
          searches += 1
          break
        }
        if count >= 100 { break }
      }
    }
  }
}
