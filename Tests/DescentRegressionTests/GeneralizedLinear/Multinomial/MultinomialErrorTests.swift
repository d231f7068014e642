import Descent
import Testing

/// What a multinomial fit refuses, and classes whose likelihood has no maximum.
struct MultinomialErrorTests {
  private let x = Matrix(columns: [Vector((1...12).map(Double.init)), [3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8]])
  private let names = ["dose", "noise"]
  private let mixed = ["a", "b", "c", "b", "c", "a", "c", "a", "b", "b", "a", "c"]

  private func message(_ body: () throws -> Void) -> String {
    do {
      try body()
      return "nothing"
    } catch { return "\(error)" }
  }

  @Test func classesMustBeTwoAtLeast() {
    let one = message { _ = try MultinomialRegression().fit(x, [String](repeating: "a", count: 12), target: "kind") }
    #expect(one == "kind is a in every row, so that there is nothing to tell apart: give rows of at least two classes")
    var weights = Vector<Double>(repeating: 1, count: 12)
    for row in [2, 4, 6, 11] { weights[row] = 0 }
    let empty = message { _ = try MultinomialRegression().fit(x, mixed, weights: .analytic(weights), target: "kind") }
    #expect(empty.hasPrefix("The class c of kind has no row with a weight above 0"))
    let counts = Matrix<Double>(12, 3, (0..<36).map { $0 % 3 == 1 ? 0 : 2 })
    let none = message { _ = try MultinomialRegression().fit(x, .counts(counts, classes: ["p", "q", "r"])) }
    #expect(none.contains("The class q of y has no row"))
  }

