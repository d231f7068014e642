public import DescentLinearAlgebra

extension LinearModel {
  /// Leverages, standardized and studentized residuals, Cook's distances, DFFITS, deleted residuals and PRESS.
  ///
  /// - Throws: ``RegressionError/noInference(_:)``.
  /// - Complexity: two passes over X with n p² flops, in double-double up to n p² = 10⁹, where all digits are right; behind,
  ///   an error of κu.
  public func influence() throws -> Influence {
    let sigma = try requireInference()
    let design = try OrthonormalDesign(problem, solution, target: targetIndex)
    let h = leverages(design)
    let e = scaledResiduals()
    let counts = rowCounts()
    let (df, k) = (degreesOfFreedom, Double(rank))
    let rss = residualSumOfSquares
    var standardized: [Double?]
    var studentized: [Double?]
    var cook: [Double?]
    var changes: [Double?]
    var deleted: [Double?]
    (standardized, studentized, cook, changes, deleted) = ([], [], [], [], [])
    var press: Double? = 0
    for i in h.indices {
      guard !isOne(h[i]) else {
        standardized.append(nil)
        studentized.append(nil)
        cook.append(nil)
        changes.append(nil)
        deleted.append(nil)
        press = nil
        continue
      }
      let rest = 1 - h[i]
      let own = e[i] / (sigma * rest.squareRoot())
      standardized.append(own)
      // The sum of squares without the row is smaller by e²/(1 − h).
      let others = max(0, rss - e[i] * e[i] / rest) / (df - 1)
      let outer = df > 1 && others > 0 ? e[i] / (others * rest).squareRoot() : nil
      studentized.append(outer)
      cook.append(own * own * h[i] / (rest * k))
      changes.append(outer.map { $0 * (h[i] / rest).squareRoot() })
      deleted.append(unscaled(e[i], row: i) / rest)
      if let sum = press { press = sum + counts[i] * (e[i] / rest) * (e[i] / rest) }
    }
    let rows = h.indices.filter { isOne(h[$0]) }
    return Influence(
      leverages: h, standardizedResiduals: standardized, studentizedResiduals: studentized, cooksDistances: cook,
      fittedValueChanges: changes, deletedResiduals: deleted, predictionSumOfSquares: press,
      predictedRSquared: rSquared == nil ? nil : press.map { 1 - $0 / totalSumOfSquares }, rowsOfLeverageOne: rows,
      warnings: warnings(ofLeverageOne: rows))
  }

  /// By how much each coefficient changes without the row, in units of its standard error with the row's own σ₍ᵢ₎:
  /// DFBETAS, n×k for the coefficients that were not dropped; NaN in rows of leverage 1.
  ///
  /// - Throws: ``RegressionError/noInference(_:)``.
  /// - Complexity: two passes over X with 4n p² flops; n k numbers.
  public func coefficientChanges() throws -> Matrix<Double> {
    _ = try requireInference()
    let design = try OrthonormalDesign(problem, solution, target: targetIndex)
    let h = leverages(design)
    let e = scaledResiduals()
    let roots = rowScales()
    var scores = Vector<Double>.zeros(h.count)
    for i in h.indices {
      let rest = 1 - h[i]
      let others = max(0, residualSumOfSquares - e[i] * e[i] / rest) / (degreesOfFreedom - 1)
      scores[i] = isOne(h[i]) || degreesOfFreedom <= 1 ? .nan : roots[i] * e[i] / rest / others.squareRoot()
    }
    let spreads = solution.spreads ?? .zeros(rank)
    return design.directions(scores).scalingColumns(by: spreads.mapElements { 1 / $0 })
  }

  /// hᵢ, of one observation where weights are frequencies.
  func leverages(_ design: OrthonormalDesign) -> Vector<Double> {
    var h = design.squaredLengths()
    if case .analytic(let weights) = weights { h.combineElements(with: weights) { $0 * $1 } }
    return h.mapElements { min(1, $0) }
  }

  /// Whether a leverage is 1 to within rounding.
  func isOne(_ leverage: Double) -> Bool { leverage >= 1 - 64 * Double(rank) * Double.unitRoundoff }

  private func warnings(ofLeverageOne rows: [Int]) -> [String] {
    guard let first = rows.first else { return [] }
    let what =
      rows.count == 1
      ? "row \(rowNumber(first)) has leverage 1"
      : "\(rows.count) rows have leverage 1, the first is row \(rowNumber(first))"
    return [
      what + ": it alone determines a coefficient, its residual is 0 whatever it holds, and standardized residuals, "
        + "Cook's distance and PRESS are 0/0 there"
    ]
  }

  /// √wᵢ eᵢ for analytic weights, else eᵢ.
  private func scaledResiduals() -> Vector<Double> {
    guard case .analytic(let weights) = weights else { return residuals }
    return residuals.multiplyingElements(by: weights.mapElements { $0.squareRoot() })
  }

  private func rowScales() -> Vector<Double> {
    guard case .analytic(let weights) = weights else { return Vector(repeating: 1, count: rowCount) }
    return weights.mapElements { $0.squareRoot() }
  }

  private func unscaled(_ residual: Double, row: Int) -> Double {
    guard case .analytic(let weights) = weights else { return residual }
    return weights[row] > 0 ? residual / weights[row].squareRoot() : residual
  }

  /// How many observations a row stands for.
  private func rowCounts() -> Vector<Double> {
    guard case .frequency(let weights) = weights else { return Vector(repeating: 1, count: rowCount) }
    return weights
  }
}
