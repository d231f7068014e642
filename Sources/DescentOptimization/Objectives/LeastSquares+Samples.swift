extension LeastSquares: FiniteSumObjective {
  /// n, the number of observations.
  public var sampleCount: Int { observationCount }

  /// (1/m) Σ (n wᵢ/Σw)(yᵢ − xᵢᵀβ)² + (λ/2) ‖Dβ‖² over the m listed rows, and its gradient: of rows drawn uniformly its
  /// expected value is the loss. Without weights n wᵢ/Σw is 1.
  ///
  /// - Precondition: at least one row is listed, and all are in 0 ..< n.
  /// - Complexity: 4mp flops, one pass over the listed rows. The same bits for any number of threads; no allocation where
  ///   no more rows are listed than X has.
  public func evaluate(samples: Span<Int>, at point: Span<Double>, gradient: inout MutableSpan<Double>) -> Double {
    requireSamples(samples)
    // m, or with weights what m rows of the mean weight come to.
    let m = normalizedWeights == nil ? Double(samples.count) : Double(samples.count) * weightTotal / Double(sampleCount)
    let squares = kernel.evaluate(rows: samples, at: point, gradient: &gradient, scale: -2 / m).squares
    return squares / m + RidgePenalty(ridge, penalized).add(at: point, to: &gradient)
  }

  /// 2 max (n wᵢ/Σw)‖xᵢ‖² + λ: a row's own loss has the Hessian 2(n wᵢ/Σw)xᵢxᵢᵀ + λD.
  ///
  /// - Complexity: 2np flops, one pass over X.
  public func largestSampleCurvature() -> Double? { largestRowCurvature(.uniform) }
}
