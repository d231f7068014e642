// What every call of LAPACK here has in common. LAPACK takes column-major matrices: the column-major form of A has the
// bytes of the row-major Aᵀ, so `a.transposed()` is the scratch for it, and a symmetric A needs none.

/// `info` as it comes back, where it says something about the data; a negative one is a mistake of ours.
@discardableResult
func checkedInfo(_ routine: String, _ info: Int) -> Int {
  guard info >= 0 else { trap("Argument \(-info) of LAPACK's \(routine) is wrong: this is a mistake in Descent") }
  return info
}

/// Calls a routine twice, first with the length −1 to ask for the best length of its workspace; returns `info`.
func withWorkspace<S: BLASScalar>(
  _ routine: String, _: S.Type, _ call: (_ work: UnsafeMutablePointer<S>, _ count: Int) -> Int
) -> Int {
  var best: S = 0
  checkedInfo(routine, call(&best, -1))
  // The answer is a floating-point number, which may have been rounded down.
  let count = max(1, Int(best.nextUp.rounded(.up)))
  let work = AlignedStorage<S>.uninitialized(count)
  defer { withExtendedLifetime(work) {} }
  return checkedInfo(routine, call(work.base, count))
}

/// The tolerance for ranks where the caller names none: max(m, n) ε, ε = 2u, as NumPy and MATLAB have it.
func defaultRankTolerance<S: BLASScalar>(_ rowCount: Int, _ columnCount: Int) -> S {
  S(max(rowCount, columnCount)) * S.ulpOfOne
}

extension Matrix {
  /// Throws, with its place, the first element that is NaN or infinite.
  func requireFinite() throws(LinearAlgebraError) {
    guard let index = withUnsafeBufferPointer({ firstNonFiniteIndex($0) }) else { return }
    throw .nonFinite(row: index / columnCount, column: index % columnCount)
  }

  /// Traps, with the shape, unless the matrix is square.
  func requireSquare(for operation: String) {
    guard rowCount == columnCount else { trapNotSquare(operation, rowCount, columnCount) }
  }
}

@inline(never)
func trapNotSquare(_ operation: String, _ rowCount: Int, _ columnCount: Int) -> Never {
  trap("\(operation) needs a square matrix; this one has the shape \(rowCount)×\(columnCount)")
}

@inline(never)
func trapRows(_ operation: String, _ expected: Int, _ found: Int) -> Never {
  trap("\(operation): the right-hand side has \(found) rows, the matrix \(expected)")
}
