public import DescentLinearAlgebra
import Synchronization

extension MachineSpeed {
  /// The speed of this machine for matrices of the shape of X, measured once for a shape and a number of threads and kept.
  ///
  /// Passes are timed on X itself, at most on its first 64 MiB; all else on small matrices of random numbers with as many
  /// columns, at most 512.
  ///
  /// - Parameter x: X; what its elements are does not matter.
  /// - Complexity: some ten milliseconds; one or two for small X.
  public static func measured(on x: Matrix<Double>) -> MachineSpeed {
    let shape = [x.rowCount, x.columnCount, Parallelism.threadCount]
    // Whoever asks while another measures waits: two measurements at once would disturb each other.
    return known.withLock { known in
      if let speed = known[shape] { return speed }
      if known.count >= mostShapes { known.removeAll() }
      let speed = SpeedMeasurement(x).speed()
      known[shape] = speed
      return speed
    }
  }

  private static let mostShapes = 256
  private static let known = Mutex<[[Int]: MachineSpeed]>([:])
}

/// The timing of the parts.
private struct SpeedMeasurement {
  private let x: Matrix<Double>
  /// The columns of the small matrices.
  private let p: Int

  /// A part of X that is read in some milliseconds.
  private static let mostElements = 1 << 23
  /// What the cache of a core does not hold.
  private static let cacheElements = 1 << 19
  /// Up to which LAPACK's QR decomposition works column by column.
  private static let mostUnblockedColumns = 128
  private static let mostColumns = 512
  /// For arithmetic in double-double, which is slower and whose rate does not grow beyond.
  private static let mostRefinedColumns = 64

  init(_ x: Matrix<Double>) {
    self.x = x
    p = max(1, min(x.columnCount, Self.mostColumns))
  }

  func speed() -> MachineSpeed {
    let (passes, factorizations, reflections) = (passBandwidths(), factorizationRates(), reflectionRates())
    let (refined, steps) = (refinedProductRate(), stepTimes())
    return MachineSpeed(
      passBandwidth: passes.plain, refinedPassBandwidth: passes.refined, productRate: productRate(),
      refinedProductRate: refined.rate, reflectionRate: reflections.flops, copyBandwidth: reflections.copies,
      matrixVectorRate: steps.rate, factorizationRate: factorizations.plain,
      refinedFactorizationRate: factorizations.refined, stepOverhead: steps.overhead, solveOverhead: refined.overhead)
  }

  // MARK: Passes

  private func passBandwidths() -> (plain: Double, refined: Double) {
    let q = max(1, x.columnCount)
    let data = x.count > 0 ? x : random(1, q)
    let isWhole = data.count <= Self.mostElements
    let rows = isWhole ? data.rowCount : max(1, Self.mostElements / q)
    let part = data[rows: 0..<rows]
    let (kernel, refinedKernel) = (
      ResidualGradient(part, .zeros(rows)), ResidualGradientDoubleDouble(part, .zeros(rows))
    )
    let beta = Vector<Double>.zeros(q)
    var (gradient, rest) = (beta, beta)
    let bytes = Double(rows) * Double(q) * 8
    // What fits the caches stays there from pass to pass, and the least time is that of most of them.
    let plain = time {
      var g = gradient.mutableSpan
      _ = kernel.evaluate(at: beta.span, gradient: &g, scale: 1)
    }
    let refined = time {
      var g = gradient.mutableSpan
      var low = rest.mutableSpan
      _ = refinedKernel.evaluate(high: beta.span, low: beta.span, gradientHigh: &g, gradientLow: &low)
    }
    return (bytes / plain, bytes / refined)
  }

  // MARK: Products and factorizations

  private func productRate() -> Double {
    let rows = rowCount(forFlops: 2e8, each: Double(p) * Double(p), atLeast: 256)
    let sample = random(rows, p)
    let y = Matrix<Double>.zeros(rows, 1)
    return Double(rows) * Double(p) * Double(p) / time { _ = Moments(of: sample, targets: y) }
  }

  /// Up to 128 columns LAPACK works column by column, and reads all that is left of the matrix for each: where that does not
  /// fit the cache of a core, the rate is that of memory, whatever the number of columns.
  private func reflectionRates() -> (flops: Double, copies: Double) {
    let isLarge = x.count > Self.cacheElements
    let columns = isLarge && p <= Self.mostUnblockedColumns ? min(p, 16) : p
    let rows =
      isLarge && p <= Self.mostUnblockedColumns
      ? Self.cacheElements / columns
      : max(p, rowCount(forFlops: 2e7, each: 2 * Double(p) * Double(p), atLeast: 64))
    let sample = random(rows, columns)
    let reflecting = time { _ = try? QRDecomposition(sample) }
    // A large copy gets new memory from the system each time, and a small one does not.
    let copied = isLarge && sample.count < Self.cacheElements ? random(Self.cacheElements / columns, columns) : sample
    let copying = time { _ = ColumnScaling(of: copied).scaled(copied) }
    return (reflectionFlops(rows: rows, columns: columns) / reflecting, 8 * Double(copied.count) / copying)
  }

