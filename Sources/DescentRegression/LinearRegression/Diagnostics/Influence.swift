public import DescentLinearAlgebra

/// What each row does to a fit, from its leverage hᵢ and its residual eᵢ.
///
/// With analytic weights eᵢ stands for √wᵢ eᵢ and hᵢ holds wᵢ; with frequency weights a row stands for one of its
/// observations. Where hᵢ is 1 the row alone determines a coefficient: its residual is 0 whatever it holds, and all but the
/// leverage is 0/0, nil.
///
/// R. D. Cook, S. Weisberg, *Residuals and Influence in Regression*, 1982; D. A. Belsley, E. Kuh, R. E. Welsch, *Regression
/// Diagnostics*, 1980.
public struct Influence: Sendable {
  /// hᵢ = zᵢᵀ(ZᵀZ)⁻¹zᵢ, between 0 and 1: the part that yᵢ has in its own fitted value. They add up to the rank.
  public let leverages: Vector<Double>
  /// eᵢ/(σ√(1 − hᵢ)), of variance 1: internally studentized.
  public let standardizedResiduals: [Double?]
  /// eᵢ/(σ₍ᵢ₎√(1 − hᵢ)) with the σ of the fit without row i, of Student's distribution with n − k − 1 degrees of freedom:
  /// externally studentized.
  public let studentizedResiduals: [Double?]
  /// Cook's distance: how far all fitted values move without the row, in units of kσ².
  public let cooksDistances: [Double?]
  /// By how much the fitted value of the row moves without it, in units of its standard error: DFFITS.
  public let fittedValueChanges: [Double?]
  /// eᵢ/(1 − hᵢ), the residual of the row from the fit without it.
  public let deletedResiduals: [Double?]
  /// Σ (eᵢ/(1 − hᵢ))², the sum of squares of predicting each row without itself; nil where a row has leverage 1.
  public let predictionSumOfSquares: Double?
  /// 1 − PRESS/TSS, what R² is worth for new rows; nil where a row has leverage 1 or y does not vary.
  public let predictedRSquared: Double?
  /// The rows, counted from 0, whose leverage is 1.
  public let rowsOfLeverageOne: [Int]
  /// What a person should know.
  public let warnings: [String]
}

extension Influence {
  /// The rows worth a look, counted from 0: a Cook's distance above 4/n, the largest first.
  public func influentialRows() -> [Int] {
    let bound = 4 / Double(max(1, leverages.count))
    return cooksDistances.indices.filter { (cooksDistances[$0] ?? .infinity) > bound }
      .sorted { (cooksDistances[$0] ?? .infinity, $1) > (cooksDistances[$1] ?? .infinity, $0) }
  }
}
