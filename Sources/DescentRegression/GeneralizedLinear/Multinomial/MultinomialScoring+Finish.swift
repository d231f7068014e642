import DescentLinearAlgebra
import Foundation

extension MultinomialScoring {
  /// Steps with a score in double-double until none is left in the digits of a double, then the information at that
  /// point.
  ///
  /// Steps come from the factor of the passes in double where there is one, otherwise (columns that nearly depend on each
  /// other) from the information in double-double.
  func finish(_ state: State) throws -> MultinomialScoringResult {
    let score = try PreciseScore(problem)
    let point = ClassPoint(rowCount: data.count, classCount: data.classCount)
    var theta = state.theta.map { DoubleDouble($0) }
    var (length, lastLength, isConverged) = (state.length, Double.infinity, state.isConverged)
    var (iterations, separation) = (state.iterations, state.separation)
    var previous: (theta: [DoubleDouble], objective: Double)?
    let mostRounds = separation != nil ? 1 : max(3, maximumIterations - iterations)
    for round in 1...mostRounds {
      var gradient = evaluate(score, at: theta, into: point)
      if separation != nil { break }
      if state.factor == nil {
        iterations += 1
        var objective = objective(point, theta)
        var halvings = 0
        while !isAcceptable(objective, after: previous?.objective), let last = previous, halvings < 40 {
          halvings += 1
          theta = zip(theta, last.theta).map { 0.5 * ($0 + $1) }
          gradient = evaluate(score, at: theta, into: point)
          objective = self.objective(point, theta)
        }
        previous = (theta, objective)
      }
      let step: [DoubleDouble]
      if let factor = state.factor {
        step = factor.solve(gradient.map(\.high)).map { DoubleDouble($0) }
      } else {
        guard let information = try information(point, leastPivot: 0) else { break }
        step = information.solve(gradient)
      }
      length = max(0, zip(step, gradient).reduce(0) { $0 + $1.0.high * $1.1.high }).squareRoot()
      let scale = data.total.squareRoot()
      // What no longer shrinks is rounding.
      if round > 1, length <= 1e-9 * scale, length > 0.5 * lastLength {
        isConverged = true
        break
      }
      theta = zip(theta, step).map(+)
      lastLength = length
      if length <= 0x1p-50 * scale {
        isConverged = true
        break
      }
      let highs = step.map(\.high)
      if state.factor == nil, round >= 6, length <= 1e-3 * scale, isLong(highs, state.sizes),
        let found = recession(along: highs)
      {
        separation = found
        break
      }
      if state.factor != nil, round >= 6, !state.isConverged { break }
    }
    return MultinomialScoringResult(
      coefficients: theta, kept: Array(0..<termCount),
      information: ridge == 0 ? try information(point, leastPivot: state.factor?.leastPivot ?? 0) : nil,
      point: point, iterations: iterations, separation: separation, isConverged: isConverged && separation == nil,
      length: length)
  }

  /// Twice the sum of the losses at a point, with the penalty.
  private func objective(_ point: ClassPoint, _ theta: [DoubleDouble]) -> Double {
    let losses = 2 * point.loss(data)
    guard ridge > 0 else { return losses }
    return losses + zip(theta, penalty(times: theta)).reduce(0) { $0 + $1.0.high * $1.1.high }
  }

  /// The score, with the probabilities and residuals of the rows in `point`.
  private func evaluate(_ score: PreciseScore, at theta: [DoubleDouble], into point: ClassPoint) -> [DoubleDouble] {
    let (q, softmax) = (termCount, rows)
    let coefficients = (0..<data.classCount - 1).map { Array(theta[$0 * q..<($0 + 1) * q]) }
    let gradient = data.withRows { rows in
      point.withResults { results in
        score.evaluate(at: coefficients) { softmax.pulls($0, of: rows, high: $1, low: $2, stride: $3, into: results) }
      }
    }.flatMap { $0 }
    return ridge > 0 ? zip(gradient, penalty(times: theta)).map { $0 - $1 } : gradient
  }

  /// The information at a point, whose weights of pairs are N πₖπₗ times those of the rows.
  private func information(_ point: ClassPoint, leastPivot: Double) throws -> ClassInformation? {
    try ClassInformation(
      problem, classCount: data.classCount, leastPivot: leastPivot, penalty: ridge > 0 ? penalty : nil
    ) { k, l in
      let probabilities = point.probabilities
      return data.withRows { rows in
        Vector(
          (0..<data.count).map {
            rows.weight($0) * rows.total($0) * probabilities[$0, k] * probabilities[$0, l]
          })
      }
    }
  }
}

/// What a pass in double-double finds for each row.
final class ClassPoint {
  /// π, a row for each row and a column for each class.
  private(set) var probabilities: Matrix<Double>
  /// y − Nπ with all digits.
  private(set) var residuals: Matrix<Double>

  init(rowCount: Int, classCount: Int) {
    probabilities = .zeros(rowCount, classCount)
    residuals = .zeros(rowCount, classCount)
  }

  func withResults<R>(_ body: (ClassResults) -> R) -> R {
    probabilities.withUnsafeMutableBufferPointer { probabilities in
      residuals.withUnsafeMutableBufferPointer { residuals in
        body(ClassResults(probabilities: probabilities.baseAddress!, residuals: residuals.baseAddress!))
      }
    }
  }

  /// −Σ y log π, each row times its weight.
  func loss(_ data: ClassData) -> Double {
    let (probabilities, residuals) = (probabilities, residuals)
    return BlockSums.sum(data.count) { range in
      data.withRows { rows in
        range.reduce(0) { sum, row in
          let weight = rows.weight(row)
          guard weight > 0 else { return sum }
          let total = rows.total(row)
          return sum
            - weight
            * (0..<rows.classCount).reduce(0) { sum, k in
              let count = rows.count(row, k)
              guard count > 0 else { return sum }
              let complement = count == total ? residuals[row, k] / total : 1 - probabilities[row, k]
              return sum + count * RowModel.logarithm(probabilities[row, k], complement)
            }
        }
      }
    }
  }
}
