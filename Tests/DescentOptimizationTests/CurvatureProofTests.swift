import DescentLinearAlgebra
import DescentOptimization
import Foundation
import Testing

/// Bounds against the truth in exact arithmetic: an end of an interval is on the right side of an eigenvalue iff a matrix
/// is, or is not, positive definite.
@Suite struct CurvatureProofTests {
  /// The statements that are false, empty if all hold.
  private static func violations(
    _ bounds: CurvatureBounds, of truth: ExactSymmetric, floor: Double? = nil
  ) -> [String] {
    var list: [String] = []
    let (largest, smallest) = (bounds.lambdaMax, bounds.lambdaMin)
    if !truth.isPositiveDefinite(minus: largest.upperBound, negated: true) { list.append("λmax ≤") }
    if truth.isPositiveDefinite(minus: largest.lowerBound, negated: true) { list.append("λmax ≥") }
    // The floor itself is known, and may be an eigenvalue.
    if smallest.lowerBound != floor, !truth.isPositiveDefinite(minus: smallest.lowerBound) {
      list.append("λmin ≥")
    }
    if truth.isPositiveDefinite(minus: smallest.upperBound) { list.append("λmin ≤") }
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
      let truth = ExactSymmetric(hessianOf: x, ridge: ridge, firstPenalized: first)
      let floor = first == 0 ? ridge : 0
      #expect(Self.violations(bounds, of: truth, floor: floor) == [], "problem \(index), \(n)×\(p)")
    }
  }

  /// Random rows, some nearly dependent columns, and weights of many magnitudes, zeros among them.
  private static func weightedProblem(_ index: Int) -> (x: Matrix<Double>, weights: Vector<Double>) {
    var generator = SeededGenerator(seed: UInt64(5000 + index))
    let (p, n) = (1 + index % 4, 4 + index % 7)
    let decades = [0.0, 1, 3, 8, 30, 150][index / 2 % 6]
    var x = Matrix.random(n, p, seed: UInt64(index))
      .scalingColumns(by: Vector((0..<p).map { _ in pow(10, -Double(index % 5) * generator.uniform().magnitude) }))
    if index % 3 == 0, p > 1 {
      // The last column is the first one up to a part in 10⁸ or less.
      for i in 0..<n { x[i, p - 1] = x[i, 0] + pow(10, -Double(4 + index % 9)) * x[i, p - 1] }
    }
    var weights = Vector((0..<n).map { _ in pow(10, decades * generator.uniform()) })
    if index % 4 == 1 { weights[index % n] = 0 }
    return (x, weights)
  }

  @Test(arguments: [0, 1e-3])
  func weightedHessiansOfLeastSquares(ridge: Double) throws {
    var proven = 0
    for index in 0..<100 {
      let (x, weights) = Self.weightedProblem(index)
      let first = index % 2
      let loss = try LeastSquares(
        x, .zeros(x.rowCount), weights: weights, ridge: ridge, penalized: first == 0 ? .all : .allButFirst)
      let bounds = try loss.curvatureBounds()
      let truth = ExactSymmetric(hessianOf: x, weights: weights, ridge: ridge, firstPenalized: first)
      #expect(Self.violations(bounds, of: truth, floor: first == 0 ? ridge : 0) == [], "problem \(index), \(weights)")
      #expect(bounds.isCertified)
      let largest = bounds.lambdaMax
      #expect(largest.upperBound - largest.lowerBound <= 1e-12 * largest.upperBound, "problem \(index)")
      if bounds.lambdaMin.lowerBound > 0 { proven += 1 }
      // The error of the Hessian alone.
      let hessian = loss.hessian()
      let error = loss.hessianError(hessian, at: Vector.zeros(x.columnCount).span)
      let difference = truth.subtracting(hessian)
      #expect(difference.isPositiveDefinite(minus: -error), "problem \(index)")
      #expect(difference.isPositiveDefinite(minus: error, negated: true), "problem \(index)")
    }
    #expect(proven > 25)
  }

  /// A weight so far below the largest that digits of it are lost, in the row that makes the whole Hessian.
  @Test(arguments: [0x1p100, 0x1p200, 0x1p250, 0x1p400])
  func digitsOfWeightsThatAreLostAreAccountedFor(size: Double) throws {
    let x: Matrix<Double> = [[0x1p-300], [1.1 * size]]
    let weights: Vector<Double> = [0x1p600, 4.0 / 3 * 0x1p-440]
    let loss = try LeastSquares(x, .zeros(2), weights: weights)
    let truth = ExactSymmetric(hessianOf: x, weights: weights, ridge: 0, firstPenalized: 0)
    let bounds = try loss.curvatureBounds()
    #expect(Self.violations(bounds, of: truth, floor: 0) == [])
    #expect(bounds.lambdaMax.upperBound < (1 + 0x1p-20) * bounds.lambdaMax.lowerBound)
    let hessian = loss.hessian()
    let error = loss.hessianError(hessian, at: [0].span)
    #expect(truth.subtracting(hessian).isPositiveDefinite(minus: -error))
    #expect(truth.subtracting(hessian).isPositiveDefinite(minus: error, negated: true))
  }

  /// Sums over many blocks of rows, of weights between 10⁻⁶ and 10⁶.
  @Test func weightedHessiansOfManyRows() throws {
    var generator = SeededGenerator(seed: 406)
    let x = Matrix.random(1500, 3, seed: 8)
    let weights = Vector((0..<1500).map { _ in pow(10, 6 * generator.uniform()) })
    let loss = try LeastSquares(x, .zeros(1500), weights: weights)
    let truth = ExactSymmetric(hessianOf: x, weights: weights, ridge: 0, firstPenalized: 0)
    #expect(try Self.violations(loss.curvatureBounds(), of: truth) == [])
    let hessian = loss.hessian()
    let error = loss.hessianError(hessian, at: weights.span)
    #expect(truth.subtracting(hessian).isPositiveDefinite(minus: -error))
    #expect(truth.subtracting(hessian).isPositiveDefinite(minus: error, negated: true))
    #expect(error < 400 * 0x1p-53 * hessian.trace)
  }

  /// Where the products underflow or overflow with X as it is, and the row of the largest weight is not that of the largest
  /// elements.
  @Test(arguments: [1e-200, 1e-160, 1, 1e130], [1e-300, 1e-40, 1, 1e300])
  func extremeWeightsMakeNoFalseCertificate(scale: Double, smallest: Double) throws {
    for seed in 6..<9 {
      let x = Matrix.random(8, 3, seed: UInt64(seed)).scaled(by: scale)
        .scalingRows(by: Vector((0..<8).map { $0 < 4 ? 1e20 : 1 }))
      let weights = Vector((0..<8).map { $0 < 4 ? smallest : 1 + Double($0) })
      let bounds = try LeastSquares(x, .zeros(8), weights: weights).curvatureBounds()
      let truth = ExactSymmetric(hessianOf: x, weights: weights, ridge: 0, firstPenalized: 0)
      #expect(bounds.lambdaMin.lowerBound >= 0)
      #expect(Self.violations(bounds, of: truth, floor: 0) == [])
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
    let truth = ExactSymmetric(hessianOf: x, ridge: 0, firstPenalized: 0)
    #expect(bounds.lambdaMin.lowerBound >= 0)
    #expect(Self.violations(bounds, of: truth, floor: 0) == [])
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
