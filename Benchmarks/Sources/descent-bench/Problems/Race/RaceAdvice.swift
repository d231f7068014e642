import DescentReport
import Foundation

/// What the measured figures advise, in sentences.
struct RaceAdvice {
  let results: [RaceResult]
  let levels: [Double]

  /// The crossovers along both axes, beside the fastest closed form and beside the default engine.
  var crossovers: [Crossover] {
    Crossover.Axis.allCases.flatMap { axis in
      RaceLine.all(results, along: axis).flatMap { line in
        Crossover.Rival.allCases.flatMap { rival in
          levels.indices.flatMap { line.crossovers(to: $0, from: rival) }
        }
      }
    }
  }

  /// One sentence or more for each line of the grid on which descent wins somewhere and loses elsewhere, and one for the
  /// rest.
  var sentences: [String] {
    let found = crossovers
    let beside = found.filter { $0.rival == .defaultEngine }
    let ahead = found.filter { $0.rival == .fastestClosedForm }
    var text = ahead.map { crossover in
      crossover.sentence + (beside.first { $0.isOnSameLine(as: crossover) }.map { $0.remark } ?? "")
    }
    text += beside.filter { engine in !ahead.contains { $0.isOnSameLine(as: engine) } }.map(\.sentence)
    if text.isEmpty { text.append("There is no crossover in this grid.") }
    let lines = RaceLine.all(results, along: .columns)
    for wins in [true, false] {
      let places = lines.compactMap { place(of: $0, whereDescentWins: wins) }
      guard !places.isEmpty else { continue }
      text.append(
        (wins ? "Descent is ahead at every p that was measured " : "Descent is nowhere clearly ahead ")
          + places.joined(separator: "; ") + ".")
    }
    return text + [engineSentence]
  }

  /// How often descent beats the default engine.
  private var engineSentence: String {
    let counts = levels.indices.map { k in
      let wins = results.count { $0.standing(to: k, beside: .defaultEngine).descentWins == true }
      return "\(wins) to \(levels[k].level)"
    }
    return "The default engine, whose answers have all digits and standard errors, is behind descent on so many of "
      + NumberFormat.count(results.count, "problem") + ": \(counts.joined(separator: ", "))."
  }

  /// The levels of a line without a crossover.
  private func place(of line: RaceLine, whereDescentWins wins: Bool) -> String? {
    let settled = levels.indices.filter { line.isSettled(at: $0) == wins }.map { levels[$0].level }
    guard !settled.isEmpty, let first = line.points.first else { return nil }
    return "to \(settled.joined(separator: ", ")) at κ = \(first.conditionNumber.short), n = "
      + NumberFormat.count(first.rows)
  }
}

extension Crossover {
  fileprivate func isOnSameLine(as other: Crossover) -> Bool {
    axis == other.axis && rows == other.rows && columns == other.columns && tolerance == other.tolerance
      && conditionNumber == other.conditionNumber && descentWinsAbove == other.descentWinsAbove
  }

  private var symbol: String { axis == .columns ? "p" : "κ" }

  private func figure(_ value: Double) -> String {
    axis == .columns && value >= 100 ? NumberFormat.count(Int(value.rounded())) : NumberFormat.plain(value, 3)
  }

  /// “p ≈ 700”, or the points of the grid where that cannot be said.
  var placeText: String {
    place.map { value in
      let digits = pow(10, (log10(value)).rounded(.down) - 1)
      return "\(symbol) ≈ \(figure((value / digits).rounded() * digits))"
    } ?? "somewhere between \(symbol) = \(figure(lower)) and \(figure(upper))"
  }

  private var range: String {
    if isEven, let place {
      return "\(descentWinsAbove ? "above" : "below") \(symbol) = \(figure(place))"
    }
    return descentWinsAbove ? "from \(placeText) on" : "up to \(placeText)"
  }

  fileprivate var sentence: String {
    let held = axis == .columns ? "κ = \(conditionNumber?.short ?? "")" : "p = \(NumberFormat.count(columns ?? 0))"
    let winner = descentWinsAbove ? upper : lower
    let lead = ratio.map { " (×\(NumberFormat.significant($0, 2)) at \(symbol) = \(figure(winner)))" } ?? ""
    let rest =
      isEven
      ? place.map { "; at \(symbol) = \(figure($0)) both are even" } ?? ""
      : "; \(descentWinsAbove ? "below" : "above") take \(closedForm.withArticle)"
    return "To \(tolerance.level) at \(held) and n = \(NumberFormat.count(rows)), descent by \(descent.rawValue) "
      + (rival == .defaultEngine ? "beats the default engine " : "beats every closed form ") + range + lead
      + (rival == .defaultEngine ? "." : rest + ".")
  }

  /// What follows the sentence on the fastest closed form.
  fileprivate var remark: String { " It beats the default engine \(range)." }
}

extension RaceSide {
  fileprivate var withArticle: String {
    switch self {
    case .normalEquations, .defaultEngine: "the " + rawValue
    default: rawValue
    }
  }
}

extension Double {
  /// Whole numbers without a point.
  var short: String { self == rounded() && magnitude < 1e15 ? "\(Int(self))" : NumberFormat.significant(self, 3) }

  /// A relative error: 1e-8.
  var level: String {
    let exponent = Foundation.log10(self).rounded()
    return Foundation.pow(10, exponent) == self ? "1e\(Int(exponent))" : "\(self)"
  }
}
