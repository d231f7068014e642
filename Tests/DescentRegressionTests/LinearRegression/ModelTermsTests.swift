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

  @Test(arguments: [true, false])
  func weightsStandardizeAsRepeatedRows(isCentred: Bool) throws {
    // The last column is constant where the weights are positive.
    let x: Matrix = [[1.0, 100, 5], [2, 300, 5], [4, 200, 5], [1e3, -1e250, 7]]
    let weights: Vector<Double> = [1, 3, 2, 0]
    let repeated = Standardization(of: x.selecting(rows: [0, 1, 1, 1, 2, 2]), isCentred: isCentred)
    let weighted = try Standardization(of: x, isCentred: isCentred, weights: weights)
    #expect(weighted.means.isClose(to: repeated.means, relativeTolerance: 1e-15))
    #expect(weighted.scales.isClose(to: repeated.scales, relativeTolerance: 1e-15))
    for exponent in [-1000, 1020] {
      let scaled = weights.mapElements { Double(sign: .plus, exponent: exponent, significand: $0) }
      #expect(try Standardization(of: x, isCentred: isCentred, weights: scaled) == weighted)
    }
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
