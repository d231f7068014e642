import Foundation

extension Player {
  /// The player as a part of a page, for which `player.js` computes and draws.
  ///
  /// - Parameters:
  ///   - id: what names of its parts begin with.
  ///   - title: what is played.
  func markup(id: String, title: String) throws -> String {
    let plane = PlayerPlane(x: x, y: y)
    let names = names.map(Markup.escaped)
    return """
      <figure class="player" id="\(id)" role="group" aria-label="Player: \(Markup.escaped(title))" hidden="hidden">
      <script type="application/json">\(try data(plane))</script>
      \(plane.markup(id: id, names: names, marksMinimum: minimum.map { plane.place($0) }, start: plane.place(start)))
      <div>
      <div class="buttons">
      <button type="button" data-act="back">back</button>
      <button type="button" data-act="step">step</button>
      <button type="button" data-act="play" aria-pressed="false">play</button>
      <button type="button" data-act="speed">speed 1×</button>
      <button type="button" data-act="reset">reset</button>
      </div>
      \(methodChoice(id))<label for="\(id)-slider">step size α = <output for="\(id)-slider" data-part="step"></output></label>
      <div class="slider">
      <input id="\(id)-slider" type="range" data-part="slider" \(slider) />
      <span class="mark" data-part="mark" aria-hidden="true">▲ limit</span>
      </div>
      <dl class="readout" data-part="readout">
      <dt>step t</dt><dd data-part="t"></dd>
      <dt>\(names[0])</dt><dd data-part="x"></dd>
      <dt>\(names[1])</dt><dd data-part="y"></dd>
      <dt>f</dt><dd data-part="f"></dd>
      <dt>‖g‖</dt><dd data-part="g"></dd>
      <dt data-part="limit-name"></dt><dd data-part="limit"></dd>
      </dl>
      <p class="verdict" data-part="verdict" aria-live="polite"></p>
      <p class="said" data-part="said" aria-live="polite"></p>
      </div>
      <figcaption>Small dot: start; large dot: where the run is\(minimum == nil ? "" : "; cross: minimum"). Keys within the \
      player: <kbd>←</kbd> <kbd>→</kbd> one step, <kbd>space</kbd> play or pause, <kbd>Home</kbd> reset.</figcaption>
      </figure>
      """
  }

  private func methodChoice(_ id: String) -> String {
    guard methods.count > 1 else { return "" }
    let options = methods.enumerated().map {
      "<option value=\"\($0.offset)\">\(Markup.escaped($0.element.name))</option>"
    }
    return """
      <label for="\(id)-method">method</label>
      <select id="\(id)-method" data-part="method">\(options.joined())</select>

      """
  }

  /// The range of the slider, in steps of a round number.
  private var slider: String {
    let increment = Self.roundNumber(atMost: largestStep / 150)
    let count = (largestStep / increment).rounded(.up)
    // By way of decimals, so that 0.041 is the number that people read.
    let decimals = max(0, Int(-log10(increment).rounded(.down)))
    let largest = String(format: "%.\(decimals)f", increment * count)
    let text = String(format: "%.\(decimals)f", increment)
    return "min=\"\(text)\" max=\"\(largest)\" step=\"\(text)\" value=\"\(step)\""
  }

  /// The largest of 1, 2, 5, 10, … and their tenths and so on that is no larger.
  static func roundNumber(atMost number: Double) -> Double {
    let power = pow(10, log10(number).rounded(.down))
    return [5, 2, 1].first { $0 * power <= number * (1 + 1e-12) }.map { $0 * power } ?? power
  }

  /// What `player.js` reads.
  private func data(_ plane: PlayerPlane) throws -> String {
    struct MethodData: Encodable {
      let rule: String
      let momentum: Double
      let limit: Double?
      let formula: String?

      func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(rule, forKey: .rule)
        try container.encode(momentum, forKey: .momentum)
        try container.encode(limit, forKey: .limit)
        try container.encode(formula, forKey: .formula)
      }

      enum CodingKeys: CodingKey { case rule, momentum, limit, formula }
    }
    struct PlayerData: Encodable {
      let center: [Double]
      let terms: [[Double]]
      let start: [Double]
      let methods: [MethodData]
      let step, tolerance: Double
      let stepCount: Int
      let x, y, frame, levels: [Double]
      let names: [String]
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let text = String(
      decoding: try encoder.encode(
        PlayerData(
          center: function.center, terms: function.terms.map { [$0.coefficient, Double($0.x), Double($0.y)] },
          start: start,
          methods: methods.map {
            let limit = $0.limit.flatMap { $0.maximum.isFinite ? $0 : nil }
            return MethodData(
              rule: $0.rule.rawValue, momentum: $0.momentum, limit: limit?.maximum, formula: limit?.formula)
          },
          step: step, tolerance: tolerance, stepCount: stepCount, x: plane.x.ends, y: plane.y.ends,
          frame: PlayerPlane.frame, levels: levels ?? plane.levels(of: function), names: names.map(Markup.plain))),
      as: UTF8.self)
    // Neither HTML nor XML sees an end of the element or an entity in it.
    return text.replacing("&", with: "\\u0026").replacing("<", with: "\\u003c").replacing(">", with: "\\u003e")
  }
}
