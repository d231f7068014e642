import ArgumentParser
import Descent
import DescentReport
import Foundation

/// `descent-bench gram`: the Gram matrix against what memory and arithmetic allow, and against OpenBLAS and NumPy.
struct GramCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "gram",
    abstract: "XᵀX against the limits of the machine, cblas_dsyrk and NumPy.",
    discussion: """
      S is the time to stream X once with all threads; D that of n p² floating-point operations at the rate of dgemm, \
      one product of 1000×1000 matrices on each thread. No method is faster than the larger of both but by leaving out \
      work; ratios are to that.
      """)

  @Option(parsing: .upToNextOption, help: "Numbers of columns p.")
  var columns = [8, 16, 32, 64, 99, 100, 256, 1000]

  @Option(help: "The size of X in MiB.")
  var mebibytes = 256

  @Option(help: "A Python interpreter with NumPy. Default: the one of peers/setup.")
  var peersPython: String?

  @OptionGroup var common: CommonOptions

  func validate() throws {
    guard !columns.isEmpty, columns.allSatisfy({ $0 >= 1 }) else {
      throw ValidationError("--columns must be at least 1")
    }
    guard mebibytes >= 1 else { throw ValidationError("--mebibytes must be at least 1") }
  }

  func run() throws {
    if let threads = common.threads { Parallelism.threadCount = threads }
    let machine = Machine()
    let blas = try OpenBLAS()
    let stream = try StreamProbe()
    stream.sample()
    let peers = Peers(python: peersPython)
    let results = try withTemporaryFolder(in: nil) { folder in
      try columns.map { p in
        if !common.json { note("p = \(p) …") }
        let file = folder.appendingPathComponent("x.bin")
        defer { try? FileManager.default.removeItem(at: file) }
        return try measure(p, blas, stream, peers, file)
      }
    }
    let worst = results.map(\.ratio).max()!
    let conclusion =
      "XᵀX takes at most \(NumberFormat.significant(worst, 3)) times max(S, D), and cblas_dsyrk with OpenBLAS's threads "
      + "\(NumberFormat.significant(results.map(\.gainOverBLAS).min()!, 2)) to "
      + "\(NumberFormat.significant(results.map(\.gainOverBLAS).max()!, 2)) times as long."
    try Report(
      "gram", machine, streamBandwidth: stream.bandwidth,
      setting: [
        stream.header,
        "\(mebibytes) MiB of doubles; minimum / median of \(common.repeats) runs in turns; all answers checked",
        "The column behind each method: its minimum over max(S, D).",
      ],
      tables: [Self.table(results)], conclusion: [conclusion]
    ).show(results, json: common.json)
  }

  private func measure(
    _ p: Int, _ blas: OpenBLAS, _ stream: StreamProbe, _ peers: Peers?, _ file: URL
  ) throws -> GramResult {
    let n = max(1, (mebibytes << 17) / p)
    let threads = Parallelism.threadCount
    var generator = SplitMix(seed: UInt64(p))
    let x = Matrix.random(n, p, using: &generator)
    var ours = Matrix<Double>.zeros(p, p)
    var theirs = ours
    x.gram(into: &ours)
    blas.gram(x, into: &theirs, threads: threads)
    for i in 0..<p {
      for j in i..<p where !(abs(ours[i, j] - theirs[i, j]) <= 1e-12 * (ours[i, i] * ours[j, j]).squareRoot()) {
        throw BenchmarkError.wrongAnswer("XᵀX for p = \(p), row \(i), column \(j)")
      }
    }
    let size = 1000
    var sides = [
      Side(measuredBy: { stream.sampleOnce() * Double(x.count * 8) / Double(stream.byteCount) }),
      Side(measuredBy: { blas.productSeconds(size: size, threads: threads) }),
      Side { x.gram(into: &ours) },
      Side { blas.gram(x, into: &theirs, threads: threads) },
      Side { blas.gram(x, into: &theirs, threads: 1) },
    ]
    if let peers {
      try x.withUnsafeBufferPointer { try Data(buffer: $0).write(to: file) }
      let reference = file.deletingLastPathComponent().appendingPathComponent("gram.bin")
      try ours.withUnsafeBufferPointer { try Data(buffer: $0).write(to: reference) }
      func numpy(_ more: [String]) throws -> NumPyAnswer {
        try peers.run("gram.py", [file.path, "\(p)", "\(threads)"] + more, as: NumPyAnswer.self)
      }
      guard let difference = try numpy([reference.path]).difference, difference <= 1e-12 else {
        throw BenchmarkError.wrongAnswer("NumPy's XᵀX for p = \(p)")
      }
      sides.append(Side(measuredBy: { try numpy([]).seconds }))
    }
    let timings = try interleaved(sides, repeats: common.repeats)
    let rate = 2 * Double(threads) * Double(size * size * size) / timings[1].minimum
    return GramResult(
      rows: n, columns: p, streaming: timings[0], arithmetic: Double(n) * Double(p * p) / rate, productRate: rate,
      descent: timings[2], dsyrk: timings[3], dsyrkOneThread: timings[4], numpy: timings.count > 5 ? timings[5] : nil)
  }

  private static func table(_ results: [GramResult]) -> BenchmarkTable {
    let header = ["p", "n", "S", "D", "GFLOP/s", "Descent", "", "dsyrk", "", "dsyrk, 1 thread", "", "NumPy", ""]
    var table = BenchmarkTable(header, isLeft: header.map { _ in false })
    for result in results {
      func cells(_ timing: Timing?) -> [String] {
        guard let timing else { return ["", ""] }
        return [timing.text, NumberFormat.significant(timing.minimum / result.limit, 3)]
      }
      table.addRow(
        [
          "\(result.columns)", NumberFormat.count(result.rows), NumberFormat.seconds(result.streaming.minimum),
          NumberFormat.seconds(result.arithmetic), NumberFormat.significant(result.productRate / 1e9, 3),
        ] + cells(result.descent) + cells(result.dsyrk) + cells(result.dsyrkOneThread) + cells(result.numpy))
    }
    return table
  }
}

/// What `gram.py` prints.
private struct NumPyAnswer: Decodable {
  let seconds: Double
  /// The largest difference from the reference, in units of the diagonal.
  let difference: Double?
}

/// The figures for one number of columns.
struct GramResult: Encodable {
  let rows, columns: Int
  /// S.
  let streaming: Timing
  /// D, in seconds.
  let arithmetic: Double
  /// Floating-point operations a second of dgemm.
  let productRate: Double
  let descent, dsyrk, dsyrkOneThread: Timing
  let numpy: Timing?
  let limit, ratio, gainOverBLAS: Double

  init(
    rows: Int, columns: Int, streaming: Timing, arithmetic: Double, productRate: Double, descent: Timing,
    dsyrk: Timing, dsyrkOneThread: Timing, numpy: Timing?
  ) {
    self.rows = rows
    self.columns = columns
    self.streaming = streaming
    self.arithmetic = arithmetic
    self.productRate = productRate
    self.descent = descent
    self.dsyrk = dsyrk
    self.dsyrkOneThread = dsyrkOneThread
    self.numpy = numpy
    limit = max(streaming.minimum, arithmetic)
    ratio = descent.minimum / limit
    gainOverBLAS = dsyrk.minimum / descent.minimum
  }
}
