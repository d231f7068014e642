import DescentLinearAlgebra

/// Ridge regression for many penalties at once, from one decomposition: ‖β‖² is penalized, with whatever factor
/// ``PenaltyConvention`` says, by default (1/n)‖y − β₀ − Xβ‖² + (λ/2)‖β‖².
///
/// ```swift
/// let path = try RidgeRegression().fit(x, y)
/// path.best.lambda                      // by generalized cross-validation
/// path[lambda: 0.5].coefficients        // any λ, not only those of the path
/// ```
///
/// There may be fewer rows than columns. With the singular value decomposition UΣVᵀ of the centred columns,
/// β(λ) = V diag(σ/(σ² + c)) Uᵀy, so that each further λ costs p² flops (Golub, Heath, Wahba 1979).
///
/// Accuracy: up to n p min(n, p) = 10⁸ the decomposition is that of the columns themselves, and β is off by about κu in
/// relation to its norm, κ² = (σ₁² + c)/(σₚ² + c). Above, it is that of their covariances (for n < p of the inner products
/// of the rows), with an error of κ²u; what has been lost below u σ₁² is left out.
public struct RidgeRegression: PenalizedRegression {
  /// The penalties, in terms of ``convention``.
  public var lambdas: LambdaSequence
  /// What λ multiplies.
  public var convention: PenaltyConvention
  /// Whether a constant term is fitted, which is not penalized.
  public var hasIntercept: Bool
  /// Whether the coefficients of columns of standard deviation 1 (1/n in its square) are penalized instead of those of the
  /// raw ones. Coefficients are reported for the raw columns all the same.
  public var standardizes: Bool

  /// A ridge; by default with 100 penalties of the project's own convention, on raw columns.
  public init(
    lambdas: LambdaSequence = .automatic(), convention: PenaltyConvention = .textbook, hasIntercept: Bool = true,
    standardizes: Bool = false
  ) {
    self.lambdas = lambdas
    self.convention = convention
    self.hasIntercept = hasIntercept
    self.standardizes = standardizes
  }

  /// Fits a model for each λ.
  ///
  /// - Throws: ``RegressionError/invalidConfiguration(_:)``; `LinearAlgebraError.notConverged` where LAPACK fails, which no
  ///   data have been seen to do.
  /// - Complexity: for n ≥ p n p² flops and some 9p³; for n < p n²p and 9n³; then 2p² for each λ. Up to n p min(n, p) = 10⁸
  ///   X is copied.
  public func fit(_ data: PenalizedData) throws -> RidgePath {
    try lambdas.validate()
    let spectrum = try RidgeSpectrum(PenalizedDesign(data, hasIntercept: hasIntercept), standardizes: standardizes)
    let weightSum = spectrum.design.rawWeightSum
    let largest = convention.ridgeLambda(
      10 * (spectrum.eigenvalues.first ?? 0) / spectrum.penaltyUnit, weightSum: weightSum)
    return RidgePath(self, spectrum, lambdas: lambdas.values(largest: largest, defaultRatio: 1e-8))
  }

  public func _foldCoefficients(
    _ data: PenalizedData, rows: [Int], lambdas: [Double]
  ) throws -> _FoldCoefficients {
    let design = PenalizedDesign(data, rows: rows, hasIntercept: hasIntercept)
    let spectrum = try RidgeSpectrum(design, standardizes: standardizes)
    let strengths = lambdas.map { spectrum.strength($0, convention) }
    return _FoldCoefficients(design: design, slopes: spectrum.slopes(strengths))
  }
}
