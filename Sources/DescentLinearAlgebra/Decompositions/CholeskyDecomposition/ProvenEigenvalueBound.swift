extension Matrix<Double> {
  /// A number that all eigenvalues of a symmetric matrix A are proven to be above, some rounding below `guess`; nil where
  /// the proof fails, as it does where an eigenvalue is below the guess.
  ///
  /// Where the Cholesky decomposition of M = A − guess · I comes to its end in floating point, with factor R, then
  /// RᵀR − M is at most γ/(1 − γ) · tr M in norm, γ = ku/(1 − ku) and k = p + 10, and no eigenvalue of M is below minus
  /// that (Rump, *Verification of positive definiteness*, BIT 46, 2006; Demmel 1989). Of the roundings p + 1 are those of
  /// sums of products in any order; the others cover factors 1/rᵢᵢ instead of quotients. The rounding of the diagonal of M
  /// and underflow are added.
  ///
  /// - Precondition: A is square, its elements between −2 and 2 in size; only those on and above the diagonal are read.
  /// - Complexity: p³/3 flops (LAPACK `potrf`).
  package func provenLowerBound(near guess: Double) -> Double? {
    requireSquare(for: "provenLowerBound")
    let p = rowCount
    var shifted = self
    shifted.withUnsafeMutableBufferPointer { m in
      for i in 0..<p { m[i * (p + 1)] -= guess }
    }
    let trace = shifted.trace
    guard trace.isFinite, (try? CholeskyDecomposition(shifted)) != nil else { return nil }
    let error = Self.choleskyError(size: p, trace: trace)
    return (guess - error).nextDown
  }

  /// The largest distance between RᵀR and A, with that between A and what it was rounded from on its diagonal.
  package static func choleskyError(size p: Int, trace: Double) -> Double {
    let gamma = Double.gamma(p + 10)
    let underflow = Double(p) * Double(p + 10) * 0x1p-1060
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
