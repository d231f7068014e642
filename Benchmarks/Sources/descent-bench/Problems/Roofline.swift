import Descent
import DescentReport

/// The two speeds that bound every least-squares fit: S, streaming, and D, the flops of XᵀX.
final class Roofline {
  let stream: StreamProbe
  private let size = 1500
  private let a: Matrix<Double>
  private let b: Matrix<Double>
  private var c: Matrix<Double>
  private var fastestProduct = Double.infinity

  init() throws {
    stream = try StreamProbe()
    var generator = SplitMix(seed: 31)
    a = .random(size, size, using: &generator)
    b = .random(size, size, using: &generator)
    c = .zeros(size, size)
    // The first product wakes the threads.
    for _ in 0..<2 { _ = multiplyOnce() }
    stream.sample()
  }

  /// To be run in turns with what is measured.
  var sides: [Side] {
    [Side(measuredBy: { self.stream.sampleOnce() }), Side(measuredBy: { self.multiplyOnce() })]
  }

  private func multiplyOnce() -> Double {
    let time = seconds { multiply(a, by: b, into: &c) }
    fastestProduct = min(fastestProduct, time)
    return time
  }

  /// Flops a second of the fastest product so far, all threads, each with a product of its own.
  var flops: Double { 2 * Double(size * size) * Double(size) / fastestProduct }

  /// D: the seconds of the n p² flops of XᵀX, of which only one half is computed.
  func gramSeconds(rows: Int, columns: Int) -> Double { Double(rows) * Double(columns * columns) / flops }

  /// The lines above a table.
  var setting: [String] {
    [stream.header, "D, matrix products of \(size)×\(size): \(NumberFormat.significant(flops / 1e9, 3)) GFLOP/s"]
  }
}
