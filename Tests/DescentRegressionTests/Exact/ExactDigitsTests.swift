import Descent
import Foundation
import Testing

/// Fits against the exact solutions of the numbers as they are stored.
@Suite struct ExactDigitsTests {
  typealias Residuals = GeneratedProblem.Residuals

  #if DEBUG
    static let conditionNumbers: [Double] = [1e1, 1e4, 1e6, 1e8, 1e10, 1e13]
    static let shapes = [(9, 2), (40, 5), (120, 8)]
    static let seeds: Range<UInt64> = 0..<1
  #else
    static let conditionNumbers: [Double] = [1e1, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13]
    static let shapes = [(9, 2), (40, 5), (200, 8), (600, 12)]
    static let seeds: Range<UInt64> = 0..<2
  #endif

  /// Every problem once with and once without an intercept, in turns.
  static func problems(_ residuals: Residuals) throws -> [GeneratedProblem] {
    try seeds.flatMap { seed in
      try conditionNumbers.enumerated().flatMap { place, conditionNumber in
        try shapes.enumerated().map { index, shape in
          try GeneratedProblem(
            rows: shape.0, columns: shape.1, conditionNumber: conditionNumber, residuals: residuals,
            hasIntercept: (place + index + Int(seed)).isMultiple(of: 2), seed: 1000 * seed + UInt64(place * 10 + index))
        }
      }
    }
  }

  /// The digits of the worst coefficient that the fit itself says can be trusted.
  static func claimedDigits(_ model: LinearModel) -> Double? {
    model.correctDigits
  }

  /// The same of the standard errors.
  static func claimedStandardErrorDigits(_ model: LinearModel) -> Double? {
    model.standardErrorDigits
  }

  /// The digits of a number that is rounded to a double once.
  static let roundedDigits = 15.95

  @Test(arguments: Residuals.allCases)
  func coefficients(_ residuals: Residuals) throws {
    var shortfalls: [Double] = []
    for problem in try Self.problems(residuals) {
      let exact = ExactLeastSquares(problem.x, problem.y, hasIntercept: problem.hasIntercept)
      let model = try LinearRegression(hasIntercept: problem.hasIntercept).fit(problem.x, problem.y)
      let (conditionNumber, rho) = try problem.difficulty(exact)
      let product = conditionNumber * conditionNumber * rho
      let digits = model.coefficients.indices.map { exact.digits(ofCoefficient: $0, model.coefficients[$0].estimate) }
        .min()!
      let goal = product <= 1e16 ? 15 : 31 - log10(product)
      #expect(digits >= goal, "\(problem): κ_s \(conditionNumber), κ_s²ρ \(product)")
      let claim = Self.claimedDigits(model)
      let claimed = try #require(claim, "\(problem) says nothing of its digits")
      #expect(claimed <= digits + 0.05, "\(problem) has \(digits) digits")
      shortfalls.append(min(digits, Self.roundedDigits) - claimed)
    }
    #expect(shortfalls.sorted()[shortfalls.count / 2] <= 2)
  }

  @Test func standardErrors() throws {
    for residuals in [Residuals.random, .orthogonal] {
      for problem in try Self.problems(residuals) {
        let exact = ExactLeastSquares(problem.x, problem.y, hasIntercept: problem.hasIntercept)
        let model = try LinearRegression(hasIntercept: problem.hasIntercept).fit(problem.x, problem.y)
        let (conditionNumber, _) = try problem.difficulty(exact)
        let digits = model.coefficients.indices.map {
          exact.digits(ofStandardError: $0, model.coefficients[$0].standardError)
        }.min()!
        // A double-double Gram matrix has 31 digits, of which its inverse loses κ².
        #expect(digits >= min(13, 29 - 2 * log10(conditionNumber)), "\(problem): κ_s \(conditionNumber)")
        let claim = Self.claimedStandardErrorDigits(model)
        let claimed = try #require(claim, "\(problem) says nothing of its standard errors")
        #expect(claimed <= digits + 0.05, "\(problem) has \(digits) digits")
      }
    }
  }
}
