import Descent
import Foundation
import Testing

@Suite struct PenalizedGeneralizedLinearFoldTests {
  typealias Regression = PenalizedGeneralizedLinearRegression

  static let x = PenalizedGeneralizedLinearReferenceTests.x
  static let classes = PenalizedGeneralizedLinearReferenceTests.classes
  static let counts = PenalizedGeneralizedLinearReferenceTests.counts

  private static func deviance(_ y: Double, _ mean: Double, _ family: GeneralizedLinearRegression.Family) -> Double {
    if family == .binomial { return -2 * log(y == 1 ? mean : 1 - mean) }
    return 2 * ((y == 0 ? 0 : y * log(y / mean)) - (y - mean))
  }

  /// Fits to copies of the rows of each fold.
  @Test(arguments: [GeneralizedLinearRegression.Family.binomial, .poisson])
  func errorsAreThoseOfRefits(_ family: GeneralizedLinearRegression.Family) throws {
    let y = family == .binomial ? Self.classes : Self.counts
    let (w, offset) = (
      PenalizedGeneralizedLinearReferenceTests.weights, PenalizedGeneralizedLinearReferenceTests.offset
    )
    let folds = KFold(folds: 4, seed: 3)
    let regression = Regression(family: family, l1Ratio: 0.7, lambdas: .automatic(count: 6, ratio: 0.05))
    let judged = try regression.crossValidate(Self.x, y, offset: offset, weights: .analytic(w), folds: folds)
    var refit = regression
    refit.lambdas = .values(judged.path.lambdas)
    var (errors, sizes) = ([[Double]](), [Double]())
    for split in try folds.splits(rowCount: 30) {
      func part(_ values: Vector<Double>, _ rows: [Int]) -> Vector<Double> { Vector(rows.map { values[$0] }) }
      let path = try refit.fit(
        Self.x.selecting(rows: split.train), part(y, split.train), offset: part(offset, split.train),
        weights: .analytic(part(w, split.train)))
      let left = part(w, split.test)
      sizes.append(left.sum())
      errors.append(
        try (0..<6).map { l in
          let means = try path[l].predict(Self.x.selecting(rows: split.test), offset: part(offset, split.test))
          return zip(zip(part(y, split.test), means), left).reduce(0) {
            $0 + $1.1 * Self.deviance($1.0.0, $1.0.1, family)
          } / left.sum()
        })
    }
    let total = sizes.reduce(0, +)
    for l in 0..<6 {
      let mean = (0..<4).reduce(0) { $0 + sizes[$1] * errors[$1][l] } / total
      let variance = (0..<4).reduce(0) { $0 + sizes[$1] * pow(errors[$1][l] - mean, 2) } / total / 3
      #expect(abs(judged.meanErrors[l] / mean - 1) < 1e-7)
      #expect(abs(judged.standardErrors[l] - variance.squareRoot()) < 1e-7 * mean)
    }
    #expect(judged.bestIndex == judged.meanErrors.indices.min { judged.meanErrors[$0] < judged.meanErrors[$1] })
    let bound = judged.meanErrors[judged.bestIndex] + judged.standardErrors[judged.bestIndex]
    #expect(judged.oneStandardErrorIndex == judged.meanErrors.firstIndex { $0 <= bound })
  }

  @Test func otherMetrics() throws {
    let folds = KFold(folds: 3, seed: 2)
    let regression = Regression(family: .binomial, lambdas: .automatic(count: 8, ratio: 0.02))
    let accuracy = try regression.crossValidate(
      Self.x, Self.classes, metric: .accuracy(threshold: 0.5), folds: folds)
    #expect(accuracy.bestIndex == accuracy.meanErrors.indices.max { accuracy.meanErrors[$0] < accuracy.meanErrors[$1] })
    let bound = accuracy.meanErrors[accuracy.bestIndex] - accuracy.standardErrors[accuracy.bestIndex]
    #expect(accuracy.oneStandardErrorIndex == accuracy.meanErrors.firstIndex { $0 >= bound })
    #expect(accuracy.oneStandardErrorIndex <= accuracy.bestIndex)
    let auc = try regression.crossValidate(Self.x, Self.classes, metric: .auc, folds: folds)
    var refit = regression
    refit.lambdas = .values(auc.path.lambdas)
    let areas = try folds.splits(rowCount: 30).map { split in
      let path = try refit.fit(Self.x.selecting(rows: split.train), Vector(split.train.map { Self.classes[$0] }))
      let means = try path[4].predict(Self.x.selecting(rows: split.test))
      return try Metric.auc(Vector(split.test.map { Self.classes[$0] }), means)
    }
    #expect(abs(auc.meanErrors[4] - areas.reduce(0, +) / 3) < 1e-14 && auc.meanErrors[auc.bestIndex] > 0.8)
    // Of successes out of trials proportions are judged.
    let trials = Vector(repeating: 2.0, count: 30)
    let brier = try regression.crossValidate(
      Self.x, .successes(Self.classes, trials: trials), terms: ModelTerms(columns: (1...5).map { "x\($0)" }),
      metric: .mse, folds: folds)
    #expect(brier.meanErrors.allSatisfy { $0 > 0 && $0 < 0.25 })
  }

  // MARK: What data and settings can be wrong about

