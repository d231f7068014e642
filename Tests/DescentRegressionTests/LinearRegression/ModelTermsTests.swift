import Descent
import Testing

@Suite struct ModelTermsTests {
  @Test func powersFollowTheirColumn() throws {
    let terms = ModelTerms(columns: ["a", "x", "b"], degrees: ["x": 3])
    #expect(terms.names == ["a", "x", "x^2", "x^3", "b"])
    #expect(terms.columns == ["a", "x", "b"])
    let matrix = try terms.matrix(from: [[1, 2, 3], [4, -5, 6]], names: ["a", "x", "b"])
    #expect(matrix == [[1, 2, 4, 8, 3], [4, -5, 25, -125, 6]])
  }

  @Test func columnsAreFoundByName() throws {
    let terms = ModelTerms(columns: ["b", "a"])
    #expect(try terms.matrix(from: [[1, 2]], names: ["a", "b"]) == [[2, 1]])
    #expect(throws: RegressionError.missingColumn("b")) { try terms.matrix(from: [[1]], names: ["a"]) }
  }

  @Test func standardizationMapsBack() throws {
    let x: Matrix = [[1.0, 100], [2, 300], [4, 200]]
    let standardization = Standardization(of: x, isCentred: true)
    let z = standardization.applied(to: x)
    for j in 0..<2 {
      #expect(abs(z.column(j).sum()) < 1e-14)
      #expect(abs(z.column(j).dot(z.column(j)) / 3 - 1) < 1e-14)
    }
    let raw = standardization.rawCoefficients(slopes: [2, 3], intercept: 1)
    let direct = (z * [2, 3]).adding(constant: 1)
    #expect((x * raw.slopes).adding(constant: raw.intercept).isClose(to: direct, relativeTolerance: 1e-13))
    let constant = Standardization(of: [[0.1, 3], [0.1, 4]], isCentred: true)
    #expect(constant.scales[0] == 1)
    let plain = Standardization(of: [[3], [4]], isCentred: false)
    #expect(plain.means == [0] && abs(plain.scales[0] - 12.5.squareRoot()) < 1e-15)
  }
}
