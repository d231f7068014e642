import DescentReport

/// A worked example as JSON has it.
struct ToldExample: Encodable {
  /// One number, or a list of several.
  enum Values: Encodable {
    case one(Figure)
    case several([Figure])

    func encode(to encoder: any Encoder) throws {
      switch self {
      case .one(let figure): try figure.encode(to: encoder)
      case .several(let figures): try figures.encode(to: encoder)
      }
    }
  }

  /// What the page's player shows.
  struct Played: Encodable {
    struct Path: Encodable {
      let method: String
      let largestStableStep: Figure
      let points: [Player.Point]
    }

    let step: Double
    let start: [Double]
    let paths: [Path]
  }

  let number: Int
  let title, problem: String
  let story: [String]
  let figures: [String: Values]
  let player: Nullable<Played>

  init(_ example: WorkedExample, _ telling: WorkedExample.Telling) throws {
    number = example.number
    title = example.title
    problem = example.problem
    story = telling.story
    figures = Dictionary(
      uniqueKeysWithValues: telling.figures.map { figure in
        let values = figure.values.map { Figure($0) }
        return (figure.name, values.count == 1 ? .one(values[0]) : .several(values))
      })
    player = Nullable(
      try telling.player.map { player in
        Played(
          step: player.step, start: player.start,
          paths: try player.methods.enumerated().map {
            .init(
              method: $0.element.name, largestStableStep: Figure($0.element.limit?.maximum),
              points: try player.path(method: $0.offset))
          })
      })
  }
}
