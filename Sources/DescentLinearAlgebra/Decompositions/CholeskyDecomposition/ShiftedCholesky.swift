/// Cholesky decompositions of ±A − sI in memory of its own: proofs about eigenvalues, and what inverse iteration and steps
/// within a radius need.
package struct ShiftedCholesky: Sendable {
  /// R on and above the diagonal.
  private var factor: Matrix<Double>

  /// For p×p matrices.
  package init(size p: Int) { factor = Matrix(p, p) { _ in } }

  /// A number that all eigenvalues of A, or of −A, are proven to be above, some rounding below the shift; nil where the
  /// proof fails, as it does where an eigenvalue is below the shift.
  ///
  /// Where the Cholesky decomposition of M = ±A − sI comes to its end in floating point, with factor R, then RᵀR − M is at
  /// most γ/(1 − γ) · tr M in norm, γ = ku/(1 − ku) and k = p + 10, and no eigenvalue of M is below minus that (Rump,
  /// *Verification of positive definiteness*, BIT 46, 2006; Demmel 1989). Of the roundings p + 1 are those of sums of
  /// products in any order; the others cover factors 1/rᵢᵢ instead of quotients. The rounding of the diagonal of M and
  /// underflow are added.
  ///
  /// - Precondition: A has the size of this, its elements are at most 2⁶⁴ in size.
  /// - Complexity: p³/3 flops (LAPACK `potrf`).
  package mutating func provenLowerBound(
    of a: Matrix<Double>, negated: Bool = false, near shift: Double
  ) -> Double? {
    guard factor.rowCount > 0 else { return shift }
    guard let trace = decompose(a, negated: negated, shift: shift) else { return nil }
    return (shift - Self.error(size: factor.rowCount, trace: trace)).nextDown
  }

  /// Decomposes M = ±A − sI = RᵀR in the memory at hand. Only elements on and above the diagonal are read.
  ///
  /// - Returns: tr M; nil where M is not positive definite to rounding, or not finite.
  /// - Precondition: A has the size of this.
  /// - Complexity: p³/3 flops (LAPACK `potrf`); no allocation.
  package mutating func decompose(_ a: Matrix<Double>, negated: Bool = false, shift: Double) -> Double? {
    let p = factor.rowCount
    guard a.rowCount == p, a.columnCount == p else {
      trapShape("ShiftedCholesky", (a.rowCount, a.columnCount), (p, p))
    }
    guard p > 0 else { return 0 }
    let sign: Double = negated ? -1 : 1
    let trace = factor.withUnsafeMutableBufferPointer { m in
      a.withUnsafeBufferPointer { a in
        var trace = 0.0
        for i in 0..<p {
          // Pointers, because loops over buffers are not vectorized.
          let (row, source) = (m.baseAddress! + i * p, a.baseAddress! + i * p)
          for j in i..<p { row[j] = sign * source[j] }
          row[i] -= shift
          trace += row[i]
        }
        return trace
      }
    }
    guard trace.isFinite else { return nil }
    // The lower triangle of the column-major reading, M = LLᵀ with L = Rᵀ.
    let info = factor.withUnsafeMutableBufferPointer {
      checkedInfo("potrf", DoubleBLAS.potrf(.lower, p, $0.baseAddress!, p))
    }
    guard info == 0 else { return nil }
    // NaN and infinities anywhere end up on the diagonal.
    for i in 0..<p where !(factor[i, i] > 0 && factor[i, i].isFinite) { return nil }
    return trace
  }

  /// Replaces b by the solution x of (±A − sI) x = b for the last shift that was decomposed.
  ///
  /// - Complexity: 2p² flops (`trsv` twice); no allocation.
  package func solve(inPlace b: inout Vector<Double>) {
    solveTransposed(inPlace: &b)
    factor.solveTriangular(.upper, inPlace: &b)
  }

  /// Replaces b by R⁻ᵀb.
  ///
  /// - Complexity: p² flops (`trsv`); no allocation.
  package func solveTransposed(inPlace b: inout Vector<Double>) {
    factor.solveTriangular(.upper, transposed: true, inPlace: &b)
  }

  /// The solution x of (±A − sI) x = b for the last shift that was decomposed.
  package func solve(_ b: Vector<Double>) -> Vector<Double> {
    var x = b
    solve(inPlace: &x)
    return x
  }

  /// The largest distance between RᵀR and the exact ±A − sI, for a decomposition that came to its end.
  package static func error(size p: Int, trace: Double) -> Double {
    let gamma = Double.gamma(p + 10)
    // What underflows in a quotient is multiplied by a diagonal element of R again, which is below 2⁵⁰.
    let underflow = Double(p) * Double(p + 10) * 0x1p-1020
    // All diagonal elements are positive, so that p roundings bound the error of their sum.
    return (gamma / (1 - gamma) + 0x1p-52) * trace * (1 + Double(p + 4) * 0x1p-52) + underflow
  }
}

extension Double {
  /// γₖ = ku/(1 − ku), rounded up: k roundings in succession change a number by at most this part (Higham 2002, lemma 3.1).
  package static func gamma(_ roundings: Int) -> Double {
    let ku = Double(roundings) * unitRoundoff
    return (ku / (1 - ku)).nextUp.nextUp
  }
}
