import DescentLinearAlgebra
import Synchronization

/// Vectors for evaluations of an objective that never changes and may be evaluated by several threads: each takes one and
/// gives it back, so that as many are made as threads evaluate at once, and none after that.
final class ScratchVectors: Sendable {
  private let vectors = Mutex<[Vector<Double>]>([])

  /// A vector of so many elements, which hold anything.
  func take(_ count: Int) -> Vector<Double> {
    let found = vectors.withLock { $0.popLast() }
    if let found, found.count == count { return found }
    return .zeros(count)
  }

  /// Keeps a vector for the next who asks.
  func giveBack(_ vector: consuming Vector<Double>) {
    vectors.withLock { [vector] in $0.append(vector) }
  }
}