  private func expectInvalid(_ text: String, _ regression: Regression, _ y: Vector<Double>? = nil) {
    #expect {
      _ = try regression.fit(Self.x, y ?? Self.classes)
    } throws: {
      guard case .invalidConfiguration(let message) = $0 as? RegressionError else { return false }
      return message.contains(text)
    }
  }

  @Test func settings() {
    expectInvalid("from 0 on, not -1", Regression(family: .binomial, lambdas: .values([-1])))
    expectInvalid("from 0 on", Regression(family: .binomial, lambdas: .values([.nan])))
    for ratio in [-0.1, 1.1, Double.nan] {
      expectInvalid("not be \(ratio)", Regression(family: .binomial, l1Ratio: ratio))
    }
    expectInvalid("no link inverse", Regression(family: .binomial, link: .inverse))
    expectInvalid("needs a θ", Regression(family: .negativeBinomial(theta: nil)))
    expectInvalid("above 0, not -1", Regression(family: .negativeBinomial(theta: -1)))
    expectInvalid("tolerance", Regression(family: .binomial, tolerance: 1e-11))
    expectInvalid("at least 1, not 0", Regression(family: .binomial, maximumIterations: 0))
  }

  @Test func responses() {
    var y = Self.classes
    y[4] = 2
    #expect(
      throws: RegressionError.responseOutOfRange(
        target: "y", row: 4, value: 2, allowed: "between 0 and 1 for the binomial family")
    ) { try Regression(family: .binomial).fit(Self.x, y) }
    y[4] = -1
    #expect(
      throws: RegressionError.responseOutOfRange(
        target: "y", row: 4, value: -1, allowed: "0 or more for the poisson family")
    ) { try Regression(family: .poisson).fit(Self.x, y) }
    y[4] = .nan
    #expect {
      try Regression(family: .binomial).fit(Self.x, y)
    } throws: {
      guard case .nonFinite("y", 4, _, 1) = $0 as? RegressionError else { return false }
      return true
    }
    #expect(throws: RegressionError.noRows) { try Regression(family: .binomial).fit(.zeros(0, 2), []) }
    #expect(throws: RegressionError.noTerms) { try Regression(family: .binomial).fit(.zeros(2, 0), [0, 1]) }
    #expect(throws: RegressionError.noValidStart(family: "gamma", link: "inverse")) {
      try Regression(family: .gamma, hasIntercept: false).fit(Self.x, Self.counts.adding(constant: 1))
    }
  }

  @Test func oneClassOnly() {
    let all = Vector(repeating: 1.0, count: 30)
    for y in [all, all.scaled(by: 0)] {
      #expect(throws: RegressionError.noNullModel(target: "y", mean: y[0], family: "binomial")) {
        try Regression(family: .binomial).fit(Self.x, y)
      }
    }
    #expect(throws: RegressionError.noNullModel(target: "y", mean: 0, family: "poisson")) {
      try Regression(family: .poisson).fit(Self.x, all.scaled(by: 0))
    }
    #expect("\(RegressionError.noNullModel(target: "y", mean: 1, family: "binomial"))".contains("both classes"))
    // All rows of class 1 in the second half.
    let halves = Vector((0..<30).map { $0 < 15 ? 0.0 : 1 })
    #expect {
      try Regression(family: .binomial).crossValidate(
        Self.x, halves, folds: KFold(folds: 2, shuffles: false))
    } throws: {
      guard case .foldFailed(0, let reason) = $0 as? RegressionError else { return false }
      return reason.contains("both classes")
    }
  }

  @Test func moreFoldsThanRows() {
    #expect(throws: RegressionError.tooManyFolds(folds: 31, rows: 30)) {
      try Regression(family: .binomial).crossValidate(Self.x, Self.classes, folds: KFold(folds: 31))
    }
  }

  @Test func aMetricThatDoesNotExistInAFold() {
    #expect {
      try Regression(family: .binomial).crossValidate(
        Self.x, Self.classes, metric: .auc, folds: KFold(folds: 30))
    } throws: {
      guard case .foldFailed(0, let reason) = $0 as? RegressionError else { return false }
      return reason.contains("auc")
    }
  }

  @Test func columnsOfATable() throws {
    var text = "a,b,c,d,e,y,exposure\n"
    for i in 0..<30 {
      let numbers = Array(Self.x.row(i)) + [Self.counts[i], PenalizedGeneralizedLinearReferenceTests.offset[i]]
      text += numbers.map { "\($0)" }.joined(separator: ",") + "\n"
    }
    let path = FileManager.default.temporaryDirectory.appendingPathComponent("penalized-\(UUID()).csv").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    try Data(text.utf8).write(to: URL(fileURLWithPath: path))
    let table = try CSVFile(path).read()
    let regression = Regression(family: .poisson, lambdas: .values([0.1]))
    let model = try regression.fit(table, target: "y", offset: "exposure")[0]
    let same = try regression.fit(
      Self.x, Self.counts, offset: PenalizedGeneralizedLinearReferenceTests.offset, names: ["a", "b", "c", "d", "e"])[0]
    #expect(model == same && model["a"] == same.slopes[0])
    #expect(try model.predict(table) == same.predict(Self.x))
    let judged = try regression.crossValidate(table, target: "y", offset: "exposure", folds: KFold(folds: 3))
    #expect(judged.best == same)
  }

  @Test func programmersMistakesTrap() async {
    await #expect(processExitsWith: .failure) {
      _ = try PenalizedGeneralizedLinearRegression(family: .binomial).fit(
        PenalizedGeneralizedLinearFoldTests.x, [1, 0])
    }
    await #expect(processExitsWith: .failure) {
      _ = try PenalizedGeneralizedLinearRegression(family: .binomial).fit(
        PenalizedGeneralizedLinearFoldTests.x, PenalizedGeneralizedLinearFoldTests.classes)[100]
    }
  }
}
