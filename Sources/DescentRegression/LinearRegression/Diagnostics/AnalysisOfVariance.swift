import DescentLinearAlgebra

/// A table of sums of squares: what terms explain, and what is left.
public struct AnalysisOfVariance: Sendable, Equatable {
  /// One line: a term or a model, and what it explains.
  public struct Row: Sendable, Equatable {
    /// The term; `Residuals` for what is left.
    public let name: String
    /// Its degrees of freedom.
    public let degreesOfFreedom: Double
    /// Its sum of squares.
    public let sumOfSquares: Double
    /// The sum of squares divided by the degrees of freedom; nil where there are none.
    public let meanSquare: Double?
    /// The mean square divided by that of the residuals; nil for the residuals.
    public let fStatistic: Double?
    /// P(F ≥ f)
    public let pValue: Double?
  }

  /// The rows, the residuals last.
  public let rows: [Row]

  init(_ explained: [(name: String, degreesOfFreedom: Double, sumOfSquares: Double)], residual: (Double, Double)) {
    let (freedom, squares) = residual
    let error = freedom > 0 ? squares / freedom : nil
    rows =
      explained.map { name, df, sum in
        let mean = df > 0 ? sum / df : nil
        let f = error.flatMap { error in error > 0 ? mean.map { $0 / error } : nil }
        return Row(
          name: name, degreesOfFreedom: df, sumOfSquares: sum, meanSquare: mean, fStatistic: f,
          pValue: f.map {
            FDistribution(numeratorDegreesOfFreedom: df, denominatorDegreesOfFreedom: freedom).upperTail($0)
          })
      } + [
        Row(
          name: "Residuals", degreesOfFreedom: freedom, sumOfSquares: squares, meanSquare: error, fStatistic: nil,
          pValue: nil)
      ]
  }
}

extension LinearModel {
  /// What all slopes together explain: Model and Residuals, whose sums of squares add up to the total.
  ///
  /// - Throws: ``RegressionError/noInference(_:)``.
  public func analysisOfVariance() throws -> AnalysisOfVariance {
    _ = try requireInference()
    return AnalysisOfVariance(
      [("Model", Double(fNumeratorDegreesOfFreedom), max(0, totalSumOfSquares - residualSumOfSquares))],
      residual: (degreesOfFreedom, residualSumOfSquares))
  }

  /// What each term explains after those before it: sequential sums of squares, of type I. The order of the terms counts.
  ///
  /// - Parameter groups: names of consecutive coefficients that belong together, with how many there are, the intercept left
  ///   out; by default the terms of the formula, the columns of a factor, a `poly` or an interaction together as in R's
  ///   `anova`, and without a formula each coefficient by itself. Dropped columns count for nothing.
  /// - Throws: ``RegressionError/noInference(_:)``.
  /// - Precondition: the groups hold all coefficients but the intercept.
  /// - Complexity: two passes over X with n p² flops. The sums are squares of R β, with the digits of a standard error.
  public func sequentialAnalysisOfVariance(
    groups: [(name: String, count: Int)]? = nil
  ) throws -> AnalysisOfVariance {
    _ = try requireInference()
    let effects = try OrthonormalDesign(problem, solution, target: targetIndex).effects()
    let first = configuration.hasIntercept ? 1 : 0
    let groups =
      groups ?? predictor.design?.terms.map { ($0.name, $0.columns.count) }
      ?? coefficients.dropFirst(first).map { ($0.name, 1) }
    let total = groups.reduce(first) { $0 + $1.count }
    guard total == coefficients.count else {
      trapCount("sequentialAnalysisOfVariance: coefficients of the model, of the groups", coefficients.count, total)
    }
    var column = first
    var explained: [(name: String, degreesOfFreedom: Double, sumOfSquares: Double)] = []
    for (name, count) in groups {
      var (df, sum) = (0.0, 0.0)
      for j in column..<column + count {
        guard let place = solution.keptColumns.firstIndex(of: j) else { continue }
        df += 1
        sum += effects[place] * effects[place]
      }
      column += count
      if df > 0 { explained.append((name, df, sum)) }
    }
    return AnalysisOfVariance(explained, residual: (degreesOfFreedom, residualSumOfSquares))
  }

  /// Whether the terms that a smaller model lacks explain more than chance would: F of the difference.
  ///
  /// - Parameter smaller: a fit of the same rows by some of the same terms.
  /// - Throws: ``RegressionError/notNested(_:)`` where it has not fewer coefficients, other rows, or fits better.
  public func comparison(with smaller: LinearModel) throws -> HypothesisTest {
    let sigma = try requireInference()
    guard smaller.rowCount == rowCount, smaller.weights == weights else {
      throw RegressionError.notNested(
        "they were fitted to \(rowCount) and \(smaller.rowCount) rows, or with other weights; fit both to the same rows"
      )
    }
    let df = Double(rank - smaller.rank)
    guard df > 0 else {
      throw RegressionError.notNested(
        "the one given has \(smaller.rank) coefficients, this one \(rank); give the smaller one")
    }
    let isSame = (0..<rowCount).allSatisfy {
      smaller.problem.targets[$0, smaller.targetIndex] == problem.targets[$0, targetIndex]
    }
    guard isSame else {
      throw RegressionError.notNested("they explain different targets, \(target) and \(smaller.target)")
    }
    let difference = smaller.residualSumOfSquares - residualSumOfSquares
    guard difference > -1e-10 * residualSumOfSquares else {
      throw RegressionError.notNested("the smaller one fits better, so that its terms are not among those of this one")
    }
    let f = max(0, difference) / df / (sigma * sigma)
    return HypothesisTest(
      name: "F", hypothesis: "the terms that the smaller model lacks have coefficients of 0", statistic: f,
      degreesOfFreedom: [df, degreesOfFreedom],
      pValue: FDistribution(numeratorDegreesOfFreedom: df, denominatorDegreesOfFreedom: degreesOfFreedom).upperTail(f))
  }

  /// βⱼ sd(zⱼ)/sd(y): how many standard deviations of y one of the term makes, for each coefficient but the intercept; nil
  /// for dropped ones and where y does not vary.
  ///
  /// - Throws: ``RegressionError/missingColumn(_:)`` never for a model that was fitted.
  /// - Complexity: two passes over X.
  public func standardizedCoefficients() throws -> [(name: String, value: Double?)] {
    let values = try predictor.terms.matrix(from: problem.x, names: predictor.terms.columns)
    let scales = try spreads(of: values)
    let ySpread = try spreads(of: Matrix(column: problem.targets.column(targetIndex)))[0]
    let first = configuration.hasIntercept ? 1 : 0
    return coefficients.dropFirst(first).enumerated().map { j, coefficient in
      (coefficient.name, rSquared == nil ? nil : coefficient.estimate.map { $0 * scales[j] / ySpread })
    }
  }

  private func spreads(of x: Matrix<Double>) throws -> Vector<Double> {
    let isCentred = configuration.hasIntercept
    guard let weights else { return Standardization(of: x, isCentred: isCentred).scales }
    return try Standardization(of: x, isCentred: isCentred, weights: weights.values).scales
  }
}
