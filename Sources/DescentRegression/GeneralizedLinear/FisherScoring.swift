import DescentLinearAlgebra
import DescentOptimization
import Foundation

/// Fits a generalized linear model by Fisher scoring (Nelder, Wedderburn 1972): β ← β + (XᵀWX)⁻¹XᵀWρ with the weights W
/// and the working residuals ρ = (y − μ)/μ′ at β.
///
/// Passes in double first: each forms η, μ, W, ρ and the sums XᵀWX and XᵀWρ of a few hundred rows while they are in the
/// cache. Where the link is not the canonical one, steps close to the solution are Newton's: the second derivatives in
/// place of their expectations. A step that does not lower the objective is halved. Passes in double-double end it:
/// there η has all its digits, and so have y − μ and the sums.
struct FisherScoring {
  let model: RowModel
  let data: ResponseData
  /// The columns of the terms, without a column of ones.
  let design: Matrix<Double>
  let hasIntercept: Bool
  /// The same in terms, the offset as the target.
  let problem: LeastSquaresProblem
  /// What is added to the diagonal of XᵀWX; nil for nothing.
  let penalty: [Double]?
  let maximumIterations: Int
  /// −2 times the log-likelihood (times φ) of a model with μ = y but for what is no part of the losses.
  let saturated: Double

  var parameterCount: Int { design.columnCount + (hasIntercept ? 1 : 0) }

  /// Once a step is that short, in standard errors for each root of a row, the next one ends in the rounding of doubles.
  private static let handoverLength = 1e-7

  /// Fits; see ``ScoringResult``.
  func run() throws -> ScoringResult {
    let start = try start()
    if start.kept.count < parameterCount {
      var result = try selecting(start.kept).run()
      result.kept = result.kept.map { start.kept[$0] }
      if let found = result.separation {
        result.separation = Separation(columns: found.columns.map { start.kept[$0] }, isComplete: found.isComplete)
      }
      result.dependencies = start.dependencies
      return result
    }
    var state = State(beta: start.beta, sizes: start.sizes)
    state.previous = nullStart()
    if !start.isIllConditioned {
      try iterate(&state)
    }
    return try finish(state)
  }

  /// Where the passes in double have come to.
  struct State {
    var beta: [Double]
    /// The root mean squares of the columns.
    let sizes: [Double]
    var previous: (beta: [Double], objective: Double)?
    var factor: ScoringSystem.Factor?
    var iterations = 0
    var separation: Separation?
    var isConverged = false
    /// The length ‖Rδ‖ of the last step.
    var length = Double.infinity
  }

  /// Passes in double until the steps are short, or say that there is no minimum, or are lost in rounding.
  private func iterate(_ state: inout State) throws {
    var observed = false
    var firstDeviance: Double?
    while state.iterations < maximumIterations {
      state.iterations += 1
      var system = pass(at: state.beta, observed: observed)
      var halvings = 0
      while !isAcceptable(system.objective, after: state.previous?.objective) {
        guard let previous = state.previous, halvings < 40 else {
          guard state.previous != nil else {
            throw RegressionError.noValidStart(family: model.family.name, link: model.link.rawValue)
          }
          break
        }
        halvings += 1
        state.beta = zip(state.beta, previous.beta).map { 0.5 * ($0 + $1) }
        system = pass(at: state.beta, observed: observed)
      }
      if halvings == 40 {
        state.beta = state.previous!.beta
        return
      }
      var factor = system.factor()
      if factor == nil, observed {
        observed = false
        system = pass(at: state.beta, observed: false)
        factor = system.factor()
      }
      guard let factor else {
        state.separation = state.separation ?? recession(along: state.beta)
        state.factor = nil
        return
      }
      let step = factor.solve(system.score)
      let length = max(0, zip(step, system.score).reduce(0) { $0 + $1.0 * $1.1 }).squareRoot()
      let deviance = system.objective - saturated
      let change = ((state.previous?.objective ?? .infinity) - system.objective).magnitude
      let scale = model.family.estimatesDispersion ? max(0, deviance) : data.totalWeight
      firstDeviance = firstDeviance ?? deviance
      if state.iterations >= 5, isLong(step, state.sizes), let separation = recession(along: step),
        change <= 1e-8 * (firstDeviance ?? 0)
      {
        state.separation = separation
        return
      }
      let isShort = length <= Self.handoverLength * scale.squareRoot()
      let isSettled =
        change <= 1e-8 * (deviance.magnitude + 0.1 * data.totalWeight / Double(data.count)) || state.iterations == 1
      let isFloor = length >= 0.5 * state.length && change <= rounding(system.objective)
      state.previous = (state.beta, system.objective)
      state.factor = factor
      state.length = length
      state.beta = zip(state.beta, step).map { $0 + $1 }
      if isShort && isSettled || isFloor {
        state.isConverged = true
        return
      }
      observed = !model.isCanonical && length <= 0.3 * scale.squareRoot()
    }
  }

  /// Whether an objective is not above that before, but for rounding; false for NaN.
  func isAcceptable(_ objective: Double, after previous: Double?) -> Bool {
    guard objective.isFinite else { return false }
    guard let previous else { return true }
    return objective <= previous + rounding(previous)
  }

  /// How far objectives of the same point may differ.
  func rounding(_ objective: Double) -> Double {
    1e-12 * (objective.magnitude + saturated.magnitude) + .leastNormalMagnitude
  }

  /// Whether a step still changes η by a good part of one.
  private func isLong(_ step: [Double], _ sizes: [Double]) -> Bool {
    zip(step, sizes).contains { $0.magnitude * $1 > 0.05 }
  }

  /// The same fit with some of the terms.
  private func selecting(_ kept: [Int]) -> FisherScoring {
    let first = hasIntercept ? 1 : 0
    return FisherScoring(
      model: model, data: data, design: design.selecting(columns: kept.filter { $0 >= first }.map { $0 - first }),
      hasIntercept: hasIntercept && kept.first == 0,
      problem: LeastSquaresProblem(problem.x, terms: kept.map { problem.terms[$0] }, targets: problem.targets),
      penalty: penalty.map { penalty in kept.map { penalty[$0] } }, maximumIterations: maximumIterations,
      saturated: saturated)
  }
}

/// What a fit has found.
struct ScoringResult {
  /// One for each kept term.
  var coefficients: [DoubleDouble]
  var kept: [Int]
  var dependencies: [ColumnDependency] = []
  /// The weighted least squares of the last iteration: (XᵀWX)⁻¹ and what belongs to it.
  var solution: LeastSquaresSolution?
  /// η of each row.
  var eta: Vector<Double>
  /// y − μ of each row, trials(y − μ) of the binomial families, with all digits.
  var residuals: Vector<Double>
  /// W
  var weights: Vector<Double>
  var iterations: Int
  var separation: Separation?
  var isConverged: Bool
  /// ‖Rδ‖ of the last step, in standard errors where φ = 1.
  var length: Double
}
