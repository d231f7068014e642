import Descent
import Foundation
import Testing

/// What can be wrong with streams, each with its message.
@Suite struct StreamErrorTests {
  static let data = StreamTests.random(20, 2, seed: 1)

  /// The message of the error, and that the stream is as it was before.
  static func message(_ stream: inout LinearRegression.Stream, _ body: (inout LinearRegression.Stream) throws -> Void)
    throws -> String
  {
    let before = try StreamTests.record(stream)
    var message = ""
    do { try body(&stream) } catch { message = "\(error)" }
    #expect(try StreamTests.record(stream) == before)
    return message
  }

  @Test func aBlockOfOtherColumns() throws {
    var stream = try Self.data.stream()
    let message = try Self.message(&stream) { try $0.update(with: [1, 2, 3], y: 4) }
    #expect(message.hasPrefix("The block behind row 20 has 3 columns, the stream has 2: give each block"))
  }

  @Test(arguments: [Double.nan, .infinity])
  func aValueThatIsNoNumber(_ value: Double) throws {
    var stream = try Self.data.stream()
    let x = Matrix<Double>(rows: [[1, 2], [3, value], [4, value]])
    let inX = try Self.message(&stream) { try $0.update(with: x, y: [1, 2, 3]) }
    #expect(inX == "x2 has 2 non-finite values, the first in row 22: \(value). Remove or replace such rows")
    let inY = try Self.message(&stream) { try $0.update(with: [1, 2], y: value) }
    #expect(inY == "y has 1 non-finite value, the first in row 21: \(value). Remove or replace such rows")
    var pass = try stream.beginRefinement()
    #expect(throws: RegressionError.self) { try pass.refine(with: x, y: [1, 2, 3]) }
  }

  @Test(arguments: [-1.0, .nan, .infinity])
  func weightsThatAreNone(_ weight: Double) throws {
    var stream = try LinearRegression().stream(terms: Self.data.terms)
    try stream.update(with: [[1, 2], [3, 4]], y: [1, 2], weights: .analytic([1, 0]))
    let message = try Self.message(&stream) {
      try $0.update(with: [[1, 2], [3, 4]], y: [1, 2], weights: .analytic([1, weight]))
    }
    #expect(message.hasPrefix("The weight of row 4 is \(weight)"))
  }

