import ArgumentParser
import Descent
import Foundation

/// What a child of `blas` finds with the kernels that its environment gives it.
struct ProductMeasurement: Codable {
  var pickedCore: String
  var core: String
  var isRepaired: Bool
  var isRight: Bool
  var seconds: Double
}

/// The child: one warm-up, then the fastest of some products.
struct MeasureProductCommand: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "measure-product", shouldDisplay: false)

  @Option var size: Int
  @Option var products: Int
  @Option var threads: Int

  func run() throws {
    Parallelism.threadCount = threads
    var generator = SplitMix(seed: 1)
    let a = Matrix<Double>.random(size, size, using: &generator)
    let b = Matrix<Double>.random(size, size, using: &generator)
    var c = Matrix<Double>.zeros(size, size)
    multiply(a.view, by: b.view, into: &c)
    let isRight = Self.isProduct(c, a, b, &generator)
    let fastest = (0..<products).map { _ in seconds { multiply(a.view, by: b.view, into: &c) } }.min()!
    let answer = ProductMeasurement(
      pickedCore: BLASRuntime.pickedCore, core: BLASRuntime.core, isRepaired: BLASRuntime.isRepaired,
      isRight: isRight, seconds: fastest)
    print(String(decoding: try JSONEncoder().encode(answer), as: UTF8.self))
  }

  /// Freivalds' check (1977): C v against A (B v) for a random v, in plain loops that know no BLAS.
  private static func isProduct(
    _ c: Matrix<Double>, _ a: Matrix<Double>, _ b: Matrix<Double>, _ generator: inout SplitMix
  ) -> Bool {
    let v = (0..<c.columnCount).map { _ in generator.nextSigned() }
    let expected = a.plainProduct(b.plainProduct(v))
    let found = c.plainProduct(v)
    // All elements lie in −1…1, so that sums of n² products stay below n² u n in error, and in practice far below.
    let bound = 1e-14 * Double(c.rowCount) * Double(c.rowCount).squareRoot()
    return zip(found, expected).allSatisfy { ($0 - $1).magnitude <= bound }
  }
}

extension Matrix<Double> {
  fileprivate func plainProduct(_ v: [Double]) -> [Double] {
    withUnsafeBufferPointer { elements in
      (0..<rowCount).map { i in
        var sum = 0.0
        for j in 0..<columnCount { sum += elements[i * columnCount + j] * v[j] }
        return sum
      }
    }
  }
}
