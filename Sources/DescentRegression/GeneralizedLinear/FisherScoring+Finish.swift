import DescentLinearAlgebra
import Foundation

extension FisherScoring {
  /// Steps with a score in double-double until none is left in the digits of a double, then (XᵀWX)⁻¹ at that point.
  ///
  /// Steps come from the factor of the passes in double where there is one, otherwise (columns that nearly depend on each
  /// other) from the least-squares solver.
  func finish(_ state: State) throws -> ScoringResult {
    let score = try PreciseScore(problem)
    let point = PrecisePoint(count: data.count)
    var beta = state.beta.map { DoubleDouble($0) }
    var (solution, length, isConverged) = (LeastSquaresSolution?.none, state.length, state.isConverged)
    var iterations = state.iterations
    var separation = state.separation
    var previous = state.factor == nil ? state.previous.map { ($0.beta.map { DoubleDouble($0) }, $0.objective) } : nil
    var lastLength = Double.infinity
    let mostRounds = separation != nil ? 1 : max(3, maximumIterations - iterations)
    for round in 1...mostRounds {
      var gradient = evaluate(score, at: beta, into: point)
      if state.factor == nil, separation == nil {
        iterations += 1
        var objective = point.objective(model, data) + penaltyValue(beta)
        var halvings = 0
        while !isAcceptable(objective, after: previous?.1), let last = previous, halvings < 40 {
          halvings += 1
          beta = zip(beta, last.0).map { 0.5 * ($0 + $1) }
          gradient = evaluate(score, at: beta, into: point)
          objective = point.objective(model, data) + penaltyValue(beta)
        }
        guard objective.isFinite else {
          throw RegressionError.noValidStart(family: model.family.name, link: model.link.rawValue)
        }
        previous = (beta, objective)
      }
      if separation != nil { break }
      let step: [DoubleDouble]
      if let factor = state.factor {
        step = factor.solve(gradient.map(\.high)).map { DoubleDouble($0) }
      } else {
        let solved = try solve(point, at: beta)
        solution = solved.solution
        step = solved.step
      }
      length = max(0, zip(step, gradient).reduce(0) { $0 + $1.0.high * $1.1.high }).squareRoot()
      let scale = model.family.estimatesDispersion ? point.pearson : data.totalWeight
      let isDone = length <= 0x1p-50 * max(scale, .leastNormalMagnitude).squareRoot()
      // What no longer shrinks is rounding.
      if round > 1, length <= 1e-9 * scale.squareRoot(), length > 0.5 * lastLength {
        isConverged = true
        break
      }
      beta = zip(beta, step).map(+)
      lastLength = length
      if isDone {
        isConverged = true
        break
      }
      if state.factor == nil, round >= 6, let found = recession(along: step.map(\.high)),
        zip(step, state.sizes).contains(where: { $0.high.magnitude * $1 > 0.05 }), length <= 1e-3 * scale.squareRoot()
      {
        separation = found
        break
      }
      if state.factor != nil, round >= 6, !state.isConverged { break }
    }
    if penalty == nil, separation != nil {
      solution = try? solve(point, at: beta).solution
    } else if penalty == nil, let factor = state.factor {
      solution = try LeastSquaresSolver().information(
        weighted(point, target: point.target), leastPivot: factor.leastPivot)
    }
    return ScoringResult(
      coefficients: beta, kept: Array(0..<parameterCount), solution: solution, eta: point.eta,
      residuals: point.residuals, weights: point.weights, iterations: iterations, separation: separation,
      isConverged: isConverged && separation == nil, length: length)
  }

  private func penaltyValue(_ beta: [DoubleDouble]) -> Double {
    penalty.map { zip($0, beta).reduce(0) { $0 + $1.0 * $1.1.high * $1.1.high } } ?? 0
  }

  /// The score at β, with W, ρ and η of the rows in `point`.
  private func evaluate(_ score: PreciseScore, at beta: [DoubleDouble], into point: PrecisePoint) -> [DoubleDouble] {
    let model = model
    let gradient = data.withRows { rows in
      point.withResults { results in
        score.evaluate(at: beta) { model.pulls($0, of: rows, high: $1, low: $2, into: results) }
      }
    }
    guard let penalty else { return gradient }
    return gradient.indices.map { gradient[$0] - penalty[$0] * beta[$0] }
  }

  /// The weighted least squares of ρ, whose solution is the step; with a penalty, which is about β + δ, that of ρ + Zβ.
  private func solve(
    _ point: PrecisePoint, at beta: [DoubleDouble]
  ) throws -> (step: [DoubleDouble], solution: LeastSquaresSolution) {
    var target = point.target
    if penalty != nil {
      target = target.adding(point.eta)
      if let offset = data.offset { target = target.subtracting(offset) }
    }
    let solution = try LeastSquaresSolver().solve(weighted(point, target: target))[0]
    let values = beta.indices.map { DoubleDouble(high: solution.coefficients[$0], low: solution.coefficientRests[$0]) }
    return (penalty == nil ? values : zip(values, beta).map { $0 - $1 }, solution)
  }
}

extension FisherScoring {
  /// The least squares of a target with the weights W.
  private func weighted(_ point: PrecisePoint, target: Vector<Double>) -> LeastSquaresProblem {
    LeastSquaresProblem(
      problem.x, terms: problem.terms, targets: Matrix(column: target), weights: point.weights,
      penalty: penalty.map { Vector($0) })
  }
}

/// What a pass in double-double finds for each row.
final class PrecisePoint {
  private(set) var eta, residuals, weights, target: Vector<Double>

  init(count: Int) {
    eta = .zeros(count)
    residuals = .zeros(count)
    weights = .zeros(count)
    target = .zeros(count)
  }

  func withResults<R>(_ body: (RowResults) -> R) -> R {
    eta.withUnsafeMutableBufferPointer { eta in
      residuals.withUnsafeMutableBufferPointer { residuals in
        weights.withUnsafeMutableBufferPointer { weights in
          target.withUnsafeMutableBufferPointer { target in
            body(
              RowResults(
                eta: eta.baseAddress!, residuals: residuals.baseAddress!, weights: weights.baseAddress!,
                target: target.baseAddress!))
          }
        }
      }
    }
  }

  /// Σ w ρ²
  var pearson: Double { zip(weights, target).reduce(0) { $0 + $1.0 * $1.1 * $1.1 } }

  /// Twice the sum of the losses; infinite where an η is out of range.
  func objective(_ model: RowModel, _ data: ResponseData) -> Double {
    let eta = eta
    return BlockSums.sum(data.count) { range in
      data.withRows { rows in
        range.reduce(0) { sum, row in
          let prior = rows.weight(row)
          guard prior > 0 else { return sum }
          guard model.link.contains(eta[row], for: model.family) else { return .infinity }
          let value = model.link.limited(eta[row])
          let failures = model.kind == .binomial ? rows.failures(row) : 0
          return sum + 2 * prior * model.loss(value, model.link.values(value), y: rows.y[row], failures: failures)
        }
      }
    }
  }
}
