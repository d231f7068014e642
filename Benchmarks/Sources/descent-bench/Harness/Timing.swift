import Glibc

/// The seconds that one side took, run by run.
struct Timing: Encodable {
  let minimum: Double
  let median: Double
  let repeats: Int

  init(_ samples: [Double]) {
    let sorted = samples.sorted()
    let middle = sorted.count / 2
    minimum = sorted[0]
    median = sorted.count.isMultiple(of: 2) ? (sorted[middle - 1] + sorted[middle]) / 2 : sorted[middle]
    repeats = sorted.count
  }

  private init(minimum: Double, median: Double, repeats: Int) {
    self.minimum = minimum
    self.median = median
    self.repeats = repeats
  }

  /// Whether minimum and median are both lower by more than a twentieth.
  func isFaster(than other: Timing) -> Bool {
    1.05 * minimum < other.minimum && 1.05 * median < other.median
  }

  /// The time of `factor` times as much work.
  func scaled(by factor: Double) -> Timing {
    Timing(minimum: minimum * factor, median: median * factor, repeats: repeats)
  }
}

/// The seconds that `body` takes by a clock that nobody sets.
func seconds(_ body: () throws -> Void) rethrows -> Double {
  let start = monotonicNanoseconds()
  try body()
  return Double(monotonicNanoseconds() - start) / 1e9
}

func monotonicNanoseconds() -> Int {
  var time = timespec()
  clock_gettime(CLOCK_MONOTONIC_RAW, &time)
  return time.tv_sec * 1_000_000_000 + time.tv_nsec
}

/// One of the things that are compared.
struct Side {
  /// Does the work once and says how many seconds it took.
  let measure: () throws -> Double
  /// Takes part in every so many rounds only: for sides that would take most of the time.
  let everyRounds: Int

  /// A side that times itself, such as a child process that leaves out its start.
  init(everyRounds: Int = 1, measuredBy measure: @escaping () throws -> Double) {
    self.measure = measure
    self.everyRounds = everyRounds
  }

  /// A side that is timed from outside.
  init(_ work: @escaping () throws -> Void) {
    self.init { try seconds(work) }
  }
}

/// Runs the sides in turns, A-B-A-B, so that whatever disturbs the machine disturbs them all.
func interleaved(_ sides: [Side], repeats: Int) throws -> [Timing] {
  var samples = [[Double]](repeating: [], count: sides.count)
  for round in 0..<repeats {
    for (index, side) in sides.enumerated() where round.isMultiple(of: side.everyRounds) {
      samples[index].append(try side.measure())
    }
  }
  return samples.map(Timing.init)
}
