import CStreaming
import Descent
import DescentReport
import Foundation
import Synchronization

/// Reads memory once with all threads, as fast as the machine can: the measure that everything else stands beside.
enum Streaming {
  /// Adds up all elements over the threads of `Parallelism`.
  static func sum(_ matrix: Matrix<Double>) -> Double {
    matrix.withUnsafeBufferPointer { elements in
      let source = SharedElements(elements)
      let pieces = max(1, elements.count / pieceCount + (elements.count % pieceCount == 0 ? 0 : 1))
      let threads = Parallelism.threadCount
      let results = SharedSums(count: pieces)
      // In pieces that whoever is free takes, so that no thread waits for another at the end.
      let next = Atomic<Int>(0)
      DispatchQueue.concurrentPerform(iterations: threads) { _ in
        while true {
          let piece = next.wrappingAdd(1, ordering: .relaxed).oldValue
          guard piece < pieces else { return }
          let range = piece * pieceCount..<min(source.elements.count, (piece + 1) * pieceCount)
          results.sums[piece] = descent_bench_sum(source.elements.baseAddress! + range.lowerBound, range.count)
        }
      }
      return results.sums.reduce(0, +)
    }
  }

  /// 2 MiB: one huge page.
  private static let pieceCount = 1 << 18
}

/// Elements that several threads read.
private struct SharedElements: @unchecked Sendable {
  let elements: UnsafeBufferPointer<Double>
  init(_ elements: UnsafeBufferPointer<Double>) { self.elements = elements }
}

/// Sums that several threads write, each its own.
private final class SharedSums: @unchecked Sendable {
  let sums: UnsafeMutableBufferPointer<Double>
  init(count: Int) {
    sums = .allocate(capacity: count)
    sums.initialize(repeating: 0)
  }
  deinit { sums.deallocate() }
}

/// How fast this machine streams memory, measured in the same run as what it is compared with.
final class StreamProbe {
  private let matrix: Matrix<Double>
  private var samples: [Double] = []

  /// Memory far beyond the caches; by default 512 MiB.
  init(mebibytes: Int = 512) throws {
    let rows = mebibytes * 16
    matrix = Matrix(rows, 8192) { elements in
      for i in elements.indices { elements[i] = Double(i & 7) }
    }
    guard Streaming.sum(matrix) == Double(matrix.count / 8 * 28) else {
      throw BenchmarkError.wrongAnswer("The streamed sum")
    }
  }

  /// Streams a number of times; call it before and after what is measured.
  func sample(_ times: Int = 5) {
    for _ in 0..<times { _ = sampleOnce() }
  }

  /// Streams once and says how many seconds that took.
  func sampleOnce() -> Double {
    let time = seconds { keepAlive(Streaming.sum(matrix)) }
    samples.append(time)
    return time
  }

  /// The bytes of one pass.
  var byteCount: Int { matrix.count * 8 }

  /// Bytes a second of the fastest pass so far.
  var bandwidth: Double { Double(byteCount) / samples.min()! }

  /// The line above a table.
  var header: String {
    "S, streaming with \(Parallelism.threadCount) threads: \(NumberFormat.significant(bandwidth / 1e9, 3)) GB/s "
      + "over \(NumberFormat.count(byteCount >> 20)) MiB"
  }

  /// S: the seconds to stream so many bytes.
  func passSeconds(bytes: Int) -> Double { Double(bytes) / bandwidth }
}

/// Makes the compiler believe that a value is needed.
@inline(never)
func keepAlive<T>(_ value: T) {
  withExtendedLifetime(value) {}
}
