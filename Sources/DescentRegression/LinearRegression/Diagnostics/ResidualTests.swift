import DescentLinearAlgebra

/// A test of a hypothesis: a statistic, its distribution, and how likely so large a value is if the hypothesis holds.
public struct HypothesisTest: Sendable, Equatable {
  /// The name of the test.
  public let name: String
  /// What is tested.
  public let hypothesis: String
  /// The statistic.
  public let statistic: Double
  /// The degrees of freedom of its distribution: one of χ², two of F.
  public let degreesOfFreedom: [Double]
  /// P(statistic or more)
  public let pValue: Double
}

/// What the residuals of a linear model say about its assumptions.
public struct ResidualTests: Sendable {
  /// Σ(eᵢ − eᵢ₋₁)²/Σeᵢ², about 2 for independent errors and near 0 where neighbouring rows have like errors (J. Durbin,
  /// G. S. Watson 1950). The order of the rows counts. Weighted residuals √wᵢeᵢ where there are analytic weights.
  public let durbinWatson: Double
  /// The third standardized moment of the residuals.
  public let skewness: Double
  /// The fourth standardized moment of the residuals, 3 for normal errors.
  public let kurtosis: Double
  /// n/6 (S² + (K − 3)²/4) against χ² of 2: are the errors normal? (C. M. Jarque, A. K. Bera 1980.) Right for large n.
  public let jarqueBera: HypothesisTest
  /// n R² of the regression of eᵢ² on the terms against χ² of their number: have the errors one variance? (T. S. Breusch,
  /// A. R. Pagan 1979, in the form of R. Koenker 1981, which needs no normal errors.) nil without an intercept or slopes, and
  /// where it was left out.
  public let breuschPagan: HypothesisTest?
}

extension LinearModel {
  /// Durbin–Watson, Jarque–Bera and Breusch–Pagan.
  ///
  /// - Parameter withBreuschPagan: whether to fit the squares of the residuals too.
  /// - Throws: ``RegressionError/noInference(_:)``, also for frequency weights, whose rows have no order.
  /// - Complexity: a pass over X and, for Breusch–Pagan, a fit.
  public func residualTests(withBreuschPagan: Bool = true) throws -> ResidualTests {
    _ = try requireInference()
    if case .frequency = weights { throw RegressionError.noInference("residual tests of rows that stand for several") }
    var e = residuals
    if case .analytic(let weights) = weights { e.combineElements(with: weights) { $0 * $1.squareRoot() } }
    let n = Double(e.count)
    var (differences, squares) = (0.0, 0.0)
    for i in e.indices {
      squares += e[i] * e[i]
      if i > 0 { differences += (e[i] - e[i - 1]) * (e[i] - e[i - 1]) }
    }
    let mean = e.mean()
    // In units of the root mean square, whose fourth power neither over- nor underflows.
    let size = (squares / n).squareRoot()
    var (second, third, fourth) = (0.0, 0.0, 0.0)
    for value in e {
      let d = (value - mean) / size
      second += d * d
      third += d * d * d
      fourth += d * d * d * d
    }
    let variance = second / n
    let skewness = third / n / (variance * variance.squareRoot())
    let kurtosis = fourth / n / (variance * variance)
    let jb = n / 6 * (skewness * skewness + (kurtosis - 3) * (kurtosis - 3) / 4)
    return ResidualTests(
      durbinWatson: differences / squares, skewness: skewness, kurtosis: kurtosis,
      jarqueBera: HypothesisTest(
        name: "Jarque–Bera", hypothesis: "the errors are normal", statistic: jb, degreesOfFreedom: [2],
        pValue: ChiSquared(degreesOfFreedom: 2).upperTail(jb)),
      breuschPagan: withBreuschPagan ? try breuschPagan(e, size) : nil)
  }

  private func breuschPagan(_ e: Vector<Double>, _ size: Double) throws -> HypothesisTest? {
    let slopes = fNumeratorDegreesOfFreedom
    guard configuration.hasIntercept, slopes > 0 else { return nil }
    let squares = e.mapElements { ($0 / size) * ($0 / size) }
    var plain = configuration
    plain.isStrict = false
    let model = try plain.fit(problem.x, squares, terms: termsInOrder())
    guard let r2 = model.rSquared else { return nil }
    let statistic = Double(e.count) * r2
    return HypothesisTest(
      name: "Breusch–Pagan", hypothesis: "the errors have one variance", statistic: statistic,
      degreesOfFreedom: [Double(slopes)],
      pValue: ChiSquared(degreesOfFreedom: Double(slopes)).upperTail(statistic))
  }

  /// The terms as `fit` takes them for the columns of the problem.
  private func termsInOrder() -> ModelTerms { predictor.terms }
}
