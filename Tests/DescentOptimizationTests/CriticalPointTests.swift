import DescentLinearAlgebra
import DescentOptimization
import Foundation
import Testing

@Suite struct CriticalPointTests {
  /// x² − y².
  static let saddle = TwiceDifferentiableClosure(2) { x, gradient in
    gradient[0] = 2 * x[0]
    gradient[1] = -2 * x[1]
    return x[0] * x[0] - x[1] * x[1]
  } hessian: { _ in
    [[2, 0], [0, -2]]
  }

  /// 100 (y − x²)² + (1 − x)².
  static let rosenbrock = TwiceDifferentiableClosure(2) { point, gradient in
    let (x, y) = (point[0], point[1])
    let (inner, outer) = (y - x * x, 1 - x)
    gradient[0] = -400 * x * inner - 2 * outer
    gradient[1] = 200 * inner
    return 100 * inner * inner + outer * outer
  } hessian: { point in
    let (x, y) = (point[0], point[1])
    return [[1200 * x * x - 400 * y + 2, -400 * x], [-400 * x, 200]]
  }

  /// x³ − 3xy².
  static let monkeySaddle = TwiceDifferentiableClosure(2) { point, gradient in
    let (x, y) = (point[0], point[1])
    gradient[0] = 3 * x * x - 3 * y * y
    gradient[1] = -6 * x * y
    return x * x * x - 3 * x * y * y
  } hessian: { point in
    let (x, y) = (point[0], point[1])
    return [[6 * x, -6 * y], [-6 * y, -6 * x]]
  }

  /// ¼x⁴ − ½x² + ½y².
  static let twoValleys = TwiceDifferentiableClosure(2) { point, gradient in
    let (x, y) = (point[0], point[1])
    gradient[0] = x * x * x - x
    gradient[1] = y
    return 0.25 * x * x * x * x - 0.5 * x * x + 0.5 * y * y
  } hessian: { point in
    [[3 * point[0] * point[0] - 1, 0], [0, 1]]
  }

  static let quartic = TwiceDifferentiableClosure(1) { x, gradient in
    gradient[0] = 4 * x[0] * x[0] * x[0]
    return x[0] * x[0] * x[0] * x[0]
  } hessian: { x in
    [[12 * x[0] * x[0]]]
  }

  /// The same without its Hessian.
  static func withoutHessian(_ f: some Objective) -> ClosureObjective {
    ClosureObjective(f.parameterCount) { f.evaluate(at: $0, gradient: &$1) }
  }

