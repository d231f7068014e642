import BigInt
import Descent
import Foundation

/// The least-squares solution of stored numbers in rational arithmetic, without any rounding.
///
/// Every column becomes one of integers by a power of two. The normal equations G β = c of the integers are formed
/// exactly and solved by Cramer's rule, β = adj(G) c / det G, whose determinants are computed modulo as many primes as
/// Hadamard's bound asks for and put together by the Chinese remainder theorem.
struct ExactLeastSquares {
  let rowCount: Int
  /// βⱼ = numerators[j] / determinant · 2^exponents[j].
  private let numerators: [BigInt]
  /// (XᵀX)⁻¹ⱼⱼ = minors[j] / determinant · 4^columnExponents[j].
  private let minors: [BigInt]
  private let determinant: BigInt
  private let exponents, columnExponents: [Int]
  /// ‖y − Xβ‖² = residual / determinant · 4^targetExponent.
  private let residual: BigInt
  private let targetExponent: Int

  /// - Parameter hasIntercept: whether a column of ones comes first.
  /// - Precondition: the columns are linearly independent.
  init(_ x: Matrix<Double>, _ y: Vector<Double>, hasIntercept: Bool) {
    rowCount = x.rowCount
    let features = (0..<x.columnCount).map { IntegerColumn(x.column($0)) }
    let columns = (hasIntercept ? [IntegerColumn(Vector(Array(repeating: 1, count: rowCount)))] : []) + features
    let target = IntegerColumn(y)
    let p = columns.count
    var gram = [[BigInt]](repeating: [BigInt](repeating: 0, count: p + 1), count: p)
    for i in 0..<p {
      for j in i..<p {
        gram[i][j] = columns[i].dot(columns[j])
        gram[j][i] = gram[i][j]
      }
      gram[i][p] = columns[i].dot(target)
    }
    let solution = CramersRule(gram)
    determinant = solution.determinant
    numerators = solution.numerators
    minors = solution.minors
    targetExponent = target.exponent
    columnExponents = columns.map { -$0.exponent }
    exponents = columns.map { target.exponent - $0.exponent }
    residual = (0..<p).reduce(target.dot(target) * determinant) { $0 - gram[$1][p] * solution.numerators[$1] }
  }

  var count: Int { numerators.count }

  /// βⱼ, rounded.
  func coefficient(_ j: Int) -> Double { quotient(numerators[j], determinant, exponents[j]) }

  /// βⱼ as the sum of two doubles.
  func coefficientPair(_ j: Int) -> (high: Double, low: Double) {
    let high = coefficient(j)
    let error = relativeError(high, numerators[j], determinant, exponents[j])
    return (high, error.isFinite ? -error * high : 0)
  }

  /// ‖y − Xβ‖, rounded.
  var residualNorm: Double { squareRoot(residual, determinant, 2 * targetExponent) }

  /// √(‖y − Xβ‖²/(n − p) (XᵀX)⁻¹ⱼⱼ), rounded.
  func standardError(_ j: Int) -> Double {
    let (numerator, denominator, exponent) = variance(j)
    return squareRoot(numerator, denominator, exponent)
  }

  /// −log₁₀ of the relative error of a coefficient; infinite where it is exact.
  func digits(ofCoefficient j: Int, _ value: Double?) -> Double {
    guard let value, value.isFinite else { return -.infinity }
    return -log10(relativeError(value, numerators[j], determinant, exponents[j]).magnitude)
  }

  /// −log₁₀ of the relative error of a standard error.
  func digits(ofStandardError j: Int, _ value: Double?) -> Double {
    guard let value, value.isFinite else { return -.infinity }
    let (mantissa, power) = integer(value)
    let (numerator, denominator, exponent) = variance(j)
    let error = relativeError(mantissa * mantissa, 2 * power, numerator, denominator, exponent)
    return -log10((error / (1 + (1 + error).squareRoot())).magnitude)
  }

  private func variance(_ j: Int) -> (numerator: BigInt, denominator: BigInt, exponent: Int) {
    (
      residual * minors[j], determinant * determinant * BigInt(rowCount - count),
      2 * (targetExponent + columnExponents[j])
    )
  }
}

/// A column m·2^exponent of integers.
private struct IntegerColumn {
  /// mᵢ = mantissas[i] · 2^shifts[i].
  let mantissas: [Int64]
  let shifts: [Int]
  let exponent: Int

  init(_ values: Vector<Double>) {
    let parts = values.map { value -> (mantissa: Int64, exponent: Int) in
      guard value != 0 else { return (0, .max) }
      let exponent = max(Int(value.exponent), -1022) - 52
      return (Int64(scalbn(value, -exponent)), exponent)
    }
    let least = parts.map(\.exponent).min()!
    exponent = least == .max ? 0 : least
    mantissas = parts.map(\.mantissa)
    shifts = parts.map { $0.mantissa == 0 ? 0 : $0.exponent - least }
  }

