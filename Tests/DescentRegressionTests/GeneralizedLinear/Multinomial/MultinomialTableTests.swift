import Descent
import Foundation
import Testing

/// Multinomial fits of tables and formulas.
struct MultinomialTableTests {
  /// Satisfaction of 1681 tenants in Copenhagen (Madsen 1976), R's `MASS::housing`, beside `nnet::multinom` with
  /// `reltol = 1e-16`, which has some seven digits, and six of the standard errors.
  @Test func agreesWithNnetOnHousing() throws {
    let table = try CSVFile(Fixtures.folder.appendingPathComponent("housing.csv").path).readData()
    let frame = try ModelFrame(
      Formula("Sat ~ Infl + Type + Cont"), table, extraColumns: ["Freq"], response: .classes)
    let model = try MultinomialRegression().fit(frame, weights: .frequency(frame.extraColumns["Freq"]!))
    #expect(model.classes == ["High", "Low", "Medium"])
    #expect(model.coefficients[0].coefficients.map(\.name) == ["(Intercept)"] + frame.columnNames)
    let expected: [[Double]] = [
      [
        -1.22008356950, 1.612631068197, 0.877767844763, -0.327653654892, 0.676695944564, -0.735631739122,
        0.481827006342,
      ],
      [
        -1.04921379209, 0.947695741678, 0.659228415931, 0.239405350656, 0.445814185873, -0.299943039421, 0.120975120076,
      ],
    ]
    let errors: [[Double]] = [
      [0.158469598705, 0.167131709702, 0.164138547839, 0.188634316399, 0.175564236845, 0.155271430582, 0.124137065566],
      [0.154424053236, 0.168052279927, 0.159615628637, 0.180444341736, 0.192886586422, 0.156282788491, 0.129313686058],
    ]
    for k in 0...1 {
      for j in 0...6 {
        let coefficient = model.coefficients[k].coefficients[j]
        #expect((coefficient.estimate! - expected[k][j]).magnitude < 1e-6)
        #expect((coefficient.standardError! - errors[k][j]).magnitude < 1e-6)
      }
    }
    #expect(correctDigits(model.deviance, 3470.08386634) >= 11)
    #expect(correctDigits(model.aic, 3498.08386634) >= 11)
    let found = try #require(try model.predictor.probabilities(table)[0])
    for (probability, r) in zip(found, [0.344323557455, 0.395568731222, 0.260107711323]) {
      #expect((probability - r).magnitude < 1e-6)
    }
    #expect(try model.predictor.predict(table)[0] == "Low")
  }

  private let table = try! DataTable([
    "x": .numbers([1, 2, 3, 4, 5, 6, 7, .nan, 9, 10, 11, 12]),
    "kind": .text(["a", "b", "c", "a", "c", "b", "a", "a", nil, "c", "b", "c"]),
    "code": .numbers([10, 9, 10, -1, 10, 9, -1, 9, 9, 9, -1, 10]),
  ])

  @Test func missingCellsAreCountedAndPredictedAsNil() throws {
    let model = try MultinomialRegression().fit(table, target: "kind", terms: ModelTerms(columns: ["x"]))
    #expect(model.rowCount == 10 && model.classes == ["a", "b", "c"])
    #expect(model.warnings[0] == "dropped 2 rows with missing values, of 12 read")
    let predicted = try model.predictor.predict(table)
    #expect(predicted.count == 12 && predicted[7] == nil && predicted[8] != nil)
    #expect(try model.predictor.probabilities(table)[7] == nil)
    #expect(throws: DataError.self) {
      try MultinomialRegression().fit(table, target: "kind", terms: ModelTerms(columns: ["x"]), missing: .refused)
    }
    #expect(throws: DataError.self) {
      try MultinomialRegression().fit(table, target: "x", terms: ModelTerms(columns: ["kind"]))
    }
  }

  @Test func formulasSayWhatTheTableSays() throws {
    let plain = try MultinomialRegression().fit(table, target: "kind", terms: ModelTerms(columns: ["x"]))
    let model = try MultinomialRegression().fit(Formula("kind ~ x"), table)
    #expect(model.coefficients == plain.coefficients && model.target == "kind")
    let without = try MultinomialRegression(referenceClass: "b").fit(Formula("kind ~ x - 1"), table)
    #expect(without.coefficients.map(\.name) == ["a", "c"] && without.coefficients[0].coefficients.count == 1)
    // A level of which no row is left is no class.
    let factors = try MultinomialRegression().fit(Formula("code ~ x"), table)
    #expect(factors.classes == ["-1", "9", "10"])
    #expect(throws: FormulaError.self) { try MultinomialRegression().fit(Formula("~ x"), table) }
    #expect(throws: FormulaError.self) { try MultinomialRegression().fit(Formula("kind ~ x + offset(code)"), table) }
    #expect(throws: RegressionError.self) {
      try MultinomialRegression(hasIntercept: false).fit(Formula("kind ~ x"), table)
    }
    #expect(throws: FormulaError.self) { try LinearRegression().fit(Formula("kind ~ x"), table) }
    let decoded = try JSONDecoder().decode(
      MultinomialPredictor.self, from: try JSONEncoder().encode(model.predictor))
    #expect(decoded == model.predictor && decoded.design != nil)
    #expect(try decoded.predict(table) == model.predictor.predict(table))
  }

  @Test func numbersAreClassesInTheirOrder() throws {
    let numbers = try Fixtures.table("stackloss.csv")
    let names = numbers.columnNames
    let halves = try DataTable(["x": .numbers([1, 2, 3, 4]), "kind": .numbers([1, 2, 1, 1.5])])
    #expect(throws: RegressionError.notAClass(target: "kind", row: 3, value: 1.5)) {
      try MultinomialRegression().fit(halves, target: "kind")
    }
    let fit = try MultinomialRegression(ridge: 0.1).fit(
      numbers, target: names[1], terms: ModelTerms(columns: [names[0]]))
    #expect(fit.classes == fit.classes.sorted { Int($0)! < Int($1)! })
  }
}
