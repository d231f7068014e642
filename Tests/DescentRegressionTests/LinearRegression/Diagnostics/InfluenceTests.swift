import Descent
import Testing

@Suite struct InfluenceTests {
  @Test(arguments: ["longley", "stackloss"])
  func leveragesAndCookAgainstFiftyDigits(set: String) throws {
    let truth = try Fixtures.reference(set)
    let model = try LinearRegression().fit(
      Fixtures.table(set + ".csv"), target: set == "longley" ? "totemp" : "stackloss")
    let influence = try model.influence()
    #expect(influence.warnings.isEmpty && influence.rowsOfLeverageOne.isEmpty)
    // The references have 16 digits.
    for (found, exact) in zip(influence.leverages, truth.leverage) {
      #expect(correctDigits(found, Double(exact)!) > 14)
    }
    for (found, exact) in zip(influence.cooksDistances, truth.cook) {
      #expect(correctDigits(found, Double(exact)!) > 11)
    }
    #expect(correctDigits(try model.residualTests().durbinWatson, Double(truth.durbinWatson)!) > 12)
  }

  /// Everything about a row against a fit without it.
  @Test(arguments: [false, true])
  func deletedRows(isWeighted: Bool) throws {
    let (x, y) = data(rows: 18, columns: 3, seed: 21)
    let weights = Vector((0..<18).map { 0.5 + Double($0 % 4) })
    let all = try LinearRegression().fit(x, y, weights: isWeighted ? .analytic(weights) : nil)
    let influence = try all.influence()
    let changes = try all.coefficientChanges()
    var press = 0.0
    for i in 0..<18 {
      let rows = (0..<18).filter { $0 != i }
      let rest = try LinearRegression().fit(
        x.selecting(rows: rows), Vector(rows.map { y[$0] }),
        weights: isWeighted ? .analytic(Vector(rows.map { weights[$0] })) : nil)
      let prediction = try rest.predict(x[rows: i..<i + 1])[0]
      let root = isWeighted ? weights[i].squareRoot() : 1
      let deleted = y[i] - prediction
      #expect((influence.deletedResiduals[i]! - deleted).magnitude < 1e-12)
      press += root * root * deleted * deleted
      let sigma = rest.residualStandardError!
      let h = influence.leverages[i]
      let own = root * all.residuals[i] / (sigma * (1 - h).squareRoot())
      #expect((influence.studentizedResiduals[i]! - own).magnitude < 1e-11)
      let shift = all.fittedValues[i] - prediction
      #expect((influence.fittedValueChanges[i]! - root * shift / (sigma * h.squareRoot())).magnitude < 1e-11)
      for j in 0..<4 {
        let difference = all.coefficients[j].estimate! - rest.coefficients[j].estimate!
        let spread = all.coefficients[j].standardError! / all.residualStandardError!
        #expect((changes[i, j] - difference / (sigma * spread)).magnitude < 1e-11)
      }
      let moved = all.fittedValues.subtracting(try rest.predict(x))
      let squares = isWeighted ? moved.dot(moved.multiplyingElements(by: weights)) : moved.dot(moved)
      let cook = squares / (4 * all.residualStandardError! * all.residualStandardError!)
      #expect((influence.cooksDistances[i]! - cook).magnitude < 1e-11)
    }
    #expect((influence.predictionSumOfSquares! / press - 1).magnitude < 1e-12)
    #expect((influence.predictedRSquared! - (1 - press / all.totalSumOfSquares)).magnitude < 1e-12)
  }

  @Test func leverageOneLeavesHoles() throws {
    let x: Matrix<Double> = [[0, 1], [0, 2], [0, 3], [0, 5], [1, 4], [0, 7]]
    let influence = try LinearRegression().fit(x, [1, 3, 2, 5, 4, 6]).influence()
    #expect(influence.rowsOfLeverageOne == [4])
    #expect(influence.cooksDistances.map { $0 == nil } == [false, false, false, false, true, false])
    #expect(influence.studentizedResiduals[4] == nil && influence.deletedResiduals[4] == nil)
    #expect(influence.predictionSumOfSquares == nil && influence.predictedRSquared == nil)
    #expect(influence.warnings.first?.hasPrefix("row 5 has leverage 1") == true)
    #expect(influence.influentialRows().first == 4)
  }

