import DescentLinearAlgebra
import Glibc

extension LinearLoss {
  /// (1/n) XᵀSX + λD, with sᵢ = d²ℓ/dη² from η and y of each row.
  ///
  /// - Complexity: np² + 2np flops, two passes over X; n numbers of memory.
  func hessian(at point: Span<Double>, _ curvature: (_ eta: Double, _ target: Double) -> Double) -> Matrix<Double> {
    let (n, p) = (x.rowCount, x.columnCount)
    guard p > 0 else { return .zeros(0, 0) }
    var weights = Vector<Double>.zeros(n)
    do {
      var weights = weights.mutableSpan
      _ = kernel.residual(at: point, into: &weights, withoutTarget: true)
      for i in 0..<n {
        let eta = offset.map { weights[i] + $0[i] } ?? weights[i]
        weights[i] = curvature(eta, y[i])
      }
    }
    return penalty.adding(to: Moments(of: x, weights: weights).gram.scaled(by: 1 / Double(n)))
  }

  /// A bound of the rounding of a Hessian whose sᵢ change by no more than their own size as η changes by 1, as those of
  /// logistic and Poisson losses do.
  ///
  /// η of a row is off by γ Σ|xᵢⱼβⱼ| with γ = (p + 2)u at most (N. J. Higham 2002, section 3.1), and sᵢ so by as large a
  /// part of itself; the sums of n weighted products add (n + 24)u of the trace, eight of them for sᵢ itself.
  func hessianError(_ hessian: Matrix<Double>, at point: Span<Double>) -> Double {
    var largest = 0.0
    forEachRow(at: point) { _, terms, _ in largest = max(largest, terms) }
    let relative = expm1(etaRounding * largest) + Double(x.rowCount + 24) * 0x1p-53
    return relative * hessian.trace * (1 + 0x1p-20) + underflow
  }

  /// A bound of the rounding of a Hessian whose sᵢ are constant on both sides of |r| = δ: rows whose residual may lie on
  /// the other side count in full.
  func hessianError(_ hessian: Matrix<Double>, at point: Span<Double>, threshold: Double, step: Double) -> Double {
    var doubtful = 0.0
    let target = y
    forEachRow(at: point) { row, terms, eta in
      let rounding = etaRounding * (terms + target[row].magnitude)
      let distance = ((target[row] - eta).magnitude - threshold).magnitude
      if !(distance > 2 * rounding) { doubtful += step * squaredNorm(row) }
    }
    let summing = Double(x.rowCount + 24) * 0x1p-53 * hessian.trace
    return (summing + doubtful / Double(x.rowCount)) * (1 + 0x1p-20) + underflow
  }

  private var etaRounding: Double { Double(x.columnCount + 3) * 0x1p-53 }
  private var underflow: Double { Double(x.columnCount) * 0x1p-1040 }

  /// Calls `body` with the number, Σ|xᵢⱼβⱼ| + |oᵢ| and η of each row.
  private func forEachRow(at point: Span<Double>, _ body: (_ row: Int, _ terms: Double, _ eta: Double) -> Void) {
    for i in 0..<x.rowCount {
      let row = x[row: i]
      var eta = offset.map { $0[i] } ?? 0
      var terms = eta.magnitude
      for j in point.indices {
        let term = row[j] * point[j]
        eta += term
        terms += term.magnitude
      }
      body(i, terms, eta)
    }
  }

  private func squaredNorm(_ index: Int) -> Double {
    let row = x[row: index]
    var sum = 0.0
    for j in 0..<row.count { sum += row[j] * row[j] }
    return sum
  }
}
