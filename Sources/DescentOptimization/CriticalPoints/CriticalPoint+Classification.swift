import DescentLinearAlgebra

/// A Hessian, how far it may be off, and whether that is a bound.
struct UncertainHessian {
  /// Exactly symmetric and finite.
  let matrix: Matrix<Double>
  /// A bound or an estimate of the 2-norm of its error.
  let error: Double
  /// Whether `error` is a bound: only then can signs be proven.
  let isBounded: Bool
}

extension CriticalPoint {
  /// - Parameter scale: the size of the point, for the default of the tolerance.
  /// - Complexity: about 9p³ flops (`syevd`), and 4p³ more to prove signs.
  init(gradient: Vector<Double>, hessian: UncertainHessian, tolerance: Double?, scale: Double) throws {
    let h = hessian.matrix
    let p = h.rowCount
    let norm = h.norm()
    let eigen = try SymmetricEigendecomposition(h)
    eigenvalues = eigen.eigenvalues
    let bound = Double(p + 4) * 0x1p-53 * norm + hessian.error
    eigenvalueError = bound

    let proven =
      hessian.isBounded ? ProvenSigns(of: h, error: hessian.error, vectors: eigen.eigenvectors) : nil
    let inertia = Inertia(
      estimated: (eigen.eigenvalues.count { $0 > bound }, eigen.eigenvalues.count { $0 < -bound }),
      proven: proven, of: p)
    self.inertia = inertia
    signsAreCertified = proven.map { $0.covers(inertia) } ?? false

    gradientNorm = gradient.norm()
    gradientTolerance = tolerance ?? 0x1p-26 * norm * scale
    kind = gradientNorm <= gradientTolerance ? inertia.kind : .notStationary
    descentDirection =
      inertia.negative > 0
      ? NegativeCurvature(
        along: eigen.eigenvectors.column(0), hessian: h, error: hessian.error, gradient: gradient)
      : nil
  }
}

extension Inertia {
  /// What is proven, and what the estimates add to it where they do not contradict.
  fileprivate init(estimated: (positive: Int, negative: Int), proven: ProvenSigns?, of count: Int) {
    var positive = max(estimated.positive, proven?.positive ?? 0)
    var negative = max(estimated.negative, proven?.negative ?? 0)
    if let proven, positive + negative > count { (positive, negative) = (proven.positive, proven.negative) }
    self.init(positive: positive, negative: negative, undecided: count - positive - negative)
  }

  /// What a stationary point with this inertia is.
  fileprivate var kind: CriticalPoint.Kind {
    if positive == count { return .minimum }
    if negative == count { return .maximum }
    return positive > 0 && negative > 0 ? .saddle : .degenerate
  }
}

extension ProvenSigns {
  /// Whether all signs counted there are proven, and there are some, or nothing to count.
  fileprivate func covers(_ inertia: Inertia) -> Bool {
    positive == inertia.positive && negative == inertia.negative
      && (inertia.undecided < inertia.count || inertia.count == 0)
  }
}
