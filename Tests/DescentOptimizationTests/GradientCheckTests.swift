import DescentLinearAlgebra
import DescentOptimization
import Glibc
import Testing

@Suite struct GradientCheckTests {
  private static let rosenbrock = ClosureObjective(2) { x, gradient in
    let (slope, valley) = (1 - x[0], x[1] - x[0] * x[0])
    gradient[0] = -2 * slope - 400 * x[0] * valley
    gradient[1] = 200 * valley
    return slope * slope + 100 * valley * valley
  }

  /// One variable, with the derivative.
  private func function(
    _ value: @escaping @Sendable (Double) -> Double, _ derivative: @escaping @Sendable (Double) -> Double
  ) -> ClosureObjective {
    ClosureObjective(1) { x, gradient in
      gradient[0] = derivative(x[0])
      return value(x[0])
    }
  }

  @Test func smoothFunctionsAgreeToTenDigits() throws {
    for point in [[-1.2, 1], [3, -7], [0.1, 0.02]] as [Vector<Double>] {
      let check = try Self.rosenbrock.checkGradient(at: point)
      #expect(try #require(check.worst).relativeError < 1e-11, "\(check)")
      #expect(check.evaluations <= 60)
    }
    let functions = [
      (function({ exp($0) }, { exp($0) }), 1.0), (function({ exp(100 * $0) }, { 100 * exp(100 * $0) }), 1),
      (function({ sin(30 * $0) }, { 30 * cos(30 * $0) }), 0.4), (function({ 1 / $0 }, { -1 / ($0 * $0) }), 1e-3),
      (function({ log($0) }, { 1 / $0 }), 1e-4), (function({ $0 * $0 * $0 }, { 3 * $0 * $0 }), 1e6),
      (function({ $0.squareRoot() }, { 0.5 / $0.squareRoot() }), 0.5), (function({ cosh($0) }, { sinh($0) }), -20),
      (function({ exp(1e4 * $0) }, { 1e4 * exp(1e4 * $0) }), 1e-4),
    ]
    for (k, (objective, point)) in functions.enumerated() {
      let check = try objective.checkGradient(at: [point])
      let worst = try #require(check.worst)
      #expect(worst.relativeError < 1e-10, "\(k): \(check)")
      #expect((worst.analytic - worst.numerical).magnitude <= worst.errorEstimate, "\(k): \(check)")
      #expect(check.agrees())
    }
  }

  @Test func wrongDerivativesAreFound() throws {
    for (coordinate, error) in [(0, 1e-6), (7, -1e-7), (19, 2.0)] {
      let wrong = ClosureObjective(20) { x, gradient in
        var sum = 0.0
        for j in 0..<20 {
          gradient[j] = cos(x[j]) * (j == coordinate ? 1 + error : 1)
          sum += sin(x[j])
        }
        return sum
      }
      let check = try wrong.checkGradient(at: .random(20, seed: 801))
      let worst = try #require(check.worst)
      #expect(worst.index == coordinate)
      #expect(!check.agrees())
      #expect((worst.relativeError / (error.magnitude / (1 + max(error, 0))) - 1).magnitude < 1e-3)
      #expect("\(check)".contains("disagrees with differences of the value, most in coordinate \(coordinate + 1): "))
      #expect("\(check)".contains("Check this partial derivative"))
    }
  }

  /// At a stationary point differences find nothing but rounding, which is no disagreement.
  @Test func roundingIsNoDisagreement() throws {
    let check = try Self.rosenbrock.checkGradient(at: [1, 1])
    #expect(check.agrees(within: 0))
    let shifted = function({ 1e10 + sin($0) }, { cos($0) })
    let worst = try #require(shifted.checkGradient(at: [1]).worst)
    #expect(worst.disagreement == 0)
    #expect(worst.errorEstimate > 1e-8)
    // A value of single precision.
    let single = function({ Double(Float(sin($0))) }, { cos($0) })
    let coarse = try single.checkGradient(at: [1], valueRounding: 0x1p-24)
    #expect(coarse.agrees() && coarse.worst!.relativeError < 1e-5)
  }

  @Test func neighborsThatAreNotFiniteAreLeftOut() throws {
    let root = function({ $0 < 0 ? .nan : $0 * $0.squareRoot() }, { 1.5 * $0.squareRoot() })
    #expect(try root.checkGradient(at: [1e-5]).agrees())
    // At 0 itself there is no neighbour on the left.
    let check = try root.checkGradient(at: [0])
    #expect(check.unchecked == [0] && check.worst == nil && !check.agrees())
    #expect("\(check)".contains("Coordinate 1 could not be checked: the value is not finite on both sides"))
    let wall = function({ $0 > 2 ? .infinity : $0 }, { _ in 1 })
    #expect(try wall.checkGradient(at: [1.999]).agrees())
    #expect(throws: OptimizationError.undefinedAtPoint(gradientElement: nil, value: .infinity)) {
      try wall.checkGradient(at: [3])
    }
    #expect(throws: OptimizationError.self) { try wall.checkGradient(at: [.nan]) }
  }

  @Test func sentencesSayWhatIsWorst() throws {
    let linear = ClosureObjective(2) { x, gradient in
      (gradient[0], gradient[1]) = (2, 3)
      return 2 * x[0] + 4 * x[1]
    }
    let text = "\(try linear.checkGradient(at: [0, 0]))"
    #expect(
      text.hasPrefix(
        "The gradient disagrees with differences of the value, most in coordinate 2: 3 by the gradient, 4 ± "))
    #expect(text.contains("a relative error of 0.25."))
    let empty = ClosureObjective(0) { _, _ in 1 }
    #expect("\(try empty.checkGradient(at: []))" == "There are no parameters, and nothing to check.")
    #expect("\(try Self.rosenbrock.checkGradient(at: [2, 3]))".hasPrefix("The gradient agrees with differences"))
  }
}
