extension QRDecomposition {
  /// b ← Q b with the full m×m Q, from the reflections.
  ///
  /// - Precondition: b has m elements.
  /// - Complexity: 4mn flops for m ≫ n (LAPACK `ormqr`).
  public func applyQ(to b: inout Vector<Scalar>) {
    reflectors.apply(transposed: false, to: &b, in: "QRDecomposition.applyQ")
  }

  /// B ← Q B with the full m×m Q, from the reflections.
  ///
  /// - Precondition: B has m rows.
  /// - Complexity: 4mn flops a column for m ≫ n (LAPACK `ormqr`).
  public func applyQ(to b: inout Matrix<Scalar>) {
    reflectors.apply(transposed: false, to: &b, in: "QRDecomposition.applyQ")
  }

  /// b ← Qᵀb with the full m×m Q, from the reflections. The first n elements are then the coordinates of b in the
  /// columns of A, made orthonormal; the norm of the others is the residual of least squares.
  ///
  /// - Precondition: b has m elements.
  /// - Complexity: 4mn flops for m ≫ n (LAPACK `ormqr`).
  public func applyQTransposed(to b: inout Vector<Scalar>) {
    reflectors.apply(transposed: true, to: &b, in: "QRDecomposition.applyQTransposed")
  }

  /// B ← QᵀB with the full m×m Q, from the reflections.
  ///
  /// - Precondition: B has m rows.
  /// - Complexity: 4mn flops a column for m ≫ n (LAPACK `ormqr`).
  public func applyQTransposed(to b: inout Matrix<Scalar>) {
    reflectors.apply(transposed: true, to: &b, in: "QRDecomposition.applyQTransposed")
  }

  /// The first min(m, n) columns of Q, which span the columns of A.
  ///
  /// - Complexity: 2n²(m − n/3) flops for m ≥ n (LAPACK `orgqr`).
  public func thinQ() -> Matrix<Scalar> { reflectors.makeThinQ() }
}
