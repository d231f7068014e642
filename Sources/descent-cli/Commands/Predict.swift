import ArgumentParser
import Descent
import DescentReport
import Foundation

struct Predict: Subcommand {
  static let configuration = CommandConfiguration(
    abstract: "Predict by a model that fit or path has saved.",
    discussion: """
      EXAMPLES
        descent fit cars.csv --target mpg --save model.json
        descent predict model.json new.csv
        descent predict model.json new.csv --interval prediction --level 0.9 --json
        descent predict model.json new.csv --format csv > predictions.csv
        descent fit visits.csv --target visits --family poisson --save visits.json
        descent predict visits.json new.csv --interval confidence --scale link

      The data need the columns of the model, by name, that of --offset too. There
      is a line for each data row, counted from 1; a row with a missing value has no
      prediction: – in the table, null in JSON, an empty cell in CSV. Models of
      several quantiles print a column for each, multinomial ones the most probable
      class and all probabilities.
      """)

  @Argument(help: "The .json file of the model.", completion: .file(extensions: ["json"]))
  var model: String

  @Argument(
    help: "A .csv or .npy file with the columns of the model, or - for CSV from standard input.",
    completion: .file(extensions: ["csv", "npy"]))
  var data: String

  @Option(
    help: """
      Print an interval too: confidence (of the mean, or of the quantile) or prediction (of one new value; linear models).
      """)
  var interval: LinearPredictor.Interval?

  @Option(parsing: .unconditional, help: "The level of the interval.")
  var level: Double = 0.95

  @Option(help: "Of a generalized linear model: response (means) or link (the linear predictor).")
  var scale: GeneralizedLinearPredictor.Scale?

  @Flag(name: .customLong("no-header"), help: "The first line of a CSV file holds data: columns are named x1, x2, ….")
  var noHeader = false

  @Option(parsing: .unconditional, help: "Further spellings of a missing value, separated by commas, such as -999.")
  var missing: String?

  @Option(help: "text, markdown, latex or csv (every number in full precision): how the table is written.")
  var format: TableFormat = .text

  @Flag(help: "Print a JSON list, every number in full precision.")
  var json = false

  @OptionGroup var output: OutputOptions

  func validate() throws {
    guard level > 0, level < 1 else { throw ValidationError("--level must lie between 0 and 1, such as 0.95") }
  }

  func run() throws {
    let file = try ModelFile(contentsOf: model)
    let predictions = try predictions(of: file, for: try readTable(file.columns))
    let missing = predictions.rows.count { $0 == nil }
    if missing > 0 {
      warn("no prediction for \(NumberFormat.count(missing, "row")) with a missing value")
    }
    try json ? printJSON(predictions.lines) : printOut(predictions.rendered(as: format))
  }

  private func predictions(of file: ModelFile, for table: DataTable) throws -> Predictions {
    if case .generalizedLinear = file.model {
    } else if scale != nil {
      throw Failure(status: .usage, message: "--scale goes with models of fit --family, and \(model) is none")
    }
    switch file.model {
    case .linear(let predictor):
      if let interval {
        return Predictions(try predictor.predict(table, interval: interval, level: level))
      }
      return Predictions(fits: try predictor.predict(table))
    case .generalizedLinear(let predictor):
      let scale = scale ?? .response
      guard try hasConfidence("generalized linear models") else {
        return Predictions(fits: try predictor.predict(table, scale: scale))
      }
      return Predictions(try predictor.predict(table, scale: scale, level: level))
    case .multinomial(let predictor):
      guard interval == nil else {
        throw Failure(
          status: .usage, message: "--interval is for models of one value a row, and \(model) predicts classes")
      }
      return Predictions(classes: predictor.classes, try predictor.probabilities(table), try predictor.predict(table))
    case .robust(let predictor):
      guard try hasConfidence("robust fits") else { return Predictions(fits: try predictor.predict(table)) }
      return Predictions(try predictor.predict(table, level: level))
    case .quantiles(let predictors):
      let hasIntervals = try hasConfidence("quantile regressions")
      let single = try predictors.map { predictor in
        let predictions =
          hasIntervals
          ? Predictions(try predictor.predict(table, level: level)) : Predictions(fits: try predictor.predict(table))
        return predictions.renamed("\(predictor.quantile ?? 0.5)")
      }
      return single.dropFirst().reduce(single[0]) { $0.joined(with: $1) }
    }
  }

  /// Whether a confidence interval is asked for.
  ///
  /// - Throws: for one of a new value, of a model that has none.
  private func hasConfidence(_ models: String) throws -> Bool {
    guard interval != .prediction else {
      throw Failure(
        status: .usage,
        message:
          "--interval prediction is for linear models, whose errors are normal; \(models) have --interval confidence")
    }
    return interval != nil
  }

  private func readTable(_ needed: [ModelColumn]) throws -> DataTable {
    if data.lowercased().hasSuffix(".npy") { return DataTable(try NPYFile(data).table()) }
    var options = CSVOptions()
    options.hasHeader = !noHeader
    options.missingMarkers += missing?.split(separator: ",").map(String.init) ?? []
    let file = try CSVFile(data, options: options)
    // A model of the intercept alone needs no column but the number of rows.
    guard !needed.isEmpty else { return try file.readData(columns: Array(file.columnNames.prefix(1))) }
    return try inProgress("reading \(data)") {
      try file.readData(
        columns: needed.map(\.name), text: .exactly(needed.filter { $0.levels != nil }.map(\.name)))
    }
  }
}

extension LinearPredictor.Interval: ExpressibleByArgument {}
extension GeneralizedLinearPredictor.Scale: ExpressibleByArgument {}
