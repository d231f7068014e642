import Glibc

/// Random numbers that are the same on every machine for the same seed, and whose state can be saved.
///
/// The generator is xoshiro256** (Blackman, Vigna 2021), of the period 2²⁵⁶ − 1, seeded by SplitMix64 (Steele, Lea, Flood
/// 2014). It is fit for simulations, not for secrets.
///
/// ```swift
/// var generator = SeededGenerator(seed: 7)
/// generator.uniform()                          // in 0..<1
/// generator.normal()                           // of mean 0 and variance 1
/// [1, 2, 3].shuffled(using: &generator)
/// ```
public struct SeededGenerator: RandomNumberGenerator, Sendable, Codable, Hashable {
  private var a, b, c, d: UInt64

  /// The numbers of this seed.
  public init(seed: UInt64) {
    var state = seed
    func next() -> UInt64 {
      state &+= 0x9E37_79B9_7F4A_7C15
      var z = state
      z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
      z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
      return z ^ (z >> 31)
    }
    (a, b, c, d) = (next(), next(), next(), next())
  }

  public mutating func next() -> UInt64 {
    let result = rotated(b &* 5, by: 7) &* 9
    let shifted = b << 17
    c ^= a
    d ^= b
    b ^= c
    a ^= d
    c ^= shifted
    d = rotated(d, by: 45)
    return result
  }

  /// A number of the uniform distribution on 0..<1, a multiple of 2⁻⁵³.
  public mutating func uniform() -> Double { Double(next() >> 11) * 0x1p-53 }

  /// A number of the standard normal distribution (Box, Muller 1958; one number of each pair, so that the state alone says
  /// what comes next).
  public mutating func normal() -> Double {
    let radius = (-2 * log(1 - uniform())).squareRoot()
    return radius * cos(2 * .pi * uniform())
  }

  /// An index of 0 ..< count, each equally likely.
  ///
  /// - Precondition: count is at least 1.
  /// - Note: Lemire 2019.
  public mutating func index(below count: Int) -> Int {
    guard count >= 1 else { trap("SeededGenerator: there is no index below \(count)") }
    let bound = UInt64(count)
    var product = next().multipliedFullWidth(by: bound)
    if product.low < bound {
      // The lowest 2⁶⁴ mod count products would make some indices likelier than others.
      let surplus = (0 &- bound) % bound
      while product.low < surplus { product = next().multipliedFullWidth(by: bound) }
    }
    return Int(product.high)
  }

  /// Puts the elements into a random order, each equally likely. Allocates nothing.
  public mutating func shuffle(_ elements: inout [Int]) { shuffle(&elements, places: 0..<elements.count) }

  /// Fills these places of a list with elements drawn from them and what comes behind them: place by place from the front it
  /// makes the same random order as at once.
  ///
  /// - Precondition: the places lie within the list.
  /// - Note: R. Durstenfeld 1964, after R. A. Fisher, F. Yates 1938.
  public mutating func shuffle(_ elements: inout [Int], places: Range<Int>) {
    var span = elements.mutableSpan
    for i in places {
      let j = i + index(below: span.count - i)
      (span[i], span[j]) = (span[j], span[i])
    }
  }

  private func rotated(_ x: UInt64, by count: UInt64) -> UInt64 { (x << count) | (x >> (64 - count)) }
}
