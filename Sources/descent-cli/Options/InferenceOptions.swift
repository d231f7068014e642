import ArgumentParser
import Descent
import DescentReport
import Foundation

/// What `fit` says of a linear model beyond its coefficients.
struct InferenceOptions: ParsableArguments {
  @Option(help: "Standard errors for errors of unequal variance: HC0, HC1, HC2 or HC3.")
  var robust: RobustEstimator?

  @Option(help: "A column of whole numbers: rows with the same one may have errors that depend on each other.")
  var cluster: String?

  @Option(help: "plain, r or statsmodels: in whose habit the summary is laid out.")
  var summary: SummaryStyle = .plain

  @Option(help: "text, markdown, latex or csv: how tables are written.")
  var format: TableFormat = .text

  @Flag(help: "Add the analysis of variance, each term of the formula (or column) after those before it.")
  var anova = false

  @Flag(help: "Add variance inflation, tests of the residuals, predicted R² and the rows with most influence.")
  var diagnostics = false

  @Option(
    help: "Write leverage, residuals, Cook's distance and DFFITS of each row to this CSV file.",
    completion: .file(extensions: ["csv"]))
  var influence: String?

  func validate() throws {
    guard robust == nil || cluster == nil else {
      throw ValidationError("--robust and --cluster are two answers to one question: give one of them")
    }
  }

  /// The column of the clusters.
  var extras: [ExtraColumn] { cluster.map { [ExtraColumn(option: "--cluster", name: $0)] } ?? [] }

  /// The first option given that asks for more than the sums over the rows.
  var needingRows: String? {
    [
      ("--robust", robust != nil), ("--cluster", cluster != nil), ("--anova", anova), ("--diagnostics", diagnostics),
      ("--influence", influence != nil),
    ].first(where: \.1)?.0
  }

  func inference(of model: LinearModel, _ loaded: LoadedData) throws -> CoefficientInference? {
    if let values = loaded.extras["--cluster"] {
      guard let groups = Self.groups(values) else {
        throw Failure(status: .badData, message: "\(cluster!) (--cluster) must hold whole numbers, one for a cluster")
      }
      return try model.inference(.cluster(groups))
    }
    return try robust.map { try model.inference($0.estimator) }
  }

  private static func groups(_ values: Vector<Double>) -> [Int]? {
    let groups = values.compactMap { Int(exactly: $0) }
    return groups.count == values.count ? groups : nil
  }

  /// The text of the fit and all that was asked for beside it; what the diagnostics warn of goes where warnings do.
  func report(_ model: LinearModel, _ inference: CoefficientInference?) throws -> String {
    var parts = [model.summary(inference: inference, style: summary, format: format, withWarnings: false)]
    if anova { parts.append(try model.sequentialAnalysisOfVariance().table().rendered(as: format)) }
    if diagnostics {
      for warning in try model.influence().warnings { warn(warning) }
      parts.append(try model.diagnosticsText(format: format, withWarnings: false))
    }
    return parts.joined(separator: "\n\n")
  }

  /// Writes the file of --influence; rows of which it has nothing but the leverage are named.
  func writeInfluence(of model: LinearModel) throws {
    guard let influence else { return }
    let rows = try model.influence()
    if !diagnostics { for warning in rows.warnings { warn(warning) } }
    let (fitted, residuals) = (model.fittedValues, model.residuals)
    try CSVWriter.write(
      to: influence,
      columnNames: [
        "row", "fitted", "residual", "leverage", "standardized", "studentized", "cook", "dffits", "deleted",
      ]
    ) { file throws(DataError) in
      for i in rows.leverages.indices {
        try file.append([
          Double(model.rowNumber(i)), fitted[i], residuals[i], rows.leverages[i], rows.standardizedResiduals[i],
          rows.studentizedResiduals[i], rows.cooksDistances[i], rows.fittedValueChanges[i], rows.deletedResiduals[i],
        ])
      }
    }
    noteFile(influence)
  }
}

/// The estimators that need nothing but the fit.
enum RobustEstimator: String, ExpressibleByArgument, CaseIterable {
  case hc0 = "HC0"
  case hc1 = "HC1"
  case hc2 = "HC2"
  case hc3 = "HC3"

  init?(argument: String) { self.init(rawValue: argument.uppercased()) }

  var estimator: CovarianceEstimator {
    switch self {
    case .hc0: .hc0
    case .hc1: .hc1
    case .hc2: .hc2
    case .hc3: .hc3
    }
  }
}

extension SummaryStyle: ExpressibleByArgument {}
extension TableFormat: ExpressibleByArgument {}
