import Descent
import Testing

/// Streams against certified values and exact solutions: the digits of a fit of all rows at once.
@Suite struct StreamDigitsTests {
  /// NIST's set with the most digits that its data, rounded to doubles, and its certified values allow.
  struct Certified: Sendable, CustomTestStringConvertible {
    var name: String
    var coefficients: [Double]
    var errors: [Double]
    var ceiling = 15.0
    var errorCeiling = 15.0
    var testDescription: String { name }

    func data() throws -> Observations {
      name == "Longley"
        ? try Observations(Fixtures.certifiedTable(name)) : Observations.wampler(Int(String(name.last!))!)
    }
  }

  static let ones = [Double](repeating: 1, count: 6)

  // The standard errors of the Wamplers solved in rational arithmetic; they agree with NIST's.
  static let wamplerErrors = [
    2152.32624678169668186, 2363.55173469680539711, 779.343524331583125786, 101.475507550349647090,
    5.64566512170751533262, 0.112324854679311941785,
  ]

  static let sets: [Certified] = {
    let longley = try! Fixtures.certified("Longley")
    return [
      Certified(
        name: "Longley", coefficients: longley.coefficients(longley.certified.coef),
        errors: longley.coefficients(longley.certified.sd), ceiling: 14.6, errorCeiling: 14.9),
      Certified(name: "Wampler1", coefficients: ones, errors: []),
      Certified(name: "Wampler2", coefficients: [1, 0.1, 0.01, 0.001, 0.0001, 0.00001], errors: [], ceiling: 13.2),
      Certified(name: "Wampler3", coefficients: ones, errors: wamplerErrors),
      Certified(name: "Wampler4", coefficients: ones, errors: wamplerErrors.map { $0 * 100 }),
      Certified(name: "Wampler5", coefficients: ones, errors: wamplerErrors.map { $0 * 10000 }),
    ]
  }()

  @Test(arguments: sets, Kept.allCases)
  func eachRowItsOwnBlockMergedInAnyOrder(_ set: Certified, _ kept: Kept) throws {
    let data = try set.data()
    let whole = try LinearRegression().fit(data.x, data.y, terms: data.terms)
    var streams = [try data.stream(blocks: data.y.count, keeps: kept)]
    streams += try (1...6).map { try data.merged(shards: data.y.count, seed: $0, keeps: kept) }
    for stream in streams {
      let model = try stream.model()
      for (place, coefficient) in model.coefficients.enumerated() {
        #expect(correctDigits(coefficient.estimate, set.coefficients[place]) >= min(set.ceiling - 0.3, 15))
        #expect(correctDigits(coefficient.estimate, whole.coefficients[place].estimate!) >= 15)
        if !set.errors.isEmpty {
          #expect(correctDigits(coefficient.standardError, set.errors[place]) >= min(set.errorCeiling - 0.3, 15))
          #expect(correctDigits(coefficient.pValue, whole.coefficients[place].pValue!) >= 13)
        }
      }
      #expect(model.isExact == set.errors.isEmpty && whole.isExact == set.errors.isEmpty)
      #expect(model.correctDigits! >= 15 && !model.gainsBySecondPass)
      #expect(model.warnings == whole.warnings)
      if !set.errors.isEmpty { expectSameFigures(model, whole) }
    }
  }

  @Test func randhieInAHundredBlocks() throws {
    // The file has each different row once, with the number of times it occurs.
    let table = try Fixtures.table("randhie.csv")
    let names = table.columnNames.filter { $0 != "mdvis" && $0 != "count" }
    let (x, y, counts) = (try table.matrix(columns: names), try table["mdvis"], try table["count"])
    let each = counts.indices.flatMap { row in Array(repeating: row, count: Int(counts[row])) }
    let data = Observations(x.selecting(rows: each), Vector(each.map { y[$0] }))
    #expect(data.y.count == 20190)
    let whole = try LinearRegression().fit(data.x, data.y, terms: data.terms)
    var weighted = try LinearRegression().stream(terms: data.terms)
    try weighted.update(with: x, y: y, weights: .frequency(counts))
    let triangle = try data.merged(shards: 100, seed: 7, keeps: .triangle)
    for stream in [try data.stream(blocks: 100), try data.merged(shards: 100, seed: 7), weighted, triangle] {
      let model = try stream.model()
      for (found, expected) in zip(model.coefficients, whole.coefficients) {
        #expect(correctDigits(found.estimate, expected.estimate!) >= 15)
        #expect(correctDigits(found.standardError, expected.standardError!) >= 15)
      }
      expectSameFigures(model, whole)
    }
  }

