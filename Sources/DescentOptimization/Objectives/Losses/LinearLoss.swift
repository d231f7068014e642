import DescentLinearAlgebra

/// The mean of a loss over the rows of a linear model, (1/n) Σ ℓ(oᵢ + xᵢᵀβ, yᵢ) + (λ/2) ‖Dβ‖²: what the losses have in
/// common.
struct LinearLoss: Sendable {
  let kernel: BatchGradient<Double>
  let penalty: RidgePenalty
  /// −dℓ/dη is this many times the pull of the ``RowLoss``.
  let slopePerPull: Double

  /// Checks the data but for the range of y, which is the loss's own matter.
  init(
    _ name: String, _ x: Matrix<Double>, _ y: Vector<Double>, offset: Vector<Double>?, _ loss: RowLoss,
    slopePerPull: Double = 1, ridge: Double, _ penalized: LeastSquares.Penalized
  ) throws(OptimizationError) {
    guard x.rowCount == y.count else { trapCount("\(name): rows of X, elements of y", x.rowCount, y.count) }
    if let offset, offset.count != x.rowCount {
      trapCount("\(name): rows of X, elements of the offset", x.rowCount, offset.count)
    }
    guard x.rowCount > 0 else { throw .noObservations }
    guard ridge >= 0, ridge.isFinite else { throw .invalidRidge(ridge) }
    kernel = BatchGradient(x, y, loss: loss, offsets: offset)
    penalty = RidgePenalty(ridge, penalized)
    self.slopePerPull = slopePerPull
    try requireFinite("y", y)
    if let offset { try requireFinite("The offset", offset) }
    // What is not finite shows in the sum of squares of the rows' sums, which takes one pass at full speed.
    let ones = Vector<Double>(repeating: 1, count: x.columnCount)
    guard !kernel.sumOfSquares(at: ones.span, withoutTarget: true).isFinite else { return }
    if let (row, column) = x.firstNonFinite() {
      throw .nonFinite(what: "X", row: row, column: column, value: x[row, column])
    }
  }

  var x: Matrix<Double> { kernel.matrix }
  var y: Vector<Double> { kernel.target }
  var offset: Vector<Double>? { kernel.offsets }

  func evaluate(at point: Span<Double>, gradient: inout MutableSpan<Double>) -> Double {
    let n = Double(x.rowCount)
    let sum = kernel.evaluate(at: point, gradient: &gradient, scale: -slopePerPull / n)
    return sum / n + penalty.add(at: point, to: &gradient)
  }

  func evaluate(samples: Span<Int>, at point: Span<Double>, gradient: inout MutableSpan<Double>) -> Double {
    let m = Double(samples.count)
    let sum = kernel.evaluate(rows: samples, at: point, gradient: &gradient, scale: -slopePerPull / m).squares
    return sum / m + penalty.add(at: point, to: &gradient)
  }

  func value(at point: Span<Double>) -> Double {
    kernel.sumOfLosses(at: point) / Double(x.rowCount) + penalty.value(at: point)
  }

  /// `factor` · max ‖xᵢ‖² + λ, rounded up.
  func largestSampleCurvature(factor: Double) -> Double {
    // The sum of p squares is right to (p + 1) roundings.
    return (factor * x.largestRowSquare() + penalty.weight) * (1 + Double(x.columnCount + 6) * 0x1p-53)
  }
}

private func requireFinite(_ what: String, _ vector: Vector<Double>) throws(OptimizationError) {
  if let row = vector.firstIndex(where: { !$0.isFinite }) {
    throw .nonFinite(what: what, row: row, column: nil, value: vector[row])
  }
}
