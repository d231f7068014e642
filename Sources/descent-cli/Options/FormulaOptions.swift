import ArgumentParser
import Descent
import Foundation

/// A model given by a formula instead of by columns.
struct FormulaOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "What explains what, as in R: \"y ~ a * b + log(x) + poly(z, 3) + factor(k) - 1\". Columns of text are factors.",
      valueName: "formula"))
  var formula: String?

  @Option(
    help: ArgumentHelp(
      "The reference level of a factor of the formula, such as k=b. May be given more than once.", valueName: "k=b"))
  var reference: [String] = []

  /// Refuses options that say what the formula says.
  func validate(with data: DataOptions) throws {
    _ = try references()
    guard formula != nil else {
      guard reference.isEmpty else { throw ValidationError("--reference goes with --formula") }
      return
    }
    let others = [
      ("--target", data.target != nil), ("--features", data.features != nil),
      ("--polynomial", !data.polynomial.isEmpty),
      ("--no-intercept", data.noIntercept),
    ]
    if let (option, _) = others.first(where: \.1) {
      let cure = option == "--no-intercept" ? ": write - 1 into it" : ""
      throw ValidationError("--formula says already what \(option) says\(cure): give one of them")
    }
  }

  /// The reference level of each column given by --reference.
  private func references() throws -> [String: String] {
    try reference.reduce(into: [:]) { references, text in
      guard let mark = text.firstIndex(of: "="), mark > text.startIndex, text.index(after: mark) < text.endIndex else {
        throw ValidationError("--reference takes a column and a level, such as k=b, and not '\(text)'")
      }
      let name = String(text[..<mark])
      guard references.updateValue(String(text[text.index(after: mark)...]), forKey: name) == nil else {
        throw ValidationError("--reference names \(name) more than once")
      }
    }
  }

  /// The data of the formula; nil where there is none.
  ///
  /// - Parameter keepsTable: whether the table that the formula was applied to is wanted too.
  func load(
    _ data: DataOptions, weights: String?, extras: [ExtraColumn] = [], keepsTable: Bool = false,
    response: ModelFrame.ResponseKind = .numbers
  ) throws -> LoadedData? {
    guard let formula else { return nil }
    // Before the file: what is written wrong is wrong without it.
    let parsed = try Formula(formula)
    guard parsed.response != nil else {
      throw Failure(
        status: .usage, message: "The formula \(parsed) has nothing on the left of ~: name the column to be explained")
    }
    let others = (weights.map { [$0] } ?? []) + extras.map(\.name)
    let (path, table) = try data.readData(of: parsed, others)
    let frame = try ModelFrame(
      parsed, table, references: references(), missing: data.failMissing ? .refused : .dropped,
      extraColumns: others, response: response)
    return LoadedData(
      source: path, terms: ModelTerms(columns: frame.columnNames), columns: frame.x, target: frame.responseName,
      y: frame.y, weights: weights.flatMap { frame.extraColumns[$0] },
      extras: extras.reduce(into: [:]) { $0[$1.option] = frame.extraColumns[$1.name] }, rowsDropped: frame.rowsDropped,
      warnings: [], rowNumbers: frame.rowsDropped > 0 ? frame.keptRows.map { $0 + 1 } : nil, frame: frame,
      table: keepsTable ? table : nil)
  }
}

extension DataOptions {
  /// The columns that a formula needs, numbers and text.
  fileprivate func readData(of formula: Formula, _ extra: [String]) throws -> (path: String, table: DataTable) {
    if let threads { Parallelism.threadCount = threads }
    guard let data else {
      throw Failure(status: .usage, message: "DATA is missing: a .csv or .npy file, or - for standard input")
    }
    if data.lowercased().hasSuffix(".npy") { return (data, DataTable(try NPYFile(data).table())) }
    var options = CSVOptions()
    options.hasHeader = !noHeader
    options.missingMarkers += missing?.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) } ?? []
    let file = try CSVFile(data, options: options)
    var columns = try formula.columns(among: file.columnNames, excluding: extra, source: file.name)
    // Those that are taken away again have to be known all the same.
    for name in formula.namedColumns + extra where !columns.contains(name) { columns.append(name) }
    return (data, try inProgress("reading \(data)") { try file.readData(columns: columns) })
  }
}
