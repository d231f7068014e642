/// Why there is no picture.
public enum PlotError: Error, Sendable, Equatable, CustomStringConvertible {
  /// There is no gnuplot; the script with the data, where it was written.
  case programMissing(script: String?)
  /// There is no gnuplot to draw the pictures of a page; the file that was not written.
  case programMissingForPage(String)
  /// gnuplot ended with a message.
  case failed(String)
  /// A file whose name does not say what it is to be.
  case unknownFormat(String)
  /// Not one point can be shown.
  case nothingToShow(String)

  public var description: String {
    switch self {
    case .programMissing(let script):
      "there is no picture, because gnuplot is not on the PATH: apt install gnuplot-nox"
        + (script.map { ". The data are in \($0): gnuplot \($0) draws them" } ?? "")
    case .programMissingForPage(let path):
      "\(path) was not written, because its pictures need gnuplot, which is not on the PATH: apt install gnuplot-nox, and "
        + "try again"
    case .failed(let message): "gnuplot draws no picture: \(message)"
    case .unknownFormat(let path): "\(path): a picture's name ends in .svg, .png or .txt"
    case .nothingToShow(let title): "there is no picture of \(title): not one value is finite and can be shown"
    }
  }
}