  @Test func weightsOfAnotherKind() throws {
    var stream = try Self.data.stream()
    let message = try Self.message(&stream) {
      try $0.update(with: [[1, 2]], y: [1], weights: .frequency([1]))
    }
    #expect(
      message == "The block behind row 20 has frequency weights, the rows before it no weights: give all rows the same "
        + "kind, a row without a weight the weight 1")
  }

  @Test func streamsThatDoNotBelongTogether() throws {
    var stream = try Self.data.stream()
    let others: [(LinearRegression.Stream, String)] = [
      (try LinearRegression().stream(columns: ["x1", "z"]), "one has the terms x1, x2, the other x1, z"),
      (try LinearRegression().stream(columns: ["x1", "x2"], target: "z"), "one explains y, the other z"),
      (
        try LinearRegression().stream(columns: ["x1", "x2"], keeps: .triangle),
        "one keeps moments, the other a triangle"
      ),
      (try LinearRegression(ridge: 1).stream(columns: ["x1", "x2"]), "their settings differ"),
      (try LinearRegression(hasIntercept: false).stream(columns: ["x1", "x2"]), "their settings differ"),
    ]
    for (other, reason) in others {
      let message = try Self.message(&stream) { try $0.merge(other) }
      #expect(
        message == "The streams cannot be merged: \(reason). Merge streams that were begun in the same way")
    }
    var weighted = try LinearRegression().stream(columns: ["x1", "x2"])
    try weighted.update(with: [[1, 2]], y: [1], weights: .frequency([1]))
    #expect(
      try Self.message(&stream) { try $0.merge(weighted) }.contains(
        "the rows of one have no weights, those of the other frequency weights"))
    // A stream without rows has no kind yet.
    try stream.merge(LinearRegression().stream(columns: ["x1", "x2"]))
    #expect(stream.rowCount == 20)
  }

  @Test func tooFewRows() throws {
    var stream = try LinearRegression().stream(terms: Self.data.terms)
    #expect(throws: RegressionError.tooFewRows(rows: 0, coefficients: 3)) { try stream.model() }
    try stream.update(with: [1, 2], y: 3)
    try stream.update(with: [2, 5], y: 3)
    #expect(throws: RegressionError.tooFewRows(rows: 2, coefficients: 3)) { try stream.model() }
    #expect(throws: RegressionError.tooFewRows(rows: 2, coefficients: 3)) { try stream.beginRefinement() }
    // With as many rows as coefficients there are no standard errors.
    try stream.update(with: [1, 7], y: 1)
    #expect(try stream.model().coefficients.allSatisfy { $0.estimate != nil && $0.standardError == nil })
    // A ridge needs one row.
    var ridge = try LinearRegression(ridge: 1).stream(terms: Self.data.terms)
    #expect(throws: RegressionError.tooFewRows(rows: 0, coefficients: 3)) { try ridge.model() }
    try ridge.update(with: [1, 2], y: 3)
    #expect(try ridge.model().rank == 3)
    // Rows of weight 0 are no rows.
    var weighted = try LinearRegression().stream(terms: Self.data.terms)
    try weighted.update(with: Self.data.x, y: Self.data.y, weights: .analytic(.zeros(20)))
    #expect(throws: RegressionError.tooFewWeightedRows(rows: 0, of: 20, coefficients: 3)) { try weighted.model() }
  }

  @Test func settingsThatNeedAllRows() {
    for regression in [LinearRegression(method: .qr), .init(method: .cholesky), .init(minimumNorm: true)] {
      #expect { try regression.stream(columns: ["x"]) } throws: { "\($0)".contains("needs all rows at once") }
    }
    #expect { try LinearRegression(ridge: -1).stream(columns: ["x"]) } throws: { "\($0)".contains("from 0 on, not -1") }
    #expect(throws: RegressionError.noTerms) { try LinearRegression(hasIntercept: false).stream(columns: []) }
    #expect {
      try LinearRegression().stream(terms: ModelTerms(columns: ["x"], degrees: ["x": 300]))
    } throws: { "\($0)".contains("The power of x^257 is too large") }
  }

  @Test func aSecondPassOverOtherRows() throws {
    let stream = try Self.data.stream()
    var pass = try stream.beginRefinement()
    let (x, y) = Self.data.rows(0..<19)
    try pass.refine(with: x, y: y)
    #expect(throws: RegressionError.incompletePass(rows: 19, expected: 20)) { try pass.model() }
    let other = try StreamTests.random(20, 2, seed: 2).stream().beginRefinement()
    #expect { try pass.merge(other) } throws: { "\($0)".contains("they began at different coefficients") }
    #expect(pass.rowCount == 19)
  }

  @Test func filesThatAreNone() throws {
    let path = NSTemporaryDirectory() + "stream-\(UUID().uuidString).json"
    defer { try? FileManager.default.removeItem(atPath: path) }
    func message(_ text: String?) throws -> String {
      if let text { try Data(text.utf8).write(to: URL(fileURLWithPath: path)) }
      do {
        _ = try LinearRegression.Stream(contentsOf: path)
        return ""
      } catch { return "\(error)".replacingOccurrences(of: path, with: "shard.json") }
    }
    #expect(try message(nil) == "shard.json cannot be read: no such file; check the name and the folder")
    let good = try StreamTests.record(Self.data.stream())
    #expect(try message(good) == "")
    #expect(
      try message(good.replacingOccurrences(of: "\"descentStream\":1", with: "\"descentStream\":3"))
        == "shard.json: The stream was written by a later version (format 3, here 2): update Descent, or read the data "
        + "again")
    #expect(try message(String(good.dropLast(20))).hasPrefix("shard.json is no stream of a linear model, or not all"))
    #expect(try message("{}").contains("it lacks descentStream"))
    // A triangle is another format, so that no earlier version takes it for moments.
    let triangle = try StreamTests.record(Self.data.stream(keeps: .triangle))
    #expect(triangle.contains("\"descentStream\":2") && triangle.contains("\"form\":\"triangle\""))
    #expect(try message(triangle) == "")
    let mixed = triangle.replacingOccurrences(of: "\"descentStream\":2", with: "\"descentStream\":1")
    #expect(try message(mixed).contains("do not belong to its terms: the file is damaged"))
    let shorter = good.replacingOccurrences(of: "\"high\":[", with: "\"high\":[1,")
    #expect(try message(shorter).contains("do not belong to its terms: the file is damaged"))
  }
}
