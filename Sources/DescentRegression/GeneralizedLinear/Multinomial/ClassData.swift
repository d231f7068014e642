internal import DescentData
import DescentLinearAlgebra

/// The response of a multinomial fit, checked: for each row its class, or how many observations of each class, and what
/// the row counts. Class 0 is the reference.
struct ClassData: Sendable {
  /// The names of the classes, the reference first, the others in their order.
  let names: [String]
  /// The class of each row; nil where there are counts.
  let codes: [Int32]?
  /// A row for each row, a column for each class; nil where each row is one observation.
  let counts: Matrix<Double>?
  /// The sums of the rows of the counts.
  let totals: Vector<Double>?
  /// The weights of the rows, the largest between 1 and 2.
  let weights: Vector<Double>?
  /// By what they are to be multiplied, a power of two.
  let weightUnit: Double

  let count: Int
  var classCount: Int { names.count }

  /// Σ w over the observations of each class.
  let classTotals: [Double]
  /// Σ w over all observations.
  var total: Double { classTotals.reduce(0, +) }

  /// The places of the rows, without an owner.
  func withRows<R>(_ body: (ClassRows) throws -> R) rethrows -> R {
    defer { withExtendedLifetime(self) {} }
    return try (codes ?? []).withUnsafeBufferPointer { codes in
      try body(
        ClassRows(
          classCount: classCount, codes: counts == nil ? codes.baseAddress : nil,
          counts: counts?.withUnsafeBufferPointer { $0.baseAddress },
          totals: totals?.withUnsafeBufferPointer { $0.baseAddress },
          weights: weights?.withUnsafeBufferPointer { $0.baseAddress }))
    }
  }
}

/// The rows of a ``ClassData``, valid while that lives.
struct ClassRows: @unchecked Sendable {
  let classCount: Int
  let codes: UnsafePointer<Int32>?
  let counts, totals, weights: UnsafePointer<Double>?

  /// How many observations of a class a row has.
  @inline(__always)
  func count(_ row: Int, _ k: Int) -> Double {
    if let counts { return counts[row * classCount + k] }
    return codes![row] == Int32(k) ? 1 : 0
  }
  /// How many observations a row has.
  @inline(__always)
  func total(_ row: Int) -> Double { totals?[row] ?? 1 }
  @inline(__always)
  func weight(_ row: Int) -> Double { weights?[row] ?? 1 }
}
