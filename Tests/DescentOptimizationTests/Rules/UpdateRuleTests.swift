import DescentLinearAlgebra
import DescentOptimization
import Testing

/// Each rule against its published formula, written out with plain numbers, and against iterates of 60 digits.
@Suite struct UpdateRuleTests {
  /// ½ xᵀAx − bᵀx with A = (2, ½; ½, 1) and b = (1, −1), from (2, −1).
  static let start = [2.0, -1.0]

  static func gradient(_ x: [Double]) -> [Double] {
    [2 * x[0] + 0.5 * x[1] - 1, 0.5 * x[0] + x[1] + 1]
  }

  static func value(_ x: [Double]) -> Double {
    0.5 * (2 * x[0] * x[0] + x[0] * x[1] + x[1] * x[1]) - x[0] + x[1]
  }

  static let quadratic = try! QuadraticForm([[2, 0.5], [0.5, 1]], [1, -1])

  /// The same function, not known to be a quadratic.
  static let closure = ClosureObjective(2) { point, gradient in
    let x = [point[0], point[1]]
    let g = Self.gradient(x)
    (gradient[0], gradient[1]) = (g[0], g[1])
    return Self.value(x)
  }

  /// The iterates 1 … 20 by a step of one's own, with six numbers that it may keep.
  private func path(_ step: (_ t: Int, _ x: [Double], _ kept: inout [Double]) -> [Double]) -> [[Double]] {
    var (x, kept) = (Self.start, [Double](repeating: 0, count: 6))
    return (0..<20).map { t in
      x = step(t, x, &kept)
      return x
    }
  }

  private func expect(
    _ rule: some UpdateRule, _ expected: [[Double]], _ literals: [Int: [Double]] = [:],
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    for found in [
      try iterates(rule, Self.quadratic, from: Self.start, count: 20),
      try iterates(rule, Self.closure, from: Self.start, count: 20),
    ] {
      #expect(found.count == 20, sourceLocation: sourceLocation)
      for (t, (point, wanted)) in zip(found, expected).enumerated() {
        for (value, want) in zip(point, wanted) {
          #expect((value - want).magnitude <= 1e-14, "step \(t + 1)", sourceLocation: sourceLocation)
        }
      }
      for (t, wanted) in literals {
        for (value, want) in zip(found[t - 1], wanted) {
          #expect((value - want).magnitude <= 1e-14, "step \(t), 60 digits", sourceLocation: sourceLocation)
        }
      }
    }
  }

  // MARK: Momentum

  @Test func accumulatedMomentum() throws {
    let expected = path { _, x, v in
      let g = Self.gradient(x)
      return (0..<2).map {
        v[$0] = 0.9 * v[$0] + g[$0]
        return x[$0] - 0.1 * v[$0]
      }
    }
    try expect(
      Momentum(rate: 0.1), expected,
      [
        1: [1.75, -1.1], 2: [1.3299999999999999603, -1.2675000000000000158],
        7: [0.12344419921874996714, -1.7207732468750000094], 20: [0.49548036944110385564, -1.5911271019654907689],
      ])
  }

  @Test func averagedMomentum() throws {
    let expected = path { _, x, v in
      let g = Self.gradient(x)
      return (0..<2).map {
        v[$0] = 0.9 * v[$0] + (1 - 0.9) * g[$0]
        return x[$0] - 0.1 * v[$0]
      }
    }
    try expect(
      Momentum(rate: 0.1, convention: .averaged), expected,
      [
        1: [1.975, -1.01], 2: [1.9280500000000000113, -1.0287749999999999955],
        7: [1.4784781117521434157, -1.2081188259737346651], 20: [0.51393086589930290086, -1.5820507993525810939],
      ])
  }

