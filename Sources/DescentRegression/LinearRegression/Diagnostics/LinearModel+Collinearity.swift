public import DescentLinearAlgebra

extension LinearModel {
  /// Variance inflation, condition indices and variance proportions of the terms, the intercept first where there is one.
  ///
  /// Weighted models are diagnosed with the columns √wᵢ zᵢ.
  ///
  /// - Complexity: as a fit, with a copy of the terms. See `CollinearityDiagnostics`.
  public func collinearity() throws -> CollinearityDiagnostics {
    let values = try predictor.terms.matrix(from: problem.x, names: predictor.terms.columns)
    let design = configuration.hasIntercept ? values.prependingOnes() : values
    // The weights of a model that was fitted are good.
    let normalized = weights.flatMap { try? NormalizedWeights($0.values) }
    return try CollinearityDiagnostics(
      DesignFactor(of: design, weights: normalized), hasIntercept: configuration.hasIntercept)
  }
}
