import BigInt
import DescentLinearAlgebra

/// A symmetric matrix of rational numbers with one power of two as denominator, for statements without any rounding.
struct ExactSymmetric {
  /// The elements times 2^`scale`.
  private var elements: [[BigInt]]
  private let scale: Int

  /// The elements of a symmetric matrix of doubles.
  init(_ a: Matrix<Double>) {
    let scale = Self.scale((0..<a.rowCount * a.columnCount).map { a[$0 / a.columnCount, $0 % a.columnCount] })
    self.scale = scale
    elements = (0..<a.rowCount).map { i in (0..<a.columnCount).map { BigInt(a[i, $0], timesPowerOfTwo: scale) } }
  }

  /// 2XᵀX + nλD, which is n times the Hessian of the mean of squares with a ridge.
  init(hessianTimesRowsOf x: Matrix<Double>, ridge: Double, firstPenalized: Int) {
    let (n, p) = (x.rowCount, x.columnCount)
    let scale = Self.scale((0..<n * p).map { x[$0 / p, $0 % p] } + [ridge])
    let rows = (0..<n).map { k in (0..<p).map { BigInt(x[k, $0], timesPowerOfTwo: scale) } }
    let penalty = BigInt(n) * (BigInt(ridge, timesPowerOfTwo: scale) << scale)
    self.scale = 2 * scale
    elements = (0..<p).map { i in
      (0..<p).map { j in
        2 * rows.reduce(BigInt(0)) { $0 + $1[i] * $1[j] } + (i == j && i >= firstPenalized ? penalty : 0)
      }
    }
  }

  /// The power of two that makes integers of all numbers.
  private static func scale(_ values: [Double]) -> Int {
    values.filter { $0 != 0 }.map { 52 - Int($0.exponent) }.max().map { max(0, $0) } ?? 0
  }

  /// Whether all eigenvalues of ±(this − number · I) are positive: the leading minors by elimination without fractions
  /// (Bareiss 1968), and Sylvester's criterion.
  func isPositiveDefinite(minus number: Double, times factor: Int = 1, negated: Bool = false) -> Bool {
    let more = max(0, 52 - (number == 0 ? 52 : Int(number.exponent)) - scale)
    let shift = BigInt(number, timesPowerOfTwo: scale + more) * BigInt(factor)
    var m = elements
    for i in m.indices {
      for j in m.indices {
        m[i][j] = (m[i][j] << more) - (i == j ? shift : 0)
        if negated { m[i][j].negate() }
      }
    }
    var previous = BigInt(1)
    for k in m.indices {
      guard m[k][k] > 0 else { return false }
      for i in k + 1..<max(k + 1, m.count) {
        for j in k + 1..<m.count { m[i][j] = (m[i][j] * m[k][k] - m[i][k] * m[k][j]) / previous }
      }
      previous = m[k][k]
    }
    return true
  }
}

extension BigInt {
  /// A double times a power of two that makes it an integer.
  fileprivate init(_ value: Double, timesPowerOfTwo power: Int) {
    let shift = power + Int(value == 0 ? 0 : value.exponent) - 52
    let significand = BigInt((value.significand * 0x1p52).rounded())
    self = value == 0 ? 0 : (value < 0 ? -significand : significand) << shift
  }
}