  /// The figures of the whole fit, to the digits that sums of squares in double leave in them.
  func expectSameFigures(_ model: StreamedLinearModel, _ whole: LinearModel) {
    let figures: [(String, Double?, Double?)] = [
      ("σ", model.residualStandardError, whole.residualStandardError), ("R²", model.rSquared, whole.rSquared),
      ("adjusted R²", model.adjustedRSquared, whole.adjustedRSquared),
      ("F", model.fStatistic, whole.fStatistic), ("log L", model.logLikelihood, whole.logLikelihood),
      ("AIC", model.aic, whole.aic), ("BIC", model.bic, whole.bic),
      ("κ", model.conditionNumber, whole.conditionNumber),
      ("raw κ", model.rawConditionNumber, whole.rawConditionNumber),
      ("TSS", model.totalSumOfSquares, whole.totalSumOfSquares),
    ]
    for (name, found, expected) in figures {
      #expect(correctDigits(found, expected!) >= 12, "\(name)")
    }
    #expect(model.rank == whole.rank && model.degreesOfFreedom == whole.degreesOfFreedom)
  }

  @Test func filipNeedsASecondPass() throws {
    let data = try Observations(Fixtures.certifiedTable("Filip"), degree: 10)
    let set = try Fixtures.certified("Filip")
    let truth = set.coefficients(set.certified.coef)
    let digits = { (model: StreamedLinearModel) in
      zip(model.coefficients, truth).map { correctDigits($0.estimate, $1) }.min()!
    }
    let stream = try data.merged(shards: data.y.count, seed: 3)
    let first = try stream.model()
    #expect(first.correctDigits! <= digits(first))
    #expect(first.gainsBySecondPass)
    #expect(first.warnings.contains { $0.contains("second pass") })
    let second = try data.refined(stream).model()
    // Its data as doubles and its certified values allow 14.0.
    #expect(digits(second) >= 13.7)
    #expect(second.correctDigits! >= 15 && !second.gainsBySecondPass)
    let errors = set.coefficients(set.certified.sd)
    for (coefficient, error) in zip(second.coefficients, errors) {
      #expect(correctDigits(coefficient.standardError, error) >= min(second.standardErrorDigits!, 14.5))
    }
  }

  /// All the digits that its data as doubles and its certified values allow, of which 14.0 and 14.8, in one pass.
  @Test func filipInOnePassByATriangle() throws {
    let data = try Observations(Fixtures.certifiedTable("Filip"), degree: 10)
    let set = try Fixtures.certified("Filip")
    let (truth, errors) = (set.coefficients(set.certified.coef), set.coefficients(set.certified.sd))
    var streams = [try data.stream(keeps: .triangle), try data.stream(blocks: data.y.count, keeps: .triangle)]
    streams += try (1...6).map { try data.merged(shards: $0 % 2 == 0 ? 17 : data.y.count, seed: $0, keeps: .triangle) }
    for stream in streams {
      let model = try stream.model()
      for (coefficient, (value, error)) in zip(model.coefficients, zip(truth, errors)) {
        #expect(correctDigits(coefficient.estimate, value) >= 13.7)
        #expect(correctDigits(coefficient.standardError, error) >= 14.5)
      }
      #expect(model.correctDigits! >= 15 && model.standardErrorDigits! >= 15 && !model.gainsBySecondPass)
      #expect(!model.warnings.contains { $0.contains("second pass") })
    }
  }

