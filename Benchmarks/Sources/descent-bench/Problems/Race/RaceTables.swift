import DescentReport

/// The race as people read it.
struct RaceTables {
  let results: [RaceResult]
  let levels: [Double]

  /// A table of the winners, then one of all sides for each problem.
  var all: [BenchmarkTable] { [winners] + results.map(sides) }

  private func sides(of result: RaceResult) -> BenchmarkTable {
    let title =
      "n = \(NumberFormat.count(result.rows)), p = \(NumberFormat.count(result.columns)), "
      + "κ = \(result.conditionNumber.short), S = \(NumberFormat.seconds(result.passSeconds))"
    let header =
      ["side", "XᵀX", "bounds"] + levels.map { "to \($0.level)" }
      + ["iterations", "predicted", "at most", "passes", "digits"]
    var table = BenchmarkTable(header, title: title, isDetail: true)
    for side in result.sides {
      table.addRow(
        [side.side.rawValue, seconds(side.gramSeconds), seconds(side.boundsSeconds)]
          + side.levels.map { $0.timing?.text ?? "–" }
          + [
            side.isClosedForm ? "" : list(side, \.iterations),
            list(side, \.predictedIterations), list(side, \.iterationBound),
            side.passes.map { NumberFormat.count($0) } ?? "", NumberFormat.significant(side.digits, 3),
          ])
    }
    return table
  }

  private func seconds(_ value: Double?) -> String { value.map { NumberFormat.seconds($0) } ?? "" }

  /// One number a level; nothing where there is none at all.
  private func list(_ side: RaceResult.SideResult, _ path: KeyPath<RaceResult.Level, Int?>) -> String {
    let values = side.levels.map { $0[keyPath: path] }
    guard values.contains(where: { $0 != nil }) else { return side.isClosedForm ? "" : "–" }
    return values.map { $0.map { "\($0)" } ?? "–" }.joined(separator: " ")
  }

  /// Who is faster, the fastest descent or the fastest closed form; even where neither is ahead by a twentieth.
  private var winners: BenchmarkTable {
    let header = ["n", "p", "κ"] + levels.map { "to \($0.level)" }
    var table = BenchmarkTable(header, title: "Who is ahead", isLeft: header.indices.map { $0 > 2 })
    for result in results {
      table.addRow(
        [NumberFormat.count(result.rows), NumberFormat.count(result.columns), result.conditionNumber.short]
          + levels.indices.map { winner(result, $0) })
    }
    return table
  }

  private func winner(_ result: RaceResult, _ level: Int) -> String {
    let descent = result.fastestDescent(to: level)
    let closed = result.rival(.fastestClosedForm, to: level)
    guard let descent, let closed else { return (descent ?? closed)?.side.side.rawValue ?? "–" }
    let standing = result.standing(to: level, beside: .fastestClosedForm)
    guard let ratio = standing.ratio, let descentWins = standing.descentWins else { return "even" }
    return (descentWins ? descent : closed).side.side.rawValue + " ×"
      + NumberFormat.significant(descentWins ? ratio : 1 / ratio, 2)
  }
}

extension Timing {
  /// Minimum and median.
  var text: String { "\(NumberFormat.seconds(minimum)) / \(NumberFormat.seconds(median))" }
}
