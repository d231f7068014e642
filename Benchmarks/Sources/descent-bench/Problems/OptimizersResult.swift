import Descent
import DescentReport
import Foundation

/// What `descent-bench optimizers` found, as tables.
struct OptimizersResult: Encodable {
  let problems: [String]
  let comparisons: [EvaluationComparison]
  /// The name of the peer.
  let library: String?
  let overhead: LBFGSOverhead

  private var hasPeer: Bool { library != nil }

  /// The rules that are not kept.
  var brokenRules: [String] {
    var broken: [String] = []
    for comparison in comparisons {
      let mustReachAll = comparison.method != "conjugate gradients"
      let missed = mustReachAll ? comparison.evaluations.count { $0 == nil } : comparison.missed
      if missed > 0 { broken.append("\(comparison.method) misses the minima of \(missed) problems") }
      guard hasPeer else { continue }
      if !(comparison.geometricMean <= 1) { broken.append("\(comparison.method) needs more evaluations than its peer") }
      if !(comparison.worst <= 2) { broken.append("\(comparison.method) needs more than twice as many for a problem") }
    }
    if let ratio = overhead.ratio, !(ratio <= 0.2) { broken.append("the overhead of L-BFGS is above a fifth") }
    return broken
  }

  private var header: [String] {
    ["problem"] + comparisons.flatMap { hasPeer ? [$0.method, "SciPy's \($0.peerMethod)"] : [$0.method] }
  }

  private var rows: [[String]] {
    var rows = problems.enumerated().map { index, name in
      [name]
        + cells { comparison in (comparison.evaluations[index], hasPeer ? comparison.peerEvaluations[index] : nil) }
    }
    guard hasPeer else { return rows }
    rows.append(["geometric mean of ratios"] + comparisons.flatMap { [Self.figure($0.geometricMean), ""] })
    rows.append(["largest ratio"] + comparisons.flatMap { [Self.figure($0.worst), ""] })
    return rows
  }

  /// The ratios of each method where there is a peer, then the counts of all problems.
  var tables: [BenchmarkTable] {
    guard hasPeer else { return [counts] }
    var ratios = BenchmarkTable(
      ["method", "peer", "geometric mean", "largest", "only the peer arrives", "only Descent arrives"],
      title: "Evaluations over those of the peer, where both arrive",
      isLeft: [true, true, false, false, false, false])
    for comparison in comparisons {
      ratios.addRow([
        comparison.method, "SciPy's \(comparison.peerMethod)", Self.figure(comparison.geometricMean),
        Self.figure(comparison.worst), "\(comparison.missed)", "\(comparison.missedByPeer)",
      ])
    }
    return [ratios, counts]
  }

  private func cells(_ counts: (EvaluationComparison) -> (Int?, Int?)) -> [String] {
    comparisons.flatMap { comparison -> [String] in
      let (ours, theirs) = counts(comparison)
      return ([ours] + (hasPeer ? [theirs] : [])).map { $0.map(String.init) ?? "–" }
    }
  }

  private static func figure(_ value: Double) -> String { String(format: "%.2f", value) }

  private var counts: BenchmarkTable {
    var table = BenchmarkTable(header, title: "Evaluations", isDetail: true)
    for row in rows { table.addRow(row) }
    return table
  }

  /// What L-BFGS itself takes.
  var overheadSentence: String {
    var text =
      "L-BFGS, \(NumberFormat.count(overhead.parameters)) parameters, \(overhead.run.evaluations) evaluations: "
      + "\(overhead.descent.text) an evaluation beside the function"
    if let peer = overhead.peer, let run = overhead.peerRun, let library, let ratio = overhead.ratio {
      text += "; L-BFGS-B of \(library), \(run.evaluations) evaluations: \(peer.text), "
      text += "\(Self.figure(1 / ratio)) times as long"
    }
    return text + "."
  }

  /// The document.
  func markdown(_ machine: Machine) -> String {
    """
    # What the optimizers need

    Made by `descent-bench optimizers --markdown docs/optimizers.md`.

    ## Evaluations

    The problems are those of Moré, Garbow, Hillstrom, *Testing Unconstrained Optimization Software*, 1981, from their
    standard starts. Counted are values with gradients up to the first value within 10⁻¹⁰ max(1, |f*|) of a known minimum
    f*, local ones included; Hessians are not counted. Beside each method stands that of \(library ?? "a peer") which is
    most like it, with its own defaults but gtol 10⁻¹² and no tolerance of values, counted in the same way in the same run.
    A dash: no known minimum was reached. Ratios are taken where both sides arrived. The first steps of all searches
    and two constants of them were chosen with these problems in view, those of SciPy were not.

    \(counts.markdown)

    ## Time

    The extended Rosenbrock function from a perturbed start, a memory of 10 steps, the time of a whole run less that within
    the function, over the number of evaluations: minimum / median of \(overhead.descent.repeats) runs in turns.
    \(machine.processor), one thread.

    \(overheadSentence)

    """
  }
}
