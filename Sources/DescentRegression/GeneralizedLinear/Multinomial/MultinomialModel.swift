public import DescentLinearAlgebra
public import DescentOptimization
import Foundation

/// A fitted multinomial model: a value that answers questions.
///
/// A figure that does not exist is nil, and `warnings` says why.
public struct MultinomialModel: Sendable {
  /// The coefficients of a class, log(πₖ/π₀) = Xβₖ.
  public struct ClassCoefficients: Sendable, Equatable {
    /// The name of the class.
    public let name: String
    /// Its part of the coefficient table, the intercept first; statistics are z.
    public let coefficients: [LinearModel.Coefficient]

    /// The coefficient of a term, by name.
    public subscript(term: String) -> LinearModel.Coefficient? { coefficients.first { $0.name == term } }

    /// By what the odds of this class against the reference are multiplied where a term rises by 1, exp β, with its
    /// interval: relative risk ratios. Nil for a dropped column.
    public var relativeRisks: [RelativeRisk?] {
      coefficients.map { coefficient in
        coefficient.estimate.map {
          RelativeRisk(
            name: coefficient.name, ratio: exp($0),
            confidenceInterval: coefficient.confidenceInterval.map { exp($0.lowerBound)...exp($0.upperBound) })
        }
      }
    }
  }

  /// exp β of a coefficient.
  public struct RelativeRisk: Sendable, Equatable {
    /// The name of the term.
    public let name: String
    /// exp β
    public let ratio: Double
    /// The interval of β, mapped; nil where there is none.
    public let confidenceInterval: ClosedRange<Double>?
  }

  /// Terms along which the likelihood rises for ever, so that some estimates are infinite.
  public struct Separation: Sendable, Equatable, Codable {
    /// How far they tell classes apart.
    public enum Extent: String, Sendable, Codable {
      /// All classes from each other.
      case complete
      /// Some classes from all others, but not all.
      case classes
      /// No whole class: in some rows they rule classes out.
      case rows
    }

    /// The terms that take part; `(Intercept)` may be one of them.
    public let terms: [String]
    /// The classes that are told apart from all others, or that are ruled out in some rows.
    public let classes: [String]
    /// Which of both.
    public let extent: Extent

    /// Terms that tell these classes apart.
    public init(terms: [String], classes: [String], extent: Extent) {
      self.terms = terms
      self.classes = classes
      self.extent = extent
    }
  }

  /// The configuration of the fit.
  public let configuration: MultinomialRegression
  /// What predicts, and all that a saved model needs.
  public internal(set) var predictor: MultinomialPredictor
  /// The coefficients of each class but the reference.
  public let coefficients: [ClassCoefficients]
  /// The number of rows, n.
  public var rowCount: Int { data.count }
  /// The number of coefficients of a class that the data determine.
  public let rank: Int
  /// (K − 1)(n − rank); with frequency weights Σw in place of n. Rows of weight 0 do not count.
  public let degreesOfFreedom: Double
  /// (K − 1)(n − 1); (K − 1)n without intercepts.
  public let nullDegreesOfFreedom: Double
  /// Twice the log-likelihood of πₖ = yₖ/N minus that of this model.
  public let deviance: Double
  /// The deviance of the model of intercepts alone; without intercepts that of equal probabilities.
  public let nullDeviance: Double
  /// Σ w (yₖ − Nπₖ)²/(Nπₖ) over rows and classes.
  public let pearsonChiSquared: Double
  /// That of the counts, N!/Πyₖ! included; nil for counts that are no whole numbers, and with a ridge.
  public let logLikelihood: Double?
  /// The log-likelihood of the model of intercepts alone; without intercepts that of equal probabilities.
  public let nullLogLikelihood: Double?
  /// 2k − 2 log L for k = (K − 1) rank coefficients.
  public let aic: Double?
  /// k log n − 2 log L
  public let bic: Double?
  /// McFadden's R², 1 − log L/log L₀ with the likelihoods of single observations, so that grouping rows changes nothing.
  public let mcFaddenRSquared: Double?
  /// Whether the terms explain more than intercepts alone: χ² on (K − 1) degrees of freedom for each term. Nil with a
  /// ridge, and for a model without terms.
  public let likelihoodRatioTest: HypothesisTest?
  /// σmax/σmin of the information's root in columns scaled by powers of two; infinite where columns were dropped.
  public let conditionNumber: Double?
  /// How many times the score was formed in double, or with all digits where that is not enough.
  public let iterations: Int
  /// Why the fit ended.
  public let termination: Termination
  /// What separates the classes, where the likelihood has no maximum; nil where it has one.
  public let separation: Separation?
  /// The columns that were left out.
  public let droppedColumns: [DroppedColumn]
  /// What a person should know before reading the table.
  public internal(set) var warnings: [String]
  /// π of the rows, a column for each of ``classes``.
  public let probabilities: Matrix<Double>

  /// Whether the fit has converged.
  public var converged: Bool { termination.converged }
  /// The classes, the reference first, the others in sorted order.
  public var classes: [String] { predictor.classes }
  /// The class that the others are held against.
  public var referenceClass: String { predictor.classes[0] }
  /// What the classes are classes of.
  public var target: String { predictor.target }
  /// The covariance of the estimates, of class after class, of the terms that were not dropped; nil where there are no
  /// standard errors.
  public var covariance: Matrix<Double>? { predictor.covariance }

  /// The coefficients of a class, by name; nil for the reference.
  public subscript(name: String) -> ClassCoefficients? { coefficients.first { $0.name == name } }

  let data: ClassData
  /// y − Nπ
  let countResiduals: Matrix<Double>
}
