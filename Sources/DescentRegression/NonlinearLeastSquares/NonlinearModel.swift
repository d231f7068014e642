public import DescentLinearAlgebra

/// A fitted nonlinear model.
///
/// Standard errors are those of the linear model that has the derivatives as its columns: σ² (JᵀWJ)⁻¹, σ² = RSS/(n − p),
/// right where the model is close to linear over the confidence intervals. A figure that does not exist is nil, and
/// ``warnings`` says why.
public struct NonlinearModel: Sendable {
  /// One line of the table of parameters.
  public struct Parameter: Sendable, Equatable {
    /// The name.
    public let name: String
    /// θ
    public let estimate: Double
    /// √(σ² (JᵀWJ)⁻¹ⱼⱼ); nil where the data do not determine the parameter, where a bound holds it, and where no degrees of
    /// freedom are left.
    public let standardError: Double?
    /// t = θ / standard error
    public let statistic: Double?
    /// P(|T| ≥ |t|) for θ = 0
    public let pValue: Double?
    /// θ ± t quantile · standard error. Bounds do not cut it.
    public let confidenceInterval: ClosedRange<Double>?
    /// Whether a bound holds the parameter: it then counts as known.
    public let isAtBound: Bool
  }

  /// The configuration of the fit.
  public let configuration: NonlinearRegression
  /// The name of what is explained.
  public let target: String
  /// The parameters, in the order of the start.
  public let parameters: [Parameter]
  /// Why the search ended.
  public let termination: NonlinearTermination
  /// The Jacobians computed on the way to the last steps.
  public let iterations: Int
  /// How often the model was evaluated for all rows, differences counted.
  public let evaluations: Int
  /// How often the search began anew with shorter first steps, after it had ended on a plateau.
  public let restarts: Int
  /// What of the residuals lies along the derivatives: ‖Pr‖/‖r‖, P the projection onto them.
  public let relativeOffset: Double
  /// The number of rows.
  public var rowCount: Int { fittedValues.count }
  /// n minus the parameters that the data determine and no bound holds; with frequency weights Σw in place of n.
  public let degreesOfFreedom: Double
  /// Σ wᵢ (yᵢ − f(xᵢ, θ))²
  public let residualSumOfSquares: Double
  /// √(RSS / degrees of freedom); nil where there are none.
  public let residualStandardError: Double?
  /// The Gaussian log-likelihood with σ² = RSS/n; nil for a sum of squares of 0.
  public let logLikelihood: Double?
  /// 2k − 2 log L with k = the parameters that are determined + 1
  public let aic: Double?
  /// k log n − 2 log L
  public let bic: Double?
  /// σ² (JᵀWJ)⁻¹ in the order of the parameters, with zeros for those at a bound; nil where the data do not determine all
  /// the others.
  public let covariance: Matrix<Double>?
  /// σmax/σmin of the derivatives with columns scaled by powers of two; infinite where they depend on each other.
  public let conditionNumber: Double
  /// f(xᵢ, θ)
  public let fittedValues: Vector<Double>
  /// yᵢ − f(xᵢ, θ)
  public let residuals: Vector<Double>
  /// What a person should know before reading the table.
  public let warnings: [String]

  /// Whether the search found a minimum.
  public var converged: Bool { termination.converged }
  /// θ.
  public var estimates: Vector<Double> { Vector(parameters.map(\.estimate)) }

  /// A parameter by name.
  public subscript(name: String) -> Parameter? { parameters.first { $0.name == name } }

  /// The correlations of the estimates, with zeros beside the diagonal for parameters at a bound; nil like the covariance.
  public var correlation: Matrix<Double>? {
    guard let covariance else { return nil }
    let p = covariance.rowCount
    return Matrix(p, p) { elements in
      for i in 0..<p {
        for j in 0..<p {
          let scale = covariance[i, i].squareRoot() * covariance[j, j].squareRoot()
          elements[i * p + j] = i == j ? 1 : scale > 0 ? covariance[i, j] / scale : 0
        }
      }
    }
  }

  /// The values of the model for rows of features. NaN and infinities are the model's own.
  ///
  /// - Complexity: an evaluation a row.
  public func predict(_ x: Matrix<Double>) -> Vector<Double> {
    let theta = estimates
    let (parameters, features, width) = (theta.span, x.span, x.columnCount)
    var result = Vector<Double>.zeros(x.rowCount)
    do {
      var f = result.mutableSpan
      for i in f.indices { f[i] = configuration.function(features.extracting(i * width..<(i + 1) * width), parameters) }
    }
    return result
  }
}
