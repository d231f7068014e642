import ArgumentParser
import Descent
import DescentReport
import Foundation

/// `descent-bench npy`: opening a large NumPy file, and streaming through it.
struct NPYCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "npy",
    abstract: "Opens a large NumPy file as a mapped matrix and streams through it.",
    discussion: "The file is of type <f8 in C order, and in the page cache: this measures the mapping, not the disk.")

  @Option(help: "The size of the file in MiB.")
  var mebibytes = 1024

  @Option(help: "A folder for the file. Default: that for temporary files.")
  var folder: String?

  @OptionGroup var common: CommonOptions

  func validate() throws {
    guard mebibytes >= 1 else { throw ValidationError("--mebibytes must be at least 1") }
  }

  /// 1 KiB a row.
  private static let columnCount = 128

  func run() throws {
    if let threads = common.threads { Parallelism.threadCount = threads }
    let machine = Machine()
    let stream = try StreamProbe()
    let result = try withTemporaryFolder(in: folder) { folder in
      let path = folder.appendingPathComponent("values.npy").path
      note("Writing \(mebibytes) MiB …")
      try writeFile(path)
      return try measure(path, stream)
    }
    let conclusion =
      "Opening takes \(NumberFormat.seconds(result.opening.minimum)) and adds "
      + "\(NumberFormat.count(result.anonymousGrowth >> 10)) KiB of memory of the process's own: nothing is copied. "
      + "The first pass maps the pages and takes \(NumberFormat.significant(result.firstPassRatio, 3)) S, "
      + "every further one \(NumberFormat.significant(result.laterPassRatio, 3)) S."
    try Report(
      "npy", machine, streamBandwidth: stream.bandwidth,
      setting: [
        stream.header,
        "\(NumberFormat.count(mebibytes)) MiB of doubles in C order, in the page cache; \(common.repeats) rounds in turns",
        "resident memory: opening adds \(NumberFormat.count(result.residentGrowthByOpening >> 10)) KiB; after a pass "
          + "\(NumberFormat.count(result.residentGrowthByPass >> 20)) MiB of the file's own pages and "
          + "\(NumberFormat.count(result.anonymousGrowth >> 10)) KiB of others",
      ],
      tables: [Self.table(result, stream)], conclusion: [conclusion]
    ).show(result, json: common.json)
  }

  private static func table(_ result: NPYResult, _ stream: StreamProbe) -> BenchmarkTable {
    var table = BenchmarkTable(["", "minimum", "median", "in S"])
    let passSeconds = stream.passSeconds(bytes: result.bytes)
    for (name, timing) in [
      ("opening", result.opening), ("opening and a first pass", result.openingAndFirstPass),
      ("a later pass", result.laterPass), ("the same bytes in memory", result.memoryPass),
    ] {
      table.addRow([
        name, NumberFormat.seconds(timing.minimum), NumberFormat.seconds(timing.median),
        NumberFormat.significant(timing.minimum / passSeconds, 3),
      ])
    }
    return table
  }

  private func measure(_ path: String, _ stream: StreamProbe) throws -> NPYResult {
    // Warm, so that the threads and buffers of the first use are not counted as the file's.
    let expected = Double((mebibytes << 20) / 64) * 28
    let check = Streaming.sum(try NPYFile(path).matrix())
    guard check == expected else { throw BenchmarkError.wrongAnswer("The sum over the mapped file") }

    let before = ResidentMemory()
    let mapped = try NPYFile(path).matrix()
    let opened = ResidentMemory()
    keepAlive(Streaming.sum(mapped))
    let streamed = ResidentMemory()
    let anonymousGrowth = max(0, streamed.anonymous - before.anonymous)
    guard anonymousGrowth < max(1 << 20, (mebibytes << 20) / 100) else {
      throw BenchmarkError.wrongAnswer("The claim that nothing is copied (\(anonymousGrowth) bytes are)")
    }
    stream.sample()
    var memory: [Double] = []
    let timings = try interleaved(
      [
        Side { keepAlive(try NPYFile(path).matrix()) },
        Side { keepAlive(Streaming.sum(try NPYFile(path).matrix())) },
        Side { keepAlive(Streaming.sum(mapped)) },
        Side(measuredBy: {
          memory.append(stream.sampleOnce())
          return memory[memory.count - 1]
        }),
      ], repeats: common.repeats)
    let bytes = mebibytes << 20
    return NPYResult(
      bytes: bytes, opening: timings[0], openingAndFirstPass: timings[1], laterPass: timings[2],
      memoryPass: timings[3].scaled(by: Double(bytes) / Double(stream.byteCount)),
      residentGrowthByOpening: opened.current - before.current,
      residentGrowthByPass: streamed.current - before.current - anonymousGrowth, anonymousGrowth: anonymousGrowth,
      firstPassRatio: timings[1].minimum / stream.passSeconds(bytes: bytes),
      laterPassRatio: timings[2].minimum / stream.passSeconds(bytes: bytes))
  }

  /// 0, 1, …, 7 over and over, written without Descent and without holding it all.
  private func writeFile(_ path: String) throws {
    try Data().write(to: URL(fileURLWithPath: path))
    let file = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
    let rows = (mebibytes << 20) / (8 * Self.columnCount)
    var dictionary = "{'descr': '<f8', 'fortran_order': False, 'shape': (\(rows), \(Self.columnCount)), }"
    while (10 + dictionary.utf8.count + 1) % 64 != 0 { dictionary += " " }
    dictionary += "\n"
    let length = dictionary.utf8.count
    let version: [UInt8] = [1, 0]
    let prefix = [0x93] + Array("NUMPY".utf8) + version + [UInt8(length & 255), UInt8(length >> 8)]
    try file.write(contentsOf: Data(prefix + dictionary.utf8))
    let mebibyte = (0..<1 << 17).map { Double($0 & 7) }.withUnsafeBytes { Data($0) }
    for _ in 0..<mebibytes { try file.write(contentsOf: mebibyte) }
    try file.close()
  }
}

/// What `npy` finds; times in seconds, memory in bytes.
struct NPYResult: Encodable {
  let bytes: Int
  let opening, openingAndFirstPass, laterPass, memoryPass: Timing
  let residentGrowthByOpening, residentGrowthByPass, anonymousGrowth: Int
  let firstPassRatio, laterPassRatio: Double
}
