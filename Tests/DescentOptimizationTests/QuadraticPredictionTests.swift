import DescentLinearAlgebra
import DescentOptimization
import Foundation
import Testing

@Suite struct QuadraticPredictionTests {
  @Test(arguments: QuadraticTheoryTests.spectra, [UInt64(3), 40])
  func curvesAreThoseOfARun(spectrum: [Double], seed: UInt64) throws {
    let known = try KnownQuadratic(eigenvalues: spectrum, seed: seed)
    let start = Vector<Double>.random(spectrum.count, seed: seed + 9)
    let prediction = try QuadraticPrediction(of: known.objective, from: start)
    for step in [0.3, 1, 1.9, 2.05].map({ $0 / spectrum.max()! }) {
      let run = try constantStep(step).minimize(
        known.objective, from: start, until: .iterations(41), trace: .every(1))
      for record in run.trace {
        let t = record.iteration
        let norm = prediction.gradientNorm(afterSteps: t, step: step)
        #expect((norm - record.gradientNorm).magnitude <= 1e-12 * (norm + prediction.initialGradientNorm))
        let value = prediction.value(afterSteps: t, step: step)
        #expect((value - record.value).magnitude <= 1e-12 * (value.magnitude + prediction.initialValue.magnitude + 1))
        let excess = try #require(prediction.excess(afterSteps: t, step: step))
        let minimum = try #require(prediction.minimum)
        #expect((minimum + excess - value).magnitude <= 1e-12 * (value.magnitude + minimum.magnitude))
      }
      let point = prediction.iterate(afterSteps: 41, step: step)
      #expect(point.isClose(to: run.minimizer, relativeTolerance: 1e-11, absoluteTolerance: 1e-11))
    }
  }

  @Test func theExcessKeepsItsDigits() throws {
    let prediction = try QuadraticPrediction(of: QuadraticForm(.diagonal([1, 2]), [1, 2], constant: 7))
    // x* = (1, 1), f* = 5.5, and each step of ½ leaves half of the one part and nothing of the other.
    #expect(prediction.minimum == 5.5)
    #expect(prediction.minimizer == [1, 1])
    let excess = try #require(prediction.excess(afterSteps: 100, step: 0.5))
    #expect((excess / pow(0.5, 201) - 1).magnitude < 1e-13)
    #expect(prediction.value(afterSteps: 0, step: 0.5) == 7)
    #expect(prediction.value(afterSteps: 100, step: 0.5) == 5.5)
  }

  @Test func directionsWithoutCurvatureAreLinear() throws {
    let slope = try QuadraticPrediction(of: QuadraticForm(.diagonal([0, 2]), [3, 2]))
    #expect(slope.iterate(afterSteps: 10, step: 0.5).isClose(to: [15, 1], relativeTolerance: 1e-15))
    #expect(slope.value(afterSteps: 10, step: 0.5) == -46)
    #expect(slope.excess(afterSteps: 10, step: 0.5) == nil)
    #expect(slope.minimum == nil)
    #expect(slope.iterations(step: 0.5, tolerance: 0.1).count == nil)
    #expect(slope.iterations(step: 0.5, tolerance: 0.9).count == 1)  // 3/√13 = 0.83
    let valley = try QuadraticPrediction(of: QuadraticForm([[1, 1], [1, 1]], [1, 1]), from: [3, 0])
    #expect(valley.minimizer?.isClose(to: [2, -1], relativeTolerance: 1e-14) == true)
    #expect(valley.iterations(step: 0.25, tolerance: 1e-3).count == 10)  // a half each step
  }

  @Test func overflowIsInfinite() throws {
    let prediction = try QuadraticPrediction(of: QuadraticForm([[2, 1], [1, -2]]), from: [1, 1])
    #expect(prediction.gradientNorm(afterSteps: 100_000, step: 0.5) == .infinity)
    #expect(prediction.value(afterSteps: 100_000, step: 0.5) == -.infinity)
    #expect(prediction.iterate(afterSteps: 100_000, step: 0.5).allSatisfy { $0.isInfinite })
    #expect(prediction.iterations(step: 0.5, tolerance: 1e-3).count == nil)
  }

  @Test func edges() throws {
    let empty = try QuadraticPrediction(of: QuadraticForm(.zeros(0, 0)))
    #expect(empty.iterations(step: 1, tolerance: 0).count == 0)
    #expect(empty.iterate(afterSteps: 5, step: 1).isEmpty)
    #expect(empty.gradientNorm(afterSteps: 5, step: 1) == 0)
    let f = try QuadraticForm(.diagonal([1, 4]), [1, 1])
    let prediction = try QuadraticPrediction(of: f)
    #expect(prediction.iterate(afterSteps: 9, step: 0) == [0, 0])
    #expect(prediction.iterations(step: 0, tolerance: 0.5).count == nil)
    #expect(prediction.iterations(step: 0, tolerance: 1).count == 0)
    #expect(try QuadraticPrediction(of: f, from: [1, 0.25]).iterations(step: 0.1, tolerance: 1e-3).count == 0)
    #expect(throws: OptimizationError.self) { try QuadraticPrediction(of: f, from: [.nan, 0]) }
    #expect(throws: OptimizationError.self) { try QuadraticPrediction(of: f, from: [1e300, 0]) }
    #expect(throws: OptimizationError.self) { try prediction.iterations(step: .constant(-1), tolerance: 0.1) }
  }