  @Test func droppedColumnsAreLeftOut() throws {
    let (x, y) = data(rows: 12, columns: 2, seed: 8)
    let doubled = Matrix(rows: (0..<12).map { [x[$0, 0], 2 * x[$0, 0], x[$0, 1]] })
    let (a, b) = (try LinearRegression().fit(x, y), try LinearRegression().fit(doubled, y))
    let (first, second) = (try a.influence(), try b.influence())
    for i in 0..<12 { #expect((first.leverages[i] - second.leverages[i]).magnitude < 1e-14) }
    #expect(try b.inference(.hc3).coefficients[2].standardError == nil)
  }
}

@Suite struct ResidualTestsTests {
  /// statsmodels 0.14: `jarque_bera`, `het_breuschpagan`, `durbin_watson`.
  @Test func againstStatsmodels() throws {
    let tests = try LinearRegression().fit(Fixtures.table("stackloss.csv"), target: "stackloss").residualTests()
    #expect(correctDigits(tests.durbinWatson, 1.4851310343413353) > 12)
    #expect(correctDigits(tests.skewness, -0.19283352460129982) > 12)
    #expect(correctDigits(tests.kurtosis, 3.107405155740157) > 12)
    #expect(correctDigits(tests.jarqueBera.statistic, 0.14024057278018187) > 12)
    #expect(correctDigits(tests.jarqueBera.pValue, 0.9322816723642553) > 12)
    let bp = try #require(tests.breuschPagan)
    #expect(correctDigits(bp.statistic, 4.8903677439753075) > 12)
    #expect(correctDigits(bp.pValue, 0.1800032435149015) > 12)
    #expect(bp.degreesOfFreedom == [3])
  }

  @Test func unitsOfTheTargetChangeNothing() throws {
    let (x, y) = data(rows: 40, columns: 2, seed: 31)
    let a = try LinearRegression().fit(x, y).residualTests()
    let b = try LinearRegression().fit(x, y.scaled(by: 0x1p400)).residualTests()
    #expect(a.jarqueBera == b.jarqueBera && a.breuschPagan == b.breuschPagan)
  }
}

@Suite struct AnalysisOfVarianceTests {
  @Test func sequentialSumsAreDifferencesOfFits() throws {
    let table = try Fixtures.table("longley.csv")
    let names = table.columnNames.filter { $0 != "totemp" }
    let whole = try LinearRegression().fit(table, target: "totemp")
    let rows = try whole.sequentialAnalysisOfVariance().rows
    #expect(rows.map(\.name) == names + ["Residuals"])
    var before = whole.totalSumOfSquares
    for (j, row) in rows.dropLast().enumerated() {
      let fit = try LinearRegression().fit(
        table, target: "totemp", terms: ModelTerms(columns: Array(names.prefix(j + 1))))
      #expect((row.sumOfSquares - (before - fit.residualSumOfSquares)).magnitude < 1e-12 * whole.totalSumOfSquares)
      before = fit.residualSumOfSquares
    }
    // R 4.2: anova(lm(totemp ~ ., longley)), F of year.
    #expect(correctDigits(rows[5].fStatistic, 16.1274) > 4.5)
    let sum = rows.reduce(0) { $0 + $1.sumOfSquares }
    #expect((sum / whole.totalSumOfSquares - 1).magnitude < 1e-13)
    let model = try whole.analysisOfVariance().rows
    #expect(correctDigits(model[0].fStatistic, whole.fStatistic!) > 12)
  }

  /// R 4.2: anova(lm(…)).
  @Test(arguments: [
    (
      "log(Freq) ~ Sat + Infl * Type", "housing.csv",
      [
        ("Sat", 2, 1.90979345058261, 3.63990886003955), ("Infl", 2, 6.06262274832472, 11.5548591131531),
        ("Type", 3, 15.5316962746533, 19.73475503832), ("Infl:Type", 6, 0.948686563080928, 0.60270612428538),
      ], 58.0
    ),
    (
      "log(Freq) ~ Sat + Infl * Type - 1", "housing.csv",
      [
        ("Sat", 3, 601.438406127111, 764.194676850978), ("Infl", 2, 6.06262274832472, 11.5548591131531),
        ("Type", 3, 15.5316962746533, 19.73475503832), ("Infl:Type", 6, 0.948686563080928, 0.60270612428538),
      ], 58
    ),
    (
      "stackloss ~ poly(airflow, 3) + watertemp + I(watertemp^2)", "stackloss.csv",
      [
        ("poly(airflow, 3)", 3, 1783.04582483627, 64.0498181653416),
        ("watertemp", 1, 121.240670190217, 13.0654682651927),
        ("I(watertemp^2)", 1, 25.7594935116817, 2.77596490085612),
      ], 15
    ),
  ])
  func `terms of a formula have a row each, as in R`(
    _ formula: String, _ file: String, _ expected: [(String, Double, Double, Double)], _ residual: Double
  ) throws {
    let table = try CSVFile(Fixtures.folder.appendingPathComponent(file).path).readData()
    let rows = try LinearRegression().fit(Formula(formula), table).sequentialAnalysisOfVariance().rows
    #expect(rows.map(\.name) == expected.map(\.0) + ["Residuals"])
    #expect(rows.map(\.degreesOfFreedom) == expected.map(\.1) + [residual])
    for (row, (_, _, sum, f)) in zip(rows, expected) {
      #expect(correctDigits(row.sumOfSquares, sum) > 11 && correctDigits(row.fStatistic, f) > 11, "\(row)")
    }
  }

