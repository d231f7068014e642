import DescentLinearAlgebra
import Synchronization

/// What `transform` makes of 0, 1, …, `count` − 1, over the threads. Each result depends on its index only, so that the
/// number of threads changes none.
func concurrentMap<T: Sendable>(_ count: Int, _ transform: @Sendable (Int) -> T) -> [T] {
  let results = Mutex([T?](repeating: nil, count: count))
  Parallelism.forEach(count) { index in
    let result = transform(index)
    results.withLock { $0[index] = result }
  }
  return results.withLock { $0.map { $0! } }
}
