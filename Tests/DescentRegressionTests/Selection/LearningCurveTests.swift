import Descent
import Testing

@Suite struct LearningCurveTests {
  @Test func eachPointIsAFitToSoManyRows() throws {
    let (x, y) = Modelled.data(rows: 60, seed: 1)
    let validator = CrossValidator(KFold(folds: 5), metric: .rmse)
    let points = try validator.learningCurve(x, y, trainCounts: [10, 20, 48]) { x, y in
      #expect([10, 20, 48].contains(x.rowCount) && y.count == x.rowCount)
      return try Modelled.linear(x, y)
    }
    #expect(points.map(\.parameter) == [10, 20, 48])
    // With all rows of the splits there is nothing to choose.
    let judged = try validator.score(x, y, fit: Modelled.linear)
    #expect(points[2].testScore == judged.score)
    #expect(points[2].testStandardError == judged.standardError)
    let split = try KFold(folds: 5).splits(rowCount: 60)
    let own = try split.map { split in
      let model = try LinearRegression().fit(x.selecting(rows: split.train), Vector(split.train.map { y[$0] }))
      return try Metric.rmse(Vector(split.train.map { y[$0] }), model.predict(x.selecting(rows: split.train)))
    }
    #expect((points[2].trainScore! - own.reduce(0, +) / 5).magnitude < 1e-14)
    // Fits know their own rows too well.
    for point in points { #expect(point.trainScore! < point.testScore!) }
    let again = try validator.learningCurve(x, y, trainCounts: [20], fit: Modelled.linear)
    #expect(again[0] == points[1])
    let other = try validator.learningCurve(x, y, trainCounts: [20], seed: 2, fit: Modelled.linear)
    #expect(other[0] != points[1])
  }

  @Test func countsGrowByAFactor() throws {
    let validator = CrossValidator(KFold(folds: 5), metric: .rmse)
    for (rows, smallest) in [(5, 1), (20, 8), (1000, 10), (1000, 900), (30, 100)] {
      let counts = try validator.learningCurveCounts(rowCount: rows, from: smallest)
      let largest = rows - (rows + 4) / 5
      #expect(counts.last == largest && counts.first == min(smallest, largest))
      #expect(counts == Array(Set(counts)).sorted() && counts.count <= 8)
    }
    #expect(
      try validator.learningCurveCounts(rowCount: 1000, from: 10) == [10, 19, 35, 65, 122, 229, 428, 800])
  }

  @Test func seriesInTimeTakeTheLastRows() throws {
    let validator = CrossValidator(TimeSeriesSplit(folds: 1, testCount: 3), metric: .mae)
    let (x, y) = Modelled.data(rows: 12, columns: 1, seed: 2)
    let points = try validator.learningCurve(x, y, trainCounts: [4], shuffles: false) { rows, _ in
      #expect(rows == x[rows: 5..<9])
      return { Vector(repeating: 0, count: $0.rowCount) }
    }
    #expect(points.count == 1 && points[0].testStandardError == nil)
  }

  @Test func tooFewRowsAreAReasonInPlaceOfAScore() throws {
    let (x, y) = Modelled.data(rows: 30, seed: 3)
    let validator = CrossValidator(KFold(folds: 3), metric: .rmse)
    let points = try validator.learningCurve(x, y, trainCounts: [2, 10], fit: Modelled.linear)
    #expect(points[0].testScore == nil && points[0].trainScore == nil)
    #expect(points[0].failure?.hasPrefix("Fold 1: 2 rows cannot determine 4 coefficients") == true)
    #expect(points[1].failure == nil && points[1].testScore != nil)
    for wrong in [0, 21] {
      let error = #expect(throws: RegressionError.self) {
        try validator.learningCurve(x, y, trainCounts: [10, wrong], fit: Modelled.linear)
      }
      #expect(
        error?.description
          == "A learning curve cannot fit to \(wrong) rows: fold 1 has 20. Take counts from 1 to 20")
    }
  }

  @Test func validationCurvesKeepTheOrder() throws {
    let (x, y) = Modelled.data(rows: 30, columns: 8, seed: 4)
    let validator = CrossValidator(KFold(folds: 3), metric: .rmse)
    let ridges = [100, 0.1, 1, -1]
    let points = try ModelSearch(validator, candidates: ridges).validationCurve(x, y, fit: Modelled.ridge)
    #expect(points.map(\.parameter) == ridges)
    for point in points.dropLast() {
      let judged = try validator.score(x, y) { x, y in try Modelled.ridge(point.parameter, x, y) }
      #expect(point.testScore == judged.score)
    }
    // A stronger penalty fits the own rows worse.
    #expect(points[1].trainScore! < points[2].trainScore! && points[2].trainScore! < points[0].trainScore!)
    #expect(points[3].failure == "Fold 1: The ridge must be a number from 0 on, not -1.0")
  }
}
