import DescentLinearAlgebra
import Foundation

extension FisherScoring {
  /// The fused pass: XᵀWX, XᵀWρ and the objective at β, with X read once.
  ///
  /// - Parameter observed: whether W holds minus the second derivatives instead of their expectations.
  func pass(at beta: [Double], observed: Bool) -> ScoringSystem {
    let first = hasIntercept ? 1 : 0
    let model = model
    let moments = data.withRows { rows in
      Moments(
        of: design,
        RowWeighting(Vector(beta.dropFirst(first)), constant: hasIntercept ? beta[0] : 0) {
          model.weigh($0, of: rows, eta: $1, weights: $2, target: $3, observed: observed)
        })
    }
    return ScoringSystem(moments, hasIntercept: hasIntercept, penalty: penalty, at: beta)
  }

  /// The solution of the first iteration, and which terms are independent.
  struct Start {
    var beta: [Double]
    var sizes: [Double]
    var kept: [Int]
    var dependencies: [ColumnDependency] = []
    /// Whether XᵀWX in double does not hold the digits that steps need.
    var isIllConditioned = false
  }

  /// One weighted least-squares fit from means close to y.
  ///
  /// - Throws: `LinearAlgebraError` where an element of X is not finite.
  func start() throws -> Start {
    let model = model
    let zeros = [Double](repeating: 0, count: parameterCount)
    let moments = data.withRows { rows in
      Moments(
        of: design,
        RowWeighting(.zeros(design.columnCount), constant: 0) { range, _, weights, target in
          model.weighStart(range, of: rows, weights: weights, target: target)
          return 0
        })
    }
    let system = ScoringSystem(moments, hasIntercept: hasIntercept, penalty: penalty, at: zeros)
    let sizes = (0..<parameterCount).map { (system.gram[$0, $0] / system.weightSum).squareRoot() }
    let all = Array(0..<parameterCount)
    if let factor = system.factor(), factor.leastPivot > 1e-9 {
      return Start(beta: factor.solve(system.score), sizes: sizes, kept: all)
    }
    // The solver decides on the rank, with all digits.
    if penalty != nil {
      let solution = try LeastSquaresSolver().solve(startingProblem())[0]
      return Start(beta: Array(solution.coefficients), sizes: sizes, kept: all, isIllConditioned: true)
    }
    let solution = try LeastSquaresSolver().solve(startingProblem())[0]
    return Start(
      beta: Array(solution.coefficients), sizes: sizes, kept: solution.keptColumns,
      dependencies: solution.dependencies, isIllConditioned: solution.keptColumns.count == parameterCount)
  }

  private func startingProblem() -> LeastSquaresProblem {
    var (weights, target) = (Vector<Double>.zeros(data.count), Vector<Double>.zeros(data.count))
    data.withRows { rows in
      weights.withUnsafeMutableBufferPointer { weights in
        target.withUnsafeMutableBufferPointer { target in
          model.weighStart(
            0..<data.count, of: rows, weights: weights.baseAddress!, target: target.baseAddress!)
        }
      }
    }
    return LeastSquaresProblem(
      problem.x, terms: problem.terms, targets: Matrix(column: target), weights: weights,
      penalty: penalty.map { Vector($0) })
  }

  /// The model of the mean alone: a point that is always valid, to halve steps towards.
  func nullStart() -> (beta: [Double], objective: Double)? {
    guard hasIntercept else { return nil }
    var (sum, total) = (0.0, 0.0)
    data.withRows { rows in
      for row in 0..<data.count {
        let (y, weight) = (rows.y[row], rows.weight(row))
        sum += weight * y
        total += model.kind == .binomial ? weight * (y + rows.failures(row)) : weight
      }
    }
    let mean = model.kind == .binomial ? (sum + 0.5) / (total + 1) : sum == 0 ? 0.1 / (total + 1) : sum / total
    let eta = model.link.linearPredictor(ofMean: mean)
    guard eta.isFinite else { return nil }
    let beta = [eta] + [Double](repeating: 0, count: design.columnCount)
    let objective = BlockSums.sum(data.count) { range in
      data.withRows { rows in
        range.reduce(0) { sum, row in
          let prior = rows.weight(row)
          guard prior > 0 else { return sum }
          let here = eta + rows.offset(row)
          guard model.link.contains(here, for: model.family) else { return .infinity }
          let value = model.link.limited(here)
          let failures = model.kind == .binomial ? rows.failures(row) : 0
          return sum + 2 * prior * model.loss(value, model.link.values(value), y: rows.y[row], failures: failures)
        }
      }
    }
    return objective.isFinite ? (beta, objective) : nil
  }
}

/// Sums over rows, whose bits do not depend on the number of threads.
enum BlockSums {
  /// Σ over blocks of what `body` gives for their rows, on several threads at the same time.
  static func sum(_ count: Int, _ body: @Sendable (Range<Int>) -> Double) -> Double {
    sums(count) { [body($0)] }[0]
  }

  /// The same for several sums at a time, added in double-double.
  static func sums(_ count: Int, _ body: @Sendable (Range<Int>) -> [Double]) -> [Double] {
    let size = 4096
    let blockCount = max(1, (count + size - 1) / size)
    let parts = [[Double]](unsafeUninitializedCapacity: blockCount) { buffer, initialized in
      let base = BlockResults(base: buffer.baseAddress!)
      Parallelism.forEach(blockCount) { block in
        (base.base + block).initialize(to: body(block * size..<min(count, (block + 1) * size)))
      }
      initialized = blockCount
    }
    return parts[0].indices.map { index in
      parts.reduce(DoubleDouble(0)) { $0 + DoubleDouble($1[index]) }.high
    }
  }

  private struct BlockResults: @unchecked Sendable { let base: UnsafeMutablePointer<[Double]> }
}
