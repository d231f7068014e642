import Descent
import Foundation
import Testing

/// What data and settings can be wrong about.
@Suite struct PenalizedInputTests {
  static let x = ElasticNetTests.small
  static let y = ElasticNetTests.smallTarget

  @Test func numbersThatAreNone() throws {
    for value in [Double.nan, .infinity, -.infinity] {
      var x = Self.x
      x[3, 1] = value
      x[5, 1] = .nan
      #expect {
        try Lasso().fit(x, Self.y, names: ["a", "b", "c"])
      } throws: {
        guard case .nonFinite("b", 3, let found, 2) = $0 as? RegressionError else { return false }
        return found == value || found.isNaN && value.isNaN
      }
      var y = Self.y
      y[2] = value
      #expect {
        try RidgeRegression().fit(Self.x, y, target: "mpg")
      } throws: {
        guard case .nonFinite("mpg", 2, _, 1) = $0 as? RegressionError else { return false }
        return true
      }
    }
  }

  @Test func numbersNearTheLargest() throws {
    let huge = Self.x.scaled(by: 0x1p1021 / 8)
    let path = try Lasso(lambdas: .values([0.1])).fit(huge, Self.y)
    let same = try Lasso(lambdas: .values([0.1])).fit(Self.x, Self.y)
    for j in 0..<3 { #expect(path[0].slopes[j] == same[0].slopes[j] * (8 * 0x1p-1021)) }
    #expect(throws: RegressionError.powerTooLarge(column: "x", row: 0)) {
      try PenalizedData(
        [[1e200], [1]], [1, 2], terms: ModelTerms(columns: ["x"], degrees: ["x": 2]))
    }
  }

  @Test func emptyData() {
    #expect(throws: RegressionError.noRows) { try Lasso().fit(.zeros(0, 3), []) }
    #expect(throws: RegressionError.noTerms) { try Lasso().fit(.zeros(3, 0), [1, 2, 3]) }
  }

  @Test func weights() {
    #expect(throws: RegressionError.invalidWeight(row: 1, value: -1)) {
      try Lasso().fit(Self.x, Self.y, weights: .analytic([1, -1, 1, 1, 1, 1]))
    }
    #expect(throws: RegressionError.noPositiveWeight) {
      try RidgeRegression().fit(Self.x, Self.y, weights: .frequency(.zeros(6)))
    }
  }

  private func expectInvalid(_ text: String, _ body: () throws -> Void) {
    #expect {
      try body()
    } throws: {
      guard case .invalidConfiguration(let message) = $0 as? RegressionError else { return false }
      return message.contains(text)
    }
  }

  @Test func settings() {
    for lambda in [-1, Double.nan, .infinity] {
      expectInvalid("from 0 on, not \(lambda)") { _ = try Lasso(lambdas: .values([1, lambda])).fit(Self.x, Self.y) }
      expectInvalid("from 0 on") { _ = try RidgeRegression(lambdas: .values([lambda])).fit(Self.x, Self.y) }
    }
    expectInvalid("no λ") { _ = try Lasso(lambdas: .values([])).fit(Self.x, Self.y) }
    expectInvalid("not 0") { _ = try Lasso(lambdas: .automatic(count: 0)).fit(Self.x, Self.y) }
    for ratio in [0, 1, -0.5, Double.nan] {
      expectInvalid("ratio") { _ = try Lasso(lambdas: .automatic(ratio: ratio)).fit(Self.x, Self.y) }
    }
    for ratio in [-0.1, 1.1, Double.nan] {
      expectInvalid("not be \(ratio)") { _ = try ElasticNet(l1Ratio: ratio).fit(Self.x, Self.y) }
    }
    expectInvalid("tolerance") { _ = try Lasso(tolerance: 0).fit(Self.x, Self.y) }
    expectInvalid("sweep") { _ = try Lasso(maximumSweeps: 0).fit(Self.x, Self.y) }
    expectInvalid("2 folds") { _ = try Lasso().crossValidate(Self.x, Self.y, folds: KFold(folds: 1)) }
  }

  @Test func moreFoldsThanRows() {
    #expect(throws: RegressionError.tooManyFolds(folds: 7, rows: 6)) {
      try Lasso().crossValidate(Self.x, Self.y, folds: KFold(folds: 7))
    }
    // Rows without weight are none.
    #expect(throws: RegressionError.tooManyFolds(folds: 6, rows: 5)) {
      try Lasso().crossValidate(Self.x, Self.y, weights: .analytic([0, 1, 1, 1, 1, 1]), folds: KFold(folds: 6))
    }
    #expect("\(RegressionError.tooManyFolds(folds: 7, rows: 6))".contains("7 folds cannot be made of 6 rows"))
  }

  @Test func programmersMistakesTrap() async {
    await #expect(processExitsWith: .failure) { _ = try Lasso().fit(PenalizedInputTests.x, [1, 2]) }
    await #expect(processExitsWith: .failure) {
      _ = try Lasso().fit(PenalizedInputTests.x, PenalizedInputTests.y)[100]
    }
    await #expect(processExitsWith: .failure) {
      _ = try RidgeRegression().fit(PenalizedInputTests.x, PenalizedInputTests.y)[lambda: -1]
    }
  }
}
