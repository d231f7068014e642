import Descent
import DescentReport

/// What `step-size` says of the columns behind a large condition number, and of what would lower it.
struct ConditioningTables {
  let report: ConditioningReport
  let names: [String]

  /// Up to this n p² the report takes less than a second and is made unasked.
  private static let quickLimit = 1e9

  /// The report of a least-squares problem; nil where nobody asked and κ is small, or the report would take long.
  init?(_ problem: Problem, _ bounds: CurvatureBounds, isWanted: Bool) throws {
    guard let loss = problem.leastSquares else { return nil }
    let count = Double(loss.observationCount) * Double(loss.parameterCount) * Double(loss.parameterCount)
    guard isWanted || !(bounds.conditionNumber.upperBound <= 1e4) && count <= Self.quickLimit else { return nil }
    report = try ConditioningReport(of: loss, hasIntercept: problem.hasIntercept)
    names = problem.names
  }

  /// The tables for people: remedies, near dependencies, variance inflation.
  var lines: [String] {
    [remedies, nearDependencies, inflation].filter { !$0.isEmpty }.joined(separator: [""]).map(\.self)
  }

  private var remedies: [String] {
    var table = TextTable(["", "", ""], alignments: [.left, .left, .left])
    let hasIntercept = report.collinearity.varianceInflation.first == .some(nil)
    table.addRow(["  raw", number(report.raw), "the columns as they are"])
    table.addRow([
      "  standardized", number(report.standardized),
      hasIntercept ? "columns of mean 0 and standard deviation 1" : "columns of root mean square 1",
    ])
    table.addRow(["  Jacobi", number(report.jacobi), "columns divided by the root of the Hessian's diagonal"])
    return ["κ of the Hessian with scaled columns:"] + table.lines
  }

  private var nearDependencies: [String] {
    let found = report.collinearity.nearDependencies()
    guard !found.isEmpty else { return [] }
    var table = TextTable(["", "", ""], alignments: [.left, .left, .left])
    for dependency in found {
      let columns = zip(dependency.columns, dependency.proportions).map { "\(names[$0]) \(percent($1))" }
      table.addRow([
        "  η", number(dependency.conditionIndex),
        columns.isEmpty ? "no column with more than half of its variance" : columns.joined(separator: ", "),
      ])
    }
    return ["Condition indices above 30, and the columns with more than half of their variance there:"] + table.lines
  }

  private var inflation: [String] {
    var table = TextTable(["", ""], alignments: [.left, .left])
    var isEmpty = true
    for (name, factor) in zip(names, report.collinearity.varianceInflation) {
      guard let factor, factor > 10 else { continue }
      isEmpty = false
      table.addRow(["  \(name)", number(factor)])
    }
    return isEmpty ? [] : ["Variance inflation 1/(1 − R²) above 10:"] + table.lines
  }

  private func number(_ value: Double) -> String { NumberFormat.plain(value) }

  private func percent(_ share: Double) -> String { NumberFormat.plain(share * 100, 3) + " %" }
}

/// The same as JSON has it, `null` where a number is infinite.
struct ConditioningFigures: Encodable {
  struct Inflation: Encodable {
    var name: String
    var vif: Figure
  }

  struct Proportion: Encodable {
    var name: String
    var proportion: Figure
  }

  struct Index: Encodable {
    var index: Figure
    var proportions: [Proportion]
  }

  var raw, standardized, jacobi: Figure
  var varianceInflation: [Inflation]
  var conditionIndices: [Index]

  init(_ tables: ConditioningTables) {
    let (report, names) = (tables.report, tables.names)
    let collinearity = report.collinearity
    raw = Figure(report.raw)
    standardized = Figure(report.standardized)
    jacobi = Figure(report.jacobi)
    varianceInflation = zip(names, collinearity.varianceInflation).compactMap { name, factor in
      factor.map { Inflation(name: name, vif: Figure($0)) }
    }
    conditionIndices = collinearity.conditionIndices.enumerated().map { k, index in
      let proportions = names.indices.map {
        Proportion(name: names[$0], proportion: Figure(collinearity.varianceProportions[k, $0]))
      }
      return Index(index: Figure(index), proportions: proportions)
    }
  }
}
