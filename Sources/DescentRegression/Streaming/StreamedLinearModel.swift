public import DescentLinearAlgebra
import Foundation

/// The model of a stream: all that a ``LinearModel`` says but what needs the rows, such as residuals and influence.
///
/// R², F, log-likelihood, AIC and BIC are those of the model of all rows at once; see ``LinearFit``.
public struct StreamedLinearModel: LinearFit {
  public let configuration: LinearRegression
  public let predictor: LinearPredictor
  public let coefficients: [LinearModel.Coefficient]
  public let rowCount: Int
  public let rank: Int
  public let degreesOfFreedom: Double
  public let residualSumOfSquares: Double
  public let totalSumOfSquares: Double
  public let residualStandardError: Double?
  public let rSquared: Double?
  public let adjustedRSquared: Double?
  public let fStatistic: Double?
  public let fNumeratorDegreesOfFreedom: Int
  public let fPValue: Double?
  public let logLikelihood: Double?
  public let aic: Double?
  public let bic: Double?
  public let droppedColumns: [DroppedColumn]
  public let warnings: [String]

  /// Whether the moments did not determine 14 digits, so that a second pass over the rows would give some:
  /// ``LinearRegression/Stream/beginRefinement()``.
  public let gainsBySecondPass: Bool

  private let solution: LeastSquaresSolution

  /// Always `doubleDouble`.
  public var method: LeastSquaresMethod { solution.method }
  public var conditionNumber: Double { solution.conditionNumber }
  /// - Complexity: 8/3 p³ flops with each call.
  public var rawConditionNumber: Double { solution.rawConditionNumber }
  /// The errors of the moments are counted in: κ² 2⁻¹⁰⁰ of the size of the data, for a triangle κ 2⁻¹⁰⁰ of it and κ² 2⁻¹⁰⁰ of
  /// the residuals.
  public var correctDigits: Double? { solution.correctDigits }
  public var dataDigits: Double? { solution.dataDigits }
  public var standardErrorDigits: Double? { residualStandardError == nil ? nil : solution.standardErrorDigits }
  /// Sums of squares cancel, which leaves residuals of 10⁻¹⁵ of y undecided: a second pass sees smaller ones.
  public var isExact: Bool { solution.isExact }

  /// The predicted values for rows of features, as the stream took them.
  public func predict(_ x: Matrix<Double>) throws -> Vector<Double> { try predictor.predict(x) }

  init(_ header: StreamHeader, _ moments: StreamedMoments, _ streamed: StreamedSolution) throws {
    let (configuration, solution) = (header.configuration, streamed.solution)
    let names = (configuration.hasIntercept ? ["(Intercept)"] : []) + header.terms.names
    let dropped = solution.dependencies.map { dependency in
      DroppedColumn(name: names[dependency.column], dependsOn: dependency.dependsOn.map { names[$0] })
    }
    if configuration.isStrict, !dropped.isEmpty { throw RegressionError.rankDeficient(dropped: dropped) }
    let figures = FitStatistics(
      solution, configuration, coefficientCount: names.count,
      count: header.weights == .frequency ? moments.weightSum : Double(moments.rowCount),
      totals: (streamed.totalSumOfSquares, streamed.squares), logWeights: header.logWeights[0])
    let (freedom, sigma) = (figures.degreesOfFreedom, figures.residualStandardError)

    self.configuration = configuration
    self.solution = solution
    rowCount = header.rowCount
    rank = figures.rank
    degreesOfFreedom = freedom
    residualSumOfSquares = figures.residualSumOfSquares
    totalSumOfSquares = figures.totalSumOfSquares
    residualStandardError = sigma
    rSquared = figures.rSquared
    adjustedRSquared = figures.adjustedRSquared
    fStatistic = figures.fStatistic
    fNumeratorDegreesOfFreedom = figures.fNumeratorDegreesOfFreedom
    fPValue = figures.fPValue
    logLikelihood = figures.logLikelihood
    aic = figures.aic
    bic = figures.bic
    droppedColumns = dropped
    gainsBySecondPass = streamed.gainsBySecondPass
    predictor = LinearPredictor(
      terms: header.terms, target: header.target, hasIntercept: configuration.hasIntercept,
      coefficients: solution.coefficients, keptColumns: solution.keptColumns,
      inverseGram: figures.hasInference ? solution.inverseGram : nil, residualStandardError: sigma,
      degreesOfFreedom: freedom)
    coefficients = LinearModel.table(
      names, solution.coefficients, keptColumns: solution.keptColumns,
      standardErrors: sigma.flatMap { sigma in solution.spreads?.scaled(by: sigma) }, degreesOfFreedom: freedom,
      level: configuration.level, isExact: solution.isExact)
    var warnings = LinearModel.warnings(
      solution, dropped, freedom: freedom, rank: figures.rank, coefficients: names.count, varies: figures.varies,
      isPenalized: configuration.ridge > 0, target: header.target)
    if streamed.gainsBySecondPass {
      let digits = String(format: "%.1f", solution.correctDigits ?? 0)
      warnings.append(
        "\(digits) digits of the coefficients are certain: the columns are too dependent on each other for "
          + (moments.form == .sums
            ? "sums of products. Make a second pass over the data (beginRefinement, --refine) for the others, or keep a "
              + "triangle (keeps: .triangle, --triangle)"
            : "residuals of this size. Make a second pass over the data (beginRefinement, --refine) for the others"))
    }
    self.warnings = warnings
  }
}
