import Descent
import Testing

/// Cross-validation of formulas.
@Suite struct CrossValidatorFormulaTests {
  private static func table(
    _ y: Vector<Double> = [1, 3, 2, 5, 4, 6, 8, 7, 9], k: [String] = ["a", "b", "a", "b", "a", "b", "a", "b", "a"],
    m: [String] = ["u", "u", "v", "v", "u", "u", "v", "v", "u"]
  ) throws -> DataTable {
    try DataTable([
      "y": .numbers(y), "x": .numbers([1, 2, 3, 5, 4, 7, 6, 8, 9]), "k": .text(TextColumn(k)),
      "m": .text(TextColumn(m)),
      "w": .numbers([1, 2, 1, 1, 3, 1, 1, 2, 1]),
    ])
  }

  private let validator = CrossValidator(KFold(folds: 3, shuffles: false), metric: .rmse, aggregation: .pooled)

  @Sendable private static func linear(_ frame: ModelFrame) throws -> CrossValidator.Predictor {
    let model = try LinearRegression().fit(frame)
    return { try model.predict($0) }
  }

  /// Each fold by hand, from the table without its rows.
  @Test func everyFoldIsTheFormulaWithoutItsRows() throws {
    let table = try Self.table()
    let judged = try validator.score(Formula("y ~ log(x) + k"), table, fit: Self.linear)
    let frame = try ModelFrame(Formula("y ~ log(x) + k"), table)
    var expected: [Double] = []
    for fold in 0..<3 {
      let test = Array(fold * 3..<fold * 3 + 3)
      let train = (0..<9).filter { !test.contains($0) }
      let model = try LinearRegression().fit(
        frame.x.selecting(rows: train), Vector(train.map { frame.y![$0] }), names: frame.columnNames)
      expected += try model.predict(frame.x.selecting(rows: test))
    }
    for (found, value) in zip(judged.predictions(rowCount: 9), expected) {
      #expect(correctDigits(found, value) > 13)
    }
  }

  @Test func rowsWithMissingCellsAreInNoFold() throws {
    var y: Vector<Double> = [1, 3, 2, 5, 4, 6, 8, 7, 9]
    y[4] = .nan
    let judged = try validator.score(Formula("y ~ x"), Self.table(y), fit: Self.linear)
    #expect(judged.folds.map(\.test.count).reduce(0, +) == 8)
  }

  /// Weights are split as the rows are, and powers stay the solver's.
  @Test func aFrameOfSomeRows() throws {
    let frame = try ModelFrame(Formula("y ~ I(x^2) + k"), Self.table(), extraColumns: ["w"])
    let part = frame.selecting(rows: [7, 2, 4])
    #expect(part.extraColumns["w"] == [2, 1, 3])
    #expect(part.y == [7, 2, 4] && part.keptRows == [7, 2, 4])
    #expect(part.x.column(0) == [64, 9, 16] && part.columnNames == frame.columnNames)
    #expect(try LinearRegression().fit(part).rowNumbers == [8, 3, 5])
  }

  @Test func missingLevelsAreNamed() throws {
    let table = try Self.table(k: ["a", "a", "a", "c", "b", "b", "a", "b", "b"])
    #expect(throws: RegressionError.missingLevel(level: "c", factor: "k", fold: 1)) {
      try validator.score(Formula("y ~ x + k"), table, fit: Self.linear)
    }
    #expect(throws: Never.self) { try validator.score(Formula("y ~ x"), table, fit: Self.linear) }
  }

  /// The reference level too, which has no column that would be 0 throughout; and factors of numbers.
  @Test func aReferenceAndANumberAreLevels() throws {
    let table = try Self.table(k: ["a", "a", "b", "c", "b", "c", "b", "c", "b"])
    #expect(throws: RegressionError.missingLevel(level: "a", factor: "k", fold: 0)) {
      try validator.score(Formula("y ~ k - 1"), table, fit: Self.linear)
    }
    #expect(throws: RegressionError.missingLevel(level: "3", factor: "w", fold: 1)) {
      try validator.score(Formula("y ~ factor(w):x"), Self.table(), fit: Self.linear)
    }
  }

  /// Both levels are in every part, but not together.
  @Test func combinationsOfLevelsAreNeededByInteractions() throws {
    let table = try Self.table(
      k: ["a", "b", "a", "b", "a", "b", "a", "b", "a"], m: ["u", "u", "v", "u", "u", "u", "v", "v", "u"])
    #expect(throws: RegressionError.missingLevel(level: "b:v", factor: "k:m", fold: 2)) {
      try validator.score(Formula("y ~ k * m"), table, fit: Self.linear)
    }
    #expect(throws: Never.self) { try validator.score(Formula("y ~ k + m"), table, fit: Self.linear) }
  }

  /// Three of the rows to fit to have c in one fold, but the first few need not.
  @Test func aLearningCurveHasNoScoreWithoutALevel() throws {
    let (x, y) = (Matrix(columns: [[1.0, 2, 3, 4, 5, 6, 7, 8, 9]]), Vector([1.0, 3, 2, 5, 4, 6, 8, 7, 9]))
    let required = validator.requiringLevels(of: ["a", "a", "c", "a", "a", "c", "a", "a", "c"], named: "k")
    let points = try required.learningCurve(x, y, trainCounts: [1, 6]) { x, _ in { Vector.zeros($0.rowCount) } }
    #expect(points[0].testScore == nil && points[1].testScore != nil)
    #expect(points[0].failure?.contains(" of k, so that nothing can be learned of it") == true)
  }

  @Test func aFormulaWithoutAResponseIsRefused() throws {
    let error = #expect(throws: FormulaError.self) {
      try validator.score(Formula("~ x"), Self.table(), fit: Self.linear)
    }
    #expect(error?.kind == .response)
  }
}