  /// h is a sum of columns of k, and so is the sum of m's; R 4.2: anova(lm(y ~ k + h + m + x)).
  @Test func `dropped columns take their degrees of freedom along, and terms without any are no rows`() throws {
    let table = try DataTable([
      "y": .numbers([1, 3, 2, 5, 4, 7, 6, 9, 8, 12]), "x": .numbers([3, 1, 4, 1, 5, 9, 2, 6, 5, 3]),
      "k": .text(["a", "a", "b", "b", "c", "c", "a", "b", "c", "c"]),
      "h": .text(["p", "p", "q", "q", "q", "q", "p", "q", "q", "q"]),
      "m": .text(["p", "p", "q", "r", "q", "r", "p", "q", "r", "q"]),
    ])
    let rows = try LinearRegression().fit(Formula("y ~ k + h + m + x"), table).sequentialAnalysisOfVariance().rows
    #expect(rows.map(\.name) == ["k", "m", "x", "Residuals"])
    #expect(rows.map(\.degreesOfFreedom) == [2, 1, 1, 5])
    for (row, sum) in zip(rows, [34.0166666666666, 0.416666666666667, 0.744047619047622, 68.922619047619]) {
      #expect(correctDigits(row.sumOfSquares, sum) > 11, "\(row)")
    }
  }

  @Test func powersOfColumnsHaveARowEach() throws {
    let table = try Fixtures.table("stackloss.csv")
    let terms = ModelTerms(columns: ["airflow", "watertemp"], degrees: ["airflow": 2])
    let rows = try LinearRegression().fit(table, target: "stackloss", terms: terms).sequentialAnalysisOfVariance().rows
    #expect(rows.map(\.name) == ["airflow", "airflow^2", "watertemp", "Residuals"])
  }

  @Test func nestedModels() throws {
    let table = try Fixtures.table("stackloss.csv")
    let all = try LinearRegression().fit(table, target: "stackloss")
    let two = try LinearRegression().fit(
      table, target: "stackloss", terms: ModelTerms(columns: ["airflow", "watertemp"]))
    let test = try all.comparison(with: two)
    // F of one term is the square of its t.
    #expect(correctDigits(test.statistic, all["acidconc"]!.statistic! * all["acidconc"]!.statistic!) > 11)
    #expect(correctDigits(test.pValue, all["acidconc"]!.pValue!) > 11)
    #expect(throws: RegressionError.self) { try two.comparison(with: all) }
    let other = try LinearRegression().fit(table, target: "airflow", terms: ModelTerms(columns: ["watertemp"]))
    #expect(throws: RegressionError.self) { try all.comparison(with: other) }
  }

  @Test func standardizedCoefficients() throws {
    let (x, y) = data(rows: 50, columns: 3, seed: 77)
    let model = try LinearRegression().fit(x.scalingColumns(by: [1000, 1, 0.001]), y)
    let standard = Standardization(of: x, isCentred: true).applied(to: x)
    let plain = try LinearRegression().fit(
      standard,
      Vector(
        Standardization(of: Matrix(rows: y.map { [$0] }), isCentred: true).applied(to: Matrix(rows: y.map { [$0] }))
          .column(0)))
    for (a, b) in zip(try model.standardizedCoefficients(), plain.coefficients.dropFirst()) {
      #expect((a.value! - b.estimate!).magnitude < 1e-13)
    }
  }
}
