import ArgumentParser
import Descent
import DescentReport

/// What `descend --plot` shows.
enum PlotKind: String, ExpressibleByArgument, CaseIterable {
  case loss, path, gradient, step
}

/// The iterates of a run with two parameters.
final class PathRecorder {
  private(set) var points: [(Double, Double)] = []
  private static let most = 100_000

  func note(_ point: Span<Double>) {
    if points.count < Self.most { points.append((point[0], point[1])) }
  }
}

extension Descend {
  func validatePlot() throws {
    try plots.validate(json: json)
    if plotKind != nil, plots.plot == nil { throw ValidationError("--plot-kind goes with --plot") }
  }

  /// Keeps the iterates where their path is to be drawn.
  func pathRecorder(_ names: [String]) throws -> PathRecorder? {
    if plots.plot != nil, plotKind == .path, names.count != 2 {
      throw Failure(
        status: .usage,
        message:
          "--plot-kind path needs two coefficients, and there are \(names.count): \(names.joined(separator: ", "))")
    }
    let isWanted = page.html != nil || plots.plot != nil && plotKind == .path
    return isWanted && names.count == 2 ? PathRecorder() : nil
  }

  /// Draws the picture of a run where one is wanted.
  func drawPlot(_ pictures: RunPictures) throws {
    guard plots.plot != nil else { return }
    let page =
      switch plotKind ?? .loss {
      case .loss: pictures.lossPage()
      case .gradient: ChartPage(pictures.gradientNorm())
      case .step: ChartPage(pictures.stepSizes())
      case .path: ChartPage(pictures.path())
      }
    try plots.draw(page)
  }
}

extension StoppingOptions {
  /// ‖g‖ at which the run ends; nil where it does not end so.
  func gradientTolerance(initial: Double) -> Double? {
    if let absoluteTolerance, tolerance == nil { return absoluteTolerance }
    if isFixedCount || tolerance == nil && (valueTolerance != nil || stepTolerance != nil) { return nil }
    return (tolerance ?? Self.defaultTolerance) * initial
  }
}
