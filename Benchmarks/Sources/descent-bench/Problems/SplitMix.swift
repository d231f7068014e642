import Descent

/// A small generator with a seed (Steele, Lea, Flood 2014), so that every run measures the same numbers.
struct SplitMix {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  /// A number between −1 and 1 with 53 random bits.
  mutating func nextSigned() -> Double { Double(Int64(bitPattern: next()) >> 10) * 0x1p-53 }
}

extension Matrix<Double> {
  /// Elements between −1 and 1.
  static func random(_ rowCount: Int, _ columnCount: Int, using generator: inout SplitMix) -> Matrix {
    Matrix(rowCount, columnCount) { elements in
      for i in elements.indices { elements[i] = generator.nextSigned() }
    }
  }
}
