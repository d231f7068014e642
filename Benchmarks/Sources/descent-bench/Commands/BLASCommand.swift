import ArgumentParser
import Descent
import DescentReport
import Foundation

/// `descent-bench blas`: what the repair of wrongly picked kernels is worth.
struct BLASCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "blas",
    abstract: "Matrix products with the runtime as it is and with the kernels that OpenBLAS picked.",
    discussion: """
      Each figure comes from a child process of its own, because the kernels are those of a whole process. Where \
      OpenBLAS picks the right kernels by itself, a second pair starts with the ones that OpenBLAS 0.3.21 falls back to \
      on Intel processors that it does not know (Prescott), as if it had picked them.
      """)

  @Option(help: "Rows and columns of both factors.")
  var size = 2000

  @Option(help: "Timed products in each child, after one to warm up; the fastest counts.")
  var products = 2

  @Option(help: "The kernels to start with where nothing needs a repair.")
  var simulatedCore = "Prescott"

  @OptionGroup var common: CommonOptions

  func validate() throws {
    guard size >= 1, products >= 1 else { throw ValidationError("--size and --products must be at least 1") }
  }

  func run() throws {
    if let threads = common.threads { Parallelism.threadCount = threads }
    let ignored = ChildProcess.kernelVariables.filter { ProcessInfo.processInfo.environment[$0] != nil }
    if !ignored.isEmpty { note("The children run without \(ignored.joined(separator: ", ")).") }
    let machine = Machine()

    var pairs = [try measuredPair(isSimulated: false)]
    if !pairs[0].repaired.isRepaired { pairs.append(try measuredPair(isSimulated: true)) }
    let results = try timed(pairs)
    try Report(
      "blas", machine,
      setting: [
        "dgemm \(size)×\(size)×\(size), \(Parallelism.threadCount) threads, \(common.repeats) rounds of children"
      ],
      tables: [Self.table(results)], conclusion: results.map(\.sentence)
    ).show(results, json: common.json)
  }

  private static func table(_ results: [BLASResult]) -> BenchmarkTable {
    var table = BenchmarkTable(
      ["", "kernels", "minimum", "median", "GFLOP/s", "ratio"], isLeft: [true, true, false, false, false, false])
    for result in results {
      let prefix = result.isSimulated ? "simulated: " : ""
      table.addRow([
        prefix + "as OpenBLAS picked", result.pickedCore, NumberFormat.seconds(result.asPicked.minimum),
        NumberFormat.seconds(result.asPicked.median), NumberFormat.significant(result.gigaflopsAsPicked, 3), "1",
      ])
      table.addRow([
        prefix + "as the runtime leaves it", result.core, NumberFormat.seconds(result.asRepaired.minimum),
        NumberFormat.seconds(result.asRepaired.median), NumberFormat.significant(result.gigaflopsAsRepaired, 3),
        NumberFormat.significant(result.ratio, 3),
      ])
    }
    return table
  }

  // MARK: Measuring

  /// A child without the repair and one with it, run once and checked.
  private struct Pair {
    let isSimulated: Bool
    let asPicked, repaired: ProductMeasurement
  }

  private func child(isSimulated: Bool, keepsCore: Bool) throws -> ProductMeasurement {
    var environment: [String: String] = [:]
    if isSimulated { environment["DESCENT_SIMULATE_BLAS_CORE"] = simulatedCore }
    if keepsCore { environment["DESCENT_KEEP_BLAS_CORE"] = "1" }
    return try ChildProcess.runSelf(
      [
        "measure-product", "--size", "\(size)", "--products", "\(products)", "--threads", "\(Parallelism.threadCount)",
      ], environment: environment, as: ProductMeasurement.self)
  }

  private func measuredPair(isSimulated: Bool) throws -> Pair {
    let pair = Pair(
      isSimulated: isSimulated, asPicked: try child(isSimulated: isSimulated, keepsCore: true),
      repaired: try child(isSimulated: isSimulated, keepsCore: false))
    for answer in [pair.asPicked, pair.repaired] where !answer.isRight {
      throw BenchmarkError.wrongAnswer("The product by the \(answer.core) kernels")
    }
    return pair
  }

  private func timed(_ pairs: [Pair]) throws -> [BLASResult] {
    let sides = pairs.flatMap { pair in
      [true, false].map { keepsCore in
        Side(measuredBy: { try child(isSimulated: pair.isSimulated, keepsCore: keepsCore).seconds })
      }
    }
    let timings = try interleaved(sides, repeats: common.repeats)
    return pairs.enumerated().map { index, pair in
      BLASResult(
        size: size, isSimulated: pair.isSimulated, pickedCore: pair.asPicked.core, core: pair.repaired.core,
        isRepaired: pair.repaired.isRepaired, asPicked: timings[2 * index], asRepaired: timings[2 * index + 1])
    }
  }
}

/// One pair of figures.
struct BLASResult: Encodable {
  let size: Int
  let isSimulated: Bool
  let pickedCore, core: String
  let isRepaired: Bool
  let asPicked, asRepaired: Timing
  let gigaflopsAsPicked, gigaflopsAsRepaired, ratio: Double

  init(
    size: Int, isSimulated: Bool, pickedCore: String, core: String, isRepaired: Bool, asPicked: Timing,
    asRepaired: Timing
  ) {
    self.size = size
    self.isSimulated = isSimulated
    self.pickedCore = pickedCore
    self.core = core
    self.isRepaired = isRepaired
    self.asPicked = asPicked
    self.asRepaired = asRepaired
    let work = 2 * Double(size) * Double(size) * Double(size) / 1e9
    gigaflopsAsPicked = work / asPicked.minimum
    gigaflopsAsRepaired = work / asRepaired.minimum
    ratio = asPicked.minimum / asRepaired.minimum
  }

  var sentence: String {
    let figures =
      "\(pickedCore) \(NumberFormat.significant(gigaflopsAsPicked, 3)) → \(core) "
      + "\(NumberFormat.significant(gigaflopsAsRepaired, 3)) GFLOP/s (×\(NumberFormat.significant(ratio, 2)))"
    if isSimulated, !isRepaired { return "Simulated: no repair took place, \(figures)." }
    if isSimulated { return "Simulated, as Debian 12 on an Intel processor newer than its OpenBLAS: \(figures)." }
    if isRepaired { return "OpenBLAS picked \(pickedCore), the runtime repaired it: \(figures)." }
    return "OpenBLAS picked \(pickedCore) by itself, no repair needed: \(figures), where the difference is noise."
  }
}
