import Descent
import Foundation
import Testing

/// Responses whose likelihood has no maximum.
struct SeparationTests {
  private let x = Matrix(columns: [Vector((1...12).map(Double.init)), [3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8]])
  private let names = ["dose", "noise"]

  @Test(arguments: [GeneralizedLinearRegression.Link.logit, .probit, .complementaryLogLog, .cauchit])
  func completeSeparationIsNamed(_ link: GeneralizedLinearRegression.Link) throws {
    let y: [Double] = [0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1]
    let model = try GeneralizedLinearRegression(family: .binomial, link: link).fit(x, y, names: names)
    #expect(!model.converged)
    guard case .noMinimum = model.termination else {
      Issue.record("ended as \(model.termination)")
      return
    }
    let separation = try #require(model.separation)
    #expect(separation.isComplete)
    #expect(separation.terms.contains("dose"))
    #expect(model.warnings[0].contains("dose") && model.warnings[0].contains("completely"))
    #expect(model.coefficients.allSatisfy { $0.standardError == nil })
    #expect(model.deviance < 0.01)
  }

  /// A dummy that goes with successes only: its estimate is infinite, the others are those of the other rows.
  @Test func quasiSeparationLeavesTheOthersRight() throws {
    let dummy: Vector<Double> = [0, 0, 1, 0, 0, 0, 1, 0, 0, 1, 0, 0]
    let y: [Double] = [0, 1, 1, 0, 0, 1, 1, 0, 1, 1, 1, 0]
    let wide = Matrix(columns: [x.column(0), dummy])
    let model = try GeneralizedLinearRegression.logistic.fit(wide, y, names: ["dose", "treated"])
    let separation = try #require(model.separation)
    #expect(separation == GeneralizedLinearModel.Separation(terms: ["treated"], isComplete: false))
    #expect(!model.converged)
    #expect(model["treated"]?.standardError == nil)
    let others = dummy.indices.filter { dummy[$0] == 0 }
    let alone = try GeneralizedLinearRegression.logistic.fit(
      x.selecting(columns: [0]).selecting(rows: others), others.map { y[$0] }, names: ["dose"])
    #expect(correctDigits(model["dose"]?.estimate, alone["dose"]!.estimate!) >= 5)
    #expect(correctDigits(model["dose"]?.standardError, alone["dose"]!.standardError!) >= 5)
  }

  /// A group with no counts at all.
  @Test func countsOfZeroAreSeparatedToo() throws {
    let group: Vector<Double> = [1, 0, 0, 1, 0, 0, 1, 0, 0, 1, 0, 0]
    let y: [Double] = [0, 2, 3, 0, 1, 4, 0, 2, 6, 0, 5, 3]
    let model = try GeneralizedLinearRegression.poisson.fit(
      Matrix(columns: [x.column(0), group]), y, names: ["dose", "group"])
    #expect(model.separation == GeneralizedLinearModel.Separation(terms: ["group"], isComplete: false))
    let none = try GeneralizedLinearRegression.poisson.fit(x, [Double](repeating: 0, count: 12), names: names)
    #expect(none.separation != nil)
  }

  @Test func equalResponsesAreSeparatedByTheIntercept() throws {
    let model = try GeneralizedLinearRegression.logistic.fit(
      Matrix<Double>.zeros(6, 0), [Double](repeating: 1, count: 6))
    #expect(model.separation == GeneralizedLinearModel.Separation(terms: ["(Intercept)"], isComplete: true))
    #expect(model.nullDeviance == 0)
  }

  /// Classes that overlap in one row are not separated, however steep the curve is.
  @Test func steepCurvesAreNotSeparated() throws {
    let y: [Double] = [0, 0, 0, 0, 0, 1, 0, 1, 1, 1, 1, 1]
    let model = try GeneralizedLinearRegression.logistic.fit(x.selecting(columns: [0]), y, names: ["dose"])
    #expect(model.converged && model.separation == nil && model.warnings.isEmpty)
  }

  @Test func aRidgeMakesTheMaximumFinite() throws {
    let y: [Double] = [0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1]
    let model = try GeneralizedLinearRegression(family: .binomial, ridge: 0.01).fit(x, y, names: names)
    #expect(model.converged && model.separation == nil)
  }
}
