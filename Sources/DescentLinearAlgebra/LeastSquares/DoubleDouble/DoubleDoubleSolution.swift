/// Puts a solution together from a triangle and scaled coefficients, both in double-double: what all targets share is
/// computed once.
struct DoubleDoubleSolution {
  private let triangle: DoubleDoubleTriangle
  private let scaling: ProblemScaling
  private let count: Int
  private let kept: [Int]
  private let dependencies: [ColumnDependency]
  private let conditionNumber: Double
  /// (RᵀR)⁻¹, rounded.
  let inverse: Matrix<Double>
  private let norms: Vector<Double>

  /// - Parameters:
  ///   - triangle: R of the kept terms.
  ///   - scaling: that of the kept terms.
  ///   - count: the number of all terms.
  init(
    triangle: DoubleDoubleTriangle, scaling: ProblemScaling, count: Int, kept: [Int],
    dependencies: [ColumnDependency], conditionNumber: Double
  ) {
    self.triangle = triangle
    self.scaling = scaling
    self.count = count
    self.kept = kept
    self.dependencies = dependencies
    self.conditionNumber = conditionNumber
    inverse = triangle.inverse().rounded.transposed().gram()
    norms = Vector(triangle.rounded.mapColumns { $0.norm() })
  }

  /// How many digits coefficients have; `target` is YᵀWY and `residual` Σwr², both scaled.
  func accuracy(_ beta: [DoubleDouble], target: Double, residual: Double) -> AccuracyEstimate {
    AccuracyEstimate(
      inverseGram: inverse, columnNorms: norms, coefficients: Vector(beta.map(\.high)),
      targetNorm: target.squareRoot(), residualNorm: residual.squareRoot())
  }

  /// The solution for one target, in the units of the data.
  ///
  /// - Parameters:
  ///   - beta: the scaled coefficients of the kept terms.
  ///   - squares: Σwr², scaled.
  /// - Throws: `LinearAlgebraError.coefficientOutOfRange`.
  func solution(
    _ beta: [DoubleDouble], target t: Int, _ accuracy: AccuracyEstimate, squares: Double, correctDigits: Double?,
    standardErrorDigits: Double?
  ) throws -> LeastSquaresSolution {
    let p = beta.count
    let units = Vector(scaling.terms.map { 1.0.scaled(byPowerOfTwo: $0) })
    let half = scaling.weights % 2 == 0 ? 1 : 2.0.squareRoot()
    let spreads = Vector(
      (0..<p).map { j in
        (inverse[j, j].squareRoot() * half).scaled(byPowerOfTwo: scaling.terms[j] + (scaling.weights >> 1))
      })
    let unscaled = (0..<p).map { j in beta[j].scaled(byPowerOfTwo: scaling.terms[j] - scaling.targets[t]) }
    let lost = (0..<p).first { j in !unscaled[j].high.isFinite || unscaled[j].high == 0 && beta[j].high != 0 }
    if let lost { throw LinearAlgebraError.coefficientOutOfRange(column: kept[lost]) }
    var high = Vector<Double>.zeros(count)
    var low = Vector<Double>.zeros(count)
    for (j, column) in kept.enumerated() {
      high[column] = unscaled[j].high
      low[column] = unscaled[j].low
    }
    return LeastSquaresSolution(
      coefficients: high, coefficientRests: low, method: .doubleDouble, rank: p, keptColumns: kept,
      dependencies: dependencies, conditionNumber: conditionNumber, triangle: triangle.rounded,
      exponents: scaling.terms,
      inverseGram: inverse.scalingColumns(by: units).scalingRows(by: units)
        .scaled(by: 1.0.scaled(byPowerOfTwo: scaling.weights)),
      spreads: spreads,
      residualSumOfSquares: squares.scaled(byPowerOfTwo: -2 * scaling.targets[t] - scaling.weights),
      isExact: isRounding(residualNorm: accuracy.residualNorm, size: accuracy.size, termCount: count),
      correctDigits: correctDigits,
      dataDigits: accuracy.coefficientDigits(
        accuracy.changes(throughResidual: Double.unitRoundoff, throughSums: Double.unitRoundoff)),
      standardErrorDigits: standardErrorDigits)
  }
}
