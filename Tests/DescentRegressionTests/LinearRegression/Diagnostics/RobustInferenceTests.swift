import Descent
import Testing

/// The terms of a reference fit as the tables here name them.
private let names = [
  "longley": [
    "(Intercept)": "(Intercept)", "gnpdefl": "GNPDEFL", "gnp": "GNP", "unemp": "UNEMP", "armed": "ARMED", "pop": "POP",
    "year": "YEAR",
  ],
  "stackloss": [
    "(Intercept)": "(Intercept)", "airflow": "Air.Flow", "watertemp": "Water.Temp", "acidconc": "Acid.Conc.",
  ],
]

private func model(_ set: String, weights: ObservationWeights? = nil) throws -> LinearModel {
  try LinearRegression().fit(
    Fixtures.table(set + ".csv"), target: set == "longley" ? "totemp" : "stackloss", weights: weights)
}

@Suite struct RobustInferenceTests {
  @Test(arguments: ["longley", "stackloss"])
  func heteroscedasticErrorsAgainstFiftyDigits(set: String) throws {
    let truth = try Fixtures.reference(set)
    let model = try model(set)
    for (estimator, values) in [
      (CovarianceEstimator.hc0, truth.hc0), (.hc1, truth.hc1), (.hc2, truth.hc2), (.hc3, truth.hc3),
      (.classical, truth.se),
    ] {
      let table = try model.inference(estimator)
      #expect(table.warnings.isEmpty)
      for coefficient in table.coefficients {
        let exact = Double(values[names[set]![coefficient.name]!]!)!
        #expect(
          correctDigits(coefficient.standardError, exact) >= 14, "\(estimator.name) of \(coefficient.name)")
      }
    }
  }

  /// statsmodels 0.14, `get_robustcov_results`.
  @Test func testsAgainstStatsmodels() throws {
    let model = try model("stackloss")
    let hc3 = try model.inference(.hc3)
    #expect(correctDigits(hc3.fStatistic, 47.1834556720039) > 12)
    #expect(correctDigits(hc3.fPValue, 1.8667764815970518e-08) > 11)
    let p = [0.00036291593048745933, 0.003770965691059269, 0.04192076621635782, 0.22413391702146007]
    for (coefficient, value) in zip(hc3.coefficients, p) { #expect(correctDigits(coefficient.pValue, value) > 12) }
    let clusters = try model.inference(.cluster((0..<21).map { $0 % 5 }))
    #expect(clusters.degreesOfFreedom == 4)
    let errors = [3.751245309435172, 0.10762129058795938, 0.4037025212251127, 0.060473359649846715]
    let ps = [0.0004415314962745426, 0.0026556281919925813, 0.03263497544341319, 0.06566891846904883]
    for (coefficient, (error, p)) in zip(clusters.coefficients, zip(errors, ps)) {
      #expect(correctDigits(coefficient.standardError, error) > 12)
      #expect(correctDigits(coefficient.pValue, p) > 12)
    }
    #expect(correctDigits(clusters.fStatistic, 123.67191506106599) > 11)
  }

  /// statsmodels 0.14, WLS.
  @Test func analyticWeightsAgainstStatsmodels() throws {
    let weights = Vector((1...21).map { Double($0) / 3 })
    let model = try model("stackloss", weights: .analytic(weights))
    let truths: [(CovarianceEstimator, [Double])] = [
      (.hc0, [6.156941537281332, 0.17041469628391961, 0.35342893738185926, 0.06916379213778767]),
      (.hc1, [6.843057929126612, 0.18940534542744902, 0.3928143019856669, 0.07687125715439881]),
      (.hc2, [7.509921470688171, 0.23736951514696936, 0.44577178452998123, 0.08277113488389777]),
      (.hc3, [9.46163292697472, 0.33500988619539906, 0.5842141324507557, 0.10154722914469874]),
    ]
    for (estimator, errors) in truths {
      for (coefficient, error) in zip(try model.inference(estimator).coefficients, errors) {
        #expect(correctDigits(coefficient.standardError, error) > 12, "\(estimator.name)")
      }
    }
  }

  @Test func frequencyWeightsAreRepeatedRows() throws {
    let (x, y) = data(rows: 30, columns: 3, seed: 5)
    let counts = (0..<30).map { 1 + $0 % 3 }
    let rows = counts.enumerated().flatMap { Array(repeating: $0, count: $1) }
    let weighted = try LinearRegression().fit(x, y, weights: .frequency(Vector(counts.map(Double.init))))
    let repeated = try LinearRegression().fit(x.selecting(rows: rows), Vector(rows.map { y[$0] }))
    for estimator in [CovarianceEstimator.hc0, .hc1, .hc2, .hc3] {
      let (a, b) = (try weighted.covariance(estimator)!, try repeated.covariance(estimator)!)
      #expect(a.subtracting(b).norm(.frobenius) < 1e-13 * b.norm(.frobenius))
    }
    let groups = (0..<30).map { $0 / 3 }
    let (a, b) = (
      try weighted.covariance(.cluster(groups))!, try repeated.covariance(.cluster(rows.map { groups[$0] }))!
    )
    #expect(a.subtracting(b).norm(.frobenius) < 1e-13 * b.norm(.frobenius))
  }

  @Test func eachRowItsOwnClusterIsHC1() throws {
    let model = try model("longley")
    let (a, b) = (try model.covariance(.cluster(Array(0..<16)))!, try model.covariance(.hc1)!)
    for j in 0..<7 { #expect((a[j, j] / b[j, j] - 1).magnitude < 1e-13) }
  }

  /// n p² above 10⁹ is fitted in double, and the same sums go another way.
  @Test func largeFitsAgreeWithSmallOnes() throws {
    let (x, y) = data(rows: 4200, columns: 500, seed: 9)
    let large = try LinearRegression().fit(x, y)
    let small = try LinearRegression(method: .doubleDouble).fit(x[rows: 0..<600], Vector(y[0..<600]))
    #expect(large.method == .cholesky && small.method == .doubleDouble)
    let h = try large.influence().leverages
    #expect((h.sum() - 501).magnitude < 1e-9)
    let robust = try large.inference(.hc2)
    // The errors have one variance: the sandwich is the classical one to within its noise.
    for (robust, classical) in zip(robust.coefficients, large.coefficients) {
      #expect((robust.standardError! / classical.standardError! - 1).magnitude < 0.15)
    }
    #expect((try small.influence().leverages.sum() - 501).magnitude < 1e-10)
  }

  @Test func unitsChangeNoBit() throws {
    let (x, y) = data(rows: 25, columns: 2, seed: 3)
    let scaled = x.scalingColumns(by: [0x1p40, 0x1p-60])
    let (a, b) = (try LinearRegression().fit(x, y), try LinearRegression().fit(scaled, y))
    let (first, second) = (try a.inference(.hc3), try b.inference(.hc3))
    #expect(first.coefficients.map(\.statistic) == second.coefficients.map(\.statistic))
    #expect(first.fStatistic == second.fStatistic)
    #expect(try a.influence().cooksDistances == b.influence().cooksDistances)
  }

  @Test func threadsChangeNoBit() throws {
    let (x, y) = data(rows: 1500, columns: 6, seed: 4)
    let model = try LinearRegression().fit(x, y)
    let before = Parallelism.threadCount
    defer { Parallelism.threadCount = before }
    var found: [Matrix<Double>] = []
    for count in [1, 2, 3] {
      Parallelism.threadCount = count
      found.append(try model.covariance(.hc3)!)
    }
    #expect(found[0] == found[1] && found[1] == found[2])
  }

  @Test func aRowOfLeverageOneIsNamed() throws {
    let x: Matrix<Double> = [[0, 1], [0, 2], [0, 3], [0, 5], [1, 4], [0, 7]]
    let model = try LinearRegression().fit(x, [1, 3, 2, 5, 4, 6])
    for estimator in [CovarianceEstimator.hc2, .hc3] {
      let table = try model.inference(estimator)
      #expect(table.covariance == nil && table.fStatistic == nil)
      #expect(table.coefficients.allSatisfy { $0.estimate != nil && $0.standardError == nil })
      #expect(table.warnings.count == 1 && table.warnings[0].hasPrefix("row 5 has leverage 1"))
    }
    #expect(try model.inference(.hc1).covariance != nil)
  }

  @Test func whatHasNoInferenceSaysSo() throws {
    let (x, y) = data(rows: 6, columns: 2, seed: 1)
    #expect(throws: RegressionError.noInference("a model with a ridge")) {
      try LinearRegression(ridge: 0.1).fit(x, y).inference(.hc0)
    }
    #expect(throws: RegressionError.singleCluster) {
      try LinearRegression().fit(x, y).inference(.cluster(Array(repeating: 3, count: 6)))
    }
    #expect(throws: RegressionError.noInference("a fit with as many coefficients as rows")) {
      try LinearRegression().fit(x[rows: 0..<3], Vector(y[0..<3])).influence()
    }
  }
}

/// A random problem whose errors have variance 1.
func data(rows: Int, columns: Int, seed: UInt64) -> (x: Matrix<Double>, y: Vector<Double>) {
  var generator = SeededGenerator(seed: seed)
  let x = Matrix(rows: (0..<rows).map { _ in (0..<columns).map { _ in generator.normal() } })
  let y = Vector((0..<rows).map { i in x.row(i).sum() + generator.normal() })
  return (x, y)
}
