import Descent
import DescentReport

/// A small problem with an answer that is known, for people to learn from.
struct WorkedExample: Sendable {
  let number: Int
  let title: String
  /// The function, the start and the step.
  let problem: String
  /// Solves it and tells what came out: every number is one of this run.
  let tell: @Sendable () throws -> Telling

  /// What came out of a worked example.
  struct Telling {
    /// A few sentences, a paragraph each.
    var story: [String]
    var figures: [NamedFigure]
    var picture: ChartPage
    /// For two variables.
    var player: Player?

    /// The figures with their names.
    var figureTable: TextTable {
      var table = TextTable(["", ""], alignments: [.left, .left])
      for figure in figures { table.addRow([figure.name, figure.text]) }
      return table
    }
  }
}

/// A number with its name, or several of one kind.
struct NamedFigure {
  let name: String
  let values: [Double]
  /// The significant digits that are shown; nil for a count.
  let digits: Int?

  init(_ name: String, _ values: [Double], digits: Int? = 10) {
    self.name = name
    self.values = values
    self.digits = digits
  }

  init(_ name: String, _ value: Double, digits: Int = 10) { self.init(name, [value], digits: digits) }

  init(_ name: String, _ count: Int) { self.init(name, [Double(count)], digits: nil) }

  /// As it is shown: of many values the first.
  var text: String {
    guard let digits else { return NumberFormat.count(Int(values[0])) }
    return values.count > 8 ? list(values.prefix(6), digits) + ", …" : list(values, digits)
  }
}

/// A number in a sentence: at most so many digits, with a minus that stands where the plus does, and powers of ten.
func text(_ value: Double?, _ digits: Int = 6) -> String {
  sentence(NumberFormat.plain(value, digits))
}

/// A sentence of the library with its numbers as those of ``text(_:_:)``.
func sentence(_ plain: String) -> String {
  let digits = Array("⁰¹²³⁴⁵⁶⁷⁸⁹")
  return plain.replacing(/(\d)e([+-]?\d+)/) { match in
    let raised = String(Int(match.2) ?? 0).map { $0.wholeNumberValue.map { digits[$0] } ?? "⁻" }
    return "\(match.1) · 10\(String(raised))"
  }
  .replacing("-", with: "−")
}

/// Numbers in a sentence.
func list(_ values: some Sequence<Double>, _ digits: Int = 6) -> String {
  values.map { text($0, digits) }.joined(separator: ", ")
}

/// A point in a sentence.
func point(_ values: some Sequence<Double>, _ digits: Int = 6) -> String { "(\(list(values, digits)))" }
