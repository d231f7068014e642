import Descent
import Foundation

/// The statistics of the fits that peers are asked for too, by the names that these use.
enum RegressionStatistics {
  static let sets = ["longley", "stackloss", "randhie, Poisson"]

  /// Set by set, in the order in which they are printed.
  static func all(in folder: URL) throws -> [(set: String, statistics: [(String, [Double])])] {
    [
      ("longley", try linear(folder, "longley.csv", target: "totemp")),
      ("stackloss", try linear(folder, "stackloss.csv", target: "stackloss")),
      ("randhie, Poisson", try poisson(folder)),
    ]
  }

  private static func linear(_ folder: URL, _ file: String, target: String) throws -> [(String, [Double])] {
    let table = try CSVFile(folder.appendingPathComponent(file).path).read()
    let model = try LinearRegression().fit(table, target: target)
    let (influence, tests) = (try model.influence(), try model.residualTests())
    let changes = try model.coefficientChanges()
    let whole = { (values: [Double?]) in values.map { $0 ?? .nan } }
    let errors = { (estimator: CovarianceEstimator) in
      whole(try model.inference(estimator).coefficients.map(\.standardError))
    }
    let groups = (0..<model.rowCount).map { $0 % 5 }
    return [
      ("coefficients", whole(model.coefficients.map(\.estimate))),
      ("standard errors", whole(model.coefficients.map(\.standardError))),
      ("t", whole(model.coefficients.map(\.statistic))), ("p", whole(model.coefficients.map(\.pValue))),
      (
        "confidence intervals",
        model.coefficients.flatMap { [$0.confidenceInterval!.lowerBound, $0.confidenceInterval!.upperBound] }
      ),
      ("residual standard error", whole([model.residualStandardError])), ("R²", whole([model.rSquared])),
      ("adjusted R²", whole([model.adjustedRSquared])), ("F", whole([model.fStatistic])),
      ("p of F", whole([model.fPValue])), ("log-likelihood", whole([model.logLikelihood])),
      ("AIC", whole([model.aic])), ("BIC", whole([model.bic])),
      ("leverages", Array(influence.leverages)), ("standardized residuals", whole(influence.standardizedResiduals)),
      ("studentized residuals", whole(influence.studentizedResiduals)),
      ("Cook's distances", whole(influence.cooksDistances)), ("DFFITS", whole(influence.fittedValueChanges)),
      ("DFBETAS", (0..<changes.rowCount).flatMap { Array(changes.row($0)) }),
      ("PRESS", whole([influence.predictionSumOfSquares])),
      (
        "sequential sums of squares", try model.sequentialAnalysisOfVariance().rows.map(\.sumOfSquares)
      ),
      ("variance inflation", whole(Array(try model.collinearity().varianceInflation.dropFirst()))),
      ("HC0", try errors(.hc0)), ("HC1", try errors(.hc1)), ("HC2", try errors(.hc2)), ("HC3", try errors(.hc3)),
      ("cluster-robust errors", try errors(.cluster(groups))), ("Durbin–Watson", [tests.durbinWatson]),
      ("skewness", [tests.skewness]), ("kurtosis", [tests.kurtosis]), ("Jarque–Bera", [tests.jarqueBera.statistic]),
      ("Breusch–Pagan", whole([tests.breuschPagan?.statistic])),
      ("p of Breusch–Pagan", whole([tests.breuschPagan?.pValue])),
    ]
  }
}

extension RegressionStatistics {
  fileprivate static func poisson(_ folder: URL) throws -> [(String, [Double])] {
    let table = try CSVFile(folder.appendingPathComponent("randhie.csv").path).read()
    let model = try GeneralizedLinearRegression.poisson.fit(table, target: "mdvis")
    let whole = { (values: [Double?]) in values.map { $0 ?? .nan } }
    return [
      ("coefficients", whole(model.coefficients.map(\.estimate))),
      ("standard errors", whole(model.coefficients.map(\.standardError))),
      ("z", whole(model.coefficients.map(\.statistic))), ("deviance", [model.deviance]),
      ("null deviance", whole([model.nullDeviance])), ("Pearson χ²", [model.pearsonChiSquared]),
      ("log-likelihood", whole([model.logLikelihood])), ("AIC", whole([model.aic])),
    ]
  }
}
