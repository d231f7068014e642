import DescentLinearAlgebra

/// A small generator of known quality (SplitMix64, Steele, Lea and Flood 2014), so that a failing test fails again.
struct SeededGenerator: RandomNumberGenerator {
  var state: UInt64
  init(_ seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  /// A number in −1…1.
  mutating func scalar<S: BLASScalar>() -> S {
    S(Int64(bitPattern: next()) >> 40) / S(1 << 23)
  }
}

extension Matrix {
  static func random(_ rowCount: Int, _ columnCount: Int, seed: UInt64 = 1) -> Matrix {
    var generator = SeededGenerator(seed)
    return Matrix(rowCount, columnCount) { for i in $0.indices { $0[i] = generator.scalar() } }
  }

  /// Numbers in −1…1 that are quickly made in debug builds.
  static func patterned(_ rowCount: Int, _ columnCount: Int) -> Matrix {
    let period = Vector<Scalar>.random(1009, seed: 5)
    return Matrix(rowCount, columnCount) { elements in
      period.withUnsafeBufferPointer { source in
        var start = 0
        while start < elements.count {
          let length = min(source.count, elements.count - start)
          (elements.baseAddress! + start).initialize(from: source.baseAddress!, count: length)
          start += length
        }
      }
    }
  }

  /// The address of the first element.
  var address: Int { withUnsafeBufferPointer { Int(bitPattern: $0.baseAddress!) } }
}

extension Vector {
  static func random(_ count: Int, seed: UInt64 = 1) -> Vector {
    var generator = SeededGenerator(seed)
    return Vector(count: count) { for i in $0.indices { $0[i] = generator.scalar() } }
  }

  /// Numbers in −1…1 that are quickly made in debug builds.
  static func patterned(_ count: Int) -> Vector {
    Vector(count: count) { elements in
      Matrix<Scalar>.patterned(1, count).withUnsafeBufferPointer { _ = elements.initialize(from: $0) }
    }
  }

  var address: Int { withUnsafeBufferPointer { Int(bitPattern: $0.baseAddress!) } }
}

extension DenseArray {
  /// Whether both have the same bits, NaN and the signs of zeros included.
  func hasSameBits(as other: Self) -> Bool {
    withUnsafeBufferPointer { left in
      other.withUnsafeBufferPointer { right in
        UnsafeRawBufferPointer(left).elementsEqual(UnsafeRawBufferPointer(right))
      }
    }
  }
}
