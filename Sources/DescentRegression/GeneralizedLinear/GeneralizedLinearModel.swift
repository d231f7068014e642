import DescentLinearAlgebra
public import DescentOptimization
import Foundation

/// A fitted generalized linear model: a value that answers questions.
///
/// A figure that does not exist is nil, and `warnings` says why.
public struct GeneralizedLinearModel: Sendable {
  /// One line of the coefficient table.
  public typealias Coefficient = LinearModel.Coefficient

  /// The configuration of the fit.
  public let configuration: GeneralizedLinearRegression
  /// What predicts, and all that a saved model needs.
  public internal(set) var predictor: GeneralizedLinearPredictor
  /// The coefficient table, the intercept first: z statistics where the dispersion is 1, t where it is estimated.
  public let coefficients: [Coefficient]
  /// The number of observations, n.
  public var rowCount: Int { data.count }
  /// The number of coefficients that the data determine.
  public let rank: Int
  /// n − rank; with frequency weights Σw − rank. Rows of weight 0 do not count.
  public let degreesOfFreedom: Double
  /// Σ of the unit deviances: twice the log-likelihood of the saturated model minus that of this one, times φ.
  public let deviance: Double
  /// The deviance of the model of the intercept and the offset alone; nil where that has no valid fit.
  public let nullDeviance: Double?
  /// n − 1; n without an intercept.
  public let nullDegreesOfFreedom: Double
  /// Σ v(y − μ)²/V(μ)
  public let pearsonChiSquared: Double
  /// φ: 1, or Pearson's χ² over the degrees of freedom; nil where there are none left.
  public let dispersion: Double?
  /// nil for quasi families, and for counts that are no whole numbers.
  public let logLikelihood: Double?
  /// 2k − 2 log L; k counts φ, or θ, where it is estimated.
  public let aic: Double?
  /// k log n − 2 log L
  public let bic: Double?
  /// θ of the negative binomial family.
  public let theta: Double?
  /// The standard error of θ; nil where it was given.
  public let thetaStandardError: Double?
  /// σmax/σmin of W^½X in columns scaled by powers of two; infinite where the rank is deficient.
  public let conditionNumber: Double?
  /// How many times W and the score were formed.
  public let iterations: Int
  /// Why the fit ended.
  public let termination: Termination
  /// The terms that separate the response, where the likelihood has no maximum; nil where it has one.
  public let separation: Separation?
  /// The columns that were left out.
  public let droppedColumns: [DroppedColumn]
  /// What a person should know before reading the table.
  public internal(set) var warnings: [String]

  /// Terms along which the likelihood rises for ever, so that some estimates are infinite.
  public struct Separation: Sendable, Equatable, Codable {
    /// The terms that take part; `(Intercept)` may be one of them.
    public let terms: [String]
    /// Whether all rows are separated; otherwise some determine the other coefficients.
    public let isComplete: Bool

    /// Terms that separate all rows, or some.
    public init(terms: [String], isComplete: Bool) {
      self.terms = terms
      self.isComplete = isComplete
    }
  }

  /// Whether the fit has converged.
  public var converged: Bool { termination.converged }

  /// The name of the target.
  public var target: String { predictor.target }

  /// The coefficient of a term, by name.
  public subscript(name: String) -> Coefficient? { coefficients.first { $0.name == name } }

  let data: ResponseData
  let row: RowModel
  let values: Matrix<Double>
  let eta: Vector<Double>
  /// y − μ; trials(y − μ) of the binomial families.
  let responseResiduals: Vector<Double>
  /// W
  let workingWeights: Vector<Double>
  let observationCount: Double
}
