extension LeastSquaresProblem {
  /// y − Zβ of one target, with the products and sums in double-double: rounded once.
  ///
  /// - Complexity: one pass over X.
  package func residuals(of solution: LeastSquaresSolution, target: Int = 0) -> Vector<Double> {
    guard let scaling = try? ProblemScaling(of: self) else { return .zeros(rowCount) }
    let single = LeastSquaresProblem(
      x, terms: terms, targets: targetCount == 1 ? targets : Matrix(column: targets.column(target)))
    var beta = DoubleDoubleMatrix.zeros(1, terms.count)
    for j in terms.indices {
      beta[0, j] = DoubleDouble(high: solution.coefficients[j], low: solution.coefficientRests[j])
        .scaled(byPowerOfTwo: scaling.targets[target] - scaling.terms[j])
    }
    var result = Vector<Double>.zeros(rowCount)
    result.withUnsafeMutableBufferPointer { result in
      guard let base = result.baseAddress else { return }
      let targetScaling = scaling.selecting(target: target)
      _ = DoubleDoublePass(single, targetScaling, .residuals(beta, base)).sums()
    }
    return result
  }

  private var targetCount: Int { targets.columnCount }
}
