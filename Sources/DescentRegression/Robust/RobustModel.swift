public import DescentLinearAlgebra

/// A robust linear fit.
public struct RobustModel: Sendable {
  /// The configuration of the fit.
  public let configuration: RobustRegression
  /// The name of the target.
  public let target: String
  /// The coefficient table, the intercept first; z and p by the normal distribution.
  public let coefficients: [LinearModel.Coefficient]
  /// s, the robust scale of the residuals; 0 where more than half of the rows are fitted exactly.
  public let scale: Double
  /// √(Σψ²s²/(n − p)) κ/m with m the mean of ψ′ and κ = 1 + p var(ψ′)/(n m²) (Huber 1973): what takes the place of the
  /// residual standard error. nil where it does not exist.
  public let standardDeviation: Double?
  /// `standardDeviation`² (XᵀX)⁻¹, with weights (XᵀWX)⁻¹
  public let covariance: Matrix<Double>?
  /// ψ(u)/u of each row, from 0 to 1, without the weights of the data; 0 for rows of weight 0.
  public let weights: Vector<Double>
  /// The rows, counted from 0, whose residuals, times √wᵢ of analytic weights, exceed 2.5 s (Rousseeuw, Leroy 1987).
  public let outliers: [Int]
  /// yᵢ − xᵢβ
  public let residuals: Vector<Double>
  /// n − p; n is Σw for frequency weights, and counts rows of weight 0 for none.
  public let degreesOfFreedom: Int
  /// The weighted fits.
  public let iterations: Int
  /// Whether the weighted fits came to rest.
  public let converged: Bool
  /// What a person should know before reading the table.
  public let warnings: [String]

  /// The number of observations.
  public var rowCount: Int { residuals.count }
  /// A coefficient by name.
  public subscript(name: String) -> LinearModel.Coefficient? { coefficients.first { $0.name == name } }

  /// The predicted values for rows of features, as `fit` took them.
  public func predict(_ x: Matrix<Double>) -> Vector<Double> {
    predictLinear(x, coefficients, hasIntercept: configuration.hasIntercept)
  }
}

extension RobustModel {
  private static let outlierLimit = 2.5

  init(_ configuration: RobustRegression, _ fit: ReweightedLeastSquares, _ design: RegressionDesign, target: String) {
    let (names, rows) = (design.names, design.weights)
    let (n, p) = (rows.observationCount, names.count)
    let deviation = Self.standardDeviation(configuration.loss, fit, rows, p)
    var warnings: [String] = []
    if !fit.hasConverged {
      warnings.append(
        "not converged after \(fit.iterations) iterations: the weights still change. Allow more, or take the Huber loss"
      )
    }
    if fit.scale == 0 {
      warnings.append(
        "more than half of the rows lie on the fit: their scale is 0, and standard errors do not exist")
    } else if n <= p {
      warnings.append("as many coefficients as rows: the fit passes through every point, standard errors do not exist")
    } else if deviation == nil {
      warnings.append("too few rows count fully: standard errors do not exist")
    }
    self.configuration = configuration
    self.target = target
    self.warnings = warnings
    let wald = WaldInference(degreesOfFreedom: .infinity, level: configuration.level)
    coefficients = names.indices.map { j in
      let error = deviation.map { fit.spreads[j] * $0 }.flatMap { $0.isFinite ? $0 : nil }
      return .init(name: names[j], estimate: fit.coefficients[j], standardError: error, wald)
    }
    scale = fit.scale
    standardDeviation = deviation
    covariance = deviation.map { fit.inverseGram.scaled(by: $0 * $0) }
    residuals = design.allResiduals(fit.residuals, fit.coefficients)
    weights = rows.spreading(fit.weights, over: residuals.count)
    outliers = fit.judged.indices.filter {
      fit.scale > 0 ? fit.judged[$0].magnitude > Self.outlierLimit * fit.scale : fit.weights[$0] == 0
    }.map(rows.row)
    degreesOfFreedom = n - p
    iterations = fit.iterations
    converged = fit.hasConverged
  }

  private static func standardDeviation(
    _ loss: RobustLoss, _ fit: ReweightedLeastSquares, _ rows: RowWeights, _ p: Int
  ) -> Double? {
    let (n, freedom) = (Double(rows.observationCount), Double(rows.observationCount - p))
    guard freedom > 0, fit.scale > 0 else { return nil }
    let u = fit.judged.scaled(by: 1 / fit.scale)
    let slopes = u.mapElements { loss.slope($0) }
    let mean = rows.sum(slopes) / n
    guard mean > 0 else { return nil }
    let deviations = slopes.adding(constant: -mean)
    let variance = rows.sum(deviations.multiplyingElements(by: deviations)) / (n - 1)
    let correction = 1 + Double(p) * variance / (n * (mean * mean))
    let psi = u.multiplyingElements(by: fit.weights)
    let squares = rows.sum(psi.multiplyingElements(by: psi))
    return fit.scale * (squares / freedom).squareRoot() * (correction / mean)
  }
}
