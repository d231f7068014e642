/// The 128 leading bits of 5^q for every q that a double can need, as Eisel and Lemire's algorithm wants them.
///
/// Entry q holds c with 2^127 ≤ c < 2^128 and 5^q ≈ c · 2^(e − 127): truncated for q ≥ 0 (exact up to q = 55), rounded
/// up for −27 ≤ q < 0, truncated below. The table is computed once (a fraction of a millisecond) instead of being
/// spelled out, by multiplying and dividing a long integer by 5; ⌊⌊x/5⌋/5⌋ = ⌊x/25⌋ makes the division exact.
package enum PowersOfFive {
  package static let exponents = -342...308

  /// High and low word of each entry, one after the other, from q = −342 up.
  ///
  /// The memory is never written after it was made and lives as long as the process.
  nonisolated(unsafe) package static let table: UnsafePointer<UInt64> = {
    let words = UnsafeMutablePointer<UInt64>.allocate(capacity: 2 * exponents.count)
    func store(_ limbs: [UInt64], at exponent: Int, roundedUp: Bool) {
      var (high, low) = leadingBits(of: limbs)
      if roundedUp {
        low &+= 1
        if low == 0 { high &+= 1 }
      }
      words[2 * (exponent - exponents.lowerBound)] = high
      words[2 * (exponent - exponents.lowerBound) + 1] = low
    }

    var power: [UInt64] = [1]
    for exponent in 0...exponents.upperBound {
      store(power, at: exponent, roundedUp: false)
      multiplyByFive(&power)
    }
    var reciprocal = [UInt64](repeating: 0, count: 16)
    reciprocal.append(1)
    for exponent in 1 ... -exponents.lowerBound {
      divideByFive(&reciprocal)
      store(reciprocal, at: -exponent, roundedUp: exponent <= 27)
    }
    return UnsafePointer(words)
  }()

  /// The 128 leading bits of a long integer given by its limbs, least significant first.
  private static func leadingBits(of limbs: [UInt64]) -> (high: UInt64, low: UInt64) {
    guard let top = limbs.lastIndex(where: { $0 != 0 }) else { return (0, 0) }
    let next = top > 0 ? limbs[top - 1] : 0
    let third = top > 1 ? limbs[top - 2] : 0
    let shift = UInt64(limbs[top].leadingZeroBitCount)
    // A smart shift by 64 gives zero, which is what shift == 0 needs.
    return (limbs[top] << shift | next >> (64 - shift), next << shift | third >> (64 - shift))
  }

  private static func multiplyByFive(_ limbs: inout [UInt64]) {
    var carry: UInt64 = 0
    for index in limbs.indices {
      let product = limbs[index].multipliedFullWidth(by: 5)
      let (sum, overflow) = product.low.addingReportingOverflow(carry)
      limbs[index] = sum
      carry = product.high + (overflow ? 1 : 0)
    }
    if carry > 0 { limbs.append(carry) }
  }

  private static func divideByFive(_ limbs: inout [UInt64]) {
    var remainder: UInt64 = 0
    for index in limbs.indices.reversed() {
      (limbs[index], remainder) = (5 as UInt64).dividingFullWidth((remainder, limbs[index]))
    }
  }
}
