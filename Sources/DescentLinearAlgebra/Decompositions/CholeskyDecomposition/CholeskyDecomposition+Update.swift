import RealModule

extension CholeskyDecomposition {
  /// Makes this the decomposition of A + `weight` · vvᵀ: an observation v is added to XᵀX.
  ///
  /// By n Givens rotations (Gill, Golub, Murray, Saunders 1974), backward stable.
  ///
  /// - Throws: ``LinearAlgebraError/nonFiniteElement(index:)``; the decomposition is then unchanged.
  /// - Precondition: v has as many elements as A has rows; `weight` is finite and not negative (`downdate`
  ///   takes away).
  /// - Complexity: 3 n² flops (`rot`), and an estimate of the new norm of A for some 20 n².
  public mutating func update(_ v: Vector<Scalar>, scaledBy weight: Scalar = 1) throws(LinearAlgebraError) {
    var v = try scaled(v, by: weight, in: "CholeskyDecomposition.update")
    let n = size
    let blas = Scalar.blas
    factor.withUnsafeMutableBufferPointer { r in
      v.withUnsafeMutableBufferPointer { v in
        for k in 0..<n where v[k] != 0 {
          let row = r.baseAddress! + k * n
          let length = Scalar.hypot(row[k], v[k])
          let (c, s) = (row[k] / length, v[k] / length)
          row[k] = length
          if k + 1 < n { blas.rot(n - k - 1, row + (k + 1), v.baseAddress! + (k + 1), c, s) }
        }
      }
    }
    norm = estimatedNorm()
  }

  /// ``update(_:scaledBy:)-(Vector<Scalar>,_)`` for an array v.
  public mutating func update(_ v: [Scalar], scaledBy weight: Scalar = 1) throws(LinearAlgebraError) {
    try update(Vector(v), scaledBy: weight)
  }

  /// Makes this the decomposition of A − `weight` · vvᵀ: an observation v is taken away from XᵀX.
  ///
  /// Solves Rᵀa = v and turns (a, √(1 − ‖a‖²)) into a unit vector by rotations, as LINPACK's `dchdd` does (Dongarra and
  /// others 1979; stable in the mixed sense, Stewart 1979). Errors grow with 1/(1 − ‖a‖²); where that has no correct
  /// digit left, 1 − ‖a‖² ≤ n ε, the matrix counts as no longer positive definite.
  ///
  /// - Throws: ``LinearAlgebraError/downdateNotPositiveDefinite``, ``LinearAlgebraError/nonFiniteElement(index:)``; the
  ///   decomposition is then unchanged.
  /// - Precondition: as in ``update(_:scaledBy:)-(Vector<Scalar>,_)``.
  /// - Complexity: 4 n² flops (`trsv`, `rot`), and an estimate of the new norm of A for some 20 n².
  public mutating func downdate(_ v: Vector<Scalar>, scaledBy weight: Scalar = 1) throws(LinearAlgebraError) {
    var a = try scaled(v, by: weight, in: "CholeskyDecomposition.downdate")
    let n = size
    guard n > 0 else { return }
    factor.solveTriangular(.upper, transposed: true, inPlace: &a)
    let length = a.norm()
    let rest = (1 - length) * (1 + length)
    guard rest > Scalar(n) * Scalar.ulpOfOne else { throw .downdateNotPositiveDefinite }

    var remainder = rest.squareRoot()
    var carried = Vector<Scalar>.zeros(n)
    let blas = Scalar.blas
    factor.withUnsafeMutableBufferPointer { r in
      carried.withUnsafeMutableBufferPointer { carried in
        for k in stride(from: n - 1, through: 0, by: -1) {
          let total = Scalar.hypot(remainder, a[k])
          let (c, s) = (remainder / total, a[k] / total)
          remainder = total
          blas.rot(n - k, carried.baseAddress! + k, r.baseAddress! + (k * n + k), c, s)
        }
      }
    }
    norm = estimatedNorm()
  }

  /// ``downdate(_:scaledBy:)-(Vector<Scalar>,_)`` for an array v.
  public mutating func downdate(_ v: [Scalar], scaledBy weight: Scalar = 1) throws(LinearAlgebraError) {
    try downdate(Vector(v), scaledBy: weight)
  }

  /// √`weight` · v, checked.
  private func scaled(
    _ v: Vector<Scalar>, by weight: Scalar, in operation: String
  ) throws(LinearAlgebraError) -> Vector<Scalar> {
    guard v.count == size else { trapCount("\(operation): elements of the vector, rows of A", v.count, size) }
    guard weight >= 0, weight.isFinite else {
      trap("\(operation): the factor must be finite and not negative, and is \(weight)")
    }
    if let index = v.withUnsafeBufferPointer({ firstNonFiniteIndex($0) }) { throw .nonFiniteElement(index: index) }
    return weight == 1 ? v : v.scaled(by: weight.squareRoot())
  }
}
