import Foundation

/// The penalties of a path.
public enum LambdaSequence: Sendable, Codable, Equatable {
  /// So many values, evenly spaced in log λ, from the least λ at which all coefficients are zero down to `ratio` times
  /// that. By default the ratio is 10⁻⁴, and 10⁻² where there are fewer rows than columns.
  ///
  /// A ridge has no such λ: its values go from 10 times the largest eigenvalue of the penalized columns' covariance matrix
  /// (in terms of λ₂, see ``PenaltyConvention``) down to `ratio` times that, by default 10⁻⁸.
  case automatic(count: Int = 100, ratio: Double? = nil)
  /// These values, in whatever order. The path has each once, the largest first.
  case values([Double])

  /// The values, the largest first.
  func values(largest: Double, defaultRatio: Double) -> [Double] {
    switch self {
    case .values(let values):
      return Set(values).sorted(by: >)
    case .automatic(let count, let ratio):
      guard largest > 0 else { return [0] }
      let step = log(ratio ?? defaultRatio) / Double(max(1, count - 1))
      return (0..<count).map { $0 == 0 ? largest : largest * exp(Double($0) * step) }
    }
  }

  func validate() throws {
    switch self {
    case .values(let values):
      guard !values.isEmpty else {
        throw RegressionError.invalidConfiguration("The path has no λ: give at least one")
      }
      if let value = values.first(where: { !($0 >= 0 && $0.isFinite) }) {
        throw RegressionError.invalidConfiguration("λ must be a number from 0 on, not \(value)")
      }
    case .automatic(let count, let ratio):
      guard count >= 1, count <= 1_000_000 else {
        throw RegressionError.invalidConfiguration("A path has 1 to 1000000 values of λ, not \(count)")
      }
      if let ratio, !(ratio > 0 && ratio < 1) {
        throw RegressionError.invalidConfiguration(
          "The ratio of the least λ to the largest must lie between 0 and 1, such as 0.001, and not be \(ratio)")
      }
    }
  }
}