  /// Σ mᵢm'ᵢ. Products of 106 bits are added up by their power of two: 2²¹ of them fit 128 bits.
  func dot(_ other: IntegerColumn) -> BigInt {
    var sums: [Int: Int128] = [:]
    for i in mantissas.indices {
      sums[shifts[i] + other.shifts[i], default: 0] += Int128(mantissas[i]) * Int128(other.mantissas[i])
    }
    return sums.reduce(0) { total, sum in
      let high = BigInt(Int64(sum.value >> 64))
      let low = BigInt(UInt64(truncatingIfNeeded: sum.value))
      return total + ((high << 64) + low) << sum.key
    }
  }
}

/// det G, adj(G) c and the diagonal of adj(G), for a symmetric G.
private struct CramersRule {
  private(set) var determinant: BigInt = 0
  private(set) var numerators: [BigInt]
  private(set) var minors: [BigInt]

  /// - Parameter system: the rows of [G | c].
  init(_ system: [[BigInt]]) {
    let p = system.count
    numerators = Array(repeating: 0, count: p)
    minors = numerators
    // Hadamard: no determinant of columns of [G | c] exceeds the product of the norms of its rows.
    let bits = system.reduce(2) { sum, row in
      sum + row.map(\.magnitude.bitWidth).max()! + (Int.bitWidth - row.count.leadingZeroBitCount + 1) / 2
    }
    var modulus: BigUInt = 1
    for prime in PrimeField.primes {
      guard modulus.bitWidth <= bits + 1 else { break }
      let field = PrimeField(prime: prime)
      var rows = system.enumerated().map { i, row in
        row.map { field.residue($0) } + (0..<p).map { $0 == i ? 1 : 0 }
      }
      let residue = field.eliminate(&rows)
      guard residue != 0 else { continue }
      let inverse = field.inverse(field.residue(BigInt(modulus)))
      func extend(_ value: inout BigInt, _ residue: UInt64) {
        let step = field.product(field.difference(residue, field.residue(value)), inverse)
        value += BigInt(modulus * BigUInt(step))
      }
      extend(&determinant, residue)
      for j in 0..<p {
        extend(&numerators[j], field.product(residue, rows[j][p]))
        extend(&minors[j], field.product(residue, rows[j][p + 1 + j]))
      }
      modulus *= BigUInt(prime)
    }
    // From 0 ..< modulus to both sides of 0.
    let half = BigInt(modulus >> 1)
    func centre(_ value: inout BigInt) { if value > half { value -= BigInt(modulus) } }
    centre(&determinant)
    for j in 0..<p {
      centre(&numerators[j])
      centre(&minors[j])
    }
  }
}

extension PrimeField {
  fileprivate func residue(_ value: BigInt) -> UInt64 {
    let residue = UInt64(value.magnitude % BigUInt(prime))
    return value.sign == .minus ? difference(0, residue) : residue
  }
}

// MARK: Numbers of any size

/// A finite double as mantissa · 2^exponent.
private func integer(_ value: Double) -> (mantissa: BigInt, exponent: Int) {
  guard value != 0 else { return (0, 0) }
  let exponent = max(Int(value.exponent), -1022) - 52
  return (BigInt(Int64(scalbn(value, -exponent))), exponent)
}

/// a/b · 2^exponent to the last place or two.
private func quotient(_ a: BigInt, _ b: BigInt, _ exponent: Int = 0) -> Double {
  guard a != 0 else { return 0 }
  let (high, low) = (a.magnitude.bitWidth - 62, b.magnitude.bitWidth - 62)
  func leading(_ value: BigInt, _ shift: Int) -> Double {
    Double(Int64(value.magnitude >> shift)) * (value.sign == .minus ? -1 : 1)
  }
  return scalbn(leading(a, high) / leading(b, low), high - low + exponent)
}

/// √(a/b · 2^exponent) for an even exponent, where the radicand itself may leave the range of doubles.
private func squareRoot(_ a: BigInt, _ b: BigInt, _ exponent: Int) -> Double {
  let shift = (a.magnitude.bitWidth - b.magnitude.bitWidth) / 2
  return scalbn(quotient(a, b, -2 * shift).squareRoot(), shift + exponent / 2)
}

/// (value − truth)/truth with truth = numerator/denominator · 2^exponent; what cancels cancels exactly.
private func relativeError(_ value: Double, _ numerator: BigInt, _ denominator: BigInt, _ exponent: Int) -> Double {
  let (mantissa, power) = integer(value)
  return relativeError(mantissa, power, numerator, denominator, exponent)
}

private func relativeError(
  _ mantissa: BigInt, _ power: Int, _ numerator: BigInt, _ denominator: BigInt, _ exponent: Int
) -> Double {
  let shift = power - exponent
  let value = mantissa * denominator << max(0, shift)
  let truth = numerator << max(0, -shift)
  return quotient(value - truth, truth)
}
