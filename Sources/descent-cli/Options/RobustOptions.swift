import ArgumentParser
import Descent

/// Fits other than least squares that outliers do not spoil.
struct RobustOptions: ParsableArguments {
  @Option(
    name: .customLong("m-estimator"),
    help: "huber or tukey: M-estimation instead of least squares, so that outliers in the target hardly count.")
  var estimator: MEstimator?

  @Option(
    parsing: .unconditional,
    help: "Fit a quantile of the target instead of its mean, or several, such as 0.5 or 0.1,0.5,0.9.")
  var quantile: String?

  /// The quantiles asked for.
  func quantiles() throws -> [Double] {
    guard let quantile else { return [] }
    return try quantile.split(separator: ",", omittingEmptySubsequences: false).map { text in
      let text = text.filter { $0 != " " }
      guard let value = Double(text), value > 0, value < 1 else {
        throw ValidationError(
          "--quantile takes numbers between 0 and 1, separated by commas, such as 0.5 or 0.1,0.9, and not '\(text)'")
      }
      return value
    }
  }

  /// Whether one of them is asked for.
  var isUsed: Bool { estimator != nil || quantile != nil }

  func validate() throws {
    _ = try quantiles()
    guard estimator == nil || quantile == nil else {
      throw ValidationError("--m-estimator and --quantile are two different fits: give one of them")
    }
  }
}

/// The losses of `--m-estimator`.
enum MEstimator: String, ExpressibleByArgument, CaseIterable {
  case huber, tukey

  var loss: RobustLoss { self == .huber ? .huber : .bisquare }
}
