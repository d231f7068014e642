import DescentLinearAlgebra

/// How many eigenvalues of a symmetric matrix are certainly positive, and how many certainly negative.
///
/// **Theorem.** Let V be any p×k matrix, B = VᵀHV and d > 0. If Bᵢᵢ dᵢ > Σⱼ≠ᵢ |Bᵢⱼ| dⱼ for all i, then H has at least k
/// positive eigenvalues.
///
/// *Proof.* DBD, with D the diagonal matrix of d, is symmetric and strictly diagonally dominant with a positive diagonal,
/// so by Gershgorin (1931) it is positive definite, and with it B, by Sylvester's law of inertia. So Vy = 0 only for
/// y = 0, and H is positive on the range of V, a space of k dimensions; by Courant and Fischer it has at least k positive
/// eigenvalues. ∎
///
/// The same holds of −H. Here V has the computed eigenvectors, so that B is nearly diagonal; how exact they are decides
/// how much can be proven, but not whether the proof is right. Each row that fulfils the inequality joins the positive or
/// the negative ones: fewer columns only make sums smaller. Where every row has joined one, the inertia is known exactly.
///
/// B is computed as fl(Vᵀ fl(HV)), and |B̂ − B| ≤ γ₂ₚ |V|ᵀ|H||V| in whatever order BLAS adds up (N. J. Higham 2002, section
/// 3.5). The rows of this bound times d need no product of matrices. An error E of H itself with ‖E‖₂ ≤ ε adds
/// ε ‖vᵢ‖ ‖vⱼ‖ to element i, j. With dᵢ = 1/√|Bᵢᵢ| small eigenvalues are told from zero from about
/// p u (|vᵢ|ᵀ|H||vᵢ|) + p ε on.
struct ProvenSigns {
  /// At least this many eigenvalues are positive.
  let positive: Int
  /// At least this many eigenvalues are negative.
  let negative: Int

  /// - Parameters:
  ///   - hessian: H, exactly symmetric and finite.
  ///   - error: ε, a bound of the 2-norm of its error.
  ///   - vectors: V, its computed eigenvectors in columns.
  /// - Complexity: 4p³ flops (`gemm` twice).
  init(of hessian: Matrix<Double>, error: Double, vectors: Matrix<Double>) {
    let p = hessian.rowCount
    guard p > 0, error.isFinite, hessian.maximumMagnitude() > 0 else {
      (positive, negative) = (0, 0)
      return
    }
    // Elements below 1 in magnitude: nothing overflows, and what underflows is within `underflow`.
    let exponent = -hessian.maximumMagnitude().exponent - 1
    let h = hessian.mapElements { $0.scaled(byPowerOfTwo: exponent) }
    let epsilon = error.scaled(byPowerOfTwo: exponent)
    let product = h * vectors
    var b = Matrix<Double>.zeros(p, p)
    multiply(vectors.view.transposed, by: product.view, into: &b)

    // Any positive numbers will do; the floor only keeps them finite.
    let weights = Vector((0..<p).map { 1 / max(b[$0, $0].magnitude, 0x1p-53).squareRoot() })
    let magnitudes = vectors.mapElements { $0.magnitude }
    var spread = Vector<Double>.zeros(p)
    let inner = h.mapElements { $0.magnitude } * (magnitudes * weights)
    multiply(magnitudes.view.transposed, by: inner.view, into: &spread)
    let lengths = Vector((0..<p).map { vectors.column($0).norm() })
    let allLengths = lengths.dot(weights)

    // γ with room for the order in which blocks are put together, and the rounding of the bounds themselves: no more than
    // 4p + 16 operations one after the other.
    let gamma = Double(2 * p + 8) * 0x1p-53 / (1 - Double(2 * p + 8) * 0x1p-53)
    let inflation = 1 + Double(8 * p + 32) * 0x1p-53
    let underflow = Double(p) * Double(p) * Double(p) * 0x1p-960
    var counts = (positive: 0, negative: 0)
    for i in 0..<p {
      var sum = gamma * spread[i] + epsilon * lengths[i] * allLengths
      for j in 0..<p where j != i { sum += b[i, j].magnitude * weights[j] }
      let radius = inflation * (sum / weights[i]) + underflow
      if b[i, i] > radius { counts.positive += 1 }
      if b[i, i] < -radius { counts.negative += 1 }
    }
    (positive, negative) = counts
  }
}
