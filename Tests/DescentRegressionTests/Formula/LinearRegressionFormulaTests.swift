import Descent
import Testing

@Suite struct LinearRegressionFormulaTests {
  private func near(_ found: Double?, _ expected: Double, _ tolerance: Double = 1e-12) -> Bool {
    found.map { ($0 - expected).magnitude <= tolerance * max(1, expected.magnitude) } ?? false
  }

  @Test func `R's coefficients`() throws {
    let model = try LinearRegression().fit(Formula("y ~ k * x"), FormulaData.table())
    let expected = [
      ("(Intercept)", 0.97435897435896901), ("kb", 0.85897435897436680), ("kc", -18.97435897435897090),
      ("x", 0.92307692307692324), ("kb:x", -0.42307692307692363), ("kc:x", 4.07692307692307754),
    ]
    #expect(model.coefficients.map(\.name) == expected.map(\.0))
    for (coefficient, value) in zip(model.coefficients, expected) { #expect(near(coefficient.estimate, value.1)) }
    #expect(model.target == "y")
    let logarithm = try LinearRegression().fit(Formula("log(y) ~ poly(x, 2) + l"), FormulaData.table())
    let values = [1.20326907008794648, 1.35993009806734277, -0.25215832249110692, 0.24461258551041906]
    for (coefficient, value) in zip(logarithm.coefficients, values) { #expect(near(coefficient.estimate, value)) }
    #expect(logarithm.target == "log(y)")
  }

  @Test func `R's predictions of new rows in their order`() throws {
    let model = try LinearRegression().fit(Formula("y ~ k * x"), FormulaData.table(), references: ["k": "b"])
    let new = try DataTable([
      "x": .numbers([2.5, .nan, 9, 1]), "k": .text(["c", "a", "a", nil]), "other": .text(["p", "q", "r", "s"]),
    ])
    let predictions = try model.predict(new)
    #expect(predictions.map { $0 == nil } == [false, true, false, true])
    #expect(near(predictions[0], -5.5) && near(predictions[2], 9.2820512820512846))
    let intervals = try model.predictor.predict(new, interval: .prediction)
    #expect(intervals.map { $0 == nil } == [false, true, false, true])
    #expect(
      near(intervals[0]?.lower, -23.48774602978609849, 1e-11) && near(intervals[2]?.upper, 18.122904061075598, 1e-11))
    // A saved model predicts the same.
    let copy = try JSONCopy.of(model.predictor)
    #expect(copy == model.predictor)
    #expect(try copy.predict(new) == predictions)
  }

  @Test func `bases and levels are those of the fit`() throws {
    let model = try LinearRegression().fit(Formula("log(y) ~ poly(x, 2) + k - 1"), FormulaData.table())
    #expect(model.coefficients.map(\.name) == ["poly(x, 2)1", "poly(x, 2)2", "ka", "kb", "kc"])
    // Two of the levels, in another order, and one value of x.
    let new = try DataTable(["k": .text(["c", "a"]), "x": .numbers([2.5, 9])])
    let predictions = try model.predict(new)
    #expect(near(predictions[0], 0.6112860019980072) && near(predictions[1], 1.6523489863024348))
  }

  @Test func `an unseen level`() throws {
    let model = try LinearRegression().fit(Formula("y ~ x + k"), FormulaData.table())
    let new = try DataTable(["x": .numbers([1, 2, 3]), "k": .text(["a", "d", "b"])], source: "new.csv")
    let error = #expect(throws: FormulaError.self) { try model.predict(new) }
    #expect((error?.kind, error?.row) == (.unknownLevel, 1))
    #expect(
      error?.description == """
        k is 'd' in row 2 of new.csv, a level that the model was not fitted to. Its levels are a, b, c. Correct the cell, \
        empty it for no prediction, or fit with such rows
          y ~ x + k
                  ^
        """)
    // In a row that has no prediction anyway it does not matter.
    let hidden = try DataTable(["x": .numbers([1, .nan]), "k": .text(["a", "d"])])
    #expect(try model.predict(hidden)[1] == nil)
    let numbers = try LinearRegression().fit(Formula("y ~ factor(n)"), FormulaData.table())
    let other = #expect(throws: FormulaError.self) { try numbers.predict(DataTable(["n": .numbers([1, 3])])) }
    #expect(other?.message.hasPrefix("n is '3' in row 2 of the table, a level") == true)
  }

