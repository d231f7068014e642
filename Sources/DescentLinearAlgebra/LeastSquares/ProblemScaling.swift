/// Powers of two that bring the columns, the targets and the weights of a problem to about 1: no digit changes, no answer
/// depends on units, and nothing over- or underflows on the way.
struct ProblemScaling: Sendable {
  /// Column c of X is multiplied by 2^columns[c].
  let columns: [Int]
  /// Term j, a power of a column, is therefore multiplied by 2^terms[j].
  private(set) var terms: [Int]
  private(set) var targets: [Int]
  /// The weights and the penalty are multiplied by 2^weights.
  let weights: Int

  /// The scaling of these terms by exponents that are known.
  init(columns: [Int], terms: [LeastSquaresProblem.Term], target: Int, weights: Int) {
    self.columns = columns
    self.terms = terms.map { $0.power == 0 ? 0 : columns[$0.column] * $0.power }
    targets = [target]
    self.weights = weights
  }

  /// - Throws: `LinearAlgebraError` where a number is not finite.
  /// - Complexity: one pass over X.
  init(of problem: LeastSquaresProblem) throws {
    let columnMaxima = problem.x.columnMaximumMagnitudes()
    let targetMaxima = problem.targets.columnMaximumMagnitudes()
    if !columnMaxima.isFinite || !targetMaxima.isFinite { try problem.requireFinite() }
    let columns = columnMaxima.map(Self.exponent)
    self.columns = columns
    targets = targetMaxima.map(Self.exponent)
    weights = problem.weights.map { Self.exponent($0.maximumMagnitude()) } ?? 0
    terms = problem.terms.map { $0.power == 0 ? 0 : columns[$0.column] * $0.power }
  }

  /// The scaling of some of the terms.
  func selecting(_ indices: [Int]) -> ProblemScaling {
    var result = self
    result.terms = indices.map { terms[$0] }
    return result
  }

  /// The scaling for one of the targets.
  func selecting(target: Int) -> ProblemScaling {
    var result = self
    result.targets = [targets[target]]
    return result
  }

  /// The exponent that brings a number to [1, 2).
  static func exponent(_ magnitude: Double) -> Int { magnitude > 0 ? -Int(magnitude.exponent) : 0 }
}
