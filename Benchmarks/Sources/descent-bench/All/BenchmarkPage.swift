import ArgumentParser
import DescentReport
import Foundation

/// The page of all benchmarks, made from the JSON in a folder.
struct BenchmarkPage {
  private let run: BenchmarkRun
  private let sections: [(plan: BenchmarkPlan, entry: BenchmarkRun.Entry, report: Report?)]
  private let folder: URL

  /// - Throws: where the folder has no `run.json`, or JSON that no benchmark of this version has written.
  init(from folder: URL) throws {
    guard let run = try BenchmarkRun(in: folder) else {
      throw BenchmarkError.childFailed(
        "\(folder.path) has no run.json: descent-bench all --json-folder \(folder.path) makes it")
    }
    self.run = run
    self.folder = folder
    sections = try BenchmarkPlan.all.compactMap { plan in
      guard let entry = run.entries[plan.name] else { return nil }
      let data = try? Data(contentsOf: folder.appendingPathComponent("\(plan.name).json"))
      return (plan, entry, try data.map { try Self.report(of: plan, $0) })
    }
  }

  private static func report(of plan: BenchmarkPlan, _ data: Data) throws -> Report {
    do {
      return try JSONDecoder().decode(Report.self, from: data)
    } catch {
      throw BenchmarkError.childFailed(
        "\(plan.name).json is no report of this version (\(error)): measure it again with --only \(plan.name)")
    }
  }

  /// Writes the page, and beside it the pictures.
  func write(to file: URL) throws {
    let pictures = sections.compactMap(\.report).flatMap(\.pictures).filter(isThere)
    let target = file.deletingLastPathComponent().appendingPathComponent(Self.pictureFolder)
    try FileManager.default.createDirectory(
      at: pictures.isEmpty ? file.deletingLastPathComponent() : target, withIntermediateDirectories: true)
    for picture in pictures {
      try Data(contentsOf: source(picture)).write(to: target.appendingPathComponent(picture.file), options: .atomic)
    }
    try Data(markdown.utf8).write(to: file, options: .atomic)
  }

  /// Puts the conclusions of some benchmarks between the marks of the README.
  ///
  /// - Throws: where the file cannot be read or written, or has no marks.
  func updateFigures(in readme: URL) throws {
    let text = try String(contentsOf: readme, encoding: .utf8)
    guard let start = text.firstRange(of: Self.marks.start), let end = text.firstRange(of: Self.marks.end),
      start.upperBound <= end.lowerBound
    else { throw BenchmarkError.childFailed("\(readme.path) has no lines \(Self.marks.start) and \(Self.marks.end)") }
    let items = sections.compactMap { plan, _, report in
      plan.readmeTitle.flatMap { title in report.map { "- **\(title)** (`\(plan.name)`). \($0.conclusionText)" } }
    }
    let figures = ([""] + items + [""]).joined(separator: "\n")
    try Data(text.replacingCharacters(in: start.upperBound..<end.lowerBound, with: "\n" + figures + "\n").utf8).write(
      to: readme, options: .atomic)
  }

  private static let marks = (start: "<!-- figures of descent-bench all -->", end: "<!-- end of figures -->")

  static let pictureFolder = "pictures"

  private func source(_ picture: Report.Picture) -> URL {
    folder.appendingPathComponent(Self.pictureFolder).appendingPathComponent(picture.file)
  }

  private func isThere(_ picture: Report.Picture) -> Bool {
    FileManager.default.fileExists(atPath: source(picture).path)
  }

  // MARK: Markdown

  private var markdown: String {
    (["# Benchmarks", introduction, header] + sections.map(section)).joined(separator: "\n\n") + "\n"
  }

  private var introduction: String {
    """
    Written by `descent-bench all` from what it measured on \(run.date); no figure is typed by hand. How it is measured, and
    how to repeat it: [Benchmarks/README.md](../Benchmarks/README.md). Where two times stand together they are minimum and
    median; S is the time to stream the same bytes once from memory with all threads.
    """
  }

  private var header: String {
    let machine = run.machine
    let kernels =
      machine.isRepaired ? "\(machine.core), repaired (OpenBLAS picked \(machine.pickedCore))" : machine.core
    var table = BenchmarkTable(["", ""], isLeft: [true, true])
    table.addRow(["processor", "\(machine.processor), \(machine.processorCount) processors"])
    table.addRow(["system", machine.system])
    table.addRow(["OpenBLAS", "\(machine.blasVersion), kernels \(kernels)"])
    table.addRow(["threads", "\(machine.threads) of Descent, \(machine.blasThreads) of OpenBLAS"])
    if let swift = run.swift { table.addRow(["Swift", swift]) }
    let peers = sections.compactMap(\.report).flatMap(\.peers).reduce(into: [String]()) {
      if !$0.contains($1) { $0.append($1) }
    }
    if !peers.isEmpty { table.addRow(["peers", peers.joined(separator: ", ")]) }
    return ([table.markdown] + machine.warnings.map { "**\($0)**" }).joined(separator: "\n\n")
  }

  private func section(_ plan: BenchmarkPlan, _ entry: BenchmarkRun.Entry, _ report: Report?) -> String {
    var parts = ["## \(plan.name)", abstract(plan)]
    if let failure = entry.failure { parts.append("**Failed:** \(failure)") }
    if var report {
      report.keepPictures(isThere)
      parts.append(report.markdown(pictureFolder: Self.pictureFolder))
    }
    let command = "swift run -c release --package-path Benchmarks descent-bench "
    parts.append("```sh\n\(command)\(entry.arguments.joined(separator: " "))\n```")
    let date = entry.date == run.date ? "" : " on \(entry.date)"
    parts.append("It took \(NumberFormat.seconds(entry.seconds))\(date).")
    return parts.filter { !$0.isEmpty }.joined(separator: "\n\n")
  }

  /// What the subcommand says of itself.
  private func abstract(_ plan: BenchmarkPlan) -> String {
    let command = DescentBench.configuration.subcommands.first { $0._commandName == plan.command[0] }
    return command?.configuration.abstract ?? ""
  }
}
