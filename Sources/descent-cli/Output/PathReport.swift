import Descent
import DescentReport

/// What `path --json` prints.
struct PathReport: Encodable {
  struct Coefficient: Encodable {
    var name: String
    var estimate: Figure
  }

  struct Point: Encodable {
    var lambda: Double
    var degreesOfFreedom, rSquared, devianceRatio: Figure
    var nonZero: Nullable<Int>
    var dualityGap, violation, error, standardError, gcv, leaveOneOut: Figure
  }

  var target: String
  var rows: Int
  var family, link: Nullable<String>
  var penalty: String
  var alpha: Double
  var penaltyConvention: String
  var objective: String
  var standardized: Bool
  var selection: Nullable<String>
  var folds: Nullable<Int>
  var seed: Nullable<UInt64>
  var metric: Nullable<String>
  var lambda: Double
  var lambdaMinimum, lambdaOneStandardError, lambdaMax: Figure
  var coefficients: [Coefficient]
  var nonZero: Int
  var degreesOfFreedom: Double
  var rSquared, devianceRatio, nullDeviance: Figure
  var converged: Bool
  var path: [Point]
  var rowsDropped: Int
  var warnings: [String]
  var seconds: Double

  init(_ path: FittedPath, _ options: PenaltyOptions, _ loaded: LoadedData, rows: Int, seconds: Double) {
    let isLinear = path.family == nil
    target = path.model.target
    self.rows = rows
    family = Nullable(path.family?.name)
    link = Nullable(path.link?.rawValue)
    penalty = options.penalty.rawValue
    alpha = options.share
    penaltyConvention = path.convention.rawValue
    objective = path.objective
    standardized = !options.noStandardize
    selection = Nullable(path.selection?.rawValue)
    folds = Nullable(path.judgement?.folds)
    seed = Nullable(path.judgement?.seed)
    metric = Nullable(path.judgement?.metric)
    lambda = path.model.lambda
    lambdaMinimum = Figure(path.judgement.map { path.lambdas[$0.minimum] })
    lambdaOneStandardError = Figure(path.judgement.map { path.lambdas[$0.oneStandardError] })
    lambdaMax = Figure(path.largestLambda)
    coefficients = path.model.coefficients.map { Coefficient(name: $0.name, estimate: Figure($0.estimate)) }
    nonZero = path.model.slopes.count { $0 != 0 }
    degreesOfFreedom = path.model.degreesOfFreedom
    rSquared = Figure(isLinear ? path.model.devianceRatio : nil)
    devianceRatio = Figure(isLinear ? nil : path.model.devianceRatio)
    nullDeviance = Figure(path.nullDeviance)
    converged = path.isConverged?[path.chosen] ?? true
    self.path = path.lambdas.indices.map { index in
      Point(
        lambda: path.lambdas[index], degreesOfFreedom: Figure(path.degreesOfFreedom[index]),
        rSquared: Figure(isLinear ? path.explained[index] : nil),
        devianceRatio: Figure(isLinear ? nil : path.explained[index]), nonZero: Nullable(path.nonZero?[index]),
        dualityGap: Figure(path.gaps?[index]), violation: Figure(path.violations?[index]),
        error: Figure(path.judgement?.errors[index]),
        standardError: Figure(path.judgement?.standardErrors[index]), gcv: Figure(path.gcv?[index]),
        leaveOneOut: Figure(path.leaveOneOut?[index]))
    }
    rowsDropped = loaded.rowsDropped
    warnings = loaded.warnings + path.warnings
    self.seconds = seconds
  }
}

extension FittedPath {
  /// The coefficients of the chosen model and a summary of the curve.
  func text(_ options: PenaltyOptions, rows: Int) -> String {
    var table = TextTable([model.target, "estimate"])
    for coefficient in model.nonZeroCoefficients {
      table.addRow([coefficient.name, NumberFormat.significant(coefficient.estimate)])
    }
    var lines = table.lines
    let count = model.slopes.count { $0 != 0 }
    lines += [
      "", "minimizes \(objective)" + (options.noStandardize ? "" : ", columns standardized"),
      "λ \(NumberFormat.plain(model.lambda))\(reason), "
        + "\(count) of \(NumberFormat.count(model.slopes.count, "coefficient")) not zero",
      "rows \(NumberFormat.count(rows)), degrees of freedom of the fit \(NumberFormat.plain(model.degreesOfFreedom)), "
        + "\(family == nil ? "R²" : "deviance explained") \(NumberFormat.plain(model.devianceRatio))",
    ]
    if lambdas.count > 1 { lines += ["", curve()] }
    return lines.joined(separator: "\n")
  }

