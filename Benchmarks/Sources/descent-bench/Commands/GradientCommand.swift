import ArgumentParser
@_spi(Benchmarks) import Descent
@_spi(Benchmarks) import DescentLinearAlgebra
import DescentReport
import Foundation

/// `descent-bench gradient`: the one-pass gradient beside two matrix-vector products.
struct GradientCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "gradient",
    abstract: "The gradient Xᵀ(y − Xβ) in one pass over X, beside two cblas_dgemv and NumPy.",
    discussion: """
      Every element is one that single precision holds, so that all sides must find the same gradient. NumPy computes \
      X.T @ (y - X @ b) in a child process that takes its turns with the others; Benchmarks/peers/setup installs it.
      """)

  @Option(help: "The size of X in GiB; needs about four times as much memory.")
  var gib = 2.0

  @Option(parsing: .upToNextOption, help: "The numbers of columns.")
  var columns = [16, 64, 100, 256, 1024]

  @Option(help: "A Python interpreter with NumPy. Default: that of Benchmarks/.venv.")
  var peersPython: String?

  @Option(help: "A folder for the file that NumPy reads, of the size of X. Default: that for temporary files.")
  var folder: String?

  @OptionGroup var common: CommonOptions

  func validate() throws {
    guard columns.allSatisfy({ $0 >= 1 && $0 <= 100_000 }) else {
      throw ValidationError("--columns must be from 1 to 100000")
    }
    guard gib * 1024 >= 1 else { throw ValidationError("--gib must be at least 0.001") }
  }

  func run() throws {
    if let threads = common.threads { Parallelism.threadCount = threads }
    let machine = Machine()
    let data = GradientData(count: Int(gib * Double(1 << 27)), columns: columns)
    let numpy = try startNumPy(data)
    let results = try columns.flatMap { p in
      note("\(p) columns …")
      return try measure(data, p, numpy)
    }
    try Report(
      "gradient", machine,
      setting: [
        "X of \(NumberFormat.significant(gib, 3)) GiB, \(Parallelism.threadCount) threads, \(common.repeats) rounds in turns",
        "S: streaming X (the same bytes for every side) with all threads; single precision has half the bytes",
      ],
      tables: [Self.table(results)], conclusion: [Self.conclusion(results)]
    ).show(results, json: common.json)
  }

  private static func table(_ results: [GradientResult]) -> BenchmarkTable {
    let header = ["columns", "side", "minimum", "median", "in S", "median in S", "10⁶ rows/s"]
    var table = BenchmarkTable(header, title: "All sides", isLeft: header.indices.map { $0 == 1 }, isDetail: true)
    for result in results {
      table.addRow([
        "\(result.columns)", result.side, NumberFormat.seconds(result.timing.minimum),
        NumberFormat.seconds(result.timing.median), NumberFormat.significant(result.inPasses, 3),
        NumberFormat.significant(result.medianInPasses, 3), NumberFormat.significant(result.rowsPerSecond / 1e6, 3),
      ])
    }
    return table
  }

  /// NumPy with the elements of X, waiting; nil, with a word, where there is none.
  private func startNumPy(_ data: GradientData) throws -> (child: Conversation, name: String)? {
    guard let peers = Peers(python: peersPython) else { return nil }
    return try withTemporaryFolder(in: folder) { folder in
      note("Writing \(data.values.count >> 17) MiB for NumPy …")
      let paths = ["values.npy", "target.npy", "coefficients.npy"].map { folder.appendingPathComponent($0).path }
      try NPYFile.write(data.values, to: paths[0])
      try NPYFile.write(data.target, to: paths[1])
      try NPYFile.write(data.coefficients, to: paths[2])
      let child = try peers.converse("gradient.py", paths)
      return (child, try child.nextAnswer(as: String.self))
    }
  }

  // MARK: Measuring

  private func measure(
    _ data: GradientData, _ p: Int, _ numpy: (child: Conversation, name: String)?
  ) throws -> [GradientResult] {
    let problem = GradientProblem(data, columns: p)
    var (gradient, low) = (Vector<Double>.zeros(p), Vector<Double>.zeros(p))
    problem.kernels.doubleDouble(at: problem.beta, low, into: &gradient, &low)
    let exact = gradient
    let tolerance = 1e-10 * exact.reduce(0) { max($0, $1.magnitude) }
    func check(_ name: String) throws {
      guard zip(gradient, exact).allSatisfy({ ($0 - $1).magnitude <= tolerance }) else {
        throw BenchmarkError.wrongAnswer("The gradient by \(name) for \(p) columns")
      }
      gradient = .zeros(p)
    }

    let zero = Vector<Double>.zeros(p)
    var sides: [(name: String, work: () throws -> Void)] = [
      ("S", { keepAlive(Streaming.sum(problem.x)) }),
      ("one pass", { problem.kernels.double(at: problem.beta, into: &gradient) }),
      ("one pass, single precision", { problem.kernels.single(at: problem.beta, into: &gradient) }),
      ("one pass, double-double", { problem.kernels.doubleDouble(at: problem.beta, zero, into: &gradient, &low) }),
    ]
    if let blas = try? OpenBLAS() {
      for threads in Set([1, Parallelism.threadCount]).sorted() {
        sides.append(
          (
            "two cblas_dgemv, \(threads) thread\(threads == 1 ? "" : "s")",
            { blas.withThreads(threads) { problem.gradientByGemv(blas, into: &gradient) } }
          ))
      }
    }
    for side in sides.dropFirst() {
      try side.work()
      try check(side.name)
    }
    sides.append(
      ("one pass, logistic loss", { keepAlive(problem.kernels.logistic(at: problem.beta, into: &gradient)) }))
    var timedSides = sides.map { Side($0.work) }
    if let numpy {
      gradient = Vector(try numpy.child.answer(to: "\(p)", as: [Double].self))
      try check(numpy.name)
      sides.append((numpy.name, {}))
      timedSides.append(
        Side(measuredBy: {
          // The threads of either side stop spinning before the other is measured.
          usleep(50_000)
          defer { usleep(50_000) }
          return try numpy.child.answer(to: "", as: Double.self)
        }))
    }
    let timings = try interleaved(timedSides, repeats: common.repeats)
    return zip(sides, timings).map { side, timing in
      GradientResult(columns: p, rows: problem.x.rowCount, side: side.name, timing: timing, stream: timings[0])
    }
  }

  // MARK: For people

  private static func conclusion(_ results: [GradientResult]) -> String {
    func range(_ values: [Double]) -> String {
      guard let least = values.min(), let most = values.max() else { return "–" }
      return "\(NumberFormat.significant(least, 3))–\(NumberFormat.significant(most, 3))"
    }
    func passes(_ side: String) -> String { range(results.filter { $0.side == side }.map(\.inPasses)) }
    func times(_ side: (String) -> Bool) -> String {
      range(
        results.filter { side($0.side) }.compactMap { other in
          results.first { $0.columns == other.columns && $0.side == "one pass" }
            .map { other.timing.minimum / $0.timing.minimum }
        })
    }
    let single = results.filter { $0.side == "one pass, single precision" }.compactMap { float in
      results.first { $0.columns == float.columns && $0.side == "one pass" }
        .map { $0.timing.minimum / float.timing.minimum }
    }
    var text =
      "The gradient in one pass takes \(passes("one pass")) S, in double-double arithmetic "
      + "\(passes("one pass, double-double")) S, that of the logistic loss "
      + "\(passes("one pass, logistic loss")) S; single precision handles \(range(single)) times as many rows a second. "
      + "Two cblas_dgemv take \(times { $0.hasPrefix("two cblas") }) times as long as one pass"
    if results.contains(where: { $0.side.hasPrefix("numpy") }) {
      text += ", NumPy \(times { $0.hasPrefix("numpy") }) times"
    }
    return text + "."
  }
}

