import ArgumentParser
import Descent
import DescentReport
import Foundation

/// Whether and how `fit` reads its data in blocks.
struct StreamOptions: ParsableArguments {
  @Flag(
    name: .customLong("stream"),
    help: "Read CSV in blocks and keep none of them: files larger than memory, one pass, constant memory.")
  var isOn = false

  @Option(
    name: .customLong("shard"),
    help: "With --stream: a further CSV file with the same columns, in any order. May be given more than once.",
    completion: .file(extensions: ["csv"]))
  var shards: [String] = []

  @Flag(
    name: .customLong("refine"),
    help: "With --stream: a second pass over the files, for the digits that nearly dependent columns cost the first.")
  var refines = false

  @Flag(
    name: .customLong("triangle"),
    help: """
      With --stream: keep R of a QR decomposition instead of sums of products, which has the digits of coefficients and \
      standard errors in one pass where columns nearly depend on each other, and takes longer.
      """)
  var keepsTriangle = false

  @Option(
    name: .customLong("merge"),
    help: "With --stream: a stream written by --save-stream, whose rows count too. May be given more than once.",
    completion: .file(extensions: ["json"]))
  var merged: [String] = []

  @Option(
    name: .customLong("save-stream"),
    help: "With --stream: write the sums of all rows to this JSON file, to be merged with others.",
    completion: .file(extensions: ["json"]))
  var saved: String?

  func validate(method: LeastSquaresMethod, minimumNorm: Bool, _ inference: InferenceOptions) throws {
    let others: [(String, Bool)] = [
      ("--shard", !shards.isEmpty), ("--refine", refines), ("--triangle", keepsTriangle),
      ("--merge", !merged.isEmpty),
      ("--save-stream", saved != nil),
    ]
    guard isOn else {
      if let (name, _) = others.first(where: \.1) { throw ValidationError("\(name) goes with --stream") }
      return
    }
    guard method == .auto || method == .doubleDouble else {
      throw ValidationError("--method \(method.rawValue) needs all rows at once: leave out --stream or --method")
    }
    guard !minimumNorm else {
      throw ValidationError("--minimum-norm needs all rows at once: leave out --stream, or take a --ridge")
    }
    if let option = inference.needingRows {
      throw ValidationError("\(option) needs all rows at once: leave out --stream or \(option)")
    }
    guard !(refines && !merged.isEmpty) else {
      throw ValidationError(
        "--refine reads all rows again, and those of --merge are not there: give their files (--shard)")
    }
  }
}

extension Fit {
  /// Fits files block by block.
  func runStreamed(since start: ContinuousClock.Instant) throws {
    if let threads = data.threads { Parallelism.threadCount = threads }
    guard let path = data.data else {
      throw Failure(status: .usage, message: "DATA is missing: a .csv file, or - for standard input")
    }
    guard formula.formula == nil else {
      throw Failure(
        status: .usage, message: "--stream takes --target and --features, and not --formula: leave out one of them")
    }
    guard let target = data.target else {
      throw Failure(status: .usage, message: "--target is missing: the column to be explained")
    }
    let paths = [path] + streaming.shards
    if let array = (paths + [target]).first(where: { $0.lowercased().hasSuffix(".npy") }) {
      throw Failure(status: .usage, message: "--stream reads CSV, and \(array) is a NumPy array: leave out --stream")
    }
    if streaming.refines, paths.contains("-") {
      throw Failure(
        status: .usage, message: "--refine reads the data twice, and standard input is there once: give it a file")
    }

    var files = [try CSVFile(path, options: data.csvOptions)]
    let terms = try data.terms(among: files[0].columnNames, in: path, weights)
    for shard in streaming.shards { files.append(try CSVFile(shard, options: data.csvOptions)) }
    let columns = terms.columns + [target, weights].compactMap(\.self)
    let line = ProgressLine.shared
    line.begin("reading \(path)")
    defer { line.end() }
    /// One pass over all files, a block at a time.
    func forEachBlock(_ verb: String, _ body: (Table, ObservationWeights?) throws -> Void) throws -> (Int, Int) {
      var (rowsRead, rowsDropped, rowsUsed) = (0, 0, 0)
      for file in files {
        var rowsOfFile = 0
        let counts = try file.forEachBlock(columns: columns) { table in
          do {
            try body(table, weights.map { weightsKind.weights(try table[$0]) })
          } catch RegressionError.invalidWeight(let row, let value) {
            // The stream counts the rows of all files, without those that were dropped.
            let own = table.dataRow(ofRow: row - rowsUsed) - 1
            throw Failure(
              status: .badData,
              message: "\(file.name): \(RegressionError.invalidWeight(row: own, value: value).description)")
          }
          rowsUsed += table.rowCount
          rowsOfFile += table.rowsRead
          line.show("\(verb) \(file.name): row \(NumberFormat.count(rowsRead + rowsOfFile))")
        }
        rowsRead += counts.rowsRead
        rowsDropped += counts.rowsDropped
      }
      return (rowsRead, rowsDropped)
    }

    var stream = try regression.stream(
      terms: terms, target: target, keeps: streaming.keepsTriangle ? .triangle : .moments)
    let (rowsRead, rowsDropped) = try forEachBlock("reading") { try stream.update(with: $0, weights: $1) }
    for other in streaming.merged { try stream.merge(LinearRegression.Stream(contentsOf: other)) }
    if let saved = streaming.saved {
      try stream.write(to: saved)
      noteFile(saved)
    }
    var dataWarnings: [String] = []
    if rowsDropped > 0 {
      dataWarnings.append(
        "dropped \(NumberFormat.count(rowsDropped, "row")) with missing values, of "
          + "\(NumberFormat.count(rowsRead)) read")
    }
    var model = try stream.model()
    if streaming.refines {
      var pass = try stream.beginRefinement()
      _ = try forEachBlock("second pass over") { try pass.refine(with: $0, weights: $1) }
      model = try pass.model()
    }
    line.clear()
    try report(model, rowsDropped: rowsDropped, dataWarnings: dataWarnings, since: start)
  }
}
