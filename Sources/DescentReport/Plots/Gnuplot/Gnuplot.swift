import Descent
public import Foundation

/// The program gnuplot, which draws the pictures. It is looked for when a picture is wanted.
public struct Gnuplot: Sendable {
  /// The path of the program.
  public let executable: String

  /// Looks for gnuplot in the folders of PATH.
  ///
  /// - Throws: ``PlotError/programMissing(script:)``.
  public init(environment: [String: String] = ProcessInfo.processInfo.environment) throws(PlotError) {
    let folders = (environment["PATH"] ?? "").split(separator: ":")
    guard
      let path = folders.lazy.map({ "\($0)/gnuplot" }).first(where: {
        var isFolder: ObjCBool = false
        return FileManager.default.fileExists(atPath: $0, isDirectory: &isFolder) && !isFolder.boolValue
          && FileManager.default.isExecutableFile(atPath: $0)
      })
    else { throw .programMissing(script: nil) }
    executable = path
  }

  /// Draws one chart into a file: SVG, PNG or text by the ending of its name.
  ///
  /// - Throws: as ``render(_:to:environment:)-(ChartPage,_,_)``.
  public static func render(
    _ chart: Chart, to path: String, environment: [String: String] = ProcessInfo.processInfo.environment
  ) throws {
    try render(ChartPage(chart), to: path, environment: environment)
  }

  /// Draws a page into a file: SVG, PNG or text by the ending of its name. The file is written as a whole or not at all.
  ///
  /// Without gnuplot its script, which has the data in it, is written beside: `loss.gp` in place of `loss.svg`.
  ///
  /// - Throws: ``PlotError``; `DataError` where the file cannot be written.
  public static func render(
    _ page: ChartPage, to path: String, environment: [String: String] = ProcessInfo.processInfo.environment
  ) throws {
    guard let format = PictureFormat(path: path) else { throw PlotError.unknownFormat(path) }
    try requirePoints(page)
    let program: Gnuplot
    do throws(PlotError) {
      program = try Gnuplot(environment: environment)
    } catch {
      let script = URL(fileURLWithPath: path).deletingPathExtension().appendingPathExtension("gp").relativePath
      try writeWhole(Data(GnuplotScript(page, as: format, output: path).text.utf8), to: script)
      throw PlotError.programMissing(script: script)
    }
    try writeWhole(program.picture(of: page, as: format), to: path)
  }

  /// The page in characters, for a terminal: one chart below the other.
  ///
  /// - Throws: ``PlotError``.
  public static func text(
    of page: ChartPage, environment: [String: String] = ProcessInfo.processInfo.environment
  ) throws -> String {
    try requirePoints(page)
    return String(decoding: try Gnuplot(environment: environment).picture(of: page, as: .txt), as: UTF8.self)
  }

  /// The bytes of a picture.
  ///
  /// - Throws: ``PlotError/failed(_:)`` with gnuplot's own words; errors of the system where files for the script cannot be
  ///   made, or the program not be started.
  public func picture(of page: ChartPage, as format: PictureFormat) throws -> Data {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("descent-plot-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let files = ["script.gp", "picture", "messages"].map { folder.appendingPathComponent($0) }
    try Data(GnuplotScript(page, as: format).text.utf8).write(to: files[0])
    for file in files[1...] { try Data().write(to: file) }

    // Files and not pipes: gnuplot may end before it has read all, and no reader can fall behind.
    let process = Process()
    process.executableURL = URL(fileURLWithPath: executable)
    process.arguments = ["-d", files[0].path]
    process.standardInput = FileHandle.nullDevice
    let (output, errors) = (try FileHandle(forWritingTo: files[1]), try FileHandle(forWritingTo: files[2]))
    process.standardOutput = output
    process.standardError = errors
    try process.run()
    process.waitUntilExit()
    try output.close()
    try errors.close()

    let picture = try Data(contentsOf: files[1])
    guard process.terminationReason == .exit, process.terminationStatus == 0, !picture.isEmpty else {
      let words = String(decoding: try Data(contentsOf: files[2]), as: UTF8.self)
        .replacing(files[0].path, with: "the script").split(whereSeparator: \.isNewline)
        .map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty && $0 != "^" }
      throw PlotError.failed(
        words.isEmpty ? "it ended with code \(process.terminationStatus)" : words.joined(separator: " "))
    }
    guard format == .svg, let text = String(data: picture, encoding: .utf8), text.contains("]]>") else {
      return picture
    }
    // gnuplot leaves that as it is, and XML does not allow it.
    return Data(text.replacing("]]>", with: "]]&gt;").utf8)
  }

  static func requirePoints(_ page: ChartPage) throws(PlotError) {
    for chart in page.charts where !chart.hasPoints { throw .nothingToShow(chart.title) }
  }
}
