public import DescentLinearAlgebra
import Foundation

extension GeneralizedLinearModel {
  /// What residuals measure.
  public enum ResidualKind: String, Sendable, CaseIterable, Codable {
    /// y − μ; of a proportion for successes out of trials.
    case response
    /// (y − μ)/(dμ/dη)
    case working
    /// (y − μ)√(v/V(μ))
    case pearson
    /// sign(y − μ)√(v d), d the unit deviance: their squares add up to the deviance.
    case deviance
  }

  /// η = Xβ + offset of the rows.
  public var linearPredictors: Vector<Double> { eta }

  /// μ of the rows; the proportion for successes out of trials.
  public var fittedValues: Vector<Double> {
    eta.mapElements { row.link.values(row.link.limited($0)).mean }
  }

  /// The residuals, computed anew with each call.
  ///
  /// - Complexity: O(n).
  public func residuals(_ kind: ResidualKind = .deviance) -> Vector<Double> {
    let isBinomial = row.kind == .binomial
    return data.withRows { rows in
      Vector(
        (0..<rowCount).map { i in
          let (y, weight) = (rows.y[i], rows.weight(i))
          let failures = isBinomial ? rows.failures(i) : 0
          let mean = row.mean(eta[i], residual: responseResiduals[i])
          let trials = isBinomial ? y + failures : 1
          let difference = mean.residual / trials
          switch kind {
          case .response: return difference
          case .working: return difference / row.values(row.link.limited(eta[i])).slope
          case .pearson: return difference * (weight * trials / row.variance(mean.mean, mean.complement)).squareRoot()
          case .deviance:
            let size = (weight * row.unitDeviance(mean, y: y, failures: failures)).squareRoot()
            return difference < 0 ? -size : size
          }
        })
    }
  }

  /// h = w xᵀ(XᵀWX)⁻¹x of each row, between 0 and 1, with sum p; nil where there is no inference.
  ///
  /// - Complexity: n p² flops, one pass over X.
  public var leverages: Vector<Double>? {
    guard let inverse = predictor.inverseInformation,
      let design = try? predictor.design(values)
    else { return nil }
    let quadratic = (design * inverse).multiplyingElements(by: design).rowSums()
    return quadratic.multiplyingElements(by: workingWeights)
  }

  /// Residuals over √(φ(1 − h)), the deviance residuals or Pearson's; NaN for a row of leverage 1. nil where there is no
  /// inference.
  ///
  /// - Precondition: the kind is `deviance` or `pearson`.
  public func standardizedResiduals(_ kind: ResidualKind = .deviance) -> Vector<Double>? {
    guard kind == .deviance || kind == .pearson else {
      fatalError("standardizedResiduals: \(kind.rawValue) residuals have no common variance; take deviance or pearson")
    }
    guard let leverages, let dispersion else { return nil }
    let values = residuals(kind)
    return Vector(
      (0..<rowCount).map { i in
        let rest = 1 - leverages[i]
        return rest > 1e-10 ? values[i] / (dispersion * rest).squareRoot() : .nan
      })
  }

  /// The predicted values for rows of features, as `fit` took them.
  public func predict(
    _ x: Matrix<Double>, offset: Vector<Double>? = nil, scale: GeneralizedLinearPredictor.Scale = .response
  ) throws -> Vector<Double> {
    try predictor.predict(x, offset: offset, scale: scale)
  }
}
