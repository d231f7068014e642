import Descent

/// What `fit --json` prints.
struct FitReport: Encodable {
  var target: String
  var rows: Int
  var method: String
  var rank: Int
  var coefficients: [CoefficientReport]
  var residualStandardError, residualSumOfSquares: Figure
  var degreesOfFreedom: Double
  var rSquared, adjustedRSquared, fStatistic, fPValue, logLikelihood, aic, bic: Figure
  var conditionNumber, rawConditionNumber: Figure
  var correctDigits, dataDigits, standardErrorDigits: Figure
  var isExact: Bool
  var rowsDropped: Int
  var droppedColumns: [DroppedColumn]
  var warnings: [String]
  var seconds: Double

  /// The name of the estimator of the covariance.
  var covariance: String
  var diagnostics: DiagnosticsReport?
  var anova: [AnovaRow]?

  init(
    _ model: some LinearFit, rowsDropped: Int, dataWarnings: [String], _ robust: CoefficientInference? = nil,
    diagnostics: DiagnosticsReport? = nil, anova: AnalysisOfVariance? = nil, seconds: Double
  ) {
    covariance = robust?.estimator.name ?? "classical"
    self.diagnostics = diagnostics
    self.anova = anova?.rows.map(AnovaRow.init)
    target = model.target
    rows = model.rowCount
    method = model.method.rawValue
    rank = model.rank
    coefficients = (robust?.coefficients ?? model.coefficients).map(CoefficientReport.init)
    residualStandardError = Figure(model.residualStandardError)
    residualSumOfSquares = Figure(model.residualSumOfSquares)
    degreesOfFreedom = model.degreesOfFreedom
    rSquared = Figure(model.rSquared)
    adjustedRSquared = Figure(model.adjustedRSquared)
    fStatistic = Figure(robust == nil ? model.fStatistic : robust?.fStatistic)
    fPValue = Figure(robust == nil ? model.fPValue : robust?.fPValue)
    logLikelihood = Figure(model.logLikelihood)
    aic = Figure(model.aic)
    bic = Figure(model.bic)
    conditionNumber = Figure(model.conditionNumber)
    rawConditionNumber = Figure(model.rawConditionNumber)
    correctDigits = Figure(model.correctDigits)
    dataDigits = Figure(model.dataDigits)
    standardErrorDigits = Figure(model.standardErrorDigits)
    isExact = model.isExact
    self.rowsDropped = rowsDropped
    droppedColumns = model.droppedColumns
    warnings = dataWarnings + model.warnings + (robust?.warnings ?? [])
    self.seconds = seconds
  }
}

/// A line of the coefficient table as JSON has it.
struct CoefficientReport: Encodable {
  var name: String
  var estimate, standardError, statistic, pValue: Figure
  var confidenceInterval: Nullable<[Figure]>

  init(_ coefficient: LinearModel.Coefficient) {
    name = coefficient.name
    estimate = Figure(coefficient.estimate)
    standardError = Figure(coefficient.standardError)
    statistic = Figure(coefficient.statistic)
    pValue = Figure(coefficient.pValue)
    confidenceInterval = Nullable(Figure.pair(coefficient.confidenceInterval))
  }
}

/// A line of `anova`.
struct AnovaRow: Encodable {
  var name: String
  var degreesOfFreedom: Double
  var sumOfSquares, meanSquare, fStatistic, pValue: Figure

  init(_ row: AnalysisOfVariance.Row) {
    name = row.name
    degreesOfFreedom = row.degreesOfFreedom
    sumOfSquares = Figure(row.sumOfSquares)
    meanSquare = Figure(row.meanSquare)
    fStatistic = Figure(row.fStatistic)
    pValue = Figure(row.pValue)
  }
}

/// `diagnostics`: what `--diagnostics` adds.
struct DiagnosticsReport: Encodable {
  struct Test: Encodable {
    var statistic, pValue: Figure
    var degreesOfFreedom: [Double]

    init(_ test: HypothesisTest) {
      (statistic, pValue) = (Figure(test.statistic), Figure(test.pValue))
      degreesOfFreedom = test.degreesOfFreedom
    }
  }

  var durbinWatson, skewness, kurtosis, predictedRSquared, predictionSumOfSquares: Figure
  var jarqueBera: Test
  var breuschPagan: Nullable<Test>
  var conditionIndices: [Figure]
  var varianceInflation: [String: Figure]
  var standardizedCoefficients: [String: Figure]
  /// Rows, counted from 1 as they were read, with a Cook's distance above 4/n, the largest first.
  var influentialRows: [Int]
  var warnings: [String]

  init(_ model: LinearModel) throws {
    let (tests, influence, collinearity) = (
      try model.residualTests(), try model.influence(), try model.collinearity()
    )
    (durbinWatson, skewness, kurtosis) = (
      Figure(tests.durbinWatson), Figure(tests.skewness), Figure(tests.kurtosis)
    )
    predictedRSquared = Figure(influence.predictedRSquared)
    predictionSumOfSquares = Figure(influence.predictionSumOfSquares)
    jarqueBera = Test(tests.jarqueBera)
    breuschPagan = Nullable(tests.breuschPagan.map(Test.init))
    conditionIndices = collinearity.conditionIndices.map { Figure($0) }
    varianceInflation = Dictionary(
      uniqueKeysWithValues: zip(model.coefficients.map(\.name), collinearity.varianceInflation.map { Figure($0) }))
    standardizedCoefficients = Dictionary(
      uniqueKeysWithValues: try model.standardizedCoefficients().map { ($0.name, Figure($0.value)) })
    influentialRows = influence.influentialRows().map(model.rowNumber)
    warnings = influence.warnings
  }
}
