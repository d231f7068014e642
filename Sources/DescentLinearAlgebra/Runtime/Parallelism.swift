internal import CDescentKernels
import Glibc
import Synchronization

/// How many threads Descent uses.
///
/// Descent cuts its work into blocks whose borders depend on the size of the data only, and adds the partial results in
/// a fixed binary tree, so that **the answer has the same bits for any number of threads**. (Equal bits are promised for
/// one kind of processor: OpenBLAS has different kernels for different ones.)
public enum Parallelism {
  private static let chosen = Atomic<Int>(0)

  /// The number of threads, at least 1. By default the environment variable `DESCENT_NUM_THREADS`, or else the number of
  /// processors that this process may use.
  public static var threadCount: Int {
    get {
      let count = chosen.load(ordering: .relaxed)
      return count > 0 ? count : defaultThreadCount
    }
    set {
      guard newValue >= 1 else { trap("Parallelism.threadCount: \(newValue) threads cannot do any work") }
      chosen.store(newValue, ordering: .relaxed)
    }
  }

  private static let defaultThreadCount: Int = {
    if let text = getenv("DESCENT_NUM_THREADS"), let count = Int(String(cString: text)), count >= 1 { return count }
    return descent_processor_count()
  }()

  /// Runs the blocks of a task over the threads; allocates nothing. Blocks should be worth some 20 µs together.
  package static func run(_ task: any ParallelTask, blockCount: Int) {
    ThreadPool.shared.run(task, blockCount: blockCount, threadCount: threadCount)
  }

  /// Calls `body` with 0, 1, …, `count` − 1, over the threads, and returns when all calls have returned.
  package static func forEach(_ count: Int, _ body: @Sendable (Int) -> Void) {
    guard count > 1, threadCount > 1 else {
      for index in 0..<count { body(index) }
      return
    }
    withoutActuallyEscaping(body) { escaping in
      run(ClosureTask(escaping), blockCount: count)
    }
  }

  /// Calls `add` for the pairs of blocks whose results are to be added: block i + 2ᵏ to block i for k = 0, 1, …, a binary
  /// tree whose shape depends on the number of blocks only. The total ends up in block 0.
  package static func reduceTree(blockCount: Int, _ add: (_ target: Int, _ source: Int) -> Void) {
    var stride = 1
    while stride < blockCount {
      var target = 0
      while target + stride < blockCount {
        add(target, target + stride)
        target += 2 * stride
      }
      stride *= 2
    }
  }
}

private final class ClosureTask: ParallelTask {
  let body: @Sendable (Int) -> Void
  init(_ body: @escaping @Sendable (Int) -> Void) { self.body = body }
  func run(block: Int) { body(block) }
}
