import Descent
import Testing

/// NIST's Statistical Reference Datasets for nonlinear regression: all 27, from both published starts.
@Suite struct CertifiedNonlinearTests {
  /// NIST certifies 11 digits, so that 10.3 may be all of them.
  private func check(_ model: NonlinearModel, _ set: CertifiedNonlinearSet) {
    let digits = set.digits(model)
    #expect(model.converged, "\(model.termination.message)")
    #expect(digits.estimates >= 10)
    // The residuals of Lanczos1 are 10⁻¹³ of y: what the rounding of the model leaves of them has three digits.
    let isNearlyExact = set.name == "Lanczos1"
    #expect(digits.standardErrors >= (isNearlyExact ? 2.5 : 10))
    #expect(correctDigits(model.residualSumOfSquares, set.residualSumOfSquares) >= (isNearlyExact ? 2.5 : 9.9))
    #expect(correctDigits(model.residualStandardError, set.residualStandardDeviation) >= (isNearlyExact ? 2.5 : 10))
  }

  @Test(arguments: CertifiedNonlinearSet.names, [0, 1])
  func withDerivatives(_ name: String, _ start: Int) throws {
    let set = try CertifiedNonlinearSet(name)
    let regression = NonlinearRegression(set.model.function, derivatives: set.model.derivatives)
    let model = try regression.fit(set.x, set.y, from: set.starts[start])
    check(model, set)
    #expect(!model.warnings.contains { $0.contains("derivatives") })
  }

  @Test(arguments: CertifiedNonlinearSet.names, [0, 1])
  func withDifferences(_ name: String, _ start: Int) throws {
    let set = try CertifiedNonlinearSet(name)
    check(try NonlinearRegression(set.model.function).fit(set.x, set.y, from: set.starts[start]), set)
  }

  @Test func thereAre27() {
    #expect(CertifiedNonlinearSet.names.count == 27)
  }
}
