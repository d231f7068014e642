import DescentLinearAlgebra

extension LeastSquares {
  /// How stochastic gradient descent draws its rows, and so what the loss of a row is: one whose mean over the draws is L.
  public enum RowSampling: String, Sendable, Codable, CaseIterable {
    /// Each of the n rows of X is as likely as any other, those of weight 0 included. The loss of a row is
    /// (n wᵢ/Σw)(yᵢ − xᵢᵀβ)² + (λ/2)‖Dβ‖².
    case uniform
    /// A row comes with the probability wᵢ/Σw, one of weight 0 never. The loss of a row is (yᵢ − xᵢᵀβ)² + (λ/2)‖Dβ‖².
    case byWeight
  }

  /// The largest step with which stochastic gradient descent on single rows is stable, whichever row comes: 2/(c + λ), c being
  /// the largest curvature of a row's own loss, rounded down.
  ///
  /// The Hessian of (yᵢ − xᵢᵀβ)² is 2xᵢxᵢᵀ, whose one eigenvalue is 2‖xᵢ‖². Without weights the step is 1/max‖xᵢ‖², and with a
  /// ridge 2/(2 max‖xᵢ‖² + λ). With weights it is Σw/(n max wᵢ‖xᵢ‖²) for rows drawn uniformly, and 1/max‖xᵢ‖² over the rows
  /// of positive weight for rows drawn by weight; a ridge adds λ as above. Batches of more rows bear at least this step.
  /// Infinite where X is zero.
  ///
  /// - Parameter sampling: how rows are drawn; without weights both are the same.
  /// - Complexity: 2np flops, one pass over X.
  public func maximumStochasticStep(sampling: RowSampling = .uniform) -> Double {
    let curvature = largestRowCurvature(sampling)
    return curvature > 0 ? min(2 / curvature, .greatestFiniteMagnitude) : .infinity
  }

  /// The largest curvature of a row's own loss with its ridge, rounded up by more than 2/curvature is rounded.
  func largestRowCurvature(_ sampling: RowSampling) -> Double {
    let weights = normalizedWeights?.values
    let isWeighted = weights != nil && sampling == .uniform
    var largest = x.largestRowSquare(weights: isWeighted ? weights : weights?.mapElements { $0 > 0 ? 1 : 0 })
    if isWeighted { largest *= Double(observationCount) / weightTotal }
    // The sum of p squares is right to (p + 1) roundings, those of the weight, n/Σw, the sum with λ, the division and of this
    // factor come on top.
    return (2 * largest + ridge) * (1 + Double(parameterCount + (isWeighted ? 12 : 6)) * 0x1p-53)
  }
}
