internal import CDescentKernels

/// What a ``BatchGradient`` sums over the rows: the loss ℓ(η, y) of a row, and its pull u, with which the gradient is made.
package enum RowLoss: Equatable, Sendable {
  /// r² for r = y − η; the pull is r = −½ dℓ/dη.
  case squares
  /// log(1 + e^η) − yη for y of 0 or 1; the pull is −dℓ/dη = y − 1/(1 + e^−η).
  ///
  /// Value and pull are off by less than 3 units in the last place for any η: neither cancels nor overflows.
  case logistic
  /// e^η − yη; the pull is −dℓ/dη = y − e^η. Infinite where e^η overflows.
  case poisson
  /// r² for |r| ≤ δ, δ(2|r| − δ) beyond; the pull is −½ dℓ/dη, r cut off at ±δ.
  case huber(threshold: Double)

  /// The loss by its number in C, and its threshold; nil for squares, which have a function of their own.
  var kernel: (number: Int32, threshold: Double)? {
    switch self {
    case .squares: nil
    case .logistic: (Int32(DESCENT_LOGISTIC_LOSS), 0)
    case .poisson: (Int32(DESCENT_POISSON_LOSS), 0)
    case .huber(let threshold): (Int32(DESCENT_HUBER_LOSS), threshold)
    }
  }
}
