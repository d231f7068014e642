import ArgumentParser
import Descent
import DescentReport
import Foundation

/// `descent-bench all`: every benchmark one after the other, and the page of what they found.
struct AllCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "all",
    abstract: "Runs every benchmark with its peers; rewrites docs/benchmarks.md and figures of the README from JSON.",
    discussion: """
      Each benchmark is a child process with a limit of its time; the others go on where one fails or a peer is missing, \
      and the page says so. The JSON is kept in a folder with the words that the children had; --only adds to what the \
      folder has. The machine should be idle: about a quarter of an hour, with --full much more.

        descent-bench all --date 2026-11-30
        descent-bench all --date 2026-11-30 --only csv,glm    two again
        descent-bench all --from Benchmarks/results           the page alone, from the JSON of before
      """)

  @Option(help: "The date of the measurement, for the page: YYYY-MM-DD.")
  var date: String?

  @Option(help: "A folder for the JSON. Default: Benchmarks/results.")
  var jsonFolder: String?

  @Option(help: "Only these benchmarks, by their names with commas between them.")
  var only: String?

  @Flag(help: "The sizes that each benchmark has by itself, instead of smaller ones.")
  var full = false

  @Option(help: "Write the page from the JSON in this folder, and run nothing.")
  var from: String?

  @Option(help: "The page. Default: docs/benchmarks.md.")
  var page: String?

  @Option(help: "The minutes after which a benchmark is ended. Default: 10, with --full 120.")
  var limit: Double?

  private var plans: [BenchmarkPlan] {
    guard let names = only?.split(separator: ",").map(String.init) else { return BenchmarkPlan.all }
    return BenchmarkPlan.all.filter { names.contains($0.name) }
  }

  func validate() throws {
    if from != nil {
      guard date == nil, only == nil, !full, jsonFolder == nil, limit == nil else {
        throw ValidationError("--from runs nothing, and goes with --page alone: the date is that of the run")
      }
      return
    }
    guard let date, date.wholeMatch(of: /\d{4}-\d{2}-\d{2}/) != nil else {
      throw ValidationError("--date YYYY-MM-DD is needed: no clock is asked for the page")
    }
    let known = BenchmarkPlan.all.map(\.name)
    for name in only?.split(separator: ",").map(String.init) ?? [] where !known.contains(name) {
      throw ValidationError("--only knows no benchmark '\(name)', but \(known.joined(separator: ", "))")
    }
    if let limit, !(limit > 0) { throw ValidationError("--limit must be positive") }
  }

  func run() throws {
    let folder = URL(fileURLWithPath: from ?? jsonFolder ?? Peers.package.appendingPathComponent("results").path)
    let root = Peers.package.appendingPathComponent("..").standardizedFileURL
    let page = URL(fileURLWithPath: page ?? root.appendingPathComponent("docs/benchmarks.md").path)
    let failed = try from == nil ? measure(in: folder, date: date!) : []
    let made = try BenchmarkPage(from: folder)
    try made.write(to: page)
    note("Wrote \(page.path)")
    if self.page == nil { try made.updateFigures(in: root.appendingPathComponent("README.md")) }
    guard failed.isEmpty else {
      note("Failed: \(failed.joined(separator: ", ")); \(folder.path) has their words.")
      throw ExitCode(1)
    }
  }

  /// Runs the benchmarks and says which failed.
  private func measure(in folder: URL, date: String) throws -> [String] {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    var run = BenchmarkRun(date: date)
    for warning in run.machine.warnings { note(warning) }
    run.entries = try BenchmarkRun(in: folder)?.entries ?? [:]
    let signals = LimitedChild.endOnSignals()
    defer { keepAlive(signals) }
    let plans = plans
    for (index, plan) in plans.enumerated() {
      run.entries[plan.name] = try measure(
        plan, in: folder, date, Progress("[\(index + 1)/\(plans.count)] \(plan.name)"))
      try run.write(to: folder)
    }
    return plans.map(\.name).filter { run.entries[$0]?.failure != nil }
  }

  private func measure(
    _ plan: BenchmarkPlan, in folder: URL, _ date: String, _ progress: Progress
  ) throws -> BenchmarkRun.Entry {
    let arguments = plan.arguments(isFull: full)
    let pictureFolder = folder.appendingPathComponent(BenchmarkPage.pictureFolder)
    if plan.hasPictures { try? FileManager.default.removeItem(at: pictureFolder) }
    let pictures = plan.hasPictures ? ["--plot", pictureFolder.path] : []
    let output = folder.appendingPathComponent("\(plan.name).json")
    let messages = folder.appendingPathComponent("\(plan.name).log")
    let minutes = limit ?? (full ? 120 : 10)
    let (end, seconds) = try LimitedChild.run(
      arguments + ["--json"] + pictures, output: output, messages: messages, limit: 60 * minutes, tick: progress.tick)
    let words = (try? String(contentsOf: messages, encoding: .utf8)) ?? ""
    var failure = Self.failure(end, minutes, words)
    if (try? JSONDecoder().decode(Report.self, from: Data(contentsOf: output))) == nil {
      failure = failure ?? "it printed no report"
      try? FileManager.default.removeItem(at: output)
    }
    progress.end(seconds, failure)
    return BenchmarkRun.Entry(date: date, arguments: arguments, seconds: seconds, failure: failure)
  }

  /// What went wrong, in the child's own words where it has some.
  private static func failure(_ end: LimitedChild.End, _ minutes: Double, _ words: String) -> String? {
    switch end {
    case .exit(0): return nil
    case .exit(let code):
      let reasons = words.split(separator: "\n").filter { $0.hasPrefix("Error: ") || $0.hasPrefix("Without ") }
      return (["exit code \(code)"] + reasons.map(String.init)).joined(separator: "; ")
    case .signal(let number): return "it was ended by signal \(number)"
    case .tooLong: return "it was ended after \(NumberFormat.plain(minutes)) minutes"
    }
  }
}

/// The line that says what runs and for how long.
private struct Progress {
  private let name: String
  private let isTerminal = isatty(2) == 1

  init(_ name: String) {
    self.name = name
    show("\(name) …", isLast: !isTerminal)
  }

  func tick(_ seconds: Double) {
    guard isTerminal else { return }
    show("\(name) … \(NumberFormat.count(Int(seconds))) s", isLast: false)
  }

  func end(_ seconds: Double, _ failure: String?) {
    show("\(name): \(NumberFormat.seconds(seconds))" + (failure.map { ", \($0)" } ?? ""), isLast: true)
  }

  private func show(_ line: String, isLast: Bool) {
    let text = (isTerminal ? "\r\u{1B}[K" : "") + line + (isLast ? "\n" : "")
    FileHandle.standardError.write(Data(text.utf8))
  }
}
