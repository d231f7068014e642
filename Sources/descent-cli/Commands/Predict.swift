import ArgumentParser
import Descent
import DescentReport
import Foundation

struct Predict: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Predict by a model that fit has saved.",
    discussion: """
      EXAMPLES
        descent fit cars.csv --target mpg --save model.json
        descent predict model.json new.csv
        descent predict model.json new.csv --interval prediction --level 0.9 --json

      The data need the columns of the model, by name. There is a line for each data
      row, counted from 1; a row with a missing value has no prediction: – in the
      table, null in JSON.
      """)

  @Argument(help: "The .json file of the model.")
  var model: String

  @Argument(help: "A .csv or .npy file with the columns of the model, or - for CSV from standard input.")
  var data: String

  @Option(help: "Print an interval too: confidence (of the mean) or prediction (of one new value).")
  var interval: LinearPredictor.Interval?

  @Option(parsing: .unconditional, help: "The level of the interval.")
  var level: Double = 0.95

  @Flag(name: .customLong("no-header"), help: "The first line of a CSV file holds data: columns are named x1, x2, ….")
  var noHeader = false

  @Option(help: "Further spellings of a missing value, separated by commas.")
  var missing: String?

  @Flag(help: "Print a JSON list, every number in full precision.")
  var json = false

  func validate() throws {
    guard level > 0, level < 1 else { throw ValidationError("--level must lie between 0 and 1, such as 0.95") }
  }

  func run() throws {
    let predictor = try SavedModel(contentsOf: model).predictor
    let lines = try predictions(predictor)
    let missing = lines.count { $0.fit.value == nil }
    if missing > 0 {
      note("warning: no prediction for \(NumberFormat.count(missing, "row")) with a missing value")
    }
    if json {
      try printJSON(lines)
    } else {
      var output = TextTable(interval == nil ? ["row", "fit"] : ["row", "fit", "lower", "upper"])
      for line in lines {
        let figures = interval == nil ? [line.fit] : [line.fit, line.lower, line.upper]
        output.addRow(["\(line.row)"] + figures.map { NumberFormat.significant($0.value) })
      }
      try printOut(output.description)
    }
  }

  private struct Line: Encodable {
    var row: Int
    var fit, lower, upper: Figure

    init(_ row: Int, _ prediction: LinearPredictor.Prediction?) {
      self.row = row
      fit = Figure(prediction?.fit)
      lower = Figure(prediction?.lower)
      upper = Figure(prediction?.upper)
    }
  }

  /// A line for each data row, those with missing values included.
  private func predictions(_ predictor: LinearPredictor) throws -> [Line] {
    let table = try readTable(predictor)
    let predictions =
      if let interval {
        try predictor.predict(table, interval: interval, level: level)
      } else {
        try predictor.predict(table).map { fit in fit.map { LinearPredictor.Prediction(fit: $0) } }
      }
    return predictions.enumerated().map { Line($0 + 1, $1) }
  }

  private func readTable(_ predictor: LinearPredictor) throws -> DataTable {
    if data.lowercased().hasSuffix(".npy") { return DataTable(try NPYFile(data).table()) }
    var options = CSVOptions()
    options.hasHeader = !noHeader
    options.missingMarkers += missing?.split(separator: ",").map(String.init) ?? []
    let file = try CSVFile(data, options: options)
    let columns = predictor.design?.columns ?? predictor.terms.columns
    // A model of the intercept alone needs no column but the number of rows.
    guard !columns.isEmpty else { return try file.readData(columns: Array(file.columnNames.prefix(1))) }
    return try file.readData(columns: columns, text: .exactly(predictor.design?.textColumns ?? []))
  }
}

extension LinearPredictor.Interval: ExpressibleByArgument {}
