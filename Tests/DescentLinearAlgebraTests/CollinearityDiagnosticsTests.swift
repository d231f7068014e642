import DescentLinearAlgebra
import Testing

@Suite struct CollinearityDiagnosticsTests {
  /// Columns of −1 and 1, orthogonal to each other and to a column of ones, which is the first.
  private static let hadamard: Matrix<Double> = [
    [1, 1, 1, 1], [1, -1, 1, -1], [1, 1, -1, -1], [1, -1, -1, 1],
  ]

  /// Integers of 20 bits without any pattern behind a column of ones: sums and small multiples of columns are exact.
  private static func design(_ rowCount: Int, _ columnCount: Int) -> Matrix<Double> {
    var state: UInt64 = 7
    return Matrix(rowCount, columnCount) { elements in
      for i in 0..<elements.count {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        elements[i] = i % columnCount == 0 ? 1 : Double(Int64(bitPattern: state) >> 44)
      }
    }
  }

  @Test func anOrthogonalDesignHasOnes() throws {
    for hasIntercept in [true, false] {
      let diagnostics = try CollinearityDiagnostics(of: Self.hadamard, hasIntercept: hasIntercept)
      #expect(diagnostics.conditionIndices.allSatisfy { ($0 - 1).magnitude < 1e-15 })
      #expect(diagnostics.varianceInflation.dropFirst().allSatisfy { ($0! - 1).magnitude < 1e-15 })
      #expect(diagnostics.varianceInflation[0] == (hasIntercept ? nil : 1))
      #expect(diagnostics.nearDependencies() == [])
    }
  }

