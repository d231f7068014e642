import Descent
import Foundation

/// The picture of a player: a part of the plane with its axes, and what the script draws into.
struct PlayerPlane {
  let x, y: ClosedRange<Double>

  /// Left, top, width and height of the part within the axes.
  static let frame = [78.0, 14, 468, 430]

  /// Where the sides are not too different both axes get the same scale, so that circles are round.
  init(x: ClosedRange<Double>, y: ClosedRange<Double>) {
    (self.x, self.y) = equallyScaled(x, y, aspect: Self.frame[2] / Self.frame[3]) ?? (x, y)
  }

  /// The place of a point in the picture.
  func place(_ point: [Double]) -> (Double, Double) {
    let frame = Self.frame
    return (
      frame[0] + (point[0] - x.lowerBound) / x.width * frame[2],
      frame[1] + frame[3] - (point[1] - y.lowerBound) / y.width * frame[3]
    )
  }

  /// The heights of the lines.
  func levels(of function: BivariatePolynomial) -> [Double] {
    let columns = x.grid()
    return Chart.heights(of: y.grid().flatMap { row in columns.map { function.value(at: [$0, row]) } }) ?? []
  }

  /// The picture.
  ///
  /// - Parameters:
  ///   - id: what names of its parts begin with.
  ///   - names: of the axes, as markup.
  func markup(id: String, names: [String], marksMinimum: (Double, Double)?, start: (Double, Double)) -> String {
    let frame = Self.frame
    let (left, bottom) = (frame[0], frame[1] + frame[3])
    var axes = "M\(left) \(frame[1])V\(bottom)H\(left + frame[2])"
    var words: [String] = []
    for tick in x.ticks {
      let place = Self.text(place([tick, y.lowerBound]).0)
      axes += "M\(place) \(bottom)v5"
      words.append("<text x=\"\(place)\" y=\"\(bottom + 20)\" text-anchor=\"middle\">\(Self.label(tick))</text>")
    }
    for tick in y.ticks {
      let place = place([x.lowerBound, tick]).1
      axes += "M\(left) \(Self.text(place))h-5"
      words.append(
        "<text x=\"\(left - 9)\" y=\"\(Self.text(place + 4.5))\" text-anchor=\"end\">\(Self.label(tick))</text>")
    }
    let cross = marksMinimum.map {
      "M\(Self.text($0.0 - 7)) \(Self.text($0.1))h14M\(Self.text($0.0)) \(Self.text($0.1 - 7))v14"
    }
    return """
      <svg viewBox="0 0 560 490" data-part="plane" tabindex="0" role="img" aria-label="Path of the run over lines of equal \
      height, \(names[0]) to the right and \(names[1]) upwards">
      <defs><clipPath id="\(id)-frame"><rect x="\(left)" y="\(frame[1])" width="\(frame[2])" height="\(frame[3])" />\
      </clipPath></defs>
      <g clip-path="url(#\(id)-frame)">
      <path class="contours" data-part="contours" d="" />
      <path class="rest" data-part="rest" d="" />
      <path class="way" data-part="way" d="" />
      <path class="dots" data-part="dots" d="" />
      \(cross.map { "<path class=\"minimum\" d=\"\($0)\" />\n" } ?? "")\
      <path class="start" d="M\(Self.text(start.0)) \(Self.text(start.1))h0" />
      <path class="here" data-part="here" d="" />
      </g>
      <path class="axes" d="\(axes)" />
      \(words.joined(separator: "\n"))
      <text x="\(left + frame[2] / 2)" y="\(bottom + 40)" text-anchor="middle">\(names[0])</text>
      <text transform="translate(16 \(frame[1] + frame[3] / 2)) rotate(-90)" text-anchor="middle">\(names[1])</text>
      </svg>
      """
  }

  private static func text(_ place: Double) -> String { String(format: "%.2f", place) }

  private static func label(_ tick: Double) -> String {
    NumberFormat.plain(tick.magnitude < 1e-12 ? 0 : tick, 5).replacing("-", with: "−")
  }
}

extension ClosedRange<Double> {
  /// Both ends.
  var ends: [Double] { [lowerBound, upperBound] }

  /// Round numbers in it, four to ten.
  fileprivate var ticks: [Double] {
    let distance = Player.roundNumber(atMost: width / 4)
    let first = (lowerBound / distance).rounded(.up)
    return (0...10).map { (first + Double($0)) * distance }.filter { $0 <= upperBound }
  }
}