  @Test func aSaddleWithItsWayOut() throws {
    let found = try Self.saddle.criticalPoint(at: [0, 0])
    #expect(found.kind == .saddle)
    #expect(found.isStationary)
    #expect(found.signsAreCertified)
    #expect(found.inertia == Inertia.of(1, 1, 0))
    #expect(found.eigenvalues == [-2, 2])
    let way = try #require(found.descentDirection)
    #expect(way.direction == [0, 1])
    #expect(way.curvature == -2)
    #expect(way.upperBound < -2 + 1e-14)
    #expect(way.upperBound >= -2)
    #expect(
      found.message.hasPrefix("A saddle: 1 of 2 eigenvalues is negative, 1 positive (-2 to 2, ±1.884e-15). These"))
    #expect(found.message.contains("These signs are proven"))
    #expect(found.message.contains("±(0, 1), with curvature -2."))
  }

  @Test func differencesFindTheSameAndProveNothing() throws {
    let found = try Self.withoutHessian(Self.saddle).criticalPoint(at: [0, 0])
    #expect(found.kind == .saddle)
    #expect(!found.signsAreCertified)
    let way = try #require(found.descentDirection)
    #expect(way.direction.isClose(to: [0, 1], absoluteTolerance: 1e-9))
    #expect((way.curvature + 2).magnitude < 1e-9)
    #expect(found.message.contains("rest on an estimate"))
  }

  @Test func anObjectiveInDisguiseIsAskedForItsHessian() throws {
    func classify(_ objective: some Objective) throws -> CriticalPoint { try objective.criticalPoint(at: [0, 0]) }
    #expect(try classify(Self.saddle).signsAreCertified)
  }

  @Test func theMinimumOfRosenbrock() throws {
    let exact = try Self.rosenbrock.criticalPoint(at: [1, 1])
    #expect(exact.kind == .minimum)
    #expect(exact.signsAreCertified)
    #expect((exact.eigenvalues[0] - 0.39936077).magnitude < 1e-8)
    #expect(exact.descentDirection == nil)
    let differences = try Self.withoutHessian(Self.rosenbrock).criticalPoint(at: [1, 1])
    #expect(differences.kind == .minimum)
    #expect(!differences.signsAreCertified)
    for i in 0..<2 {
      #expect((differences.eigenvalues[i] - exact.eigenvalues[i]).magnitude <= differences.eigenvalueError)
    }
  }

  @Test func whereGradientDescentEnded() throws {
    let criteria: StoppingCriteria = .gradientNorm(below: 1e-10) || .iterations(1000)
    let caught = try constantStep(0.1).minimize(Self.twoValleys, from: [0, 1], until: criteria)
    let saddle = try Self.twoValleys.criticalPoint(at: caught.minimizer)
    #expect(saddle.kind == .saddle)
    #expect(saddle.descentDirection?.direction == [1, 0])
    #expect(saddle.descentDirection?.curvature == -1)
    let free = try constantStep(0.1).minimize(Self.twoValleys, from: [1e-6, 1], until: criteria)
    #expect(try Self.twoValleys.criticalPoint(at: free.minimizer).kind == .minimum)
    #expect(try Self.withoutHessian(Self.twoValleys).criticalPoint(at: free.minimizer).kind == .minimum)
    for start in [-0.4, 0.4] {
      let result = try constantStep(0.03).minimize(doubleWell, from: [start], until: criteria)
      #expect(try doubleWell.criticalPoint(at: result.minimizer).kind == .minimum)
    }
    // The maximum between the wells, from 4x³ − 8x + 1 = 0.
    let top = try doubleWell.criticalPoint(at: [0.1260001925862561])
    #expect(top.kind == .maximum)
    #expect(try #require(top.descentDirection).direction == [1])
  }

  @Test func degeneratePoints() throws {
    for f in [Self.monkeySaddle, Self.quartic] {
      let origin = Vector<Double>.zeros(f.parameterCount)
      let points = [try f.criticalPoint(at: origin), try Self.withoutHessian(f).criticalPoint(at: origin)]
      for found in points {
        #expect(found.kind == .degenerate)
        #expect(found.inertia == Inertia.of(0, 0, f.parameterCount))
        #expect(!found.signsAreCertified)
        #expect(found.descentDirection == nil)
        #expect(found.message.contains("decide nothing"))
      }
    }
    let valley = try QuadraticForm([[1, 1], [1, 1]]).criticalPoint(at: [1, -1])
    #expect(valley.kind == .degenerate)
    #expect(valley.inertia == Inertia.of(1, 0, 1))
    #expect(valley.signsAreCertified)
    #expect(valley.message.contains("It is no maximum"))
    let ridge = try QuadraticForm([[-1, -1], [-1, -1]]).criticalPoint(at: [0, 0])
    #expect(ridge.message.contains("It is no minimum"))
    #expect(ridge.descentDirection != nil)
    let flatSaddle = try QuadraticForm(.diagonal([1, 0, -1])).criticalPoint(at: [0, 0, 0])
    #expect(flatSaddle.kind == .saddle)
    #expect(flatSaddle.inertia == Inertia.of(1, 1, 1))
  }

  @Test func aMaximum() throws {
    let found = try QuadraticForm([[-2, 1], [1, -2]]).criticalPoint(at: [0, 0])
    #expect(found.kind == .maximum)
    #expect(found.signsAreCertified)
    #expect(found.inertia == Inertia.of(0, 2, 0))
    let way = try #require(found.descentDirection)
    #expect((way.curvature + 3).magnitude < 1e-14)
    #expect((way.direction.norm() - 1).magnitude < 1e-15)
  }

  @Test func nearlySingularIsUndecidedNotGuessed() throws {
    for shift in [0x1p-52, -0x1p-53] {
      let found = try QuadraticForm([[1, 1], [1, 1 + shift]]).criticalPoint(at: [0, 0])
      #expect(found.inertia == Inertia.of(1, 0, 1))
      #expect(found.kind == .degenerate)
    }
    for shift in [1e-12, -1e-12] {
      let f = try QuadraticForm([[1, 1], [1, 1 + shift]])
      let found = try f.criticalPoint(at: [0, 0])
      #expect(found.kind == (shift > 0 ? .minimum : .saddle))
      #expect(found.signsAreCertified)
      // With x away from 0 the gradient is off by 10⁻¹⁶, over steps of 10⁻⁶.
      let differences = try Self.withoutHessian(f).criticalPoint(at: [1, -1])
      #expect(differences.kind == .degenerate)
    }
  }

  @Test func aProofReachesFurtherThanTheEstimate() throws {
    let found = try QuadraticForm(.diagonal([1, 1e-20])).criticalPoint(at: [0, 0])
    #expect(found.eigenvalueError > 1e-20)
    #expect(found.kind == .minimum)
    #expect(found.signsAreCertified)
  }

  @Test(arguments: [1e-300, 1e-160, 1e160, 1e300])
  func extremeScales(scale: Double) throws {
    let found = try QuadraticForm(Matrix(rows: [[1, 2], [2, 1]]).scaled(by: scale)).criticalPoint(at: [0, 0])
    #expect(found.kind == .saddle)
    #expect(found.signsAreCertified)
    let way = try #require(found.descentDirection)
    #expect((way.curvature / scale + 1).magnitude < 1e-14)
  }

  /// LᵀDL with integers in L and D, D scaled by powers of two down to 2⁻⁴⁰ on request: exact, and of the inertia of D.
  static func known(_ p: Int, smallest: Int, _ generator: inout SeededGenerator) -> (Matrix<Double>, Inertia) {
    var l = Matrix<Double>.identity(p)
    for i in 0..<p {
      for j in 0..<i { l[i, j] = Double(Int.random(in: -2...2, using: &generator)) }
    }
    let d = (0..<p).map { _ in
      Double(Int.random(in: -4...5, using: &generator))
        / pow(2, Double(Int.random(in: 0...smallest, using: &generator)))
    }
    var h = Matrix<Double>.zeros(p, p)
    for i in 0..<p {
      for j in 0..<p {
        for k in 0..<p { h[i, j] += l[k, i] * d[k] * l[k, j] }
      }
    }
    return (h, Inertia.of(d.count { $0 > 0 }, d.count { $0 < 0 }, d.count { $0 == 0 }))
  }

  @Test(arguments: [0, 10, 40])
  func certifiedSignsAreNeverWrong(smallest: Int) throws {
    var generator = SeededGenerator(seed: 7)
    var (complete, regular) = (0, 0)
    for trial in 0..<200 {
      let (h, truth) = Self.known(1 + trial % 10, smallest: smallest, &generator)
      let found = try QuadraticForm(h).criticalPoint(at: .zeros(h.rowCount))
      #expect(found.inertia.positive <= truth.positive, "\(h)")
      #expect(found.inertia.negative <= truth.negative, "\(h)")
      #expect(found.inertia.count == truth.count)
      if let way = found.descentDirection {
        #expect(found.inertia.negative > 0)
        #expect(way.direction.dot(h * way.direction) <= way.upperBound / 2)
      }
      if truth.undecided == 0 {
        regular += 1
        if found.signsAreCertified, found.inertia == truth { complete += 1 }
      }
    }
    #expect(regular > 100)
    // Of the nearly singular ones many are beyond double precision.
    #expect(complete > regular * (smallest == 40 ? 5 : 19) / 20, "\(complete) of \(regular)")
  }

  @Test func differencesGuessNoSigns() throws {
    var generator = SeededGenerator(seed: 8)
    for trial in 0..<120 {
      let (h, truth) = Self.known(1 + trial % 6, smallest: trial % 3 * 20, &generator)
      let p = h.rowCount
      let center = Vector<Double>.random(p, seed: UInt64(trial))
      let f = Self.withoutHessian(try QuadraticForm(h, h * center))
      let found = try f.criticalPoint(at: center)
      #expect(found.isStationary)
      #expect(found.inertia.positive <= truth.positive, "\(h)")
      #expect(found.inertia.negative <= truth.negative, "\(h)")
      #expect(!found.signsAreCertified)
    }
  }

  @Test func aKnownSpectrumOfManyEigenvalues() throws {
    let eigenvalues = (0..<60).map { ($0.isMultiple(of: 3) ? -1.0 : 1.0) * pow(10, -8 * Double($0) / 60) }
    let found = try KnownQuadratic(eigenvalues: eigenvalues, seed: 3).objective.criticalPoint(
      at: .zeros(60), tolerance: .infinity)
    #expect(found.inertia == Inertia.of(40, 20, 0))
    #expect(found.signsAreCertified)
  }

  @Test func dependentColumnsOfLeastSquaresAreUndecided() throws {
    let base = Matrix<Double>.random(40, 2, seed: 5)
    var sums = base.column(0)
    sums.add(base.column(1), scaledBy: 0.3)
    let loss = try LeastSquares(base.insertingColumn(sums, at: 2), .random(40, seed: 6))
    let found = try loss.criticalPoint(at: [0, 0, 0], tolerance: .infinity)
    #expect(found.inertia == Inertia.of(2, 0, 1))
    #expect(found.signsAreCertified)
    let regular = try LeastSquares(base, .random(40, seed: 6)).criticalPoint(at: [0, 0], tolerance: .infinity)
    #expect(regular.kind == .minimum)
    #expect(regular.signsAreCertified)
  }

  @Test func aPointThatIsNotStationaryIsNone() throws {
    let found = try Self.saddle.criticalPoint(at: [0.5, 0.25])
    #expect(found.kind == .notStationary)
    #expect(!found.isStationary)
    #expect((found.gradientNorm - 1.25.squareRoot()).magnitude < 1e-15)
    #expect(found.message.hasPrefix("Not a critical point: the gradient norm 1.118 exceeds 4.2"))
    #expect(found.message.contains("larger tolerance"))
    // Down the gradient, which is (1, −0.5).
    #expect(try #require(found.descentDirection).direction == [0, 1])
    #expect(try Self.saddle.criticalPoint(at: [0.5, 0.25], tolerance: 2).kind == .saddle)
    let slope = ClosureObjective(1) { point, gradient in
      gradient[0] = 1
      return point[0]
    }
    #expect(try slope.criticalPoint(at: [0]).kind == .notStationary)
  }

  @Test func oneParameterAndNone() throws {
    #expect(try parabola.criticalPoint(at: [0]).kind == .minimum)
    let found = try QuadraticForm([[2]]).criticalPoint(at: [0])
    #expect(found.message.hasPrefix("A minimum: the eigenvalue is positive (2, ±"))
    let nothing = try QuadraticForm(.zeros(0, 0)).criticalPoint(at: [])
    #expect(nothing.kind == .minimum)
    #expect(nothing.signsAreCertified)
    #expect(nothing.message.contains("no parameters"))
    let constant = ClosureObjective(0) { _, _ in 1 }
    #expect(try constant.criticalPoint(at: []).kind == .minimum)
    #expect(try !constant.criticalPoint(at: []).signsAreCertified)
  }

  @Test func whatIsNotFiniteOrNotSymmetricIsRefused() throws {
    let root = ClosureObjective(2) { point, gradient in
      gradient[0] = 0.5 / point[0].squareRoot()
      gradient[1] = 2 * point[1]
      return point[0].squareRoot() + point[1] * point[1]
    }
    #expect(throws: OptimizationError.undefinedNearPoint(coordinate: 0, step: -0x1p-17)) {
      try root.criticalPoint(at: [1e-7, 0])
    }
    #expect(try root.criticalPoint(at: [1e-7, 0], typicalSize: 1e-7).kind == .notStationary)
    #expect(throws: OptimizationError.self) { try root.criticalPoint(at: [-1, 0]) }
    #expect(throws: OptimizationError.undefinedAtPoint(gradientElement: 0, value: .infinity)) {
      try root.criticalPoint(at: [0, 0])
    }
    #expect(throws: OptimizationError.self) { try root.criticalPoint(at: [1, .nan]) }
    func withHessian(_ hessian: Matrix<Double>) -> TwiceDifferentiableClosure {
      TwiceDifferentiableClosure(2) {
        Self.saddle.evaluate(at: $0, gradient: &$1)
      } hessian: { _ in
        hessian
      }
    }
    #expect(throws: OptimizationError.asymmetricHessian(row: 0, column: 1, value: 1, mirrored: 2)) {
      try withHessian([[1, 1], [2, 1]]).criticalPoint(at: [0, 0])
    }
    #expect(throws: OptimizationError.self) { try withHessian([[1, .nan], [2, 1]]).criticalPoint(at: [0, 0]) }
    let nearly = try withHessian([[1, 0.5], [0.5 + 1e-12, 1]]).criticalPoint(at: [0, 0])
    #expect(nearly.kind == .minimum)
    #expect(!nearly.signsAreCertified)
    let message = OptimizationError.undefinedNearPoint(coordinate: 0, step: -0x1p-17).description
    #expect(message.contains("coordinate 1 is changed by -7.629e-06"))
  }
}

extension Inertia {
  static func of(_ positive: Int, _ negative: Int, _ undecided: Int) -> Self {
    Self(positive: positive, negative: negative, undecided: undecided)
  }
}
