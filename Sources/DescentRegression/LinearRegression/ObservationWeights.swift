public import DescentLinearAlgebra

/// What each observation counts: Σ wᵢ (yᵢ − xᵢβ)² is minimized.
///
/// The coefficients are the same for both kinds; what the weights say about the errors differs, and so do the standard
/// errors.
public enum ObservationWeights: Sendable, Equatable {
  /// How many equal observations a row stands for: everything is as if the row were written wᵢ times, and there are
  /// Σ wᵢ observations.
  case frequency(Vector<Double>)
  /// How precise a row is: the variance of its error is σ²/wᵢ, as where yᵢ is a mean of wᵢ values. There are as many
  /// observations as rows with a weight above 0. Multiplying all weights by a number changes nothing but σ. R's `lm`.
  case analytic(Vector<Double>)

  /// The numbers themselves, one for each row.
  public var values: Vector<Double> {
    switch self {
    case .frequency(let values), .analytic(let values): values
    }
  }

  /// The number of observations.
  var observationCount: Double {
    switch self {
    case .frequency(let values): values.sum()
    case .analytic(let values): Double(values.count { $0 > 0 })
    }
  }

  func validate() throws {
    guard !values.isEmpty else { return }
    do throws(InvalidWeights) {
      try InvalidWeights.check(values)
    } catch .weight(let row, let value) {
      throw RegressionError.invalidWeight(row: row, value: value)
    } catch .allZero {
      throw RegressionError.noPositiveWeight
    }
  }
}
