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

      The data need the columns of the model, by name. Rows with a missing value in one of them are left out; the row
      numbers of the output are those of the data, counted from 1.
      """)

  @Argument(help: "The .json file of the model.")
  var model: String

  @Argument(help: "A .csv or .npy file with the columns of the model, or - for CSV from standard input.")
  var data: String

  @Option(help: "Print an interval too: confidence (of the mean) or prediction (of one new value).")
  var interval: LinearPredictor.Interval?

  @Option(help: "The level of the interval.")
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
    let table = try readTable(predictor.terms.columns)
    let values = try table.matrix(columns: predictor.terms.columns)
    let predictions: [LinearPredictor.Prediction]
    if let interval {
      predictions = try predictor.predict(values, interval: interval, level: level)
    } else {
      predictions = try predictor.predict(values).map { .init(fit: $0, lower: nil, upper: nil) }
    }
    let rows = 1...max(1, values.rowCount)
    if json {
      try printJSON(
        zip(rows, predictions).map { row, prediction in
          Line(row: row, fit: Figure(prediction.fit), lower: Figure(prediction.lower), upper: Figure(prediction.upper))
        })
    } else {
      if table.rowsDropped > 0 { note("warning: \(table.rowsDropped) rows with missing values have no prediction") }
      var output = TextTable(interval == nil ? ["row", "fit"] : ["row", "fit", "lower", "upper"])
      for (row, prediction) in zip(rows, predictions) {
        let bounds = interval == nil ? [] : [prediction.lower, prediction.upper].map { NumberFormat.significant($0) }
        output.addRow(["\(row)", NumberFormat.significant(prediction.fit)] + bounds)
      }
      try printOut(output.description)
    }
  }

  private struct Line: Encodable {
    var row: Int
    var fit, lower, upper: Figure
  }

  private func readTable(_ columns: [String]) throws -> Table {
    if data.lowercased().hasSuffix(".npy") { return try NPYFile(data).table() }
    var options = CSVOptions()
    options.hasHeader = !noHeader
    options.missingMarkers += missing?.split(separator: ",").map(String.init) ?? []
    return try CSVFile(data, options: options).read(columns: columns)
  }
}

extension LinearPredictor.Interval: ExpressibleByArgument {}
