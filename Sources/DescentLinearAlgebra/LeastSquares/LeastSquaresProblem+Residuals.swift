extension LeastSquaresProblem {
  /// y − Zβ of one target, with the products and sums in double-double: rounded once.
  ///
  /// - Complexity: one pass over X; two for powers, and where the residuals are far from 1 in size.
  package func residuals(of solution: LeastSquaresSolution, target: Int = 0) -> Vector<Double> {
    plainResiduals(of: solution, target) ?? scaledResiduals(of: solution, target)
  }

  /// Those of the columns as they are; nil for powers, and where products could over- or underflow.
  private func plainResiduals(of solution: LeastSquaresSolution, _ target: Int) -> Vector<Double>? {
    guard isPlain else { return nil }
    let first = hasIntercept ? 1 : 0
    let (high, low) = (solution.coefficients.dropFirst(first), solution.coefficientRests.dropFirst(first))
    var result = Vector<Double>.zeros(rowCount)
    var elements = result.mutableSpan
    let sums = ResidualGradientDoubleDouble(x, targets.column(target)).residual(
      high: Array(high).span, low: Array(low).span, offsetHigh: first == 1 ? solution.coefficients[0] : 0,
      offsetLow: first == 1 ? solution.coefficientRests[0] : 0, into: &elements)
    // Beyond, errors of products may have underflowed.
    return sums.squaresHigh > 0x1p-600 && sums.squaresHigh < 0x1p600 ? result : nil
  }

  private func scaledResiduals(of solution: LeastSquaresSolution, _ target: Int) -> Vector<Double> {
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
