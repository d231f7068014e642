import DescentLinearAlgebra
import Foundation
import Synchronization
import Testing

/// Counts how often each block has run.
private final class CountingTask: ParallelTask {
  let counts: [Counter]
  final class Counter: Sendable { let value = Atomic<Int>(0) }

  init(_ blockCount: Int) { counts = (0..<blockCount).map { _ in Counter() } }
  func run(block: Int) { counts[block].value.wrappingAdd(1, ordering: .relaxed) }
  var values: [Int] { counts.map { $0.value.load(ordering: .relaxed) } }
}

@Suite(.serialized) struct ParallelismTests {
  /// The number of threads is one for the process: no other suite asks for it.
  func withThreads<R>(_ count: Int, _ body: () throws -> R) rethrows -> R {
    let before = Parallelism.threadCount
    defer { Parallelism.threadCount = before }
    Parallelism.threadCount = count
    return try body()
  }

  @Test(arguments: [1, 2, 3, 5, 64])
  func everyBlockRunsExactlyOnce(threads: Int) {
    withThreads(threads) {
      for blockCount in [0, 1, 2, 3, 7, 100] {
        let task = CountingTask(blockCount)
        for _ in 0..<50 { Parallelism.run(task, blockCount: blockCount) }
        #expect(task.values == Array(repeating: 50, count: blockCount))
      }
    }
  }

  @Test func thousandsOfRegionsWithChangingThreads() {
    let before = Parallelism.threadCount
    defer { Parallelism.threadCount = before }
    let task = CountingTask(6)
    let counts = [2, 3, 1, 5, 2, 64]
    for region in 0..<6000 {
      Parallelism.threadCount = counts[region / 7 % 6]
      Parallelism.run(task, blockCount: 1 + region % 6)
    }
    #expect(task.values == [6000, 5000, 4000, 3000, 2000, 1000])
  }

  /// Plain memory: what the blocks of one region wrote, those of the next must see, without any help.
  @Test func writesAreSeenByTheNextRegion() {
    withThreads(3) {
      let count = 12
      nonisolated(unsafe) let values = UnsafeMutablePointer<Int>.allocate(capacity: count)
      defer { values.deallocate() }
      values.initialize(repeating: 0, count: count)
      for region in 0..<2000 {
        Parallelism.forEach(count) { block in values[(block + region) % count] += 1 }
      }
      for block in 0..<count { #expect(values[block] == 2000) }
    }
  }

  @Test func workersWakeAfterAPause() {
    withThreads(3) {
      let task = CountingTask(8)
      for pause in [0, 100, 1000, 5000, 20, 3000] {
        for _ in 0..<5 {
          usleep(UInt32(pause))
          Parallelism.run(task, blockCount: 8)
        }
      }
      #expect(task.values == Array(repeating: 30, count: 8))
    }
  }

  /// The caller has to sleep until a slow worker has left.
  @Test func theCallerWaitsForSlowBlocks() {
    withThreads(3) {
      let done = Atomic<Int>(0)
      for region in 1...20 {
        Parallelism.forEach(3) { block in
          usleep(block == 0 ? 10 : 2000)
          done.wrappingAdd(1, ordering: .relaxed)
        }
        #expect(done.load(ordering: .relaxed) == 3 * region)
      }
    }
  }

  @Test func regionsInsideRegions() {
    withThreads(3) {
      let sum = Atomic<Int>(0)
      for _ in 0..<200 {
        Parallelism.forEach(5) { _ in
          Parallelism.forEach(4) { inner in
            Parallelism.forEach(2) { _ in sum.wrappingAdd(inner, ordering: .relaxed) }
          }
        }
      }
      #expect(sum.load(ordering: .relaxed) == 200 * 5 * 6 * 2)
    }
  }

  @Test func severalCallersAtTheSameTime() {
    withThreads(3) {
      let x = Matrix<Double>.patterned(3000, 30)
      let (gram, sums) = (x.gram(), x * Vector<Double>.patterned(30))
      let wrong = Atomic<Int>(0)
      let group = DispatchGroup()
      for _ in 0..<4 {
        group.enter()
        Thread {
          for _ in 0..<100 where x.gram() != gram || x * Vector<Double>.patterned(30) != sums {
            wrong.wrappingAdd(1, ordering: .relaxed)
          }
          group.leave()
        }.start()
      }
      group.wait()
      #expect(wrong.load(ordering: .relaxed) == 0)
    }
  }

  @Test func callersInTasks() async {
    let before = Parallelism.threadCount
    defer { Parallelism.threadCount = before }
    Parallelism.threadCount = 3
    let counts = await withTaskGroup(of: [Int].self) { group in
      for _ in 0..<8 {
        group.addTask {
          let task = CountingTask(5)
          for _ in 0..<300 { Parallelism.run(task, blockCount: 5) }
          return task.values
        }
      }
      return await group.reduce(into: []) { $0.append($1) }
    }
    #expect(counts == Array(repeating: Array(repeating: 300, count: 5), count: 8))
  }

  @Test(arguments: [0, 1, 2, 3, 8, 13])
  func theTreeAddsEachBlockOnce(blockCount: Int) {
    var sums = (0..<blockCount).map { "\($0)" }
    Parallelism.reduceTree(blockCount: blockCount) { sums[$0] = "(\(sums[$0])+\(sums[$1]))" }
    if blockCount == 3 { #expect(sums[0] == "((0+1)+2)") }
    if blockCount == 8 { #expect(sums[0] == "(((0+1)+(2+3))+((4+5)+(6+7)))") }
    if blockCount == 13 {
      #expect(sums[0] == "((((0+1)+(2+3))+((4+5)+(6+7)))+(((8+9)+(10+11))+12))")
    }
  }

  private func products<S: BLASScalar>(_: S.Type) -> [Vector<S>] {
    func flat(_ matrix: Matrix<S>) -> Vector<S> { matrix.withUnsafeBufferPointer { Vector($0) } }
    let x = Matrix<S>.patterned(20_011, 13)
    let square = Matrix<S>.patterned(211, 307)
    let long = Vector<S>.patterned(20_011)
    var transposed = Vector<S>.patterned(13)
    multiply(x.view.transposed, by: long.view, into: &transposed, scale: 3, accumulating: 0.5)
    var wide = Vector<S>.patterned(20_011)
    multiply(x.transposed().view.transposed, by: transposed.view, into: &wide, accumulating: 1)
    return [
      flat(x.gram()), flat(square.gram()), flat(square * square.transposed()), flat(x * x[rows: 0..<13]),
      x * Vector<S>.patterned(13), transposed, wide, Vector([long.dot(wide)]), x.columnSums(), flat(x.transposed() * x),
    ]
  }

  @Test func theSameBitsForAnyNumberOfThreads() {
    func check<S: BLASScalar>(_: S.Type) {
      let one = withThreads(1) { products(S.self) }
      for threads in [2, 3, 5] {
        let many = withThreads(threads) { products(S.self) }
        for i in one.indices { #expect(one[i].hasSameBits(as: many[i]), "\(S.self), product \(i), \(threads) threads") }
      }
      #expect(one.allSatisfy { $0.isFinite })
    }
    check(Double.self)
    check(Float.self)
  }
}
