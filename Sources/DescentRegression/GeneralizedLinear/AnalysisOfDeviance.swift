/// Whether the terms that a larger model has beside those of a smaller one explain more than chance would.
///
/// With D the deviances and d the degrees of freedom: χ² = (D₀ − D₁)/φ on d₀ − d₁, or, where φ is estimated by the larger
/// model, F = (D₀ − D₁)/((d₀ − d₁)φ) on d₀ − d₁ and d₁.
public struct AnalysisOfDeviance: Sendable, Equatable {
  /// The distribution of the statistic.
  public enum Test: String, Sendable, Codable {
    /// φ is known to be 1.
    case chiSquared
    /// φ is estimated.
    case f
  }

  /// Which test it is.
  public let test: Test
  /// D₀ − D₁
  public let devianceDifference: Double
  /// d₀ − d₁
  public let degreesOfFreedom: Double
  /// d₁; nil for χ².
  public let denominatorDegreesOfFreedom: Double?
  /// χ² or F
  public let statistic: Double
  /// P(at least the statistic), if the smaller model holds.
  public let pValue: Double

  /// The test of a model against one that has its terms and more.
  ///
  /// - Throws: `RegressionError.notNested` where the models do not belong together: another response, family or link,
  ///   another number of rows, no more terms, or terms that the larger one has not.
  public init(_ smaller: GeneralizedLinearModel, against larger: GeneralizedLinearModel) throws {
    func refuse(_ reason: String) -> RegressionError { .notNested(reason) }
    guard smaller.row.family == larger.row.family, smaller.row.link == larger.row.link,
      smaller.theta == larger.theta
    else { throw refuse("they have different families, links or θ") }
    guard smaller.rowCount == larger.rowCount, smaller.data.y == larger.data.y,
      smaller.data.failures == larger.data.failures, smaller.data.weights == larger.data.weights,
      smaller.data.offset == larger.data.offset
    else { throw refuse("they were fitted to different rows, responses, weights or offsets") }
    let names = Set(larger.coefficients.filter { $0.estimate != nil }.map(\.name))
    if let other = smaller.coefficients.first(where: { $0.estimate != nil && !names.contains($0.name) }) {
      throw refuse("the larger one has no term \(other.name)")
    }
    guard larger.rank > smaller.rank else { throw refuse("the second one has no more terms than the first") }
    devianceDifference = max(0, smaller.deviance - larger.deviance)
    degreesOfFreedom = Double(larger.rank - smaller.rank)
    if larger.row.family.estimatesDispersion {
      guard let phi = larger.dispersion, phi > 0, larger.degreesOfFreedom > 0 else {
        throw refuse("the larger one leaves no degrees of freedom to estimate the dispersion")
      }
      test = .f
      denominatorDegreesOfFreedom = larger.degreesOfFreedom
      statistic = devianceDifference / degreesOfFreedom / phi
      pValue = FDistribution(
        numeratorDegreesOfFreedom: degreesOfFreedom, denominatorDegreesOfFreedom: larger.degreesOfFreedom
      ).upperTail(statistic)
    } else {
      test = .chiSquared
      denominatorDegreesOfFreedom = nil
      statistic = devianceDifference
      pValue = ChiSquared(degreesOfFreedom: degreesOfFreedom).upperTail(statistic)
    }
  }
}

extension GeneralizedLinearModel {
  /// The test of this model against one that has its terms and more; see ``AnalysisOfDeviance``.
  public func analysisOfDeviance(against larger: GeneralizedLinearModel) throws -> AnalysisOfDeviance {
    try AnalysisOfDeviance(self, against: larger)
  }
}
