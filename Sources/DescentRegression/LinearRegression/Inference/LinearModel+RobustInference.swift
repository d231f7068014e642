public import DescentLinearAlgebra

extension LinearModel {
  /// Standard errors, t, p and intervals where the errors need not all have the same variance.
  ///
  /// ```swift
  /// let table = try model.inference(.hc3)
  /// table["weight"]!.standardError
  /// ```
  ///
  /// A row of leverage 1 has a residual of 0 and a variance that no data tell: under HC2 and HC3 nothing is left then but
  /// the estimates, and ``CoefficientInference/warnings`` names the row. Frequency weights count as so many rows, analytic
  /// ones as factors of the variance: wᵢeᵢ stands in place of eᵢ.
  ///
  /// - Parameters:
  ///   - estimator: what is assumed of the errors.
  ///   - level: of the intervals; by default that of the fit.
  /// - Throws: ``RegressionError/noInference(_:)`` for a ridge, minimum norm, an exact fit or one without degrees of
  ///   freedom; ``RegressionError/singleCluster``.
  /// - Precondition: there are as many groups as rows.
  /// - Complexity: one or two passes over X with 3n p² flops, in double-double up to n p² = 10⁹. See `OrthonormalDesign`.
  ///   All digits there; behind, an error of about κu.
  public func inference(_ estimator: CovarianceEstimator, level: Double? = nil) throws -> CoefficientInference {
    let level = level ?? configuration.level
    try requireLevel(level)
    let sigma = try requireInference()
    let design = try OrthonormalDesign(problem, solution, target: targetIndex)
    var warnings: [String] = []
    var freedom = degreesOfFreedom
    let covariance: Matrix<Double>?
    switch estimator {
    case .classical:
      covariance = design.covariance(.identity(rank)).scaled(by: sigma * sigma)
    case .cluster(let groups):
      let (codes, count) = try clusterCodes(groups)
      freedom = Double(count - 1)
      let sums = design.groupSums(weightedResiduals(), groups: codes, groupCount: count)
      let n = observationCount
      let factor = Double(count) / freedom * (n - 1) / degreesOfFreedom
      covariance = design.covariance(sums.gram()).scaled(by: factor)
    case .hc0, .hc1, .hc2, .hc3:
      let scores = try heteroscedasticScores(estimator, design, &warnings)
      let factor = estimator == .hc1 ? observationCount / degreesOfFreedom : 1
      covariance = scores.map { design.covariance(design.scatter($0)).scaled(by: factor) }
    }
    let errors = covariance.map { v in Vector((0..<rank).map { max(0, v[$0, $0]).squareRoot() }) }
    let f = covariance.flatMap(waldStatistic)
    let slopes = fNumeratorDegreesOfFreedom
    return CoefficientInference(
      estimator: estimator, covariance: covariance,
      coefficients: Self.table(
        coefficients.map(\.name), predictor.coefficients, keptColumns: solution.keptColumns, standardErrors: errors,
        degreesOfFreedom: freedom, level: level),
      degreesOfFreedom: freedom, fStatistic: f,
      fPValue: f.map {
        FDistribution(numeratorDegreesOfFreedom: Double(slopes), denominatorDegreesOfFreedom: freedom).upperTail($0)
      }, warnings: warnings)
  }

  /// The covariance of the coefficients that were not dropped.
  ///
  /// - Throws: as ``inference(_:level:)``.
  public func covariance(_ estimator: CovarianceEstimator = .classical) throws -> Matrix<Double>? {
    try inference(estimator).covariance
  }

  /// σ, where the model has standard errors that measure something.
  func requireInference() throws -> Double {
    if configuration.ridge > 0 { throw RegressionError.noInference("a model with a ridge") }
    if solution.isMinimumNorm { throw RegressionError.noInference("a solution of minimum norm") }
    guard let sigma = residualStandardError else {
      throw RegressionError.noInference("a fit with as many coefficients as rows")
    }
    if isExact { throw RegressionError.noInference("an exact fit, whose residuals are rounding") }
    return sigma
  }

  /// n, or Σw where weights count rows.
  var observationCount: Double { degreesOfFreedom + Double(rank) }

  /// Numbers whose squares make M: |eᵢ|/(1 − hᵢ)^½ and the like; nil where a row has leverage 1.
  private func heteroscedasticScores(
    _ estimator: CovarianceEstimator, _ design: OrthonormalDesign, _ warnings: inout [String]
  ) throws -> Vector<Double>? {
    var scores = residuals
    switch weights {
    case .frequency(let weights): scores.combineElements(with: weights) { $0 * $1.squareRoot() }
    case .analytic(let weights): scores.combineElements(with: weights) { $0 * $1 }
    case nil: break
    }
    guard estimator == .hc2 || estimator == .hc3 else { return scores }
    let leverages = leverages(design)
    if let row = leverages.firstIndex(where: isOne) {
      warnings.append(
        "row \(rowNumber(row)) has leverage 1: it alone determines a coefficient, its residual is 0 whatever it holds, and "
          + "\(estimator.name) is 0/0; take HC1, or leave the row out")
      return nil
    }
    scores.combineElements(with: leverages) { score, h in
      estimator == .hc2 ? score / (1 - h).squareRoot() : score / (1 - h)
    }
    return scores
  }

  /// wᵢeᵢ
  private func weightedResiduals() -> Vector<Double> {
    weights.map { residuals.multiplyingElements(by: $0.values) } ?? residuals
  }

  private func clusterCodes(_ groups: [Int]) throws -> (codes: [Int], count: Int) {
    guard groups.count == rowCount else {
      trapCount("LinearModel.inference: rows of the fit, groups of rows", rowCount, groups.count)
    }
    var codes: [Int: Int] = [:]
    // Rows of weight 0 make no group.
    let result = groups.enumerated().map { i, group in
      if weights.map({ $0.values[i] > 0 }) ?? true, codes[group] == nil { codes[group] = codes.count }
      return codes[group] ?? 0
    }
    guard codes.count > 1 else { throw RegressionError.singleCluster }
    return (result, codes.count)
  }

  /// βᵀV⁻¹β/q of the slopes.
  private func waldStatistic(_ covariance: Matrix<Double>) -> Double? {
    let slopes = (0..<rank).filter { !(configuration.hasIntercept && solution.keptColumns[$0] == 0) }
    guard !slopes.isEmpty else { return nil }
    let beta = Vector(slopes.map { predictor.coefficients[solution.keptColumns[$0]] })
    // In units of the standard errors, so that those of the columns do not count.
    let scales = Vector(slopes.map { 1 / covariance[$0, $0].squareRoot() })
    let part = covariance.selecting(rows: slopes).selecting(columns: slopes)
    let correlation = part.scalingRows(by: scales).scalingColumns(by: scales)
    // With fewer clusters than slopes V is singular, which rounding hides.
    guard correlation.isFinite, let cholesky = try? CholeskyDecomposition(correlation),
      cholesky.conditionNumber < 1e13
    else { return nil }
    let t = beta.multiplyingElements(by: scales)
    return t.dot(cholesky.solve(t)) / Double(slopes.count)
  }
}
