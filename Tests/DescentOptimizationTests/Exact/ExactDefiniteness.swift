import BigInt
import DescentLinearAlgebra

/// A symmetric matrix of rational numbers with one power of two as denominator, times a whole number, for statements
/// without any rounding.
struct ExactSymmetric {
  /// The elements times 2^`scale` and `factor`.
  private var elements: [[BigInt]]
  private let scale: Int
  private let factor: BigInt

  /// The elements of a symmetric matrix of doubles.
  init(_ a: Matrix<Double>) {
    let scale = Self.scale((0..<a.rowCount * a.columnCount).map { a[$0 / a.columnCount, $0 % a.columnCount] })
    self.scale = scale
    factor = 1
    elements = (0..<a.rowCount).map { i in (0..<a.columnCount).map { BigInt(a[i, $0], timesPowerOfTwo: scale) } }
  }

  /// (2/Σw) XᵀWX + λD, the Hessian of the mean of weighted squares with a ridge; nil for weights of 1.
  init(hessianOf x: Matrix<Double>, weights: Vector<Double>? = nil, ridge: Double, firstPenalized: Int) {
    let (n, p) = (x.rowCount, x.columnCount)
    let scale = Self.scale((0..<n * p).map { x[$0 / p, $0 % p] } + [ridge])
    let rows = (0..<n).map { k in (0..<p).map { BigInt(x[k, $0], timesPowerOfTwo: scale) } }
    // A common factor of the weights changes nothing.
    let unit = weights.map { Self.scale(Array($0)) } ?? 0
    let counts = weights.map { $0.map { BigInt($0, timesPowerOfTwo: unit) } } ?? Array(repeating: 1, count: n)
    let total = counts.reduce(BigInt(0), +)
    let penalty = total * (BigInt(ridge, timesPowerOfTwo: scale) << scale)
    self.scale = 2 * scale
    factor = total
    elements = (0..<p).map { i in
      (0..<p).map { j in
        2 * zip(rows, counts).reduce(BigInt(0)) { $0 + $1.1 * $1.0[i] * $1.0[j] }
          + (i == j && i >= firstPenalized ? penalty : 0)
      }
    }
  }

  /// The difference of this matrix and one of doubles.
  func subtracting(_ a: Matrix<Double>) -> ExactSymmetric {
    let common = max(
      scale, Self.scale((0..<a.rowCount * a.columnCount).map { a[$0 / a.columnCount, $0 % a.columnCount] }))
    return ExactSymmetric(
      elements: elements.indices.map { i in
        elements.indices.map { j in
          (elements[i][j] << (common - scale)) - BigInt(a[i, j], timesPowerOfTwo: common) * factor
        }
      }, scale: common, factor: factor)
  }

  private init(elements: [[BigInt]], scale: Int, factor: BigInt) {
    (self.elements, self.scale, self.factor) = (elements, scale, factor)
  }

  /// The power of two that makes integers of all numbers.
  private static func scale(_ values: [Double]) -> Int {
    values.filter { $0 != 0 }.map { 52 - Int($0.exponent) }.max().map { max(0, $0) } ?? 0
  }

  /// Whether all eigenvalues of ±(this − number · I) are positive: the leading minors by elimination without fractions
  /// (Bareiss 1968), and Sylvester's criterion.
  func isPositiveDefinite(minus number: Double, negated: Bool = false) -> Bool {
    let more = max(0, 52 - (number == 0 ? 52 : Int(number.exponent)) - scale)
    let shift = BigInt(number, timesPowerOfTwo: scale + more) * factor
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
