/// Where a λ is among those of a path.
enum LambdaPlace: Equatable {
  /// It is this one, or beyond that end.
  case at(Int)
  /// Between a larger one and the next, with the share of the way from the first to the second.
  case between(Int, Int, share: Double)

  /// - Precondition: the λ of the path descend, and there is one.
  init(_ lambda: Double, in lambdas: [Double]) {
    guard let below = lambdas.firstIndex(where: { $0 <= lambda }) else {
      self = .at(lambdas.count - 1)
      return
    }
    guard lambdas[below] < lambda, below > 0 else {
      self = .at(below)
      return
    }
    let share = (lambdas[below - 1] - lambda) / (lambdas[below - 1] - lambdas[below])
    self = .between(below - 1, below, share: share)
  }
}