  /// Against exact solutions: what is promised is there, and all digits up to κ = 10¹⁰, but where residuals as large as y
  /// come back multiplied by κ².
  @Test(arguments: GeneratedProblem.Residuals.allCases)
  func claimsOfTrianglesAreTrueAtAnyConditionNumber(_ residuals: GeneratedProblem.Residuals) throws {
    for (place, conditionNumber) in [1e1, 1e6, 1e8, 1e10, 1e12, 1e13].enumerated() {
      let problem = try GeneratedProblem(
        rows: 40, columns: 5, conditionNumber: conditionNumber, residuals: residuals,
        hasIntercept: place.isMultiple(of: 2), seed: UInt64(70 + place))
      let exact = ExactLeastSquares(problem.x, problem.y, hasIntercept: problem.hasIntercept)
      let data = Observations(problem.x, problem.y)
      let regression = LinearRegression(hasIntercept: problem.hasIntercept)
      for shards in [1, 10, 40] {
        let stream = try data.merged(regression, shards: shards, seed: UInt64(place), keeps: .triangle)
        let model = try stream.model()
        let digits = model.coefficients.indices.map {
          exact.digits(ofCoefficient: $0, model.coefficients[$0].estimate)
        }.min()!
        let second = try data.refined(stream).model()
        let more = second.coefficients.indices.map {
          exact.digits(ofCoefficient: $0, second.coefficients[$0].estimate)
        }.min()!
        #expect(second.correctDigits ?? 0 <= more + 0.05, "\(problem), \(shards) shards")
        #expect(more >= 15, "\(problem), \(shards) shards")
        #expect(model.correctDigits ?? 0 <= digits + 0.05, "\(problem), \(shards) shards")
        let isLost = residuals == .orthogonal && conditionNumber > 1e8
        if conditionNumber <= 1e10 { #expect(digits >= (isLost ? 12.5 : 15), "\(problem)") }
        #expect(model.gainsBySecondPass == (model.correctDigits ?? 0 < 14))
        guard residuals != .small else { continue }
        let errors = model.coefficients.indices.map {
          exact.digits(ofStandardError: $0, model.coefficients[$0].standardError)
        }.min()!
        #expect(model.standardErrorDigits ?? 0 <= errors + 0.05, "\(problem), \(shards) shards")
        if conditionNumber <= 1e10 { #expect(errors >= 15, "\(problem)") }
      }
    }
  }

  @Test(arguments: GeneratedProblem.Residuals.allCases)
  func claimsAreTrueAtAnyConditionNumber(_ residuals: GeneratedProblem.Residuals) throws {
    for (place, conditionNumber) in [1e1, 1e4, 1e6, 1e8, 1e10, 1e12].enumerated() {
      let problem = try GeneratedProblem(
        rows: 40, columns: 5, conditionNumber: conditionNumber, residuals: residuals,
        hasIntercept: place.isMultiple(of: 2), seed: UInt64(50 + place))
      let exact = ExactLeastSquares(problem.x, problem.y, hasIntercept: problem.hasIntercept)
      let data = Observations(problem.x, problem.y)
      let stream = try data.merged(
        LinearRegression(hasIntercept: problem.hasIntercept), shards: 10, seed: UInt64(place))
      let digits = { (model: StreamedLinearModel) in
        model.coefficients.indices.map { exact.digits(ofCoefficient: $0, model.coefficients[$0].estimate) }.min()!
      }
      let first = try stream.model()
      #expect(first.correctDigits ?? 0 <= digits(first) + 0.05, "\(problem)")
      if conditionNumber <= 1e8 { #expect(digits(first) >= 14, "\(problem)") }
      var pass = try data.refined(stream)
      let second = try pass.model()
      #expect(second.correctDigits ?? 0 <= digits(second) + 0.05, "\(problem)")
      if conditionNumber <= 1e10 { #expect(digits(second) >= 15, "\(problem)") }
      pass = try pass.beginRefinement()
      for row in 0..<data.y.count { try pass.refine(with: data.rows([row]).0, y: data.rows([row]).1) }
      #expect(digits(try pass.model()) >= 15, "\(problem)")
      if residuals != .small {
        for model in [first, second] {
          let errors = model.coefficients.indices.map {
            exact.digits(ofStandardError: $0, model.coefficients[$0].standardError)
          }
          #expect(model.standardErrorDigits ?? 0 <= errors.min()! + 0.05, "\(problem)")
        }
      }
    }
  }
}