  @Test func referencesMustBeClasses() {
    let classes = mixed.map { ["a": "setosa", "b": "versicolor", "c": "virginica"][$0]! }
    let error = message {
      _ = try MultinomialRegression(referenceClass: "virgincia").fit(x, classes, target: "species")
    }
    #expect(
      error
        == "species has no class 'virgincia'; did you mean 'virginica'? Its classes are setosa, versicolor, virginica")
  }

  @Test func cellsAreNamedWithTheirPlaces() {
    var spoilt = x
    spoilt[4, 1] = .nan
    let error = message { _ = try MultinomialRegression().fit(spoilt, mixed, names: names) }
    #expect(error.hasPrefix("noise has 1 non-finite value, the first in row 5: nan"))
    let penalized = message { _ = try MultinomialRegression(ridge: 0.1).fit(spoilt, mixed, names: names) }
    #expect(penalized == error)
    var counts = Matrix<Double>(12, 2, (0..<24).map { Double($0 % 5) })
    counts[3, 1] = -2
    let negative = message { _ = try MultinomialRegression().fit(x, .counts(counts, classes: ["p", "q"])) }
    #expect(negative.hasPrefix("q counts -2.0 observations in row 4"))
    counts[3, 1] = .infinity
    let infinite = message { _ = try MultinomialRegression().fit(x, .counts(counts, classes: ["p", "q"])) }
    #expect(infinite.hasPrefix("q has 1 non-finite value, the first in row 4"))
    (counts[3, 0], counts[3, 1]) = (0, 0)
    let nothing = message { _ = try MultinomialRegression().fit(x, .counts(counts, classes: ["p", "q"])) }
    #expect(nothing.hasPrefix("The number of trials in row 4 is 0.0"))
    let missing = message {
      _ = try MultinomialRegression().fit(x, .classes(TextColumn(mixed.dropLast() + [nil])), target: "kind")
    }
    #expect(missing.hasPrefix("kind is missing in row 12"))
  }

  @Test func settingsAndShapesAreChecked() {
    for (configuration, part) in [
      (MultinomialRegression(ridge: -1), "ridge"), (MultinomialRegression(level: 1), "level"),
      (MultinomialRegression(maximumIterations: 0), "iterations"),
    ] {
      #expect(message { _ = try configuration.fit(x, mixed) }.contains(part))
    }
    #expect(throws: RegressionError.noRows) { try MultinomialRegression().fit(.zeros(0, 2), [String]()) }
    #expect(throws: RegressionError.noTerms) {
      try MultinomialRegression(hasIntercept: false).fit(.zeros(12, 0), mixed)
    }
    #expect(throws: RegressionError.tooFewRows(rows: 3, coefficients: 6)) {
      try MultinomialRegression().fit(Matrix<Double>.zeros(3, 5), ["a", "b", "c"])
    }
    let many = message { _ = try MultinomialRegression().fit(.zeros(9000, 1), Array(0..<9000), target: "price") }
    #expect(many.hasPrefix("price has 9000 classes, with 2 coefficients for each: too many to fit"))
    #expect(
      message {
        _ = try MultinomialRegression().fit(x, .counts(Matrix(repeating: 1, 12, 2), classes: ["p", "p"]))
      }.contains("Two classes are named p"))
  }

  @Test func completeSeparationIsNamed() throws {
    let classes = ["low", "low", "low", "low", "mid", "mid", "mid", "mid", "up", "up", "up", "up"]
    let model = try MultinomialRegression().fit(x, classes, names: names)
    #expect(!model.converged)
    let separation = try #require(model.separation)
    #expect(separation.extent == .complete && separation.classes == ["low", "mid", "up"])
    #expect(separation.terms.contains("dose"))
    #expect(model.warnings[0].contains("separate the classes low, mid, up completely"))
    #expect(model.coefficients.flatMap(\.coefficients).allSatisfy { $0.standardError == nil })
    #expect(model.deviance < 0.01 && model.covariance == nil)
    guard case .noMinimum = model.termination else {
      Issue.record("ended as \(model.termination)")
      return
    }
    #expect(throws: RegressionError.self) { try model.predictor.probabilities(x, level: 0.9) }
    let ridge = try MultinomialRegression(ridge: 0.01).fit(x, classes, names: names)
    #expect(ridge.converged && ridge.separation == nil)
  }

  /// One class lies apart from two that overlap: what tells these apart is estimated as without it.
  @Test func oneClassApartLeavesTheOthersRight() throws {
    let classes = ["b", "c", "b", "c", "c", "b", "c", "c", "a", "a", "a", "a"]
    let model = try MultinomialRegression(referenceClass: "b").fit(
      x.selecting(columns: [0]), classes, names: ["dose"])
    let separation = try #require(model.separation)
    #expect(separation == MultinomialModel.Separation(terms: ["dose"], classes: ["a"], extent: .classes))
    #expect(model.warnings[0].contains("dose separates a from all other classes"))
    #expect(model["a"]!.coefficients.allSatisfy { $0.standardError == nil })
    let rows = Array(0..<8)
    let alone = try MultinomialRegression().fit(
      x.selecting(columns: [0]).selecting(rows: rows), rows.map { classes[$0] }, names: ["dose"])
    #expect(correctDigits(model["c"]?["dose"]?.estimate, alone["c"]!["dose"]!.estimate!) >= 5)
    #expect(correctDigits(model["c"]?["dose"]?.standardError, alone["c"]!["dose"]!.standardError!) >= 5)
  }

  /// A group in which one class never occurs.
  @Test func classesRuledOutInSomeRowsAreNamed() throws {
    let treated: Vector<Double> = [0, 0, 1, 0, 1, 1, 1, 1, 0, 1, 0, 0]
    let classes = mixed.indices.map { treated[$0] == 1 && mixed[$0] == "b" ? "c" : mixed[$0] }
    let model = try MultinomialRegression().fit(
      Matrix(columns: [x.column(0), treated]), classes, names: ["dose", "treated"])
    #expect(
      model.separation == MultinomialModel.Separation(terms: ["treated"], classes: ["b"], extent: .rows))
    #expect(model["b"]?["treated"]?.standardError == nil && model["b"]?["(Intercept)"]?.standardError != nil)
    #expect(model["c"]?["treated"]?.standardError != nil && model["b"]?["dose"]?.standardError != nil)
    #expect(model.warnings[0].contains("treated rules out b in some rows"))
  }

  @Test func moreIterationsAreAskedFor() throws {
    let model = try MultinomialRegression(maximumIterations: 1).fit(x, mixed)
    #expect(!model.converged && model.warnings[0].contains("has not converged"))
  }
}