  @Test func powersOfTwoChangeNoBit() throws {
    let x = Self.design(30, 5)
    let plain = try CollinearityDiagnostics(of: x, hasIntercept: true)
    let scaled = x.scalingColumns(by: [8, 0x1p-300, 0x1p400, 1, 0.5])
    #expect(try CollinearityDiagnostics(of: scaled, hasIntercept: true) == plain)
    let tenfold = try CollinearityDiagnostics(of: x.scalingColumns(by: [10, 0.1, 1000, 10, 7]), hasIntercept: true)
    for j in 0..<5 {
      #expect((tenfold.conditionIndices[j] / plain.conditionIndices[j] - 1).magnitude < 1e-13)
      if j > 0 { #expect((tenfold.varianceInflation[j]! / plain.varianceInflation[j]! - 1).magnitude < 1e-13) }
      for k in 0..<5 {
        #expect((tenfold.varianceProportions[k, j] - plain.varianceProportions[k, j]).magnitude < 1e-12)
      }
    }
  }

  /// 1/(1 − R²) from the regressions themselves.
  @Test func varianceInflationIsThatOfTheRegressions() throws {
    let x = Self.design(25, 4)
    let found = try CollinearityDiagnostics(of: x, hasIntercept: true).varianceInflation
    for j in 1..<4 {
      let y = x.column(j)
      let fitted = try QRDecomposition(x.removingColumn(j)).solve(y)
      let residual = y.subtracting(x.removingColumn(j) * fitted)
      let mean = y.mean()
      let total = y.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
      #expect((found[j]! / (total / residual.dot(residual)) - 1).magnitude < 1e-12)
    }
  }

  /// Columns u + ez with uᵀz = 0 and e = 2⁻³⁰: 1 − R² is e², which a correlation matrix in double rounds to zero.
  @Test func nearDependenciesKeepTheirDigits() throws {
    let e = 0x1p-30
    let x: Matrix<Double> = [[1, 1 + e], [1, 1 - e], [-1, -1 + e], [-1, -1 - e]]
    let diagnostics = try CollinearityDiagnostics(of: x)
    // cos² = 1/(1 + e²), so that 1/(1 − cos²) = 1 + e⁻².
    #expect((diagnostics.varianceInflation[0]! / (1 + 1 / (e * e)) - 1).magnitude < 1e-14)
    #expect((diagnostics.varianceInflation[1]! / (1 + 1 / (e * e)) - 1).magnitude < 1e-14)
    // With columns at an angle a the singular values are √(1 ± cos a): tan(a/2) = e/2 to within e³.
    #expect((diagnostics.conditionIndices[1] * e / 2 - 1).magnitude < 1e-6)
    #expect(diagnostics.nearDependencies().map(\.columns) == [[0, 1]])
  }

  @Test func exactDependenciesNameTheirColumns() throws {
    let x = Self.design(20, 4)
    // Column 4 is 3 x₁ − x₂; column 5 is constant like the intercept; column 3 is in none.
    let sum = x.column(1).scaled(by: 3).subtracting(x.column(2))
    let all = x.insertingColumn(sum, at: 4).insertingColumn(Vector(repeating: 5, count: 20), at: 5)
    let diagnostics = try CollinearityDiagnostics(of: all, hasIntercept: true)
    #expect(diagnostics.dependencies.map(\.column) == [4, 5])
    #expect(diagnostics.dependencies.map(\.dependsOn) == [[1, 2], [0]])
    let inflation = diagnostics.varianceInflation
    #expect([1, 2, 4, 5].allSatisfy { inflation[$0] == .infinity })
    #expect(inflation[0] == nil)
    #expect(diagnostics.conditionIndices.map(\.isFinite) == [true, true, true, true, false, false])
    let exact = diagnostics.nearDependencies().suffix(2)
    // The proportions of a dependency's columns add up to 1 in it alone.
    #expect(exact.map(\.columns) == [[1, 2, 4], [0, 5]])
    #expect(exact.allSatisfy { $0.proportions.allSatisfy { ($0 - 1).magnitude < 1e-14 } })
    // What is in no dependency has the figures that it has without the columns that were added.
    let before = try CollinearityDiagnostics(of: x, hasIntercept: true)
    #expect((inflation[3]! / before.varianceInflation[3]! - 1).magnitude < 1e-13)
    #expect(sums(diagnostics).allSatisfy { ($0 - 1).magnitude < 1e-14 })
  }

  @Test func sharesThatAddUpDependOnEachOther() throws {
    // Written in decimals: exact to within rounding only.
    let rows = [[0.1, 0.2, 0.7], [0.3, 0.3, 0.4], [0.6, 0.1, 0.3], [0.25, 0.7, 0.05], [0.4, 0.15, 0.45]]
    let x = Matrix(rows: rows).prependingOnes()
    let diagnostics = try CollinearityDiagnostics(of: x, hasIntercept: true)
    #expect(diagnostics.dependencies.map(\.column) == [3])
    #expect(diagnostics.dependencies.map(\.dependsOn) == [[0, 1, 2]])
    let known: [Double?] = [nil, .infinity, .infinity, .infinity]
    #expect(diagnostics.varianceInflation == known)
    #expect(diagnostics.nearDependencies().last?.columns == [0, 1, 2, 3])
  }

  @Test func aColumnOfZerosIsADependencyByItself() throws {
    let x = Self.design(12, 3)
    let diagnostics = try CollinearityDiagnostics(of: x.insertingColumn(.zeros(12), at: 1), hasIntercept: true)
    let before = try CollinearityDiagnostics(of: x, hasIntercept: true)
    #expect(diagnostics.varianceInflation[1] == .infinity)
    #expect(diagnostics.dependencies.map(\.column) == [1] && diagnostics.dependencies[0].dependsOn == [])
    #expect((diagnostics.varianceInflation[2]! / before.varianceInflation[1]! - 1).magnitude < 1e-14)
    #expect(diagnostics.conditionIndices.last == .infinity)
    #expect(diagnostics.varianceProportions.row(3) == [0, 1, 0, 0])
    let zeros = try CollinearityDiagnostics(of: .zeros(4, 2))
    #expect(zeros.conditionIndices == [.infinity, .infinity] && zeros.varianceInflation == [.infinity, .infinity])
    #expect(zeros.varianceProportions == .identity(2))
  }

  @Test func fewColumns() throws {
    let intercept = try CollinearityDiagnostics(of: Matrix(column: [2, 2, 2]), hasIntercept: true)
    #expect(intercept.conditionIndices == [1] && intercept.varianceInflation == [nil])
    #expect(intercept.varianceProportions == [[1]])
    let single = try CollinearityDiagnostics(of: Matrix(column: [1, 2, 4]))
    #expect(single.conditionIndices == [1] && single.varianceProportions == [[1]])
    #expect((single.varianceInflation[0]! - 1).magnitude < 1e-15)
    let none = try CollinearityDiagnostics(of: .zeros(3, 0))
    #expect(none.conditionIndices == [] && none.varianceInflation == [])
  }

  @Test func moreColumnsThanRows() throws {
    let diagnostics = try CollinearityDiagnostics(of: Self.design(3, 5), hasIntercept: true)
    #expect(diagnostics.conditionIndices.count { $0.isFinite } == 3)
    #expect(diagnostics.varianceInflation.dropFirst().allSatisfy { $0 == .infinity })
    #expect(sums(diagnostics).allSatisfy { ($0 - 1).magnitude < 1e-14 })
  }

  @Test func whatCannotBeDiagnosed() async throws {
    var x = Self.design(5, 3)
    x[3, 1] = .nan
    #expect(throws: LinearAlgebraError.nonFinite(row: 3, column: 1)) { try CollinearityDiagnostics(of: x) }
    await #expect(processExitsWith: .failure) {
      _ = try CollinearityDiagnostics(of: [[1, 2], [2, 2]], hasIntercept: true)
    }
  }

  private func sums(_ diagnostics: CollinearityDiagnostics) -> [Double] {
    let proportions = diagnostics.varianceProportions
    return (0..<proportions.columnCount).map { proportions.column($0).reduce(0, +) }
  }
}