  @Test func `new data that do not fit`() throws {
    let model = try LinearRegression().fit(Formula("y ~ log(x) + k"), FormulaData.table())
    #expect(throws: DataError.self) { try model.predict(DataTable(["x": .numbers([1])])) }
    let text = #expect(throws: FormulaError.self) {
      try model.predict(DataTable(["x": .text(["one"]), "k": .text(["a"])]))
    }
    #expect(text?.kind == .textForNumbers)
    let zero = #expect(throws: FormulaError.self) {
      try model.predict(DataTable(["x": .numbers([1, 0]), "k": .text(["a", "b"])]))
    }
    #expect((zero?.kind, zero?.row) == (.outsideDomain, 1))
  }

  @Test func `dummies that depend on each other are dropped and named`() throws {
    let table = try DataTable([
      "y": .numbers([1, 3, 2, 5, 4, 7, 8, 6]), "k": .text(["a", "b", "c", "a", "b", "c", "a", "b"]),
      "m": .text(["u", "v", "w", "u", "v", "w", "u", "v"]),
    ])
    let model = try LinearRegression().fit(Formula("y ~ k + m"), table)
    #expect(model.droppedColumns.map(\.name) == ["mv", "mw"])
    #expect(model.droppedColumns.map(\.dependsOn) == [["kb"], ["kc"]])
    #expect(try model.predict(table).compactMap(\.self).count == 8)
    #expect(throws: RegressionError.self) { try LinearRegression(isStrict: true).fit(Formula("y ~ k + m"), table) }
  }

  @Test func `rows dropped are a warning of the model`() throws {
    let table = try DataTable(["y": .numbers([1, 2, 4, 3]), "x": .numbers([1, .nan, 2, 5])])
    let model = try LinearRegression().fit(Formula("y ~ x"), table)
    #expect(model.warnings.first == "dropped 1 row with missing values, of 4 read (missing in x 1)")
    #expect(model.rowCount == 3)
    #expect(throws: DataError.self) { try LinearRegression().fit(Formula("y ~ x"), table, missing: .refused) }
  }

  @Test func `what a linear model cannot take`() throws {
    let table = try FormulaData.table()
    #expect(#expect(throws: FormulaError.self) { try LinearRegression().fit(Formula("~ x"), table) }?.kind == .response)
    #expect(throws: FormulaError.self) { try LinearRegression().fit(Formula("y ~ x + offset(z)"), table) }
    #expect(throws: RegressionError.self) { try LinearRegression(hasIntercept: false).fit(Formula("y ~ x"), table) }
    #expect(throws: RegressionError.noTerms) { try LinearRegression().fit(Formula("y ~ 0"), table) }
  }

  @Test func `weights, and a formula of the intercept alone`() throws {
    let frame = try ModelFrame(Formula("y ~ ."), FormulaData.table(), extraColumns: ["n", "z"])
    #expect(frame.columnNames == ["x", "kb", "kc", "lv"])
    let model = try LinearRegression().fit(frame, weights: .frequency(frame.extraColumns["n"]!))
    #expect(model.degreesOfFreedom == 29 - 5)
    let mean = try LinearRegression().fit(Formula("y ~ 1"), FormulaData.table())
    #expect(near(mean.coefficients[0].estimate, 4.5))
    #expect(try mean.predict(DataTable(["q": .numbers([1, .nan])])) == [4.5, 4.5])
  }

  @Test func `tables of numbers`() throws {
    let x: Matrix = [[1, 2], [2, 1], [3, 5], [4, 3], [5, 7]]
    let table = try DataTable(["y": .numbers([1, 4, 2, 8, 5]), "a": .numbers(x.column(0)), "b": .numbers(x.column(1))])
    let byFormula = try LinearRegression().fit(Formula("y ~ a + b"), table)
    let plain = try LinearRegression().fit(x, [1, 4, 2, 8, 5], names: ["a", "b"])
    #expect(byFormula.coefficients.map(\.estimate) == plain.coefficients.map(\.estimate))
    #expect(byFormula.predictor.format == 2 && plain.predictor.format == 1)
    #expect(try plain.predictor.predict(table).map { $0! } == Array(plain.predict(x)))
  }

  /// NIST's Filip, whose powers rounded to doubles would leave 7 digits.
  @Test(arguments: ["poly(x, 10, raw = TRUE)", (1...10).map { "I(x^\($0))" }.joined(separator: " + ")])
  func `powers are formed with all digits`(terms: String) throws {
    let truth = try Fixtures.certified("Filip")
    let table = DataTable(try Fixtures.certifiedTable("Filip"))
    let model = try LinearRegression().fit(Formula("y ~ \(terms)"), table)
    let coefficients = truth.coefficients(truth.certified.coef)
    #expect(model.coefficients.count == 11)
    #expect(model.coefficients[1].name == (terms.hasPrefix("I") ? "I(x^1)" : "poly(x, 10, raw = TRUE)1"))
    for (coefficient, value) in zip(model.coefficients, coefficients) {
      #expect(correctDigits(coefficient.estimate, value) >= 13.5, "\(coefficient.name)")
    }
    let predictions = try model.predict(table)
    #expect(zip(predictions, model.fittedValues).allSatisfy { ($0! - $1).magnitude < 1e-4 })
  }

  @Test func `powers among other terms`() throws {
    let table = try FormulaData.table()
    let model = try LinearRegression().fit(Formula("y ~ k + I(x^2) + z + I(z^2):l"), table)
    #expect(model.coefficients.map(\.name) == ["(Intercept)", "kb", "kc", "I(x^2)", "z", "I(z^2):lu", "I(z^2):lv"])
    // The same with the squares as columns.
    let squares = try DataTable(
      columns: FormulaData.columns + [("w", .numbers([1, 4, 16, 9, 36, 25, 64, 49]))])
    let plain = try LinearRegression().fit(Formula("y ~ k + w + z + I(z^2):l"), squares)
    for (left, right) in zip(model.coefficients, plain.coefficients) { #expect(near(left.estimate, right.estimate!)) }
    #expect(zip(try model.predict(table), model.fittedValues).allSatisfy { near($0, $1) })
  }
}
