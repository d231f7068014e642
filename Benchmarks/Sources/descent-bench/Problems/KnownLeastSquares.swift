import Descent
import Foundation

/// A least-squares problem of any size whose solution is known without any rounding.
///
/// All columns share a random one, w, and add 2⁻⁸ of their own, so that κ is about 256 √p. Every row stands there twice,
/// and its y deviates from the fitted value by +r once and by −r once: Xᵀr = 0 exactly. The entries of X, β and r have so
/// few bits that y = Xβ ± r is a double: β is the solution of the stored numbers, digit by digit.
struct KnownLeastSquares {
  let x: Matrix<Double>
  let y: Vector<Double>
  /// β, between 1/16 and 1 in size.
  let truth: [Double]

  /// For more columns y has more bits than a double.
  static let largestColumnCount = 4096

  /// Rows are made an even number.
  init(rows: Int, columns p: Int) {
    let n = rows / 2 * 2
    var generator = SplitMix(seed: 30)
    // X in units of 2⁻²⁸, β of 2⁻¹², y of 2⁻⁴⁰: sums of 4096 products of 28 and 12 bits have 52.
    let beta = (0..<p).map { _ -> Int64 in
      let size = 256 + Int64(generator.next() % 3840)
      return generator.next() & 1 == 0 ? size : -size
    }
    var target = [Double](repeating: 0, count: n)
    x = Matrix(n, p) { elements in
      for i in stride(from: 0, to: n, by: 2) {
        let shared = generator.nextInteger(bits: 20) << 8
        var fitted: Int64 = 0
        for j in 0..<p {
          let entry = shared + generator.nextInteger(bits: 20)
          fitted += entry * beta[j]
          let value = Double(entry) * 0x1p-28
          elements[i * p + j] = value
          elements[(i + 1) * p + j] = value
        }
        let residual = generator.nextInteger(bits: 20) << 20
        target[i] = Double(fitted + residual) * 0x1p-40
        target[i + 1] = Double(fitted - residual) * 0x1p-40
      }
    }
    y = Vector(target)
    truth = beta.map { Double($0) * 0x1p-12 }
  }

  /// −log₁₀ of the largest relative error of a coefficient, at most 16.
  static func digits(_ coefficients: [Double], _ truth: [Double]) -> Double {
    guard coefficients.count == truth.count else { return 0 }
    let worst = zip(coefficients, truth).map { (($0 - $1) / $1).magnitude }.max() ?? 0
    return worst.isFinite ? min(16, max(0, -log10(worst))) : 0
  }
}

extension SplitMix {
  /// An integer between −2^bits and 2^bits.
  fileprivate mutating func nextInteger(bits: Int) -> Int64 { Int64(bitPattern: next()) >> (63 - bits) }
}
