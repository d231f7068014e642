import DescentLinearAlgebra
import DescentOptimization
import Foundation
import Testing

/// Bounds against the truth in exact arithmetic: an end of an interval is on the right side of an eigenvalue iff a matrix
/// is, or is not, positive definite.
@Suite struct CurvatureProofTests {
  /// The statements that are false, empty if all hold.
  private static func violations(
    _ bounds: CurvatureBounds, of truth: ExactSymmetric, times factor: Int = 1, floor: Double? = nil
  ) -> [String] {
    var list: [String] = []
    let (largest, smallest) = (bounds.lambdaMax, bounds.lambdaMin)
    if !truth.isPositiveDefinite(minus: largest.upperBound, times: factor, negated: true) { list.append("λmax ≤") }
    if truth.isPositiveDefinite(minus: largest.lowerBound, times: factor, negated: true) { list.append("λmax ≥") }
    // The floor itself is known, and may be an eigenvalue.
    if smallest.lowerBound != floor, !truth.isPositiveDefinite(minus: smallest.lowerBound, times: factor) {
      list.append("λmin ≥")
    }
    if truth.isPositiveDefinite(minus: smallest.upperBound, times: factor) { list.append("λmin ≤") }
    return list
  }

  /// Spread, repeated and clustered eigenvalues, of both signs.
  private static func spectrum(_ p: Int, _ kind: Int, _ generator: inout SeededGenerator) -> [Double] {
    let decades = Double(kind % 13)
    return (0..<p).map { i in
      switch kind % 5 {
      case 0: pow(10, -decades * Double(i) / Double(max(1, p - 1)))
      case 1: i < p / 2 ? 1 : pow(10, -decades)
      case 2: 1 + pow(10, -decades) * generator.uniform()
      case 3: pow(10, -decades * generator.uniform().magnitude)
      default: generator.uniform() * pow(10, -decades * Double(i % 2))
      }
    }
  }

  @Test func symmetricMatrices() throws {
    var generator = SeededGenerator(seed: 404)
    for index in 0..<65 {
      let p = 1 + index % 6
      let spectrum = Self.spectrum(p, index, &generator)
      let matrix = try KnownQuadratic(eigenvalues: spectrum, seed: UInt64(index)).objective.matrix
      let bounds = try CurvatureBounds(of: matrix)
      #expect(Self.violations(bounds, of: ExactSymmetric(matrix)) == [], "problem \(index), \(spectrum)")
      #expect(bounds.isCertified)
      #expect(bounds.lambdaMax.upperBound - bounds.lambdaMax.lowerBound <= 1e-12 * matrix.norm())
      #expect(bounds.lambdaMin.upperBound - bounds.lambdaMin.lowerBound <= 1e-12 * matrix.norm())
    }
  }

  @Test(arguments: [0, 1e-3])
  func hessiansOfLeastSquares(ridge: Double) throws {
    var generator = SeededGenerator(seed: 405)
    for index in 0..<30 {
      let (p, n) = (1 + index % 5, 3 + index % 9)
      let decades = Double(index % 7)
      let x = Matrix.random(n, p, seed: UInt64(index))
        .scalingColumns(by: Vector((0..<p).map { _ in pow(10, -decades * generator.uniform().magnitude) }))
      let first = index % 2
      let loss = try LeastSquares(x, .zeros(n), ridge: ridge, penalized: first == 0 ? .all : .allButFirst)
      let bounds = try loss.curvatureBounds()
      let truth = ExactSymmetric(hessianTimesRowsOf: x, ridge: ridge, firstPenalized: first)
      let floor = first == 0 ? ridge : 0
      #expect(Self.violations(bounds, of: truth, times: n, floor: floor) == [], "problem \(index), \(n)×\(p)")
    }
  }

  /// The inverse and the method of Lanczos take the place of all eigenvectors from 33 columns on. The matrix of second
  /// differences has the eigenvalues 4 sin²(kπ/(2p + 2)), whose rounding is far below the widths.
  @Test(arguments: [33, 100, 300])
  func manyColumns(p: Int) throws {
    var matrix = Matrix<Double>.zeros(p, p)
    for i in 0..<p {
      matrix[i, i] = 2
      if i > 0 { (matrix[i, i - 1], matrix[i - 1, i]) = (-1, -1) }
    }
    func eigenvalue(_ k: Int) -> Double { 4 * pow(sin(Double(k) * .pi / Double(2 * p + 2)), 2) }
    let bounds = try CurvatureBounds(of: matrix)
    #expect(bounds.lambdaMax.contains(eigenvalue(p)))
    #expect(bounds.lambdaMin.contains(eigenvalue(1)))
    #expect(bounds.lambdaMax.upperBound / bounds.lambdaMax.lowerBound < 1 + 1e-9)
    #expect(bounds.lambdaMin.upperBound / bounds.lambdaMin.lowerBound < 1 + 1e-5)
    let negative = try CurvatureBounds(of: matrix.scaled(by: -1))
    #expect(negative.lambdaMax.contains(-eigenvalue(1)))
    #expect(negative.lambdaMin.contains(-eigenvalue(p)))
  }

  @Test(arguments: [1e-200, 1e-160, 1e150])
  func extremeColumnsMakeNoFalseCertificate(scale: Double) throws {
    let x = Matrix.random(8, 3, seed: 6).scaled(by: scale)
    let bounds = try LeastSquares(x, .zeros(8)).curvatureBounds()
    let truth = ExactSymmetric(hessianTimesRowsOf: x, ridge: 0, firstPenalized: 0)
    #expect(bounds.lambdaMin.lowerBound >= 0)
    #expect(Self.violations(bounds, of: truth, times: 8, floor: 0) == [])
  }

  @Test func aColumnTooSmallBesideTheOthersIsNotProvenPositive() throws {
    let x = Matrix.random(20, 3, seed: 7).scalingColumns(by: [1, 1e-170, 1])
    let bounds = try LeastSquares(x, .zeros(20)).curvatureBounds()
    #expect(bounds.lambdaMin.lowerBound == 0)
    #expect(bounds.optimalStep == nil)
  }

  @Test func matricesThatAreNotSymmetricAreRefused() {
    #expect(throws: OptimizationError.asymmetric(row: 0, column: 1, value: 2, mirrored: 3)) {
      try CurvatureBounds(of: [[1, 2], [3, 1]])
    }
  }
}