/// Elements for X, y and β, all of which single precision holds; the same for every number of columns.
struct GradientData {
  /// One row with all of them.
  let values: Matrix<Double>
  let target, coefficients: Vector<Double>

  init(count: Int, columns: [Int]) {
    var generator = SplitMix(seed: 3)
    func fill(_ elements: UnsafeMutableBufferPointer<Double>) {
      for i in elements.indices { elements[i] = Double(Float(generator.nextSigned())) }
    }
    values = Matrix(1, count) { fill($0) }
    target = Vector(count: count / (columns.min() ?? 1)) { fill($0) }
    coefficients = Vector(count: columns.max() ?? 1) { fill($0) }
  }
}

/// One number of columns.
private struct GradientProblem {
  let x: Matrix<Double>
  let y, beta: Vector<Double>
  let kernels: GradientKernels

  init(_ data: GradientData, columns p: Int) {
    let n = data.values.count / p
    x = Matrix(n, p) { elements in
      data.values.withUnsafeBufferPointer { _ = elements.initialize(from: $0[..<elements.count]) }
    }
    y = Vector(data.target[0..<n])
    beta = Vector(data.coefficients[0..<p])
    kernels = GradientKernels(x, Matrix<Float>(rounding: x), y)
  }

  /// g ← Xᵀ(y − Xβ) by one call of cblas_dgemv for the residuals and one for the sums.
  func gradientByGemv(_ blas: OpenBLAS, into gradient: inout Vector<Double>) {
    let (n, p) = (x.rowCount, x.columnCount)
    var residual = y
    x.withUnsafeBufferPointer { x in
      residual.withUnsafeMutableBufferPointer { residual in
        beta.withUnsafeBufferPointer { beta in
          blas.gemv(transposed: false, n, p, -1, x.baseAddress!, beta.baseAddress!, 1, residual.baseAddress!)
        }
        gradient.withUnsafeMutableBufferPointer { gradient in
          blas.gemv(transposed: true, n, p, 1, x.baseAddress!, residual.baseAddress!, 0, gradient.baseAddress!)
        }
      }
    }
  }
}

/// What one side took for one number of columns.
struct GradientResult: Encodable {
  let columns, rows: Int
  let side: String
  let timing: Timing
  /// The time in passes over X in double precision, minimum and median.
  let inPasses, medianInPasses: Double
  let rowsPerSecond: Double

  init(columns: Int, rows: Int, side: String, timing: Timing, stream: Timing) {
    self.columns = columns
    self.rows = rows
    self.side = side
    self.timing = timing
    inPasses = timing.minimum / stream.minimum
    medianInPasses = timing.median / stream.median
    rowsPerSecond = Double(rows) / timing.minimum
  }
}
