import DescentLinearAlgebra

/// The response of a fit: y, for the binomial families as successes and failures, weights and offset.
struct ResponseData: Sendable {
  /// y, or the number of successes.
  let y: Vector<Double>
  /// The number of failures, where y counts successes of a number of trials; nil for 1 − y.
  let failures: Vector<Double>?
  let weights: Vector<Double>?
  let offset: Vector<Double>?

  var count: Int { y.count }

  /// Σw; n without weights.
  var totalWeight: Double { weights?.sum() ?? Double(count) }

  /// Some of the rows, with weights of their own.
  func selecting(rows: [Int], weights: Vector<Double>?) -> ResponseData {
    func selected(_ values: Vector<Double>) -> Vector<Double> { Vector(rows.map { values[$0] }) }
    return ResponseData(
      y: selected(y), failures: failures.map(selected), weights: weights, offset: offset.map(selected))
  }

  /// The places of the rows, without an owner.
  func withRows<R>(_ body: (ResponseRows) throws -> R) rethrows -> R {
    defer { withExtendedLifetime(self) {} }
    return try body(
      ResponseRows(
        y: pointer(y)!, failures: failures.flatMap(pointer), weights: weights.flatMap(pointer),
        offset: offset.flatMap(pointer)))
  }

  private func pointer(_ vector: Vector<Double>) -> UnsafePointer<Double>? {
    vector.withUnsafeBufferPointer { $0.baseAddress }
  }
}

/// The rows of a ``ResponseData``, valid while that lives.
struct ResponseRows: @unchecked Sendable {
  let y: UnsafePointer<Double>
  let failures, weights, offset: UnsafePointer<Double>?

  @inline(__always)
  func failures(_ row: Int) -> Double { failures?[row] ?? 1 - y[row] }
  @inline(__always)
  func weight(_ row: Int) -> Double { weights?[row] ?? 1 }
  @inline(__always)
  func offset(_ row: Int) -> Double { offset?[row] ?? 0 }
}
