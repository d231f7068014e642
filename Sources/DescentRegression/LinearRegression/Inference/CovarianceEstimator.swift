public import DescentLinearAlgebra

/// How the covariance of the coefficients of a linear model is estimated: what is assumed of the variances of its errors.
///
/// All but the first are sandwiches (ZᵀWZ)⁻¹ M (ZᵀWZ)⁻¹, with residuals eᵢ and leverages hᵢ.
public enum CovarianceEstimator: Sendable, Equatable {
  /// σ² (ZᵀWZ)⁻¹: one variance for all errors.
  case classical
  /// M = Σ eᵢ² zᵢzᵢᵀ: a variance for each row (F. Eicker 1967; H. White 1980).
  case hc0
  /// HC0 times n/(n − k).
  case hc1
  /// M = Σ eᵢ²/(1 − hᵢ) zᵢzᵢᵀ: unbiased where all variances are equal (S. D. Horn, R. A. Horn, D. B. Duncan 1975).
  case hc2
  /// M = Σ eᵢ²/(1 − hᵢ)² zᵢzᵢᵀ: nearly the jackknife, the one to take for small samples (J. G. MacKinnon, H. White 1985).
  case hc3
  /// M = Σ (Σ eᵢzᵢ)(Σ eᵢzᵢ)ᵀ over groups of rows whose errors may depend on each other, times G/(G − 1) · (n − 1)/(n − k)
  /// for G groups; t has G − 1 degrees of freedom (K.-Y. Liang, S. L. Zeger 1986).
  ///
  /// The group of each row, any whole numbers.
  case cluster([Int])

  /// Its name: `classical`, `HC0` … `HC3`, `cluster`.
  public var name: String {
    switch self {
    case .classical: "classical"
    case .hc0: "HC0"
    case .hc1: "HC1"
    case .hc2: "HC2"
    case .hc3: "HC3"
    case .cluster: "cluster"
    }
  }
}

/// The coefficient table of a linear model under a ``CovarianceEstimator``.
public struct CoefficientInference: Sendable {
  /// How the covariance was estimated.
  public let estimator: CovarianceEstimator
  /// The covariance of the coefficients that were not dropped; nil where it does not exist.
  public let covariance: Matrix<Double>?
  /// The table, the intercept first, dropped columns among them.
  public let coefficients: [LinearModel.Coefficient]
  /// Of t and F: n − k, or the number of groups less one.
  public let degreesOfFreedom: Double
  /// Wald's test of the hypothesis that all slopes are 0: βᵀV⁻¹β/q for the q slopes; nil where V is singular.
  public let fStatistic: Double?
  /// P(F ≥ f)
  public let fPValue: Double?
  /// What a person should know before reading the table.
  public let warnings: [String]

  /// The coefficient of a term, by name.
  public subscript(name: String) -> LinearModel.Coefficient? { coefficients.first { $0.name == name } }
}
