public import DescentLinearAlgebra

/// Diagonal (Jacobi) preconditioning of a least-squares loss: every column divided by a scale, so that the Hessian has
/// ones on its diagonal.
///
/// ```swift
/// let preconditioner = DiagonalPreconditioner(of: loss)
/// let run = try GradientDescent(step: .optimal).minimize(preconditioner.applied(to: loss))
/// let coefficients = preconditioner.rawCoefficients(run.minimizer)
/// ```
///
/// No other diagonal scaling has a condition number below 1/p of this one's (van der Sluis 1969). Unlike
/// `Standardization` it takes no means away, so that it needs no intercept and keeps sparse columns sparse; where there
/// is an intercept and columns are far from zero, `Standardization` conditions better.
public struct DiagonalPreconditioner: Sendable, Codable, Equatable {
  /// What each column is divided by, √((2/n) Σᵢ xᵢⱼ²), or √(2 Σᵢ wᵢxᵢⱼ²/Σᵢ wᵢ) with weights; 1 for a column of zeros.
  public let scales: Vector<Double>

  /// The scales of the columns of X; the ridge penalty does not count.
  ///
  /// - Complexity: two passes over X.
  public init(of loss: LeastSquares) {
    let sizes = Standardization(of: loss.x, isCentred: false, normalized: loss.normalizedWeights).scales
    let counted = loss.normalizedWeights?.positiveRows.map { loss.x.selecting(rows: $0) } ?? loss.x
    let largest = counted.columnMaximumMagnitudes()
    scales = Vector(zip(sizes, largest).map { $1 > 0 ? $0 * 2.0.squareRoot() : 1 })
  }

  /// The loss as a function of the scaled coefficients γⱼ = scaleⱼ βⱼ: the same values, with the columns xⱼ/scaleⱼ.
  ///
  /// - Throws: ``OptimizationError/ridgeBesideScaling(_:)`` for a loss with a ridge penalty, which would shrink the γⱼ
  ///   instead of the βⱼ and so have another minimum.
  /// - Precondition: X has as many columns as there are scales.
  /// - Complexity: one pass over X, and a copy of it.
  public func applied(to loss: LeastSquares) throws -> LeastSquares {
    requireCount("columns", loss.parameterCount)
    guard loss.ridge == 0 else { throw OptimizationError.ridgeBesideScaling(loss.ridge) }
    return try LeastSquares(
      loss.x.scalingColumns(by: scales.mapElements { 1 / $0 }), loss.y, weights: loss.weights,
      penalized: loss.penalized)
  }

  /// The coefficients β of the raw columns from those of the scaled ones, γⱼ/scaleⱼ.
  public func rawCoefficients(_ scaled: Vector<Double>) -> Vector<Double> {
    requireCount("coefficients", scaled.count)
    return scaled.dividingElements(by: scales)
  }

  /// The coefficients γ of the scaled columns from those of the raw ones, such as a starting point.
  public func scaledCoefficients(_ raw: Vector<Double>) -> Vector<Double> {
    requireCount("coefficients", raw.count)
    return raw.multiplyingElements(by: scales)
  }

  private func requireCount(_ what: String, _ count: Int) {
    guard count == scales.count else { trapCount("DiagonalPreconditioner: scales, \(what)", scales.count, count) }
  }
}
