import Descent
import Foundation

/// The statistics of the fits that peers are asked for too, by the names that these use.
enum RegressionStatistics {
  typealias Statistics = [(String, [Double])]

  /// Set by set, in the order in which they are printed.
  static func all(in folder: URL) throws -> [(set: String, statistics: Statistics)] {
    let visits = try CSVFile(folder.appendingPathComponent("randhie.csv").path).read()
    let stack = try CSVFile(folder.appendingPathComponent("stackloss.csv").path).read()
    let seen = try visits["mdvis"].mapElements { $0 > 0 ? 1 : 0 }
    let logistic = GeneralizedLinearRegression.logistic
    return [
      ("longley", try linear(folder, "longley.csv", target: "totemp")),
      ("stackloss", try linear(folder, "stackloss.csv", target: "stackloss")),
      ("randhie, Poisson", try generalized(.poisson, visits, visits["mdvis"])),
      ("randhie, binomial", try generalized(logistic, visits, seen)),
      ("randhie, probit", try generalized(.init(family: .binomial, link: .probit), visits, seen)),
      ("randhie, cloglog", try generalized(.init(family: .binomial, link: .complementaryLogLog), visits, seen)),
      (
        "randhie, negative binomial (θ = 1)",
        try generalized(.init(family: .negativeBinomial(theta: 1), link: .log), visits, visits["mdvis"])
      ),
      ("stackloss, gamma with log", try generalized(.init(family: .gamma, link: .log), stack)),
      ("stackloss, inverse Gaussian with log", try generalized(.init(family: .inverseGaussian, link: .log), stack)),
      ("stackloss, Huber", try robust(stack)),
      ("stackloss, quantile 0.5", try quantile(stack)),
      ("stackloss, lasso", try penalized(stack, Lasso(lambdas: .values([2, 0.5, 0.1]), convention: .sklearn))),
      (
        "stackloss, ridge",
        try penalized(stack, RidgeRegression(lambdas: .values([2, 0.5, 0.1]), convention: .glmnet, standardizes: true))
      ),
    ]
  }

  private static func linear(_ folder: URL, _ file: String, target: String) throws -> Statistics {
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
  /// The rows that the peers' residuals are compared in: the first 20 of the rows repeated by their counts.
  private static let comparedRows = 20

  fileprivate static func generalized(
    _ regression: GeneralizedLinearRegression, _ table: Table, _ y: Vector<Double>? = nil
  ) throws -> Statistics {
    let target = table.columnNames.contains("mdvis") ? "mdvis" : "stackloss"
    let features = table.columnNames.filter { $0 != target && $0 != "count" }
    let counts = table.columnNames.contains("count") ? try table["count"] : nil
    let model = try regression.fit(
      table.matrix(columns: features), y ?? table[target], weights: counts.map { .frequency($0) }, names: features)
    let whole = { (values: [Double?]) in values.map { $0 ?? .nan } }
    let rows = (0..<table.rowCount).flatMap { row in [Int](repeating: row, count: Int(counts?[row] ?? 1)) }
    let residuals = { (kind: GeneralizedLinearModel.ResidualKind) in
      let all = model.residuals(kind)
      // The weight of a row multiplies its squared residual.
      let weighted = kind == .deviance || kind == .pearson
      return rows.prefix(comparedRows).map { all[$0] / (weighted ? (counts?[$0] ?? 1).squareRoot() : 1) }
    }
    return [
      ("coefficients", whole(model.coefficients.map(\.estimate))),
      ("standard errors", whole(model.coefficients.map(\.standardError))),
      ("z or t", whole(model.coefficients.map(\.statistic))), ("deviance", [model.deviance]),
      ("null deviance", whole([model.nullDeviance])), ("Pearson χ²", [model.pearsonChiSquared]),
      ("dispersion", whole([model.dispersion])), ("log-likelihood", whole([model.logLikelihood])),
      ("AIC", whole([model.aic])), ("deviance residuals", residuals(.deviance)),
      ("Pearson residuals", residuals(.pearson)), ("working residuals", residuals(.working)),
    ]
  }

  fileprivate static func robust(_ table: Table) throws -> Statistics {
    let features = table.columnNames.filter { $0 != "stackloss" }
    let model = try RobustRegression(loss: .huber(k: 1.345)).fit(
      table.matrix(columns: features), table["stackloss"], names: features)
    return [
      ("coefficients", model.coefficients.map { $0.estimate ?? .nan }),
      ("standard errors", model.coefficients.map { $0.standardError ?? .nan }), ("scale", [model.scale]),
      ("weights", Array(model.weights)),
    ]
  }

  fileprivate static func quantile(_ table: Table) throws -> Statistics {
    let features = table.columnNames.filter { $0 != "stackloss" }
    let model = try QuantileRegression(0.5).fit(
      table.matrix(columns: features), table["stackloss"], names: features)
    return [
      ("coefficients", model.coefficients.map { $0.estimate ?? .nan }),
      ("standard errors", model.coefficients.map { $0.standardError ?? .nan }),
    ]
  }

  fileprivate static func penalized<Regression: PenalizedRegression>(
    _ table: Table, _ regression: Regression
  ) throws -> Statistics {
    let path = try regression.fit(PenalizedData(table, target: "stackloss"))
    return [("coefficients", (0..<path.lambdas.count).flatMap { path[$0].coefficients.map(\.estimate) })]
  }
}
