import DescentLinearAlgebra
import DescentOptimization

extension TestProblem {
  /// Watson (Kowalik, Osborne 1968): a polynomial of degree n − 1 that is to solve y' − y² = 1, y(0) = 0 on [0, 1]. From n = 9
  /// on the Hessian at the minimum is close to singular.
  ///
  /// - Precondition: 2 ≤ n ≤ 31. The minima are known for 6, 9, 12 and 20.
  /// - Complexity: O(n).
  public static func watson(_ n: Int = 6) -> TestProblem {
    guard (2...31).contains(n) else { trap("watson: it has 2 to 31 parameters, not \(n)") }
    return TestProblem(
      "Watson", number: 20, start: .zeros(n), minima: Watson.minima[n] ?? [], Watson(parameterCount: n))
  }
}

/// rᵢ = Σⱼ (j − 1) xⱼ tᵢ^(j−2) − (Σⱼ xⱼ tᵢ^(j−1))² − 1 with tᵢ = i / 29, then r₃₀ = x₁ and r₃₁ = x₂ − x₁² − 1.
struct Watson: SummedFunction {
  let parameterCount: Int

  static let minima: [Int: [KnownMinimum]] = [
    6: [
      .global(
        0.002287670053552436,
        at: [
          -0.015725086401458456, 1.0124348693691099, -0.2329916259567377, 1.2604300877996084, -1.5137289227222797,
          0.9929964324311346,
        ])
    ],
    9: [
      .global(
        1.39976013809902e-6,
        at: [
          -1.5307036521394342e-05, 0.9997897039319483, 0.014763963693556958, 0.14634232829936222, 1.0008211030047092,
          -2.617731140519015, 4.104403164478857, -3.1436122785564424, 1.0526264080101668,
        ])
    ],
    12: [
      .global(
        4.722381105891757e-10,
        at: [
          -6.638060464520687e-09, 1.000001644117862, -0.0005639322103423058, 0.34782054050404243, -0.15673150409616513,
          1.0528151772071777, -3.2472711534596677, 7.288434897938061, -10.271848241321724, 9.074113647075317,
          -4.541375466692512, 1.0120118885528104,
        ])
    ],
    20: [
      .global(
        2.486616372416181e-20,
        at: [
          -5.506474935920062e-19, 1.000000000000167, -1.5283949387142125e-07, 0.3333419376479279,
          -0.00022561838435185508, 0.13687975170049843, -0.03714197876949406, 0.3289650245228482, -1.4941629718008682,
          6.127730131094448, -19.0669107910192, 45.928432980708926, -85.57523071582479, 123.09267180160522,
          -135.37787612846407, 111.77917994119419, -67.09641797387498, 27.67079092031345, -7.021765463124511,
          0.8291470299442796,
        ])
    ],
  ]

  func sum(at x: Span<Double>, into f: inout some Summation) {
    let n = parameterCount
    for i in 1...29 {
      let t = Double(i) / 29
      var (polynomial, derivative) = (0.0, 0.0)
      for j in stride(from: n - 1, through: 0, by: -1) {
        derivative = derivative * t + polynomial
        polynomial = polynomial * t + x[j]
      }
      f.square(derivative - polynomial * polynomial - 1)

      guard f.needsSlopes else { continue }
      var (power, lower) = (1.0, 0.0)
      for j in 0..<n {
        f.slope(j, Double(j) * lower - 2 * polynomial * power)
        (lower, power) = (power, power * t)
      }
      guard f.needsCurvatures else { continue }
      var square = -2.0
      for j in 0..<n {
        var power = square
        for k in j..<n {
          f.curvature(j, k, power)
          power *= t
        }
        square *= t * t
      }
    }

    f.square(x[0])
    f.slope(0, 1)

    f.square(x[1] - x[0] * x[0] - 1)
    f.slope(0, -2 * x[0])
    f.slope(1, 1)
    f.curvature(0, 0, -2)
  }
}
