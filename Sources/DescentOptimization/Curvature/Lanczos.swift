import DescentLinearAlgebra

/// The largest eigenvalue of a symmetric operator, from below, by the method of Lanczos (1950) from a random start.
///
/// The basis is kept orthogonal to the last bit by subtracting all of it twice, so that no false copies of eigenvalues come
/// up. The Ritz value of a step is the largest value of xᵀAx/xᵀx within the Krylov space.
///
/// How far θ is from an eigenvalue is estimated by r²/(θ − θ₂), with r the norm of the residual of its vector and θ₂ the
/// next Ritz value, or by r, which bounds it (Parlett 1998, section 11.7). It is no bound of the distance from the
/// largest eigenvalue, which the start may miss, and takes θ₂ for the next eigenvalue.
///
/// - Complexity: a product with the operator and 8kp flops for step k; p numbers of memory a step.
struct Lanczos {
  /// The largest Ritz value θ.
  private(set) var value: Double
  /// The estimate of the distance of θ from the eigenvalue.
  private(set) var error = Double.infinity
  /// The Ritz vector that belongs to it, of length 1.
  private(set) var vector: Vector<Double>
  /// The products with the operator.
  private(set) var steps = 0

  /// - Parameters:
  ///   - count: p, at least 1.
  ///   - mostSteps: after which it ends at the latest.
  ///   - tolerance: it ends where the estimated error of the Ritz value is at most this part of it; nil for all steps.
  ///   - apply: x ↦ Ax.
  init(
    count p: Int, mostSteps: Int, tolerance: Double?, seed: UInt64 = 1, apply: (Vector<Double>) -> Vector<Double>
  ) {
    // Normal numbers make a start without a preferred direction.
    var generator = SeededGenerator(seed: seed)
    var next = Vector((0..<p).map { _ in generator.normal() })
    next.scale(by: 1 / next.norm())
    (value, vector) = (0, next)
    var basis: [Vector<Double>] = []
    var (diagonal, above): ([Double], [Double]) = ([], [])
    let mostSteps = min(mostSteps, p)
    var checkpoint = 8
    while true {
      basis.append(next)
      next = apply(next)
      steps += 1
      diagonal.append(basis[steps - 1].dot(next))
      for _ in 0..<2 { for q in basis { next.addProduct(of: -q.dot(next), q) } }
      let length = next.norm()
      let size = max(diagonal.map(\.magnitude).max()!, above.max() ?? 0)
      let isExhausted = !(length > size * 0x1p-50)
      let isLast = isExhausted || steps == mostSteps
      if isLast || (tolerance != nil && steps == checkpoint) {
        checkpoint += max(4, checkpoint / 4)
        guard let eigen = Self.tridiagonal(diagonal, above).flatMap({ try? SymmetricEigendecomposition($0) }) else {
          return
        }
        let weights = eigen.eigenvectors.column(steps - 1)
        value = eigen.eigenvalues[steps - 1]
        let residual = length * weights[steps - 1].magnitude
        error = steps > 1 ? min(residual, residual * residual / (value - eigen.eigenvalues[steps - 2])) : residual
        if isLast || error <= tolerance! * value.magnitude {
          vector = .zeros(p)
          for (i, q) in basis.enumerated() { vector.addProduct(of: weights[i], q) }
          return
        }
      }
      above.append(length)
      next.scale(by: 1 / length)
    }
  }

  /// The operator in the basis; nil where it is not finite.
  private static func tridiagonal(_ diagonal: [Double], _ above: [Double]) -> Matrix<Double>? {
    let k = diagonal.count
    var t = Matrix<Double>.zeros(k, k)
    for i in 0..<k { t[i, i] = diagonal[i] }
    for i in 0..<k - 1 { (t[i, i + 1], t[i + 1, i]) = (above[i], above[i]) }
    return t.isFinite ? t : nil
  }
}
