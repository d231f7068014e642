import DescentLinearAlgebra
import DescentOptimization
import Testing

/// A projection is the nearest point of the set.
@Suite struct ConvexSetTests {
  /// (x − P(x))ᵀ(z − P(x)) ≤ 0 for all z of the set, which tells the projection from all other points.
  private func expectProjection(_ set: some ConvexSet, _ x: Vector<Double>, seed: UInt64) throws {
    let projected = try set.projection(of: x)
    #expect(set.contains(projected))
    let again = try set.projection(of: projected)
    #expect(again.isClose(to: projected, relativeTolerance: 0, absoluteTolerance: 1e-14 * (1 + projected.norm())))
    for k in 0..<30 {
      let z = try set.projection(of: .random(x.count, seed: seed + UInt64(k)).scaled(by: 4))
      #expect(x.subtracting(projected).dot(z.subtracting(projected)) <= 1e-12 * (1 + x.norm()))
    }
  }

  @Test(arguments: [1, 2, 3, 10, 57])
  func allProjectionsAreNearestPoints(count: Int) throws {
    for seed in [2000, 2100, 2200] as [UInt64] {
      let x = Vector<Double>.random(count, seed: seed).scaled(by: 5)
      try expectProjection(Box(-1...2, count: count), x, seed: seed + 1)
      try expectProjection(NonNegativeOrthant(), x, seed: seed + 1)
      try expectProjection(EuclideanBall(radius: 1.5), x, seed: seed + 1)
      let center = Vector<Double>.random(count, seed: seed + 50)
      try expectProjection(EuclideanBall(radius: 0.5, center: center), x, seed: seed + 1)
      try expectProjection(Simplex(total: 2.5), x, seed: seed + 1)
      let rows = min(count, 4)
      let a = Matrix<Double>.random(rows, count, seed: seed + 60)
      try expectProjection(AffineSet(a, equals: .random(rows, seed: seed + 70)), x, seed: seed + 1)
      try expectProjection(WholeSpace(), x, seed: seed + 1)
    }
  }

  /// The projection for each set of coordinates that might be positive; the one that is nearest among the points it makes.
  private func bruteForceSimplex(_ x: Vector<Double>, total: Double) -> Vector<Double> {
    var best: (distance: Double, point: Vector<Double>)?
    for mask in 1..<(1 << x.count) {
      let active = (0..<x.count).filter { mask >> $0 & 1 == 1 }
      let threshold = (active.map { x[$0] }.reduce(0, +) - total) / Double(active.count)
      var point = Vector<Double>.zeros(x.count)
      for j in active { point[j] = x[j] - threshold }
      guard !point.contains(where: { $0 < 0 }) else { continue }
      let distance = point.subtracting(x).norm()
      if distance < best?.distance ?? .infinity { best = (distance, point) }
    }
    return best!.point
  }

  @Test(arguments: 1...8)
  func simplexProjectionsAreThoseOfBruteForce(count: Int) throws {
    for seed in 0..<30 {
      for scale in [1e-3, 1, 20] {
        var x = Vector<Double>.random(count, seed: 2300 + UInt64(seed)).scaled(by: scale)
        if seed % 3 == 0 { for j in x.indices { x[j] = (x[j] / scale * 2).rounded() * scale } }
        let found = try Simplex(total: 1.5).projection(of: x)
        let expected = bruteForceSimplex(x, total: 1.5)
        #expect(found.isClose(to: expected, relativeTolerance: 0, absoluteTolerance: 1e-14 * max(1, scale)))
      }
    }
  }

  @Test func simplexProjectionsLoseNoDigits() throws {
    // The elements are far from the simplex and from each other.
    let far = try Simplex().projection(of: [1e300, -1e300, 1e300])
    #expect(far == [0.5, 0, 0.5])
    #expect(try Simplex().projection(of: [1e16, 1e16 + 2, 0]) == [0, 1, 0])
    // Sums of many elements.
    let many = try Simplex().projection(of: .random(20_000, seed: 2400))
    #expect((many.sum() - 1).magnitude < 1e-14)
    // Elements that grow so fast that each step drops few of them.
    var factorials = Vector<Double>.zeros(100)
    for j in 1..<100 { factorials[j] = factorials[j - 1] * Double(j) + 1 }
    let steep = try Simplex().projection(of: factorials.scaled(by: -1))
    #expect(steep.sum() == 1)
    #expect(steep[0] == 1 || steep[0] > 0)
    #expect(try Simplex().projection(of: [1, .nan]).allSatisfy { $0.isNaN })
    #expect(try Simplex().projection(of: [1, .infinity]).allSatisfy { $0.isNaN })
    #expect(try Simplex().projection(of: [-7]) == [1])
  }

  @Test func ballsDoNotOverflow() throws {
    let ball = EuclideanBall(radius: 5)
    #expect(try ball.projection(of: [3e200, 4e200]).isClose(to: [3, 4], relativeTolerance: 1e-15))
    #expect(try ball.projection(of: [3, 4]) == [3, 4])
    #expect(try EuclideanBall(radius: 0, center: [1, 2]).projection(of: [7, 9]) == [1, 2])
    #expect(try ball.projection(of: [.nan, 1])[0].isNaN)
  }

  @Test func boxesMayBeOpen() throws {
    let box = Box(lower: [-.infinity, 0], upper: [1, .infinity])
    #expect(try box.projection(of: [-1e300, -1]) == [-1e300, 0])
    #expect(try box.projection(of: [7, 1e300]) == [1, 1e300])
    #expect(try box.projection(of: [.nan, 1])[0].isNaN)
    #expect(!box.contains([2, 0]))
  }

  @Test func equationsThatDependOnOthersAreNoTrouble() throws {
    let a: Matrix<Double> = [[1, 1, 1], [2, 2, 2], [1, -1, 0]]
    let set = try AffineSet(a, equals: [3, 6, 0])
    #expect(set.rank == 2)
    let found = try set.projection(of: [5, 1, -2])
    #expect((a * found).isClose(to: [3, 6, 0], relativeTolerance: 1e-14, absoluteTolerance: 1e-14))
    #expect(throws: OptimizationError.self) { try AffineSet(a, equals: [3, 7, 0]) }
    // Of a far point no more is left than of a near one.
    let far = try set.projection(of: [1e12, 1e12, -3e12])
    #expect((a * far).isClose(to: [3, 6, 0], relativeTolerance: 0, absoluteTolerance: 1e-2))
  }

  @Test func settingsOutOfRangeAreRefused() {
    let x: Vector<Double> = [1, 2]
    #expect(throws: OptimizationError.self) { try Box(lower: [2, 0], upper: [1, 1]).projection(of: x) }
    #expect(throws: OptimizationError.self) { try Box(lower: [.nan, 0], upper: [1, 1]).projection(of: x) }
    #expect(throws: OptimizationError.self) { try Box(0...1, count: 3).projection(of: x) }
    #expect(throws: OptimizationError.self) { try EuclideanBall(radius: -1).projection(of: x) }
    #expect(throws: OptimizationError.self) { try EuclideanBall(radius: 1, center: [1]).projection(of: x) }
    #expect(throws: OptimizationError.self) { try Simplex(total: 0).projection(of: x) }
    #expect(throws: OptimizationError.self) { try Simplex().projection(of: []) }
    #expect(throws: OptimizationError.self) { try AffineSet([[1, 2, 3]], equals: [1]).projection(of: x) }
  }
}
