internal import CDescentKernels
import Glibc
import Synchronization

/// Work that is cut into numbered blocks, which any thread may run in any order.
///
/// A class, so that starting a region allocates nothing: whoever runs a region many times keeps its task.
package protocol ParallelTask: AnyObject, Sendable {
  func run(block: Int)
}

/// The threads of this process, started when first needed and never stopped.
///
/// A region opens a gate, the caller and the workers take blocks until none is left, the caller closes the gate and
/// waits for the workers inside. A worker that wakes too late finds the gate closed: nobody waits for a sleeper.
/// Workers and caller spin for about 30 µs before they sleep, because waking a sleeper costs 50–90 µs.
final class ThreadPool: @unchecked Sendable {
  static let shared = ThreadPool()

  /// Pauses of about 13 ns each: some 30 µs.
  private static let spinLimit = 2_500

  // The gate: bits 0–15 count the workers inside, bit 16 says open, the rest numbers the regions.
  private static let open: UInt64 = 1 << 16
  private static let insideMask: UInt64 = open - 1
  private static let nextRegion: UInt64 = 1 << 17

  private let gate = Atomic<UInt64>(0)
  private let nextBlock = Atomic<Int>(0)
  private let isBusy = Atomic<Bool>(false)
  private let sleepers = Atomic<Int>(0)
  private let callerSleeps = Atomic<Bool>(false)

  // Written by the caller while the gate is closed, read by workers that have entered it.
  private var task: (any ParallelTask)?
  private var blockCount = 0
  private var workerLimit: UInt64 = 0
  private var workerCount = 0

  private let lock = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private let workAvailable = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
  private let workersLeft = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)

  private init() {
    pthread_mutex_init(lock, nil)
    pthread_cond_init(workAvailable, nil)
    pthread_cond_init(workersLeft, nil)
  }

  /// Runs all blocks on up to `threadCount` threads and returns when all are done. Serial when the pool is taken by
  /// another caller, or by the region that this call is part of.
  func run(_ task: any ParallelTask, blockCount: Int, threadCount: Int) {
    guard threadCount > 1, blockCount > 1, !isBusy.exchange(true, ordering: .acquiring) else {
      for block in 0..<blockCount { task.run(block: block) }
      return
    }
    let workers = min(threadCount, blockCount, Int(Self.insideMask)) - 1
    startWorkers(workers)
    self.task = task
    self.blockCount = blockCount
    workerLimit = UInt64(workers)
    nextBlock.store(0, ordering: .relaxed)

    let closed = gate.load(ordering: .relaxed)
    gate.store((closed & ~Self.insideMask) &+ Self.nextRegion | Self.open, ordering: .sequentiallyConsistent)
    if sleepers.load(ordering: .sequentiallyConsistent) > 0 {
      pthread_mutex_lock(lock)
      pthread_cond_broadcast(workAvailable)
      pthread_mutex_unlock(lock)
    }
    takeBlocks()
    gate.bitwiseAnd(~Self.open, ordering: .acquiringAndReleasing)
    waitForWorkers()
    self.task = nil
    isBusy.store(false, ordering: .releasing)
  }

  /// Out of line, so that a worker holds no reference to the task any more when it leaves the gate.
  @inline(never)
  private func takeBlocks() {
    guard let task else { return }
    while true {
      let block = nextBlock.wrappingAdd(1, ordering: .relaxed).oldValue
      guard block < blockCount else { return }
      task.run(block: block)
    }
  }

  private func waitForWorkers() {
    var spins = 0
    while gate.load(ordering: .acquiring) & Self.insideMask != 0 {
      spins += 1
      guard spins > Self.spinLimit else {
        descent_pause()
        continue
      }
      pthread_mutex_lock(lock)
      callerSleeps.store(true, ordering: .sequentiallyConsistent)
      while gate.load(ordering: .sequentiallyConsistent) & Self.insideMask != 0 {
        pthread_cond_wait(workersLeft, lock)
      }
      callerSleeps.store(false, ordering: .relaxed)
      pthread_mutex_unlock(lock)
    }
  }

  // MARK: Workers

  private func startWorkers(_ wanted: Int) {
    while workerCount < wanted {
      var attributes = pthread_attr_t()
      pthread_attr_init(&attributes)
      pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
      // Signals belong to the threads of the host program.
      var all = sigset_t()
      var before = sigset_t()
      sigfillset(&all)
      pthread_sigmask(SIG_SETMASK, &all, &before)
      var thread = pthread_t()
      let status = pthread_create(
        &thread, &attributes,
        { _ in
          ThreadPool.shared.work()
          return nil
        }, nil)
      pthread_sigmask(SIG_SETMASK, &before, nil)
      pthread_attr_destroy(&attributes)
      guard status == 0 else { return }  // fewer threads: slower, and the same result
      workerCount += 1
    }
  }

  private func work() {
    var seen: UInt64 = 0
    while true {
      seen = waitForRegion(after: seen)
      guard enter(region: seen) else { continue }
      takeBlocks()
      leave()
    }
  }

  /// Spins, then sleeps, until a region opens that this worker has not seen; returns its number.
  private func waitForRegion(after seen: UInt64) -> UInt64 {
    for _ in 0..<Self.spinLimit {
      if let region = openRegion(after: seen) { return region }
      descent_pause()
    }
    pthread_mutex_lock(lock)
    sleepers.wrappingAdd(1, ordering: .sequentiallyConsistent)
    defer {
      sleepers.wrappingSubtract(1, ordering: .sequentiallyConsistent)
      pthread_mutex_unlock(lock)
    }
    while true {
      if let region = openRegion(after: seen) { return region }
      pthread_cond_wait(workAvailable, lock)
    }
  }

  private func openRegion(after seen: UInt64) -> UInt64? {
    let now = gate.load(ordering: .sequentiallyConsistent)
    let region = now / Self.nextRegion
    return now & Self.open != 0 && region != seen ? region : nil
  }

  /// Steps through the gate of that region; false when it has closed, or enough workers are inside.
  private func enter(region: UInt64) -> Bool {
    var now = gate.load(ordering: .acquiring)
    while now & Self.open != 0, now / Self.nextRegion == region {
      guard now & Self.insideMask < Self.insideMask else { return false }
      let (exchanged, original) = gate.compareExchange(
        expected: now, desired: now + 1, ordering: .acquiringAndReleasing)
      if exchanged {
        // The limit is read inside, where it cannot change.
        guard now & Self.insideMask < workerLimit else {
          leave()
          return false
        }
        return true
      }
      now = original
    }
    return false
  }

  /// Steps out again, and wakes the caller where it sleeps until the last worker has left.
  private func leave() {
    let left = gate.wrappingSubtract(1, ordering: .sequentiallyConsistent).newValue
    if left & Self.insideMask == 0, callerSleeps.load(ordering: .sequentiallyConsistent) {
      pthread_mutex_lock(lock)
      pthread_cond_signal(workersLeft)
      pthread_mutex_unlock(lock)
    }
  }
}
