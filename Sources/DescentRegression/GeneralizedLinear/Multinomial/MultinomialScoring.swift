import DescentLinearAlgebra
import Foundation

/// Fits a multinomial model by Newton's method, which is Fisher scoring here, since the link is the canonical one.
///
/// Each iteration in double is a pass over X, `ClassMoments` with the weights and pulls of `SoftmaxRows`. A step that does
/// not lower the objective is halved. Passes in double-double end it, as those of ``FisherScoring`` do.
struct MultinomialScoring {
  let data: ClassData
  /// The columns of the terms, without a column of ones.
  let design: Matrix<Double>
  let hasIntercept: Bool
  /// The same in terms, with as many targets of zeros as there are classes but the reference.
  let problem: LeastSquaresProblem
  /// λ of the ridge times the sum of the rows' weights; 0 for none.
  let ridge: Double
  let maximumIterations: Int

  var rows: SoftmaxRows { SoftmaxRows(classCount: data.classCount) }
  /// The coefficients of a class.
  var termCount: Int { design.columnCount + (hasIntercept ? 1 : 0) }
  var parameterCount: Int { termCount * (data.classCount - 1) }

  /// Once a step is that short, in standard errors for each root of an observation, the next one ends in the rounding of doubles.
  private static let handoverLength = 1e-7

  /// Fits; see ``MultinomialScoringResult``.
  func run() throws -> MultinomialScoringResult {
    let start = try start()
    if start.kept.count < termCount {
      var result = try selecting(start.kept).run()
      if let found = result.separation { result.separation = found.renumbered { start.kept[$0] } }
      result.kept = result.kept.map { start.kept[$0] }
      result.dependencies = start.dependencies
      return result
    }
    var state = State(theta: start.theta, sizes: start.sizes)
    if !start.isIllConditioned { iterate(&state) }
    return try finish(state)
  }

  /// Where the passes in double have come to.
  struct State {
    /// The coefficients of class 1, then those of class 2, and so on.
    var theta: [Double]
    /// The root mean squares of the columns, as often.
    let sizes: [Double]
    var previous: (theta: [Double], objective: Double)?
    var factor: ScoringSystem.Factor?
    var iterations = 0
    var separation: ClassRecession?
    var isConverged = false
    /// The length ‖Rδ‖ of the last step.
    var length = Double.infinity
  }

  /// Passes in double until the steps are short, or say that there is no minimum, or are lost in rounding.
  private func iterate(_ state: inout State) {
    var firstObjective: Double?
    while state.iterations < maximumIterations {
      state.iterations += 1
      var system = pass(at: state.theta)
      var halvings = 0
      while !isAcceptable(system.objective, after: state.previous?.objective), let previous = state.previous {
        guard halvings < 40 else {
          state.theta = previous.theta
          return
        }
        halvings += 1
        state.theta = zip(state.theta, previous.theta).map { 0.5 * ($0 + $1) }
        system = pass(at: state.theta)
      }
      guard let factor = system.factor() else {
        state.separation = recession(along: state.theta)
        state.factor = nil
        return
      }
      let step = factor.solve(system.score)
      let length = max(0, zip(step, system.score).reduce(0) { $0 + $1.0 * $1.1 }).squareRoot()
      let change = ((state.previous?.objective ?? .infinity) - system.objective).magnitude
      firstObjective = firstObjective ?? system.objective
      if state.iterations >= 5, change <= 1e-8 * firstObjective!, isLong(step, state.sizes),
        let separation = recession(along: step)
      {
        state.separation = separation
        return
      }
      let isShort = length <= Self.handoverLength * data.total.squareRoot()
      let isSettled = change <= 1e-8 * (system.objective.magnitude + 0.1) || state.iterations == 1
      let isFloor = length >= 0.5 * state.length && change <= rounding(system.objective)
      state.previous = (state.theta, system.objective)
      state.factor = factor
      state.length = length
      state.theta = zip(state.theta, step).map { $0 + $1 }
      if isShort && isSettled || isFloor {
        state.isConverged = true
        return
      }
    }
  }

  /// Whether an objective is not above that before, but for rounding; false for NaN.
  func isAcceptable(_ objective: Double, after previous: Double?) -> Bool {
    guard objective.isFinite else { return false }
    guard let previous else { return true }
    return objective <= previous + rounding(previous)
  }

  /// How far objectives of the same point may differ.
  private func rounding(_ objective: Double) -> Double { 1e-12 * objective.magnitude + .leastNormalMagnitude }

  /// Whether a step still changes η by a good part of one.
  func isLong(_ step: [Double], _ sizes: [Double]) -> Bool {
    zip(step, sizes).contains { $0.magnitude * $1 > 0.05 }
  }

  /// The same fit with some of the terms.
  private func selecting(_ kept: [Int]) -> MultinomialScoring {
    let first = hasIntercept ? 1 : 0
    return MultinomialScoring(
      data: data, design: design.selecting(columns: kept.filter { $0 >= first }.map { $0 - first }),
      hasIntercept: hasIntercept && kept.first == 0,
      problem: LeastSquaresProblem(problem.x, terms: kept.map { problem.terms[$0] }, targets: problem.targets),
      ridge: ridge, maximumIterations: maximumIterations)
  }
}

/// What a fit has found.
struct MultinomialScoringResult {
  /// Those of the kept terms, of one class behind those of the other.
  var coefficients: [DoubleDouble]
  /// The terms that were not dropped.
  var kept: [Int]
  var dependencies: [ColumnDependency] = []
  /// The information at the end; nil with a ridge, and where it is singular.
  var information: ClassInformation?
  var point: ClassPoint
  var iterations: Int
  var separation: ClassRecession?
  var isConverged: Bool
  /// ‖Rδ‖ of the last step, in standard errors.
  var length: Double
}