  private func factorizationRates() -> (plain: Double, refined: Double) {
    let (size, refinedSize) = (min(p, 200), min(p, Self.mostRefinedColumns))
    let gram = random(2 * size, size).gram()
    let refinedGram = random(2 * refinedSize, refinedSize).gram()
    let plain = time { _ = try? SymmetricEigendecomposition.eigenvalues(of: gram) }
    let refined = time { factorizeInDoubleDouble(refinedGram) }
    return (4.0 / 3 * cube(size) / plain, cube(refinedSize) / 3 / refined)
  }

  /// From problems of three sizes: next to nothing, one panel a thread, three panels a thread.
  private func refinedProductRate() -> (rate: Double, overhead: Double) {
    let q = min(p, Self.mostRefinedColumns)
    let solver = LeastSquaresSolver(method: .doubleDouble)
    func seconds(_ rows: Int, _ columns: Int) -> Double {
      let (sample, y) = (random(rows, columns), Vector(random(rows, 1).column(0)))
      return time { _ = try? solver.solve(LeastSquaresProblem(sample, y)) }
    }
    let panel = 264 * Parallelism.threadCount
    let (one, three) = (seconds(panel, q), seconds(3 * panel, q))
    // Three times the slope is most of the longer time, whatever disturbs the shorter one.
    let slope = min(max((three - one) / 2, three / 6), three / 3)
    return (Double(panel) * refinedProducts(columns: q) / slope, seconds(4, 2))
  }

  // MARK: Steps

  private func stepTimes() -> (rate: Double, overhead: Double) {
    guard let form = try? QuadraticForm(.identity(p), Vector(repeating: 1, count: p)) else { return (1e9, 1e-6) }
    let point = Vector<Double>.zeros(p)
    var gradient = point
    let calls = 16
    let evaluation = time { for _ in 0..<calls { _ = form.evaluate(at: point, gradient: &gradient) } } / Double(calls)
    let descent = GradientDescent(step: .constant(0.01))
    let iteration =
      time {
        _ = try? descent.minimize(
          form, until: .relativeGradientNorm(below: 1e-300) || .iterations(calls), observers: [{ _, _ in .proceed }])
      } / Double(calls)
    return (2 * Double(p) * Double(p) / evaluation, max(iteration - evaluation, evaluation / 100))
  }

  // MARK: Timing

  /// The shortest of a few runs: at least three, more where they are short, and fewer where they are long.
  private func time(_ work: () -> Void) -> Double {
    var (best, total) = (Double.infinity, 0.0)
    for round in 0..<8 {
      let start = ContinuousClock.now
      work()
      let seconds = max((ContinuousClock.now - start) / .seconds(1), 1e-9)
      best = min(best, seconds)
      total += seconds
      if total > 6e-3 || round >= 2 && total > 1e-3 { break }
    }
    return best
  }

  /// As many rows as make so many flops, and no more than X has unless that is too few.
  private func rowCount(forFlops budget: Double, each flops: Double, atLeast least: Int) -> Int {
    min(max(least, Int(budget / flops)), max(least, x.rowCount))
  }

  /// Numbers from −½ to ½, by a congruential generator (Knuth's constants).
  private func random(_ rows: Int, _ columns: Int) -> Matrix<Double> {
    var state: UInt64 = 1
    return Matrix(rows, columns) { elements in
      for i in elements.indices {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        elements[i] = Double(state >> 11) * 0x1p-53 - 0.5
      }
    }
  }
}

/// 2p²(n − p/3) for n ≥ p, with n and p exchanged otherwise.
func reflectionFlops(rows: Int, columns: Int) -> Double {
  let (long, short) = (Double(max(rows, columns)), Double(min(rows, columns)))
  return 2 * short * short * (long - short / 3)
}

/// The products of double-double numbers that an observation adds to the sums of XᵀX and Xᵀy.
func refinedProducts(columns p: Int) -> Double { 0.5 * Double(p + 1) * Double(p + 1) }

func cube(_ p: Int) -> Double { Double(p) * Double(p) * Double(p) }
