import Descent
import Testing

/// The macroeconomic data of Longley (1967), the standard example of collinearity; figures computed with 50 digits.
@Suite struct LongleyConditioningTests {
  /// Intercept, GNP deflator, GNP, unemployed, armed forces, population, year.
  private static func design() throws -> Matrix<Double> {
    let table = try Fixtures.table("longley.csv")
    return try table.matrix(columns: ["gnpdefl", "gnp", "unemp", "armed", "pop", "year"]).prependingOnes()
  }

  @Test func varianceInflation() throws {
    let diagnostics = try CollinearityDiagnostics(of: Self.design(), hasIntercept: true)
    let known = [
      135.53243828000325, 1788.5134827181768, 33.61889059604987, 3.5889301934455432, 399.15102231263903,
      758.98059740689456,
    ]
    #expect(diagnostics.varianceInflation[0] == nil)
    for (found, value) in zip(diagnostics.varianceInflation.dropFirst(), known) {
      #expect((found! / value - 1).magnitude < 1e-14)
    }
    #expect(diagnostics.dependencies == [])
  }

  @Test func varianceInflationWithoutIntercept() throws {
    let columns = try Self.design().removingColumn(0)
    let known = [
      12425.514335360838, 10290.43543679359, 136.22435356291034, 39.983385582912129, 101193.16199358814,
      84709.950443005674,
    ]
    for (found, value) in zip(try CollinearityDiagnostics(of: columns).varianceInflation, known) {
      #expect((found! / value - 1).magnitude < 1e-14)
    }
  }

  @Test func conditionIndicesAndProportions() throws {
    let diagnostics = try CollinearityDiagnostics(of: Self.design(), hasIntercept: true)
    let indices = [
      1, 9.1417205198704544, 12.255735049271531, 25.33660709862304, 230.4239460018744, 1048.0802980036015,
      43275.043587184036,
    ]
    for (found, value) in zip(diagnostics.conditionIndices, indices) {
      #expect((found / value - 1).magnitude < 1e-15 * value + 1e-14)
    }
    let last = [
      0.999850300859, 0.0383314109551, 0.654627953365, 0.689256768732, 0.302045375558, 0.159727348618, 0.999839123382,
    ]
    let fifth = [
      5.26020429164e-7, 0.456765985566, 0.015656133, 0.00559481981202, 0.115402412264, 0.00968226779384,
      5.27396867688e-7,
    ]
    for j in 0..<7 {
      #expect((diagnostics.varianceProportions[6, j] - last[j]).magnitude < 1e-10)
      #expect((diagnostics.varianceProportions[4, j] - fifth[j]).magnitude < 1e-9)
      #expect((diagnostics.varianceProportions.column(j).reduce(0, +) - 1).magnitude < 1e-15)
    }
    let near = diagnostics.nearDependencies()
    #expect(near.map(\.columns) == [[], [1, 5], [0, 2, 3, 6]])
    #expect(near.map(\.conditionIndex) == Array(diagnostics.conditionIndices.suffix(3)))
  }

  @Test func whatScalingMakesOfTheConditionNumber() throws {
    let design = try Self.design()
    let report = try ConditioningReport(of: LeastSquares(design, .zeros(16)), hasIntercept: true)
    #expect((report.raw / 2.3612378742248891e19 - 1).magnitude < 1e-10)
    #expect((report.jacobi / 1872729397.4726781 - 1).magnitude < 1e-10)
    #expect((report.standardized / 12220.009860277759 - 1).magnitude < 1e-12)
    #expect(try report.collinearity == CollinearityDiagnostics(of: design, hasIntercept: true))

    let ridge = try LeastSquares(design, .zeros(16), ridge: 0.01, penalized: .allButFirst)
    let penalized = try ConditioningReport(of: ridge, hasIntercept: true)
    #expect((penalized.raw / 2.0032207295819133e19 - 1).magnitude < 1e-10)
    #expect((penalized.jacobi / 1588687005.0673975 - 1).magnitude < 1e-10)
    #expect((penalized.standardized / 857.10010326956834 - 1).magnitude < 1e-12)
  }
}
