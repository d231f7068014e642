import ArgumentParser
import Descent
import DescentReport
import Foundation

/// `descent-bench csv`: reading a large CSV file, beside pandas and NumPy.
struct CSVCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "csv",
    abstract: "Reads a CSV file of random numbers with 17 digits, beside pandas.read_csv and numpy.loadtxt.",
    discussion: """
      Every reading takes place in a process of its own, which times only the reading; the file is in the page cache. \
      The peers are Python libraries: Benchmarks/peers/setup installs them into Benchmarks/.venv.
      """)

  @Option(help: "Rows of the file.")
  var rows = 1_000_000

  @Option(help: "Columns of the file.")
  var columns = 20

  @Option(help: "A Python interpreter with pandas and NumPy. Default: that of Benchmarks/.venv.")
  var peersPython: String?

  @Option(help: "A folder for the file. Default: that for temporary files.")
  var folder: String?

  @Option(help: "numpy.loadtxt takes part in every so many rounds only, because it is slow.")
  var slowEvery = 4

  @OptionGroup var common: CommonOptions

  func validate() throws {
    guard rows >= 1, columns >= 1 else { throw ValidationError("--rows and --columns must be at least 1") }
    guard slowEvery >= 1 else { throw ValidationError("--slow-every must be at least 1") }
  }

  func run() throws {
    if let threads = common.threads { Parallelism.threadCount = threads }
    let machine = Machine()
    let stream = try StreamProbe(mebibytes: 256)
    try withTemporaryFolder(in: folder) { folder in
      let csv = folder.appendingPathComponent("values.csv")
      let bits = folder.appendingPathComponent("values.f8")
      note("Writing \(rows) rows of \(columns) columns …")
      do {
        let original = RandomCSV(rows: rows, columns: columns)
        try original.write(to: csv)
        try original.writeBits(to: bits)
      }
      let fileBytes = try FileManager.default.attributesOfItem(atPath: csv.path)[.size] as? Int ?? 0
      let readers = self.readers(csv.path)
      note("Checking every value with every reader …")
      let checks = try readers.map { try check($0, bits.path) }
      note("Timing …")
      stream.sample()
      let timings = try interleaved(
        readers.map { reader in Side(everyRounds: reader.everyRounds) { try reader.read(nil).seconds } },
        repeats: common.repeats)
      stream.sample()
      let results = zip(zip(readers, checks), timings).map { pair, timing in
        CSVResult(
          reader: pair.0.name, library: pair.1.library, timing: timing, fileBytes: fileBytes,
          matrixBytes: rows * columns * 8, peakGrowth: pair.1.peakGrowth, different: pair.1.different ?? 0)
      }
      try show(results, machine, stream, fileBytes)
    }
  }

  // MARK: Readers

  private struct Reader {
    let name: String
    /// Whether every value must come back as it was; what peers get wrong is counted.
    let isExact: Bool
    var everyRounds = 1
    /// Reads the file once; with a reference, counts the values that differ.
    let read: (_ reference: String?) throws -> ReadMeasurement
  }

  private func readers(_ csv: String) -> [Reader] {
    let threadCounts = Parallelism.threadCount > 1 ? [Parallelism.threadCount, 1] : [1]
    var readers = threadCounts.map { threads in
      Reader(name: "CSVFile, \(threads) thread\(threads == 1 ? "" : "s")", isExact: true) { reference in
        try ChildProcess.runSelf(
          ["measure-csv", csv, "--threads", "\(threads)"] + (reference.map { ["--reference", $0] } ?? []),
          as: ReadMeasurement.self)
      }
    }
    guard let peers = Peers(python: peersPython) else { return readers }
    for (method, rounds) in [("read_csv", 1), ("loadtxt", slowEvery)] {
      readers.append(
        Reader(name: method, isExact: false, everyRounds: rounds) { reference in
          try peers.run("read_csv.py", [method, csv] + (reference.map { [$0] } ?? []), as: ReadMeasurement.self)
        })
    }
    return readers
  }

  private func check(_ reader: Reader, _ reference: String) throws -> ReadMeasurement {
    let answer = try reader.read(reference)
    guard answer.rows == rows, answer.columns == columns, !reader.isExact || answer.different == 0 else {
      throw BenchmarkError.wrongAnswer("What \(reader.name) read (\(answer.different ?? 0) values differ)")
    }
    return answer
  }

  // MARK: For people

  private func show(_ results: [CSVResult], _ machine: Machine, _ stream: StreamProbe, _ fileBytes: Int) throws {
    var setting = [
      stream.header,
      "\(NumberFormat.count(rows)) rows × \(columns) columns with 17 digits, \(NumberFormat.count(fileBytes >> 20)) MiB; "
        + "S of the file's bytes \(NumberFormat.seconds(stream.passSeconds(bytes: fileBytes)))",
    ]
    if results.contains(where: { $0.timing.repeats < common.repeats }) {
      setting.append("numpy.loadtxt is slow and took part in one round of \(slowEvery).")
    }
    try Report(
      "csv", machine, streamBandwidth: stream.bandwidth, setting: setting, tables: [Self.table(results)],
      conclusion: [Self.conclusion(results)]
    ).show(results, json: common.json)
  }

  private static func table(_ results: [CSVResult]) -> BenchmarkTable {
    let header = [
      "reader", "library", "minimum", "median", "runs", "MB/s", "peak memory", "of the matrix", "values that differ",
    ]
    var table = BenchmarkTable(header, isLeft: header.indices.map { $0 < 2 })
    for result in results {
      table.addRow([
        result.reader, result.library, NumberFormat.seconds(result.timing.minimum),
        NumberFormat.seconds(result.timing.median), "\(result.timing.repeats)",
        NumberFormat.significant(result.bytesPerSecond / 1e6, 3), "\(NumberFormat.count(result.peakGrowth >> 20)) MiB",
        "×" + NumberFormat.significant(result.peakRatio, 3), NumberFormat.count(result.different),
      ])
    }
    return table
  }

  private static func conclusion(_ results: [CSVResult]) -> String {
    let own = results[0]
    var text =
      "Descent reads \(NumberFormat.significant(own.bytesPerSecond / 1e6, 3)) MB/s with a peak of "
      + "\(NumberFormat.significant(own.peakRatio, 3)) times the matrix, and every value comes back bit for bit."
    for peer in results where peer.library != own.library {
      let ratio = peer.timing.minimum / own.timing.minimum
      text += " \(peer.library) \(peer.reader): \(NumberFormat.significant(ratio, 3)) times the time"
      text += peer.different > 0 ? ", and \(NumberFormat.count(peer.different)) values are off." : "."
    }
    return text
  }
}

/// One reader's figures.
struct CSVResult: Encodable {
  let reader, library: String
  let timing: Timing
  let fileBytes, matrixBytes, peakGrowth, different: Int
  let bytesPerSecond, peakRatio: Double

  init(
    reader: String, library: String, timing: Timing, fileBytes: Int, matrixBytes: Int, peakGrowth: Int, different: Int
  ) {
    self.reader = reader
    self.library = library
    self.timing = timing
    self.fileBytes = fileBytes
    self.matrixBytes = matrixBytes
    self.peakGrowth = peakGrowth
    self.different = different
    bytesPerSecond = Double(fileBytes) / timing.minimum
    peakRatio = Double(peakGrowth) / Double(matrixBytes)
  }
}
