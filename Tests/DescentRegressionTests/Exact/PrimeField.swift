/// Arithmetic modulo a prime below 2⁶².
struct PrimeField {
  let prime: UInt64

  func sum(_ a: UInt64, _ b: UInt64) -> UInt64 {
    let sum = a + b
    return sum >= prime ? sum - prime : sum
  }

  func difference(_ a: UInt64, _ b: UInt64) -> UInt64 { a >= b ? a - b : a + prime - b }

  func product(_ a: UInt64, _ b: UInt64) -> UInt64 {
    prime.dividingFullWidth(a.multipliedFullWidth(by: b)).remainder
  }

  func power(_ base: UInt64, _ exponent: UInt64) -> UInt64 {
    var (result, square, rest) = (1 as UInt64, base, exponent)
    while rest > 0 {
      if rest & 1 == 1 { result = product(result, square) }
      square = product(square, square)
      rest >>= 1
    }
    return result
  }

  /// By Fermat's little theorem.
  func inverse(_ a: UInt64) -> UInt64 { power(a, prime - 2) }

  /// Turns the first columns of [A | B] into the identity by Gauss–Jordan elimination, and B into A⁻¹B.
  ///
  /// - Returns: det A; 0 where A is singular modulo the prime.
  func eliminate(_ rows: inout [[UInt64]]) -> UInt64 {
    let n = rows.count
    var determinant: UInt64 = 1
    for k in 0..<n {
      guard let pivot = (k..<n).first(where: { rows[$0][k] != 0 }) else { return 0 }
      if pivot != k {
        rows.swapAt(pivot, k)
        determinant = difference(0, determinant)
      }
      determinant = product(determinant, rows[k][k])
      let factor = inverse(rows[k][k])
      var pivotRow = rows[k]
      for j in k..<pivotRow.count { pivotRow[j] = product(pivotRow[j], factor) }
      rows[k] = pivotRow
      for i in 0..<n where i != k && rows[i][k] != 0 {
        var row = rows[i]
        let factor = row[k]
        for j in k..<row.count { row[j] = difference(row[j], product(pivotRow[j], factor)) }
        rows[i] = row
      }
    }
    return determinant
  }
}

extension PrimeField {
  /// The primes below 2⁶², the largest first.
  static let primes = PrimesDescending()

  struct PrimesDescending: Sequence {
    func makeIterator() -> AnyIterator<UInt64> {
      var candidate: UInt64 = 1 << 62 + 1
      return AnyIterator {
        repeat { candidate -= 2 } while !PrimeField(prime: candidate).isPrime
        return candidate
      }
    }
  }

  /// Miller–Rabin with the first twelve primes as bases, which decides all numbers below 3·10²³ (Sorenson, Webster 2015).
  private var isPrime: Bool {
    let bases: [UInt64] = [2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37]
    guard bases.allSatisfy({ prime % $0 != 0 }) else { return false }
    let twos = (prime - 1).trailingZeroBitCount
    return bases.allSatisfy { base in
      var x = power(base, (prime - 1) >> twos)
      if x == 1 || x == prime - 1 { return true }
      for _ in 1..<twos {
        x = product(x, x)
        if x == prime - 1 { return true }
      }
      return false
    }
  }
}
