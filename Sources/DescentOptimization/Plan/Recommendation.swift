/// Which method to take, and why.
public struct Recommendation: Sendable, Codable, Hashable {
  /// The method; nil where none leads to a minimum.
  public let method: SolutionMethod?
  /// Why: what follows “because”, without a full stop.
  public let reason: String

  /// Differences below, in seconds, are no reason to take one method and not another: nobody would notice.
  public static let negligibleSeconds = 0.02

  /// The one with the most digits of those whose times cannot be told apart from the shortest: up to twice that, which is
  /// what a plan may be wrong by and what runs differ by, or up to ``negligibleSeconds``.
  ///
  /// - Parameter timed: methods that get there, with their seconds.
  /// - Returns: nil where there are none.
  public static func best(of timed: [(method: SolutionMethod, seconds: Double)]) -> SolutionMethod? {
    guard let shortest = timed.map(\.seconds).min() else { return nil }
    let equal = Set(timed.filter { $0.seconds <= max(2 * shortest, negligibleSeconds) }.map(\.method))
    return SolutionMethod.allCases.first { equal.contains($0) }
  }

  init(
    _ methods: [MethodPlan], _ preparation: Cost, _ bounds: CurvatureBounds, isDeficient: Bool, isWide: Bool
  ) {
    guard !bounds.isIndefinite else {
      self.init(method: nil, reason: "there is no minimum: an eigenvalue of the Hessian is negative")
      return
    }
    let working = methods.filter { $0.obstacle == nil }
    let timed = working.compactMap { plan in
      plan.cost.map { (plan.method, $0.seconds + (plan.method.isIterative ? preparation.seconds : 0)) }
    }
    guard let method = Self.best(of: timed) else {
      self.init(
        method: .gradientDescentSafe,
        reason: "λmin is not known to be positive: this converges from any start, though nobody can say when")
      return
    }
    self.init(
      method: method,
      reason: Self.reason(method, methods, timed, bounds, isDeficient: isDeficient, isWide: isWide))
  }

  private static func reason(
    _ method: SolutionMethod, _ methods: [MethodPlan], _ timed: [(method: SolutionMethod, seconds: Double)],
    _ bounds: CurvatureBounds, isDeficient: Bool, isWide: Bool
  ) -> String {
    let iterations = methods.first { $0.method == .gradientDescentSafe }
    if isWide, !bounds.isPositiveDefinite {
      return
        "there are fewer rows than coefficients and so many minima: of these it finds the one of least norm, and its "
        + "time does not depend on κ"
    }
    if isDeficient, !method.isIterative {
      return
        "columns depend on each other as far as XᵀX shows, so that Cholesky breaks down and no count of iterations is "
        + "guaranteed: this decides on the rank"
    }
    if !bounds.isPositiveDefinite, !method.isIterative {
      return
        "λmin cannot be told from zero, so that no count of iterations is guaranteed: closed forms scale the columns "
        + "first"
    }
    if !method.isIterative, case .iterationLimit? = iterations?.obstacle {
      return
        "κ of \(shortText(bounds.conditionNumber.upperBound)) is too much for the iterations allowed, and the time of "
        + "this does not depend on it"
    }
    if timed.allSatisfy({ $0.seconds <= negligibleSeconds }) {
      return "on so few data all take less than \(shortText(1000 * negligibleSeconds)) ms, and this has the most digits"
    }
    let shortest = timed.map(\.seconds).min() ?? 0
    let equals = timed.filter { $0.seconds <= max(2 * shortest, negligibleSeconds) }.count
    if method.isIterative {
      return "closed forms take more than twice as long for digits beyond the tolerance"
    }
    return equals > 1
      ? "it has the most digits of the \(equals) methods that take at most "
        + "\(shortText(1000 * max(2 * shortest, negligibleSeconds))) ms, "
        + (2 * shortest > negligibleSeconds ? "twice the shortest time" : "which nobody would notice")
      : "it is the fastest by more than a factor of two"
  }

  private init(method: SolutionMethod?, reason: String) {
    self.method = method
    self.reason = reason
  }
}