  /// Example: a gradient that stays moves ten times as far by v ← βv + g as by v ← βv + (1 − β)g, β = 0.9.
  @Test func theConventionsDifferTenfold() throws {
    let slope = ClosureObjective(1) { point, gradient in
      gradient[0] = 1
      return point[0]
    }
    let accumulated = try iterates(Momentum(rate: 0.01), slope, from: [0], count: 50)
    let averaged = try iterates(Momentum(rate: 0.01, convention: .averaged), slope, from: [0], count: 50)
    for (a, b) in zip(accumulated, averaged) { #expect((a[0] - 10 * b[0]).magnitude <= 1e-14) }
    let tenfold = try iterates(Momentum(rate: 0.1, convention: .averaged), slope, from: [0], count: 50)
    for (a, b) in zip(accumulated, tenfold) { #expect((a[0] - b[0]).magnitude <= 1e-14) }
  }

  @Test func nesterov() throws {
    let expected = path { _, x, v in
      let g = Self.gradient([x[0] - 0.1 * 0.9 * v[0], x[1] - 0.1 * 0.9 * v[1]])
      return (0..<2).map {
        v[$0] = 0.9 * v[$0] + g[$0]
        return x[$0] - 0.1 * v[$0]
      }
    }
    try expect(
      Nesterov(rate: 0.1), expected,
      [
        1: [1.75, -1.1], 2: [1.379499999999999967, -1.2472500000000000131],
        7: [0.53254820599965234087, -1.5580268240925031231], 20: [0.82682807387032019232, -1.4457161329627130295],
      ])
  }

  @Test func nesterovUnderASchedule() throws {
    let rates = Schedule.exponential(from: 0.1, factor: 0.9)
    let expected = path { t, x, v in
      let rate = rates.rate(at: t)
      let g = Self.gradient([x[0] - rate * 0.9 * v[0], x[1] - rate * 0.9 * v[1]])
      return (0..<2).map {
        v[$0] = 0.9 * v[$0] + g[$0]
        return x[$0] - rate * v[$0]
      }
    }
    try expect(Nesterov(rate: rates), expected)
  }

  // MARK: Rules that scale each coordinate

  @Test(arguments: EpsilonPlacement.allCases)
  func adaGrad(placement: EpsilonPlacement) throws {
    let expected = path { _, x, squares in
      let g = Self.gradient(x)
      return (0..<2).map {
        squares[$0] += g[$0] * g[$0]
        let root =
          placement == .insideRoot ? (squares[$0] + 0.01).squareRoot() : squares[$0].squareRoot() + 0.01
        return x[$0] - 0.1 * g[$0] / root
      }
    }
    try expect(
      AdaGrad(rate: 0.1, epsilon: 0.01, epsilonPlacement: placement), expected,
      placement == .insideRoot
        ? [
          1: [1.9000799041278210521, -1.0995037190209989191], 2: [1.8332062767371030522, -1.1641051197246424965],
          20: [1.3729173487738915038, -1.5296530172122530402],
        ]
        : [
          1: [1.9003984063745019865, -1.0990099009900990154], 2: [1.833679038254243591, -1.1633374555735561676],
          20: [1.3738197199604189302, -1.5284320825378100814],
        ])
  }

  @Test(arguments: EpsilonPlacement.allCases)
  func rmsProp(placement: EpsilonPlacement) throws {
    let expected = path { _, x, squares in
      let g = Self.gradient(x)
      return (0..<2).map {
        squares[$0] = 0.9 * squares[$0] + (1 - 0.9) * g[$0] * g[$0]
        let root =
          placement == .insideRoot ? (squares[$0] + 0.01).squareRoot() : squares[$0].squareRoot() + 0.01
        return x[$0] - 0.1 * g[$0] / root
      }
    }
    try expect(
      RMSProp(rate: 0.1, epsilon: 0.01, epsilonPlacement: placement), expected,
      placement == .insideRoot
        ? [
          1: [1.6862720974309206695, -1.3015113445777636695], 2: [1.5015660893216981175, -1.4521162792638728091],
          20: [0.86290677767346014277, -1.4347913214091187127],
        ]
        : [
          1: [1.6877222695462894216, -1.3065343003171551381], 2: [1.5038999780344761246, -1.4579885955245566955],
          20: [0.86273016035815662252, -1.4340459931135077589],
        ])
  }

  private func adam(
    epsilon: Double = 1e-8, _ placement: EpsilonPlacement = .outsideRoot, decay: Double = 0, keepsLargest: Bool = false
  ) -> [[Double]] {
    var (power1, power2) = (1.0, 1.0)
    return path { _, x, kept in
      let g = Self.gradient(x)
      (power1, power2) = (0.9 * power1, 0.999 * power2)
      return (0..<2).map { i in
        kept[i] = 0.9 * kept[i] + (1 - 0.9) * g[i]
        kept[2 + i] = 0.999 * kept[2 + i] + (1 - 0.999) * g[i] * g[i]
        let mean = kept[i] / (1 - power1)
        var square = kept[2 + i] / (1 - power2)
        kept[4 + i] = max(kept[4 + i], square)
        if keepsLargest { square = kept[4 + i] }
        let root = placement == .insideRoot ? (square + epsilon).squareRoot() : square.squareRoot() + epsilon
        return x[i] - 0.1 * (mean / root + decay * x[i])
      }
    }
  }

  @Test func adamAsPublished() throws {
    try expect(
      Adam(rate: 0.1), adam(),
      [
        1: [1.9000000003999999928, -1.0999999990000000156], 2: [1.8004122284869894375, -1.1992515555858901685],
        7: [1.3233039117925334975, -1.649891176761272023], 20: [0.67877699561199178806, -1.6568625439956224229],
      ])
  }

  @Test func adamWithEpsilonInsideTheRoot() throws {
    try expect(
      Adam(rate: 0.1, epsilon: 0.01, epsilonPlacement: .insideRoot), adam(epsilon: 0.01, .insideRoot),
      [
        1: [1.9000799041278210521, -1.0995037190209989191], 2: [1.8005790970596637669, -1.198188398403651126],
        20: [0.67876224869627982931, -1.6618183531306791837],
      ])
  }

  @Test func adamW() throws {
    try expect(
      AdamW(rate: 0.1, weightDecay: 0.01), adam(decay: 0.01),
      [
        1: [1.8980000003999999927, -1.0989999990000000155], 2: [1.7965223564985900393, -1.1971525555868901683],
        20: [0.66810411492603666138, -1.6360806599457328112],
      ])
  }

  @Test func amsGrad() throws {
    try expect(
      AMSGrad(rate: 0.1), adam(keepsLargest: true),
      [
        1: [1.9000000003999999928, -1.0999999990000000156], 2: [1.8052631586463157761, -1.1921052613000000283],
        20: [0.89048539354920920569, -1.7502553335170561844],
      ])
  }

  @Test func theFirstStepOfAdamIsTheRateWhateverTheGradient() throws {
    // m̂ = g and v̂ = g², so that the step is αg/(|g| + ε).
    for scale in [1e-3, 1, 1e6] {
      let line = ClosureObjective(1) { point, gradient in
        gradient[0] = scale
        return scale * point[0]
      }
      let point = try iterates(Adam(rate: 0.25), line, from: [0], count: 1)[0][0]
      #expect((point + 0.25 * scale / (scale + 1e-8)).magnitude <= 1e-15)
    }
  }

  // MARK: Chains

  @Test func clippingComesFirst() throws {
    let expected = path { _, x, v in
      var g = Self.gradient(x)
      let norm = (g[0] * g[0] + g[1] * g[1]).squareRoot()
      if norm > 0.5 { g = g.map { $0 * 0.5 / norm } }
      return (0..<2).map {
        v[$0] = 0.9 * v[$0] + g[$0]
        return x[$0] - 0.1 * v[$0]
      }
    }
    try expect(Momentum(rate: 0.1).preceded(by: ClipNorm(0.5)), expected)
    // g = (2.5, 1) at the start: (2, −1) − 0.05 (2.5, 1)/√7.25.
    let first = try iterates(
      Momentum(rate: 0.1).preceded(by: ClipNorm(0.5)), Self.quadratic, from: Self.start, count: 1)
    #expect((first[0][0] - 1.95357616545573703421).magnitude <= 1e-14)
    #expect((first[0][1] + 1.01856953381770518631).magnitude <= 1e-14)
  }

  @Test func clippingElements() throws {
    let expected = path { _, x, v in
      let g = Self.gradient(x).map { min(0.5, max(-0.5, $0)) }
      return (0..<2).map {
        v[$0] = 0.9 * v[$0] + g[$0]
        return x[$0] - 0.1 * v[$0]
      }
    }
    try expect(Momentum(rate: 0.1).preceded(by: ClipValue(0.5)), expected, [1: [1.95, -1.05]])
  }

  @Test func coupledAndDecoupledDecay() throws {
    let coupled = path { _, x, v in
      let g = Self.gradient(x)
      return (0..<2).map {
        v[$0] = 0.9 * v[$0] + (g[$0] + 0.2 * x[$0])
        return x[$0] - 0.1 * v[$0]
      }
    }
    // (2, −1) − 0.1 (2.5 + 0.4, 1 − 0.2), in the first step the same either way.
    try expect(Momentum(rate: 0.1).preceded(by: WeightDecay(0.2)), coupled, [1: [1.71, -1.08]])
    let decoupled = path { _, x, v in
      let g = Self.gradient(x)
      return (0..<2).map {
        v[$0] = 0.9 * v[$0] + g[$0]
        return x[$0] - 0.1 * (v[$0] + 0.2 * x[$0])
      }
    }
    try expect(Momentum(rate: 0.1).followed(by: WeightDecay(0.2)), decoupled, [1: [1.71, -1.08]])
    #expect(coupled[1] != decoupled[1])
    #expect(try sameBits(AdamW(rate: 0.1, weightDecay: 0.2), Adam(rate: 0.1).followed(by: WeightDecay(0.2))))
  }

  @Test func chainsNest() throws {
    let expected = path { _, x, v in
      let g = zip(Self.gradient(x), x).map { $0 + 0.2 * $1 }.map { min(1, max(-1, $0)) }
      return (0..<2).map {
        v[$0] = 0.9 * v[$0] + g[$0]
        return x[$0] - 0.1 * v[$0]
      }
    }
    // What is added last comes first.
    try expect(Momentum(rate: 0.1).preceded(by: ClipValue(1)).preceded(by: WeightDecay(0.2)), expected)
  }

  @Test func nanIsNotClippedAway() {
    var vector: Vector<Double> = [.nan, 3]
    ClipValue(1).transform(&vector, at: [0, 0])
    #expect(vector[0].isNaN && vector[1] == 1)
    var other: Vector<Double> = [.nan, 3]
    ClipNorm(1).transform(&other, at: [0, 0])
    #expect(other[0].isNaN)
  }

  // MARK: Plateaus

  @Test func theRateFallsOnPlateaus() throws {
    var (lowest, idle, part) = (Double?.none, 0, 1.0)
    let expected = path { _, x, v in
      let value = Self.value(x)
      if let low = lowest, !(value < low - 0.05 * low.magnitude) {
        idle += 1
        if idle >= 2 { (idle, part) = (0, max(0.3, part * 0.5)) }
      } else {
        (lowest, idle) = (value, 0)
      }
      let g = Self.gradient(x)
      return (0..<2).map {
        v[$0] = 0.9 * v[$0] + g[$0]
        return x[$0] - 0.1 * part * v[$0]
      }
    }
    #expect(part == 0.3)
    let rule = Momentum(rate: 0.1).reducingOnPlateau(factor: 0.5, patience: 2, threshold: 0.05, leastPart: 0.3)
    try expect(rule, expected)
  }

  @Test func aValueThatStaysIsAPlateau() throws {
    let flat = ClosureObjective(1) { _, gradient in
      gradient[0] = 1
      return 7
    }
    let rule = Momentum(rate: 1, momentum: 0).reducingOnPlateau(factor: 0.5, patience: 3)
    let points = try iterates(rule, flat, from: [0], count: 10)
    // The first value is the lowest; three steps later the rate is halved, and again after three more.
    let rates = zip([[0.0]] + points, points).map { $0[0] - $1[0] }
    #expect(rates == [1, 1, 1, 0.5, 0.5, 0.5, 0.25, 0.25, 0.25, 0.125])
  }

  private func sameBits(_ a: some UpdateRule, _ b: some UpdateRule) throws -> Bool {
    try iterates(a, Self.quadratic, from: Self.start, count: 20)
      == iterates(b, Self.quadratic, from: Self.start, count: 20)
  }
}
