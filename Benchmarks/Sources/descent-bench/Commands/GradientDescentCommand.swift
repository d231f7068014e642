import ArgumentParser
import Descent
import DescentReport
import Foundation

/// `descent-bench gd-vs-normal`: when gradient descent beats the normal equations.
struct GradientDescentCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "gd-vs-normal",
    abstract:
      "Gradient descent against the normal equations, over rows n, columns p, condition numbers κ and tolerances.",
    discussion: """
      κ is that of the Hessian (2/n) XᵀX. All sides start from X and y; the time of descent is taken where the relative \
      error of its coefficients first falls to each of 1e-2, 1e-4, 1e-8 and 1e-12, and holds all that it needs: the check \
      that X is finite, XᵀX where steps are taken on it, and proven bounds of the eigenvalues where the step comes from \
      them. A dash: not reached within --patience times the time of the fastest closed form. The run ends as wrong where \
      a fixed step does not take the predicted iterations ± 1.
      """)

  @Option(parsing: .upToNextOption, help: "Numbers of rows n.")
  var rows: [Int] = []

  @Option(parsing: .upToNextOption, help: "Numbers of columns p.")
  var columns: [Int] = []

  @Option(parsing: .upToNextOption, help: "Condition numbers κ of the Hessian.")
  var condition: [Double] = []

  @Option(
    parsing: .upToNextOption, help: "Relative errors of the coefficients to be timed. Default: 1e-2 1e-4 1e-8 1e-12.")
  var tolerance: [Double] = []

  @Option(help: "How many times as long as the fastest closed form descent may run. Default: 2, with --full 10.")
  var patience: Double?

  @Flag(help: "A larger grid, and more patience: for figures that are to be quoted.")
  var full = false

  @Option(help: "Write the tables and the conclusion to this file, as Markdown.")
  var markdown: String?

  @Option(
    help: """
      Draw the times into this file, .svg, .png or .txt, or into SVG files in this folder, one for each axis and n. Needs \
      gnuplot.
      """)
  var plot: String?

  @Option(help: "How many times each side is run. Default: 3, with --full 7.")
  var repeats: Int?

  @Option(help: "How many threads to use. Default: all cores.")
  var threads: Int?

  @Flag(help: "Print one JSON object instead of tables; times are in seconds.")
  var json = false

  /// What JSON has under `results`.
  private struct Results: Encodable {
    let settings: LeastSquaresRace.Settings
    let problems: [RaceResult]
    let crossovers: [Crossover]
  }

  private var grid: (rows: [Int], columns: [Int], condition: [Double]) {
    let standard: (rows: [Int], columns: [Int], condition: [Double]) =
      full
      ? ([10_000, 50_000], [16, 64, 256, 512, 1024], [3, 10, 100, 1000])
      : ([10_000], [64, 256, 1024], [3, 10, 100])
    return (
      rows.isEmpty ? standard.rows : rows, columns.isEmpty ? standard.columns : columns,
      condition.isEmpty ? standard.condition : condition
    )
  }

  private var levels: [Double] {
    tolerance.isEmpty ? [1e-2, 1e-4, 1e-8, 1e-12] : Set(tolerance).sorted(by: >)
  }

  private var settings: LeastSquaresRace.Settings {
    LeastSquaresRace.Settings(
      levels: levels, repeats: repeats ?? (full ? 7 : 3), patience: patience ?? (full ? 10 : 2),
      leastSeconds: full ? 0.5 : 0.05, sideBudget: full ? 10 : 0.5)
  }

  func validate() throws {
    let grid = grid
    guard grid.columns.allSatisfy({ $0 >= 2 }) else { throw ValidationError("--columns must be at least 2") }
    guard grid.rows.min()! >= grid.columns.max()! + 2 else {
      throw ValidationError("--rows must exceed --columns by at least 2")
    }
    guard grid.condition.allSatisfy({ $0 > 1 && $0 <= 1e4 }) else {
      throw ValidationError(
        "--condition must lie above 1 and not above 1e4, where rounding comes near to the tolerance")
    }
    guard levels.allSatisfy({ $0 >= 1e-12 && $0 < 1 }) else {
      throw ValidationError("--tolerance must lie between 1e-12 and 1")
    }
    if let plot, PictureFormat(path: plot) == nil, !URL(fileURLWithPath: plot).pathExtension.isEmpty {
      throw ValidationError("--plot takes a file that ends in .svg, .png or .txt, or a folder, and not '\(plot)'")
    }
    if plot != nil, Set(grid.columns).count == 1, Set(grid.condition).count == 1 {
      throw ValidationError("--plot draws lines over p and over κ: give --columns or --condition two values or more")
    }
    if let patience, !(patience > 0) { throw ValidationError("--patience must be positive") }
    if let repeats, repeats < 1 { throw ValidationError("--repeats must be at least 1") }
    if let threads, threads < 1 { throw ValidationError("--threads must be at least 1") }
  }

  func run() throws {
    if let threads { Parallelism.threadCount = threads }
    let machine = Machine()
    let stream = try StreamProbe()
    stream.sample()
    let results = try race(stream)
    let advice = RaceAdvice(results: results, levels: levels)
    let pictures = RacePictures(results: results, levels: levels)
    let report = Report(
      "gd-vs-normal", machine, streamBandwidth: stream.bandwidth, setting: [stream.header, Self.legend(settings)],
      tables: RaceTables(results: results, levels: levels).all,
      pictures: plotFolder == nil ? [] : pictures.files.map(\.picture), conclusion: advice.sentences)
    if let markdown {
      try document(report).write(toFile: markdown, atomically: true, encoding: .utf8)
    }
    try report.show(
      Results(settings: settings, problems: results, crossovers: advice.crossovers), json: json)
    try draw(pictures)
  }

  /// The folder for pictures; nil where there is to be one file, or none.
  private var plotFolder: URL? {
    guard let plot, PictureFormat(path: plot) == nil else { return nil }
    return URL(fileURLWithPath: plot)
  }

  private func draw(_ pictures: RacePictures) throws {
    guard let plot else { return }
    guard let folder = plotFolder else { return try Gnuplot.render(pictures.page, to: plot) }
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    // All of them, so that without gnuplot the scripts of all are there.
    let results = pictures.files.map { file in
      Result { try Gnuplot.render(file.page, to: folder.appendingPathComponent(file.picture.file).relativePath) }
    }
    for result in results { try result.get() }
  }

  private func race(_ stream: StreamProbe) throws -> [RaceResult] {
    let grid = grid
    var results: [RaceResult] = []
    for n in grid.rows {
      for p in grid.columns {
        for condition in grid.condition {
          if !json { note("n = \(n), p = \(p), κ = \(condition.short) …") }
          let problem = DesignedLeastSquares(rows: n, columns: p, conditionNumber: condition)
          results.append(try LeastSquaresRace(problem, settings).run(stream: stream))
        }
      }
    }
    return results
  }

  private static func legend(_ settings: LeastSquaresRace.Settings) -> String {
    "Time from X and y to a relative error of the coefficients, minimum / median of up to "
      + NumberFormat.count(settings.repeats, "run")
      + " in turns. XᵀX and bounds (of its eigenvalues) are parts of it. "
      + "– : not reached in \(settings.patience.short) times the time of the fastest closed form. Iterations: to each "
      + "level; beside them those that theory predicts and those that κ guarantees. Passes and digits: at the end."
  }

  private func document(_ report: Report) -> String {
    """
    # Gradient descent against the normal equations

    Made by `descent-bench gd-vs-normal --markdown`.

    ```
    \(report.machine.header)
    ```

    \(report.markdown(pictureFolder: nil))

    """
  }
}
