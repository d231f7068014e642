import ArgumentParser
import Descent
import DescentReport
import Foundation

/// The data of a command: the columns that the terms need, and the target where there is one.
struct LoadedData {
  var source: String
  var terms: ModelTerms
  /// The columns of `terms.columns`, in that order.
  var columns: Matrix<Double>
  var target: String?
  var y: Vector<Double>?
  /// The target as classes, where it was read as such.
  var classes: MultinomialRegression.Response?
  /// What each row counts; nil for all the same.
  var weights: Vector<Double>?
  /// Columns that are neither, by the option that names them.
  var extras: [String: Vector<Double>] = [:]
  var rowsDropped: Int
  /// What a person should know about the reading, such as dropped rows.
  var warnings: [String]
  /// The number of each row among those read, from 1 on; nil where none was dropped.
  var rowNumbers: [Int]?
  /// What a formula made of the data, where there is one; `columns`, `y` and `weights` are then its own.
  var frame: ModelFrame?
  /// The table of the formula, where it is asked for.
  var table: DataTable?

  /// `warnings` and those of the formula's frame, for models that know no frame.
  var allWarnings: [String] { warnings + (frame?.warnings ?? []) }

  /// The matrix of the terms, without a column of ones.
  func features() throws -> Matrix<Double> { try terms.matrix(from: columns, names: terms.columns) }
}

/// A column that an option names and that is no feature.
struct ExtraColumn {
  /// Such as `--offset`.
  var option: String
  var name: String
}

extension DataOptions {
  /// Reads the data, the target where `needsTarget`, a column of weights, and others.
  func load(needsTarget: Bool, weights: String? = nil, extras: [ExtraColumn] = []) throws -> LoadedData {
    if let threads { Parallelism.threadCount = threads }
    guard let data else {
      throw Failure(status: .usage, message: "DATA is missing: a .csv or .npy file, or - for standard input")
    }
    if needsTarget, target == nil {
      throw Failure(status: .usage, message: "--target is missing: the column to be explained")
    }
    return try inProgress("reading \(data)") {
      data.lowercased().hasSuffix(".npy") ? try loadNPY(data, weights, extras) : try loadCSV(data, weights, extras)
    }
  }

  /// Reads the data with a target of text or of whole numbers, and a column of weights.
  func loadClasses(weights: String?) throws -> LoadedData {
    if let threads { Parallelism.threadCount = threads }
    guard let data else {
      throw Failure(status: .usage, message: "DATA is missing: a .csv or .npy file, or - for standard input")
    }
    guard let target else {
      throw Failure(status: .usage, message: "--target is missing: the column of the classes")
    }
    if data.lowercased().hasSuffix(".npy") {
      var loaded = try load(needsTarget: true, weights: weights)
      loaded.classes = try .numbers(loaded.y!, loaded.target!)
      return loaded
    }
    let file = try CSVFile(data, options: csvOptions)
    let terms = try terms(among: file.columnNames, in: data, weights)
    let others = [target, weights].compactMap(\.self)
    let table = try inProgress("reading \(data)") { try file.readData(columns: terms.columns + others) }
    let rows = try table.completeRows(columns: terms.columns + others, missing: failMissing ? .refused : .dropped)
    let dropped = table.rowCount - rows.count
    return LoadedData(
      source: data, terms: terms, columns: try table.features(terms.columns, rows: rows), target: target,
      classes: try MultinomialRegression.Response(table, target, rows: rows),
      weights: try weights.map { try table.features([$0], rows: rows).column(0) }, rowsDropped: dropped,
      warnings: dropped == 0
        ? []
        : [
          "dropped \(NumberFormat.count(dropped, "row")) with missing values, of "
            + "\(NumberFormat.count(table.rowCount)) read"
        ])
  }

  private func loadCSV(_ path: String, _ weights: String?, _ extras: [ExtraColumn]) throws -> LoadedData {
    let file = try CSVFile(path, options: csvOptions)
    let terms = try terms(among: file.columnNames, in: path, weights, extras)
    let table = try file.read(columns: terms.columns + [target, weights].compactMap(\.self) + extras.map(\.name))
    return try loaded(table, terms, weights, extras, source: path)
  }

  /// How CSV files are to be understood.
  var csvOptions: CSVOptions {
    CSVOptions(hasHeader: !noHeader, missingMarkers: list(missing))
  }