  /// Along 10 the gradient grows by 1.1 a step, along 1 it falls by 0.79.
  @Test func anUnstableRunMayPassTheToleranceBeforeItGrows() throws {
    let f = try QuadraticForm(.diagonal([1, 10]))
    for (start, tolerance) in [([1, 1e-6], 1e-2), ([1, 1e-6], 1e-4), ([1, 1e-9], 1e-3)] as [([Double], Double)] {
      let predicted = try QuadraticPrediction(of: f, from: Vector(start)).iterations(step: 0.21, tolerance: tolerance)
      let run = try constantStep(0.21).minimize(
        f, from: start, until: .relativeGradientNorm(below: tolerance) || .iterations(300))
      #expect(predicted.count == (run.converged ? run.iterations : nil))
    }
  }

  @Test func tolerancesBelowRoundingAreSaidToBe() throws {
    let known = try KnownQuadratic(eigenvalues: [1, 20, 100], seed: 4)
    let prediction = try QuadraticPrediction(of: known.objective)
    #expect(try !prediction.iterations(step: .optimal, tolerance: 1e-12).isBelowRounding)
    let beyond = try prediction.iterations(step: .optimal, tolerance: 1e-18)
    #expect(beyond.isBelowRounding && beyond.uncertainty == nil && beyond.count != nil)
    // With the minimum at zero rounding shrinks with the point, and there is no such limit.
    let bowl = try QuadraticPrediction(of: QuadraticForm(.diagonal([1, 3])), from: [1, 1])
    #expect(try !bowl.iterations(step: .safe, tolerance: 1e-30).isBelowRounding)
  }

  @Test func wrongStepsTrap() async {
    await #expect(processExitsWith: .failure) {
      _ = try QuadraticPrediction(of: QuadraticForm(.identity(2))).iterate(afterSteps: 1, step: -.infinity)
    }
  }

  // MARK: Counts against runs

  static let problemCount = 150
  static let longestRun = 6_000

  /// Random quadratics with κ up to 10⁴, and least squares among them; tolerances from 10 u κ^1.5 on.
  @Test func countsAreThoseOfRuns() throws {
    var generator = SeededGenerator(seed: 2024)
    var (tried, withinOne, covered) = (0, 0, 0)
    while tried < Self.problemCount {
      let (objective, kappa, start) = try Self.problem(&generator)
      let least = log10(10 * 0x1p-53 * pow(kappa, 1.5))
      let tolerance = pow(10, Double.random(in: least ... -1, using: &generator))
      let step: StepSize = Bool.random(using: &generator) ? .safe : .optimal
      let predicted = try QuadraticPrediction(of: objective, from: start).iterations(step: step, tolerance: tolerance)
      let count = try #require(predicted.count)
      guard count <= Self.longestRun else { continue }
      tried += 1
      let run = try GradientDescent(step: step).minimize(
        objective, from: start, until: .relativeGradientNorm(below: tolerance) || .iterations(2 * count + 100))
      let difference = (run.iterations - count).magnitude
      withinOne += difference <= 1 ? 1 : 0
      if let uncertainty = predicted.uncertainty {
        covered += difference <= uncertainty ? 1 : 0
      }
      #expect(difference <= max(1, UInt(predicted.uncertainty ?? 1)))
    }
    #expect(covered == tried)
    #expect(1000 * withinOne >= 999 * tried)
  }

  private static func problem(
    _ generator: inout SeededGenerator
  ) throws -> (objective: any QuadraticObjective, kappa: Double, start: Vector<Double>) {
    let p = Int.random(in: 1...40, using: &generator)
    let seed = generator.next() >> 8
    let start = Vector<Double>.random(p, seed: seed + 10)
    if Int.random(in: 0..<5, using: &generator) == 0 {
      let rows = p + Int.random(in: p...(2 * p + 20), using: &generator)
      let f = try LeastSquares(.random(rows, p, seed: seed), .random(rows, seed: seed + 1))
      return (f, try f.curvatureBounds().conditionNumber.upperBound, start)
    }
    let exponent = Double.random(in: 0...4, using: &generator)
    let scale = pow(10, Double.random(in: -3...3, using: &generator))
    let spectrum = (0..<p).map { i in
      i == 0 ? scale : scale * pow(10, i == 1 ? exponent : Double.random(in: 0...exponent, using: &generator))
    }
    return (try KnownQuadratic(eigenvalues: spectrum, seed: seed).objective, pow(10, exponent), start)
  }
}
