import ArgumentParser
import Descent

extension Path {
  /// Options that mean nothing with, or without, --family.
  func validateFamily() throws {
    guard let family = families.family else {
      if metric != nil {
        throw ValidationError("--metric needs a --family: linear models are judged by squared errors")
      }
      return
    }
    guard family != .multinomial else {
      throw ValidationError("--family multinomial has no path here: descent fit --family multinomial takes a --ridge")
    }
    if let select = penalty.select, !select.isByFolds {
      throw ValidationError(
        "--select \(select.rawValue) is for linear models: with --family give minimum or one-standard-error")
    }
    if family == .negativeBinomial, families.theta == nil {
      throw ValidationError("--family negative-binomial needs a --theta here: descent fit estimates one")
    }
    if metric != nil, penalty.selection(isLinear: false) == nil {
      throw ValidationError("--metric judges folds, and one λ needs none: give --folds too, or leave it out")
    }
  }

  /// Fits the path of a generalized linear model, and judges it where that is wanted.
  func fitFamily(_ name: FamilyName, _ loaded: LoadedData) throws -> (path: FittedPath, rows: Int) {
    guard let family = name.family(theta: families.theta) else { fatalError("path: \(name) is no single family") }
    let regression = PenalizedGeneralizedLinearRegression(
      family: family, link: families.link, l1Ratio: penalty.share, lambdas: penalty.sequence,
      convention: penalty.convention ?? .glmnet, hasIntercept: data.hasIntercept,
      standardizes: !penalty.noStandardize, isNonNegative: penalty.nonNegative)
    let response: GeneralizedLinearRegression.Response =
      loaded.extras["--trials"].map { .successes(loaded.y!, trials: $0) } ?? .values(loaded.y!)
    let (offset, weights) = (loaded.extras["--offset"], loaded.weights.map(weightsKind.weights))
    let rows = loaded.weights?.count { $0 > 0 } ?? response.count
    let (selection, objective) = (penalty.selection(isLinear: false), penalty.formula(family))
    guard selection != nil else {
      let path = try regression.fit(
        loaded.columns, response, terms: loaded.terms, offset: offset, weights: weights, target: loaded.target!)
      return (FittedPath(path, nil, nil, objective: objective, offsetColumn: families.offset), rows)
    }
    let judged = try regression.crossValidate(
      loaded.columns, response, terms: loaded.terms, offset: offset, weights: weights, target: loaded.target!,
      metric: metric?.metric, folds: penalty.splits(rowCount: rows))
    let judgement = FittedPath.Judgement(
      judged, metric: metric?.metric.name ?? "deviance",
      isBetterWhenHigher: metric?.metric.isBetterWhenHigher ?? false)
    return (
      FittedPath(judged.path, judgement, selection, objective: objective, offsetColumn: families.offset), rows
    )
  }
}