  private func loadNPY(_ path: String, _ weights: String?, _ extras: [ExtraColumn]) throws -> LoadedData {
    let table = try NPYFile(path).table()
    guard let target, target.lowercased().hasSuffix(".npy") else {
      let terms = try terms(among: table.columnNames, in: path, weights, extras)
      return try loaded(table, terms, weights, extras, source: path)
    }
    let y = try NPYFile(target).vector()
    guard y.count == table.values.rowCount else {
      throw Failure(
        status: .badData,
        message: "\(path) has \(table.values.rowCount) rows, but \(target) has \(y.count) values: "
          + "the target needs one for each row")
    }
    let terms = try terms(among: table.columnNames, in: path, weights, extras)
    var result = try loaded(table, terms, weights, extras, source: path)
    result.target = URL(fileURLWithPath: target).deletingPathExtension().lastPathComponent
    result.y = y
    return result
  }

  private func loaded(
    _ table: Table, _ terms: ModelTerms, _ weights: String?, _ extras: [ExtraColumn], source: String
  ) throws -> LoadedData {
    let isNamed = target.map { !$0.lowercased().hasSuffix(".npy") } ?? false
    var warnings: [String] = []
    if table.rowsDropped > 0 {
      if failMissing { throw table.missingError }
      warnings.append(
        "dropped \(NumberFormat.count(table.rowsDropped, "row")) with missing values, of "
          + "\(NumberFormat.count(table.rowsRead)) read")
    }
    return LoadedData(
      source: source, terms: terms, columns: try table.matrix(columns: terms.columns), target: target,
      y: isNamed ? try table[target!] : nil, weights: try weights.map { try table[$0] },
      extras: try extras.reduce(into: [:]) { $0[$1.option] = try table[$1.name] }, rowsDropped: table.rowsDropped,
      warnings: warnings,
      rowNumbers: table.rowsDropped > 0 ? (0..<table.rowCount).map { table.dataRow(ofRow: $0) } : nil)
  }

  /// The terms of the model, after checking that every column named exists.
  func terms(
    among names: [String], in path: String, _ weights: String?, _ extras: [ExtraColumn] = []
  ) throws -> ModelTerms {
    let isColumn = target.map { !$0.lowercased().hasSuffix(".npy") } ?? false
    if let target, isColumn { try check(target, among: names, in: path, option: "--target") }
    if let weights {
      try check(weights, among: names, in: path, option: "--weights")
      guard weights != target, !list(features).contains(weights) else {
        throw Failure(
          status: .usage, message: "\(weights) holds the weights and is also the target or among the features")
      }
    }
    for extra in extras {
      try check(extra.name, among: names, in: path, option: extra.option)
      guard extra.name != target, extra.name != weights, !list(features).contains(extra.name) else {
        throw Failure(
          status: .usage,
          message: "\(extra.name) is given by \(extra.option) and is also the target, a weight or among the features")
      }
    }
    let degrees = try degrees()
    var columns = list(features)
    if columns.isEmpty {
      columns = names.filter { name in name != target && name != weights && !extras.contains { $0.name == name } }
    } else {
      for name in columns { try check(name, among: names, in: path, option: "--features") }
      if let target, columns.contains(target) {
        throw Failure(
          status: .usage, message: "\(target) is the target and also among the features: leave it out of --features")
      }
      if let twice = Dictionary(grouping: columns, by: { $0 }).first(where: { $1.count > 1 }) {
        throw Failure(status: .usage, message: "--features names \(twice.key) more than once")
      }
    }
    for name in degrees.keys.sorted() {
      try check(name, among: names, in: path, option: "--polynomial")
      guard columns.contains(name) else {
        throw Failure(status: .usage, message: "--polynomial \(name): \(name) is not among the features")
      }
    }
    return ModelTerms(columns: columns, degrees: degrees)
  }

  private func check(_ name: String, among names: [String], in path: String, option: String) throws {
    guard !names.contains(name) else { return }
    throw Failure(
      status: .badData,
      message: "\(path) has no column \(name) (\(option))\(NearestName.hint(for: name, among: names))")
  }

  private func list(_ text: String?) -> [String] {
    text?.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) } ?? []
  }
}

extension Table {
  /// The error for rows with missing values, where they are refused.
  fileprivate var missingError: DataError {
    let counts = zip(columnNames, missingCounts).filter { $1 > 0 }.map { "\($0) \($1)" }
    let kept = Set((0..<rowCount).map { dataRow(ofRow: $0) })
    let first = (1...rowsRead).first { !kept.contains($0) } ?? 1
    return .missing(
      rows: rowsDropped, of: rowsRead, counts: NearestName.list(counts), place: "row \(first)", file: source, line: nil,
      row: first)
  }
}
