import DescentLinearAlgebra
import Foundation

/// One fit of a multinomial model, from data to the model.
struct MultinomialFit {
  let configuration: MultinomialRegression
  let values: Matrix<Double>
  let terms: ModelTerms
  let response: MultinomialRegression.Response
  let weights: ObservationWeights?
  let target: String

  /// More coefficients than this are taken for a mistake: the information alone would be a matrix of 500 MB.
  private static let mostCoefficients = 8000

  var names: [String] { (configuration.hasIntercept ? ["(Intercept)"] : []) + terms.names }

  func run() throws -> MultinomialModel {
    try checkConfiguration()
    let data = try ClassData(
      response, weights: weights, reference: configuration.referenceClass, target: target)
    guard (data.classCount - 1) * names.count <= Self.mostCoefficients else {
      throw RegressionError.tooManyClasses(target: target, classes: data.classCount, coefficients: names.count)
    }
    return try MultinomialModel(self, data: data, result: scoring(data))
  }

  /// The coefficients, with errors in the words of the data.
  private func scoring(_ data: ClassData) throws -> MultinomialScoringResult {
    let places = try terms.places(among: terms.columns)
    let all: [LeastSquaresProblem.Term] = (configuration.hasIntercept ? [.init(column: 0, power: 0)] : []) + places
    let total = data.weights?.sum() ?? Double(data.count)
    do {
      return try MultinomialScoring(
        data: data, design: terms.matrix(from: values, names: terms.columns),
        hasIntercept: configuration.hasIntercept,
        problem: LeastSquaresProblem(values, terms: all, targets: .zeros(data.count, data.classCount - 1)),
        ridge: terms.terms.isEmpty ? 0 : configuration.ridge * total,
        maximumIterations: configuration.maximumIterations
      ).run()
    } catch LinearAlgebraError.nonFinite(let row, let column) {
      throw RegressionError.notFinite(values, row: row, column: column, names: terms.columns)
    } catch LinearAlgebraError.coefficientOutOfRange(let term) {
      throw RegressionError.coefficientOutOfRange(names[term])
    }
  }

  private func checkConfiguration() throws {
    for (count, what) in [(values.rowCount, "rows of X")] + (weights.map { [($0.values.count, "weights")] } ?? []) {
      guard count == response.count else {
        fatalError("MultinomialRegression.fit: there are \(response.count) rows of classes and \(count) \(what)")
      }
    }
    try requireRidge(configuration.ridge)
    try requireLevel(configuration.level)
    guard configuration.maximumIterations >= 1 else {
      throw RegressionError.invalidConfiguration(
        "The iterations must be at least 1, not \(configuration.maximumIterations)")
    }
    guard !names.isEmpty else { throw RegressionError.noTerms }
    guard response.count > 0 else { throw RegressionError.noRows }
    try weights?.validate()
    let rows = weights?.values.count { $0 > 0 } ?? response.count
    guard rows >= names.count || configuration.ridge > 0 else {
      throw RegressionError.tooFewRows(rows: rows, coefficients: names.count)
    }
  }
}
