public import DescentLinearAlgebra

extension TestProblem {
  /// A start near the standard one: xⱼ + a uⱼ |xⱼ| with uⱼ uniform between −1 and 1, and xⱼ + a uⱼ where xⱼ = 0.
  ///
  /// It takes from problems with many parameters that all start alike, as ``extendedRosenbrock(_:)``, what makes them as
  /// easy as one of few.
  ///
  /// - Parameters:
  ///   - seed: another one gives another start, the same one the same on every machine (SplitMix64; Steele, Lea,
  ///     Flood 2014).
  ///   - amount: a.
  /// - Complexity: O(p).
  public func perturbedStart(seed: UInt64, by amount: Double = 0.1) -> Vector<Double> {
    var state = seed
    return Vector(
      start.map { x in
        // 53 bits of a number in [0, 2) less 1.
        let u = Double(Self.nextRandom(&state) >> 11) * 0x1p-52 - 1
        return x + amount * u * (x == 0 ? 1 : x.magnitude)
      })
  }

  private static func nextRandom(_ state: inout UInt64) -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
