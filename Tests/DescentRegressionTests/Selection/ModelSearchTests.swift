import Descent
import Foundation
import Testing

@Suite struct ModelSearchTests {
  @Test func theTableIsSortedAndTheBestRefitted() throws {
    let (x, y) = Modelled.data(rows: 40, columns: 10, seed: 1)
    let ridges = [10, 0.1, 0.1, 0, 3]
    let validator = CrossValidator(KFold(folds: 5), metric: .rmse)
    let found = try ModelSearch(validator, candidates: ridges).run(x, y, fit: Modelled.ridge)
    let scores = found.table.map { $0.score! }
    #expect(scores == scores.sorted())
    #expect(found.table.map { ridges[$0.index] } == found.table.map(\.candidate))
    // Of equal candidates the earlier comes first.
    #expect(found.table.firstIndex { $0.index == 1 }! + 1 == found.table.firstIndex { $0.index == 2 }!)
    for row in found.table {
      let judged = try validator.score(x, y) { x, y in try Modelled.ridge(row.candidate, x, y) }
      #expect(row.validation == judged)
    }
    #expect(try found.predict(x) == LinearRegression(ridge: found.best).fit(x, y).predict(x))
    var upward = validator
    upward.metric = .rSquared
    let best = try ModelSearch(upward, candidates: ridges).run(x, y, fit: Modelled.ridge)
    #expect(best.table.map { $0.score! } == best.table.map { $0.score! }.sorted(by: >))
    #expect(best.bestScore == best.table[0].score)
  }

  @Test func failuresStandLastWithTheirReason() throws {
    let (x, y) = Modelled.data(rows: 20, seed: 2)
    let validator = CrossValidator(KFold(folds: 4), metric: .rmse)
    let found = try ModelSearch(validator, candidates: [-1, 0.1, .nan, 0.2]).run(x, y, fit: Modelled.ridge)
    #expect(Set(found.table.prefix(2).map(\.candidate)) == [0.1, 0.2])
    #expect(found.table.suffix(2).map(\.index) == [0, 2])
    #expect(found.table[2].failure == "Fold 1: The ridge must be a number from 0 on, not -1.0")
    #expect(found.table[2].score == nil && found.table[0].failure == nil)
    let error = #expect(throws: RegressionError.self) {
      try ModelSearch(validator, candidates: [-1, -2]).run(x, y, fit: Modelled.ridge)
    }
    #expect(
      error?.description
        == "Each of 2 candidates failed, the first with: Fold 1: The ridge must be a number from 0 on, not -1.0")
    #expect(throws: RegressionError.invalidConfiguration("A search needs at least one candidate, and there is none")) {
      try ModelSearch(validator, candidates: []).run(x, y, fit: Modelled.ridge)
    }
  }

  @Test func weightsOfASearch() throws {
    let (x, y) = Modelled.data(rows: 30, seed: 3)
    let weights = Vector((0..<30).map { Double($0 % 4 + 1) })
    let validator = CrossValidator(KFold(folds: 3), metric: .mae)
    let found = try ModelSearch(validator, candidates: [0.5]).run(x, y, weights: weights) { ridge, x, y, weights in
      let model = try LinearRegression(ridge: ridge).fit(x, y, weights: .analytic(weights))
      return { try model.predict($0) }
    }
    let judged = try validator.score(x, y, weights: weights) { x, y, weights in
      let model = try LinearRegression(ridge: 0.5).fit(x, y, weights: .analytic(weights))
      return { try model.predict($0) }
    }
    #expect(found.bestScore == judged.score)
    #expect(try found.predict(x) == LinearRegression(ridge: 0.5).fit(x, y, weights: .analytic(weights)).predict(x))
  }

  @Test func drawsAreTheSameForASeed() throws {
    let validator = CrossValidator(KFold(folds: 3), metric: .rmse)
    func candidates(_ count: Int, seed: UInt64) -> [String] {
      ModelSearch(validator, count: count, seed: seed) { draw in
        (
          ridge: draw.logUniform(1e-6...1e2), share: draw.uniform(-1...2), power: draw.integer(1...3),
          kind: draw.choice(["a", "b"])
        )
      }.candidates.map { "\($0)" }
    }
    #expect(candidates(30, seed: 4) == candidates(30, seed: 4))
    #expect(Array(candidates(30, seed: 4).prefix(10)) == candidates(10, seed: 4))
    #expect(Set(candidates(30, seed: 4)).isDisjoint(with: candidates(30, seed: 5)))
  }

  @Test(arguments: [1, 2, 3] as [UInt64])
  func distributions(seed: UInt64) {
    var draw = ParameterDraw(seed: seed)
    let count = 4000
    let uniform = (0..<count).map { _ in draw.uniform(-1...3) }
    #expect(uniform.allSatisfy { $0 >= -1 && $0 <= 3 })
    // Six standard errors of a mean and of a share.
    #expect((uniform.reduce(0, +) / Double(count) - 1).magnitude < 6 * 4 / (12.0 * Double(count)).squareRoot())
    let logarithmic = (0..<count).map { _ in draw.logUniform(1e-3...1e3) }
    #expect(logarithmic.allSatisfy { $0 >= 1e-3 && $0 <= 1e3 })
    for power in -2...2 {
      let share = Double(logarithmic.count { $0 < pow(10, Double(power)) }) / Double(count)
      #expect((share - Double(power + 3) / 6).magnitude < 3 / Double(count).squareRoot())
    }
    let integers = (0..<count).map { _ in draw.integer(2...5) }
    #expect(Set(integers) == [2, 3, 4, 5])
    #expect(Set((0..<100).map { _ in draw.choice(["a", "b", "c"]) }) == ["a", "b", "c"])
    #expect(draw.uniform(2...2) == 2 && draw.logUniform(1e300...1e300) == 1e300)
    #expect(draw.uniform(-1e308...1e308).isFinite)
  }

  @Test func gridsHaveAllCombinations() {
    let pairs = ParameterGrid.combinations([1, 2], ["a", "b"])
    #expect(pairs.map { "\($0)\($1)" } == ["1a", "1b", "2a", "2b"])
    let triples = ParameterGrid.combinations([1, 2], ["a", "b"], [true, false])
    #expect(triples.count == 8 && Set(triples.map { "\($0)" }).count == 8)
    #expect(triples[1] == (1, "a", false))
  }
}
