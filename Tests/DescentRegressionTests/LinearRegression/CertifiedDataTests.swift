import Descent
import Testing

/// NIST's Statistical Reference Datasets for linear regression.
@Suite struct CertifiedDataTests {
  struct Set: Sendable, CustomTestStringConvertible {
    var name: String
    var degree = 1
    var hasIntercept = true
    /// The digits that QR must reach; Cholesky may lose two.
    var floor = 9.0
    var testDescription: String { name }
  }

  static let sets = [
    Set(name: "Norris", floor: 12), Set(name: "NoInt1", hasIntercept: false, floor: 14),
    Set(name: "Longley", floor: 10),
    Set(name: "Wampler1", degree: 5), Set(name: "Wampler3", degree: 5, floor: 8),
  ]

  @Test(arguments: sets, [LeastSquaresMethod.qr, .svd, .auto, .cholesky])
  func coefficientsAndStandardErrors(_ set: Set, _ method: LeastSquaresMethod) throws {
    let truth = try Fixtures.certified(set.name)
    let table = try Fixtures.certifiedTable(set.name)
    let features = table.columnNames.filter { $0 != "y" }
    let model = try LinearRegression(method: method, hasIntercept: set.hasIntercept).fit(
      table, target: "y", terms: ModelTerms(columns: features, degrees: set.degree > 1 ? ["x": set.degree] : [:]))
    let floor = method == .cholesky ? set.floor - 2 : set.floor
    let coefficients = truth.coefficients(truth.certified.coef)
    let errors = truth.coefficients(truth.certified.sd)
    #expect(model.coefficients.count == coefficients.count)
    for (coefficient, (value, error)) in zip(model.coefficients, zip(coefficients, errors)) {
      #expect(correctDigits(coefficient.estimate, value) >= floor, "\(coefficient.name)")
      if error > 0 {
        #expect(correctDigits(coefficient.standardError, error) >= floor, "standard error of \(coefficient.name)")
      } else {
        #expect(coefficient.standardError! <= 1e-9 * value.magnitude, "standard error of \(coefficient.name)")
        #expect(coefficient.statistic == nil && coefficient.pValue == nil)
      }
    }
    #expect(model.isExact == errors.allSatisfy { $0 == 0 })
    if !model.isExact {
      #expect(correctDigits(model.residualStandardError, Double(truth.certified.residualStandardError)!) >= floor)
      #expect(correctDigits(model.rSquared, Double(truth.certified.r2)!) >= floor)
    }
  }

  @Test func rawConditionNumberOfLongley() throws {
    let model = try LinearRegression().fit(Fixtures.table("longley.csv"), target: "totemp")
    // Its condition number is why it is famous (Beaton, Rubin, Barone 1976): 4.86 · 10⁹ as it is.
    #expect(abs(model.rawConditionNumber / 4.859257e9 - 1) < 1e-5)
    #expect(model.conditionNumber > 4e4 && model.conditionNumber < 6e4)
  }

  @Test func exactFitSaysSo() throws {
    let model = try LinearRegression().fit(
      Fixtures.certifiedTable("Wampler1"), target: "y", terms: ModelTerms(columns: ["x"], degrees: ["x": 5]))
    #expect(model.isExact)
    #expect(model.fStatistic == nil && model.logLikelihood == nil && model.aic == nil)
    #expect(model.warnings.contains { $0.contains("exact to rounding") })
  }

  @Test(arguments: ["longley", "stackloss"])
  func everyFigureOfTheTable(_ name: String) throws {
    let truth = try Fixtures.reference(name)
    let table = try Fixtures.table("\(name).csv")
    let target = table.columnNames[0]
    let model = try LinearRegression(method: .qr).fit(table, target: target)
    // The reference spells the names in its own way: Air.Flow, GNPDEFL.
    let plain = { (name: String) in name.lowercased().filter { $0 != "." } }
    for coefficient in model.coefficients {
      let key = truth.coef.keys.first { plain($0) == plain(coefficient.name) }!
      #expect(correctDigits(coefficient.estimate, Double(truth.coef[key]!)!) >= 10, "\(coefficient.name)")
      #expect(correctDigits(coefficient.standardError, Double(truth.se[key]!)!) >= 10, "\(coefficient.name)")
    }
    let figures: [(String, Double?, String)] = [
      ("σ", model.residualStandardError, truth.sigma), ("RSS", model.residualSumOfSquares, truth.rss),
      ("R²", model.rSquared, truth.r2), ("adjusted R²", model.adjustedRSquared, truth.adjustedR2),
      ("F", model.fStatistic, truth.fStatistic), ("log L", model.logLikelihood, truth.loglik),
      ("AIC", model.aic, truth.aic),
      ("BIC", model.bic, truth.bic),
    ]
    for (name, value, expected) in figures { #expect(correctDigits(value, Double(expected)!) >= 11, "\(name)") }
  }

  @Test func longleyProbabilities() throws {
    let model = try LinearRegression(method: .qr).fit(Fixtures.table("longley.csv"), target: "totemp")
    // 2 P(T₉ ≥ |t|) with t from the 22-digit reference, by 50-digit arithmetic.
    #expect(correctDigits(model["year"]?.pValue, 0.0030368033416302891) >= 9)
    #expect(correctDigits(model.fPValue, 4.9840305287247886e-10) >= 9)
    let interval = model["year"]!.confidenceInterval!
    #expect(correctDigits(interval.lowerBound, 798.78751527842067) >= 9)
  }
}
