import Descent
import DescentReport
import Testing

@Suite struct PlayerTests {
  private static let rosenbrock = BivariatePolynomial(
    center: (1, 1),
    [
      .init(401, x: 2), .init(-400, x: 1, y: 1), .init(100, y: 2), .init(400, x: 3), .init(-200, x: 2, y: 1),
      .init(100, x: 4),
    ])

  @Test(arguments: [(-1.2, 1.0), (0, 0), (1, 1), (0.3, -2)])
  func aPolynomialHasItsValueSlopesAndCurvatures(x: Double, y: Double) throws {
    let found = Iterate(Self.rosenbrock, at: [x, y])
    let (a, b) = (y - x * x, 1 - x)
    let scale = 1 + 100 * a * a
    #expect((found.value - (100 * a * a + b * b)).magnitude <= 1e-12 * scale)
    #expect((found.gradient[0] - (-400 * x * a - 2 * b)).magnitude <= 1e-11 * scale)
    #expect((found.gradient[1] - 200 * a).magnitude <= 1e-11 * scale)
    let hessian = Self.rosenbrock.hessian(at: [x, y] as Vector<Double>)
    #expect((hessian[0, 0] - (1200 * x * x - 400 * y + 2)).magnitude <= 1e-11 * scale)
    #expect((hessian[0, 1] + 400 * x).magnitude <= 1e-11 * scale)
    #expect(hessian[0, 1] == hessian[1, 0] && hessian[1, 1] == 200)
  }

  @Test func aQuadraticKnowsItsForm() throws {
    let valley = BivariatePolynomial(
      center: (3, 1), [.init(1, x: 2), .init(2, x: 1, y: 1), .init(25, y: 2), .init(4, x: 1), .init(7)])
    let form = try #require(try valley.quadraticForm())
    for point in [[0, 0], [3, 1], [-1, 4], [0.5, -2.25]] as [Vector<Double>] {
      let (a, b) = (Iterate(valley, at: point), Iterate(form, at: point))
      #expect((a.value - b.value).magnitude <= 1e-12 * (1 + a.value.magnitude))
      #expect(a.gradient.isClose(to: b.gradient, absoluteTolerance: 1e-12))
    }
    #expect(try Self.rosenbrock.quadraticForm() == nil)
  }

  @Test func aQuadraticAroundAnyPointIsTheSame() throws {
    let form = try QuadraticForm([[2, 1], [1, 8]], [3, -1], constant: 5)
    for anchor in [[0, 0], [3, -2]] as [Vector<Double>] {
      let here = Iterate(form, at: anchor)
      let around = BivariatePolynomial(
        around: anchor, value: here.value, gradient: here.gradient, hessian: form.hessian())
      for point in [[1, 1], [-4, 0.5]] as [Vector<Double>] {
        #expect((around.value(at: point) - form.value(at: point)).magnitude < 1e-12)
      }
    }
  }

  @Test(arguments: Player.Method.Rule.allCases)
  func pathsAreThoseOfTheOptimizers(_ rule: Player.Method.Rule) throws {
    let method = Player.Method(rule, momentum: rule == .gradientDescent ? 0 : 0.8)
    let player = Player(Self.rosenbrock, from: [-1.2, 1], methods: [method], step: 1e-4, stepCount: 50)
    let path = try player.path()
    #expect(path.count == 51)
    // The recurrences, written down once more.
    var (x, velocity, last): ([Double], [Double], [Double]) = ([-1.2, 1], [0, 0], [-1.2, 1])
    for (t, point) in path.enumerated() {
      #expect(point.iteration == t && (point.x, point.y) == (x[0], x[1]))
      let ahead = zip(x, last).map { $0 + (rule == .nesterov ? 0.8 : 0) * ($0 - $1) }
      let gradient = Self.rosenbrock.gradient(at: Vector(ahead))
      let share = rule == .averagedMomentum ? 1 - 0.8 : 1
      let memory = rule == .gradientDescent ? 0 : 0.8
      velocity = zip(velocity, gradient).map { memory * $0 + share * $1 }
      last = x
      x = zip(x, velocity).map { $0 + -1e-4 * $1 }
    }
  }

  @Test func aPathEndsAtItsToleranceAndBeforeInfinity() throws {
    let bowl = BivariatePolynomial([.init(1, x: 2), .init(4, y: 2)])
    let bounds = try bowl.quadraticForm()!.curvatureBounds()
    let player = Player(
      bowl, from: [2, 1], methods: [.init(.gradientDescent, curvature: bounds)], step: 0.2, stepCount: 5000,
      tolerance: 1e-6)
    let path = try player.path()
    #expect(path.last!.gradientNorm <= 1e-6 && path.dropLast().last!.gradientNorm > 1e-6)
    #expect((player.methods[0].limit!.maximum - 0.25).magnitude < 1e-14)
    let wild = try player.path(step: 0.4)
    #expect(wild.count < 5000 && wild.allSatisfy { $0.value.isFinite && $0.gradientNorm.isFinite })
    #expect(wild.last!.gradientNorm > 1e100)
  }

  @Test func theViewHoldsThePathAndTheSliderReachesPastTheLimit() throws {
    let bowl = BivariatePolynomial([.init(1, x: 2), .init(4, y: 2)])
    let bounds = try bowl.quadraticForm()!.curvatureBounds()
    let player = Player(
      bowl, from: [2, 1], methods: [.init(.gradientDescent, curvature: bounds)], step: 0.2, stepCount: 20,
      minimum: [0, 0])
    for point in try player.path() { #expect(player.x.contains(point.x) && player.y.contains(point.y)) }
    #expect(player.largestStep > bounds.maximumStableStep)
  }
}
