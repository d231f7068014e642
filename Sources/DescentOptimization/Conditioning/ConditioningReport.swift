public import DescentLinearAlgebra

/// The condition number κ = λmax/λmin of the Hessian of a least-squares loss, (2/n)XᵀX + λD, and what remedies make of
/// it. With weights means, deviations and lengths are weighted, as if each row stood there as often as its weight says.
///
/// ```swift
/// let report = try ConditioningReport(of: loss, hasIntercept: true)
/// report.raw             // κ as it is: gradient descent takes some κ steps a digit
/// report.standardized    // κ with columns of mean 0 and standard deviation 1
/// report.collinearity.nearDependencies()
/// ```
///
/// What scaling cannot mend is in ``collinearity``: columns that depend on each other keep any scaling badly conditioned.
public struct ConditioningReport: Sendable, Equatable {
  /// κ of the Hessian as it is. Infinite where it is singular to within the rounding of the stored data.
  public let raw: Double

  /// κ with columns of mean 0 and standard deviation 1 beside an intercept of ones; without intercept, with columns of
  /// root mean square 1. The ridge penalty applies to the coefficients of these columns. Infinite where that is singular.
  public let standardized: Double

  /// κ after diagonal preconditioning (Jacobi), C^(−1/2) H C^(−1/2) with C the diagonal of H: within a factor p of the
  /// least κ that any diagonal scaling gives (van der Sluis 1969). Infinite where that is singular.
  public let jacobi: Double

  /// The columns that cause the trouble; of X alone, without the ridge penalty.
  public let collinearity: CollinearityDiagnostics

  /// Finds the condition numbers and their causes from one factorization of X.
  ///
  /// - Parameters:
  ///   - loss: the loss; its y does not matter.
  ///   - hasIntercept: whether the first column of X is constant and stands for the intercept.
  /// - Throws: `LinearAlgebraError` where LAPACK gives up.
  /// - Precondition: with an intercept, the first column of X is constant and not zero.
  /// - Complexity: n p² flops for a triangle R with XᵀX = RᵀR, in double-double up to 10⁹ of them or where the condition
  ///   number is above 3·10⁶, one to three passes over X; then some 40 p³ flops on R.
  ///
  ///   Accuracy: κ = ‖R‖²‖R⁻¹‖², each norm to a relative error of about p u κₛ, κₛ being the condition number of X with
  ///   columns of length 1: units alone, such as columns of the sizes 1 and 10²⁰, cost no digit.
  public init(of loss: LeastSquares, hasIntercept: Bool = false) throws {
    if hasIntercept { CollinearityDiagnostics.requireConstant(loss.x) }
    let factor = try DesignFactor(of: loss.x, weights: loss.normalizedWeights)
    collinearity = try CollinearityDiagnostics(factor, hasIntercept: hasIntercept)
    let hessian = try HessianFactor(factor, ridge: loss.ridge, loss.penalized, count: loss.weightTotal)
    raw = hessian.conditionNumber()
    jacobi = hessian.equilibratedConditionNumber()
    standardized = try HessianFactor(
      standardized: factor, ridge: loss.ridge, loss.penalized, hasIntercept: hasIntercept
    ).conditionNumber()
  }
}
