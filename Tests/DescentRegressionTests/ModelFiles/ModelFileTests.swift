import Descent
import Foundation
import Testing

@Suite struct ModelFileTests {
  private let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)

  init() throws { try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true) }

  private func path(_ name: String) -> String { folder.appendingPathComponent(name).path }

  /// 40 rows with a column of text, counts, and one missing cell.
  private func visits() throws -> DataTable {
    var lines = ["visits,age,sex,years"]
    for i in 0..<40 {
      let age = 20 + (i * 37) % 60
      lines.append("\((i * i + age / 9) % 7),\(age),\(["f", "m", "x"][i % 3]),\(1 + i % 4)")
    }
    lines[12] = "3,,f,2"
    let file = path("visits.csv")
    try (lines.joined(separator: "\n") + "\n").write(toFile: file, atomically: true, encoding: .utf8)
    return try CSVFile(file).readData()
  }

  private func reread(_ file: ModelFile) throws -> ModelFile {
    try file.write(to: path("model.json"))
    return try ModelFile(contentsOf: path("model.json"))
  }

  @Test func aGeneralizedLinearModelPredictsWithoutItsData() throws {
    let table = try visits()
    let formula = try Formula("visits ~ age * sex + offset(log(years))")
    let model = try GeneralizedLinearRegression.poisson.fit(formula, table)
    let file = try reread(ModelFile(model, source: "visits.csv", rowsDropped: 1, date: "2026-11-27"))
    guard case .generalizedLinear(let predictor) = file.model else {
      Issue.record("another kind: \(file.model)")
      return
    }
    #expect(predictor == model.predictor)
    #expect(file.columns.map(\.name) == ["age", "sex", "years"])
    #expect(file.columns[1].levels == ["f", "m", "x"])
    #expect(file.origin?.rowCount == 39 && file.origin?.rowsDropped == 1 && file.origin?.date == "2026-11-27")
    #expect(file.origin?.options["family"] == "poisson" && file.origin?.options["link"] == "log")
    let (before, after) = (try model.predictor.predict(table), try predictor.predict(table))
    #expect(before == after)
    #expect(before[11] == nil && before.count { $0 == nil } == 1)
    // The offset counts: means of twice the years are twice as large.
    let linear = try predictor.predict(table, scale: .link)
    let fitted = try #require(linear[0])
    #expect(try (exp(fitted) - #require(before[0])).magnitude < 1e-12 * exp(fitted))
    let sum = before.compactMap(\.self).reduce(0, +)
    // The canonical link with an intercept fits the sum of the counts.
    let counts = (0..<40).filter { $0 != 11 }.reduce(0) { total, i in total + (i * i + (20 + (i * 37) % 60) / 9) % 7 }
    #expect((sum - Double(counts)).magnitude < 1e-9)
  }

  @Test func anOffsetByColumnIsAskedForAgain() throws {
    let table = try CSVFile(visitsOfNumbers()).read()
    let model = try GeneralizedLinearRegression.poisson.fit(table, target: "visits", offset: "years")
    #expect(model.predictor.columns.map(\.name) == ["age", "years"])
    #expect(throws: DataError.self) {
      try model.predictor.predict(DataTable(["age": .numbers([30])]))
    }
    let (x, offset) = (try table.matrix(columns: ["age"]), try table["years"])
    let means = try model.predictor.predict(table)
    #expect(try means == model.predictor.predict(x, offset: offset))
    #expect(try means != model.predictor.predict(x))
  }

  private func visitsOfNumbers() throws -> String {
    let rows = (0..<30).map { "\($0 * $0 % 7),\(20 + $0 * 37 % 60),\(Double($0 % 4) / 4)" }
    let text = (["visits,age,years"] + rows).joined(separator: "\n") + "\n"
    try text.write(toFile: path("numbers.csv"), atomically: true, encoding: .utf8)
    return path("numbers.csv")
  }

  @Test func linearModelsAndPenalizedOnes() throws {
    let table = try CSVFile(visitsOfNumbers()).read()
    let model = try LinearRegression().fit(table, target: "visits")
    let file = try reread(ModelFile(model))
    #expect(file.model == .linear(model.predictor))
    #expect(file.origin?.source == nil && file.origin?.date == nil && file.origin?.options["method"] == "auto")
    let data = try PenalizedData(table, target: "visits")
    let path = try Lasso().fit(data)
    let chosen = try reread(
      ModelFile(.linear(path[3].predictor), origin: .init(rowCount: data.rowCount, options: ["penalty": "lasso"])))
    #expect(chosen.model == .linear(path[3].predictor))
    #expect(chosen.origin?.options == ["penalty": "lasso"])
  }

  @Test func multinomialModels() throws {
    let table = try visits()
    let model = try MultinomialRegression().fit(Formula("sex ~ age + visits"), table)
    let file = try reread(ModelFile(model, source: "visits.csv"))
    guard case .multinomial(let predictor) = file.model else {
      Issue.record("another kind: \(file.model)")
      return
    }
    #expect(predictor == model.predictor && predictor.classes == ["f", "m", "x"])
    #expect(file.columns.map(\.name) == ["age", "visits"])
    let probabilities = try predictor.probabilities(table)
    #expect(try probabilities == model.predictor.probabilities(table))
    #expect(probabilities[11] == nil && probabilities.count { $0 == nil } == 1)
  }

  @Test func robustFitsAndQuantiles() throws {
    let table = try visits()
    let frame = try ModelFrame(Formula("visits ~ poly(age, 2) + sex"), table)
    let y = try #require(frame.y)
    let robust = try RobustRegression().fit(frame.x, y, names: frame.columnNames)
    let file = try reread(ModelFile(robust, design: frame.specification))
    guard case .robust(let predictor) = file.model else {
      Issue.record("another kind: \(file.model)")
      return
    }
    let predictions = try predictor.predict(table)
    let fitted = robust.predict(frame.x)
    for (place, row) in frame.keptRows.enumerated() {
      #expect(try (#require(predictions[row]) - fitted[place]).magnitude < 1e-12)
    }
    #expect(predictions[11] == nil)
    // At a row of the reference level and the mean of the polynomials the interval is that of the coefficients.
    let intervals = try predictor.predict(table, level: 0.9)
    let covariance = try #require(robust.covariance)
    let row = [1] + (0..<frame.x.columnCount).map { frame.x[0, $0] }
    var variance = 0.0
    for i in row.indices { for j in row.indices { variance += row[i] * covariance[i, j] * row[j] } }
    let first = try #require(intervals[0])
    let half = 1.6448536269514722 * variance.squareRoot()
    #expect(try (#require(first.upper) - first.fit - half).magnitude < 1e-10)

    let models = try QuantileRegression().fit(frame.x, y, quantiles: [0.25, 0.75], names: frame.columnNames)
    let quantiles = try reread(ModelFile(models, design: frame.specification))
    guard case .quantiles(let predictors) = quantiles.model else {
      Issue.record("another kind: \(quantiles.model)")
      return
    }
    #expect(predictors.map(\.quantile) == [0.25, 0.75])
    #expect(quantiles.origin?.options["quantile"] == "0.25, 0.75")
    #expect(try (#require(predictors[1].predict(table)[0]) - models[1].predict(frame.x)[0]).magnitude < 1e-12)
  }

  @Test func theSameFitWritesTheSameFile() throws {
    let model = try GeneralizedLinearRegression.poisson.fit(Formula("visits ~ age + sex"), visits())
    try ModelFile(model, date: "2026-11-27").write(to: path("a.json"))
    try ModelFile(model, date: "2026-11-27").write(to: path("b.json"))
    let text = try String(contentsOfFile: path("a.json"), encoding: .utf8)
    #expect(try text == String(contentsOfFile: path("b.json"), encoding: .utf8))
    #expect(text.utf8.count < 5000)
  }

  @Test func filesThatAreNotWholeOrNotOurs() throws {
    let model = try GeneralizedLinearRegression.poisson.fit(Formula("visits ~ age + sex"), visits())
    try ModelFile(model).write(to: path("m.json"))
    let text = try String(contentsOfFile: path("m.json"), encoding: .utf8)
    func error(_ changed: String) throws -> ModelFileError? {
      try changed.write(toFile: path("changed.json"), atomically: true, encoding: .utf8)
      return #expect(throws: ModelFileError.self) { try ModelFile(contentsOf: path("changed.json")) }
    }
    let later = text.replacingOccurrences(of: "\"format\" : 3", with: "\"format\" : 4")
    #expect(try error(later) == .laterVersion(path: path("changed.json"), format: 4))
    let renamed = text.replacingOccurrences(of: "\"name\" : \"age\"\n", with: "\"name\" : \"size\"\n")
    #expect(renamed != text)
    #expect(
      try error(renamed)
        == .damaged(path: path("changed.json"), reason: "its columns are not those of its predictor"))
    guard case .damaged = try error(String(text.dropLast(50))) else {
      Issue.record("half a file is a model")
      return
    }
    guard case .unreadable = #expect(throws: ModelFileError.self, performing: { try ModelFile(contentsOf: path("no")) })
    else {
      Issue.record("no file is a model")
      return
    }
  }

  @Test func filesOfTheFirstFormatAreRead() throws {
    let table = try CSVFile(visitsOfNumbers()).read()
    let predictor = try LinearRegression().fit(table, target: "visits").predictor
    let inner = String(decoding: try JSONEncoder().encode(predictor), as: UTF8.self)
    try "{\"descentModel\": \"linear\", \"predictor\": \(inner)}".write(
      toFile: path("old.json"), atomically: true, encoding: .utf8)
    #expect(try ModelFile(contentsOf: path("old.json")) == ModelFile(.linear(predictor)))
  }
}
