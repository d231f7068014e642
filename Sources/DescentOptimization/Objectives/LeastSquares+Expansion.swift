public import DescentLinearAlgebra
import Synchronization

/// The Hessian and what came with it, formed when first asked for; copies of a loss share them.
final class ExpansionCache: Sendable {
  /// The expansion, and the most roundings on the way of a product of XᵀX.
  typealias Formed = (expansion: QuadraticExpansion, roundings: Int)

  private enum Known {
    case nothing
    case formed(Formed?)
  }

  private let known = Mutex(Known.nothing)

  func formed(_ form: () -> Formed?) -> Formed? {
    known.withLock { known in
      if case .formed(let formed) = known { return formed }
      let formed = form()
      known = .formed(formed)
      return formed
    }
  }
}

extension LeastSquares {
  /// The most columns whose p×p Hessian is formed without being asked for: 800 MB.
  private static let columnLimit = 10_000

  /// The least elements of X for which it pays to leave the passes: a pass over fewer takes some ten microseconds.
  private static let elementLimit = 1 << 16

  /// The most elements of X for which anchors are evaluated in double-double arithmetic.
  static let refinedElementLimit = 1 << 26

  /// What forming XᵀX costs in passes over X: np² flops at the rate of matrix products against 8np bytes at that of
  /// memory, which on today's processors is p/40 passes, and never less than the one that reads X.
  ///
  /// Nil where there are not more rows than columns, so that H is no smaller than X; where X is so small that nothing is
  /// to be gained; and from 10,000 columns on.
  public var expansionCost: Double? {
    guard x.columnCount > 0, x.rowCount > x.columnCount, x.columnCount <= Self.columnLimit,
      x.count >= Self.elementLimit
    else { return nil }
    return max(1, Double(x.columnCount) / 40)
  }

  /// H = (2/n) XᵀX + λD, with the value yᵀy/n and the gradient −(2/n) Xᵀy at 0, or what these are with weights, all of one
  /// pass over X. They are formed once and kept; ``hessian()`` shares them.
  ///
  /// - Complexity: np(p + 4) flops at the first call.
  public func expansion() -> QuadraticExpansion? {
    // A closure of its own: a reference to the method would be allocated at each call.
    expansions.formed { formExpansion() }?.expansion
  }

  private func formExpansion() -> ExpansionCache.Formed? {
    let (n, p) = (weightTotal, x.columnCount)
    guard p > 0 else { return nil }
    let moments = Moments(of: x, targets: Matrix(column: y), weights: normalizedWeights?.values)
    let hessian = penalizing(moments.gram.scaled(by: 2 / n))
    let slope = Vector((0..<p).map { -2 / n * moments.products[$0, 0] })
    let origin = Iterate(point: .zeros(p), value: moments.targetSquares[0] / n, gradient: slope)
    return QuadraticExpansion(hessian: hessian, origin: origin, anchorEvaluation: anchorEvaluation())
      .map { ($0, moments.roundings) }
  }

  /// The loss and its gradient with sums in double-double arithmetic, for X of up to 512 MiB: it takes half as long again
  /// as a pass in double. Beyond, the rounding errors of so many rows cancel by themselves.
  private func anchorEvaluation() -> QuadraticExpansion.AnchorEvaluation? {
    guard x.count <= Self.refinedElementLimit else { return nil }
    // The parts, not the loss itself, which holds the cache that is to hold this.
    let kernel = ResidualGradientDoubleDouble(x, y, weights: normalizedWeights?.values)
    let (n, ridge) = (weightTotal, ridge)
    let (firstPenalized, zeros) = (firstPenalized, Vector<Double>.zeros(x.columnCount))
    return { point, gradient in
      let squares = withUnsafeTemporaryAllocation(of: Double.self, capacity: zeros.count) { rest in
        rest.initialize(repeating: 0)
        var rest = rest.mutableSpan
        return kernel.evaluate(high: point, low: zeros.span, gradientHigh: &gradient, gradientLow: &rest).squaresHigh
      }
      var penalty = 0.0
      for j in point.indices {
        let weight = j < firstPenalized ? 0 : ridge
        gradient[j] = -2 / n * gradient[j] + weight * point[j]
        penalty += weight * point[j] * point[j]
      }
      return squares / n + 0.5 * penalty
    }
  }

  /// (2/n) XᵀX + λD, or (2/Σw) XᵀWX + λD with weights.
  ///
  /// - Complexity: np² flops at the first call, p² later.
  public func hessian() -> Matrix<Double> {
    if let hessian = expansion()?.hessian { return hessian }
    // Where it has infinities there is no expansion, but whoever asks for the matrix shall see them.
    guard let weights = normalizedWeights, parameterCount > 0 else {
      return penalizing(x.gram().scaled(by: 2 / weightTotal))
    }
    return penalizing(Moments(of: x, weights: weights.values).gram.scaled(by: 2 / weightTotal))
  }

  /// The Hessian with a bound of its error, of the same XᵀX that descent runs on; where its squares leave the range of the
  /// numbers, of a scaled X.
  func hessianEnclosure() -> SymmetricEnclosure {
    let underflow = hessianUnderflow()
    if let formed = expansions.formed({ formExpansion() }),
      GramWithError.isSafe(trace: formed.expansion.hessian.trace, underflow: underflow)
    {
      return SymmetricEnclosure(formed.expansion.hessian, roundings: formed.roundings, underflow: underflow)
    }
    return SymmetricEnclosure(
      x.gramWithError(weights: normalizedWeights), times: 2 / weightTotal, ridge: ridge, firstPenalized: firstPenalized)
  }

  /// A bound of the rounding in forming XᵀX, the one that ``curvatureBounds()`` accounts for: γ · trace H, γ being that of
  /// the roundings that a product goes through, hundreds for millions of rows and never more than there are rows, and what
  /// underflow may have taken off. Infinite where the Hessian is.
  ///
  /// - Complexity: p flops where the Hessian has been formed; with weights a pass over X.
  public func hessianError(_ hessian: Matrix<Double>, at point: Span<Double>) -> Double {
    guard parameterCount > 0 else { return 0 }
    guard let formed = expansions.formed({ formExpansion() }) else { return .infinity }
    return SymmetricEnclosure.error(of: hessian, roundings: formed.roundings, underflow: hessianUnderflow())
  }

  /// What underflow may have taken off an element of the Hessian.
  private func hessianUnderflow() -> Double {
    let largest = normalizedWeights.map { x.maximumMagnitude(ofRowsWith: $0) }
    return 4 / weightTotal * GramWithError.underflow(rowCount: x.rowCount, largest: largest ?? 2)
  }
}