  private var reason: String {
    guard let selection else { return "" }
    let (folds, metric) = (judgement?.folds ?? 0, judgement?.metric ?? "")
    let isHigh = judgement?.isBetterWhenHigher == true
    // The squared error of linear models needs no name.
    let what = isHigh ? "highest \(metric)" : family == nil ? "least error" : "least \(metric)"
    return switch selection {
    case .gcv: " (least generalized cross-validation)"
    case .leaveOneOut: " (least leave-one-out error)"
    case .minimum: " (\(what) of \(folds)-fold cross-validation)"
    case .oneStandardError:
      " (largest within one standard error of the \(isHigh ? "highest" : "least"), \(folds) folds)"
    }
  }

  /// Some ten points of the path, those of a meaning among them.
  private func curve() -> String {
    var places = Set((0...9).map { $0 * (lambdas.count - 1) / 9 } + [chosen])
    if let judgement { places.formUnion([judgement.minimum, judgement.oneStandardError]) }
    var header = ["λ", nonZero == nil ? "degrees of freedom" : "not zero", family == nil ? "R²" : "explained"]
    if let judgement { header += [family == nil ? "error" : judgement.metric, "std. error"] }
    if gcv != nil, judgement == nil { header.append("GCV") }
    if leaveOneOut != nil { header.append("leave-one-out") }
    var table = TextTable(header + [""], alignments: header.map { _ in .right } + [.left])
    for place in places.sorted() {
      var cells = [
        NumberFormat.plain(lambdas[place], 4),
        nonZero.map { "\($0[place])" } ?? NumberFormat.plain(degreesOfFreedom[place], 4),
        NumberFormat.plain(explained[place], 4),
      ]
      if let judgement {
        cells += [
          NumberFormat.plain(judgement.errors[place], 4), NumberFormat.plain(judgement.standardErrors[place], 3),
        ]
      }
      if let gcv, judgement == nil { cells.append(NumberFormat.plain(gcv[place], 4)) }
      if let leaveOneOut { cells.append(NumberFormat.plain(leaveOneOut[place], 4)) }
      var marks: [String] = []
      if place == judgement?.minimum { marks.append("minimum") }
      if place == judgement?.oneStandardError { marks.append("one standard error") }
      if place == chosen { marks.append("chosen") }
      table.addRow(cells + [marks.joined(separator: ", ")])
    }
    return table.description
  }

  /// Writes one row for each λ, with all coefficients.
  func write(to path: String) throws {
    let names = model.coefficients.map(\.name)
    let explainedName = family == nil ? "r_squared" : "deviance_ratio"
    let header = ["lambda", "degrees_of_freedom", explainedName, "cv_error", "cv_standard_error", "gcv"] + names
    try CSVWriter.write(to: path, columnNames: header) { rows throws(DataError) in
      for index in lambdas.indices {
        let figures: [Double?] = [
          lambdas[index], degreesOfFreedom[index], explained[index], judgement?.errors[index],
          judgement?.standardErrors[index], gcv?[index],
        ]
        try rows.append(figures + models(index).coefficients.map { $0.estimate })
      }
    }
  }
}

extension PenaltyOptions {
  /// What is minimized for a linear model.
  var formula: String {
    switch (penalty, convention ?? .textbook) {
    case (.ridge, .textbook): "(1/n)‖y − Xβ‖² + (λ/2)‖β‖²"
    case (.ridge, .glmnet): "(1/2n)‖y − Xβ‖² + (λ/2)‖β‖²"
    case (.ridge, .sklearn): "‖y − Xβ‖² + λ‖β‖²"
    case (.lasso, .textbook): "(1/n)‖y − Xβ‖² + λ‖β‖₁"
    case (.lasso, _): "(1/2n)‖y − Xβ‖² + λ‖β‖₁"
    case (.elasticNet, .textbook): "(1/n)‖y − Xβ‖² + λ(α‖β‖₁ + ½(1 − α)‖β‖²), α = \(NumberFormat.plain(share))"
    case (.elasticNet, _): "(1/2n)‖y − Xβ‖² + λ(α‖β‖₁ + ½(1 − α)‖β‖²), α = \(NumberFormat.plain(share))"
    }
  }

  /// What is minimized for a generalized linear model.
  func formula(_ family: GeneralizedLinearRegression.Family) -> String {
    let loss =
      switch (convention ?? .glmnet, family) {
      case (.textbook, _): "D/n"
      case (.sklearn, .binomial), (.sklearn, .quasiBinomial): "D/2"
      case (.glmnet, _), (.sklearn, _): "D/(2n)"
      }
    return switch penalty {
    case .ridge: "\(loss) + (λ/2)‖β‖²"
    case .lasso: "\(loss) + λ‖β‖₁"
    case .elasticNet: "\(loss) + λ(α‖β‖₁ + ½(1 − α)‖β‖²), α = \(NumberFormat.plain(share))"
    }
  }
}
