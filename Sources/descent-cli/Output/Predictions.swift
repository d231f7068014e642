import Descent
import DescentReport

/// What a model predicts for the rows of a table: some figures a row.
struct Predictions {
  /// The names of the figures.
  var names: [String]
  /// The figures of each row; nil where a value is missing.
  var rows: [[Double?]?]
  /// The class of each row, of models that predict one.
  var chosen: [String?]?

  /// Predicted values without intervals, whose ends are there in JSON all the same.
  init(fits: [Double?]) {
    names = ["fit", "lower", "upper"]
    rows = fits.map { fit in fit.map { [$0, nil, nil] } }
  }

  /// Predicted values with the ends of intervals.
  init(_ predictions: [LinearPredictor.Prediction?]) {
    names = ["fit", "lower", "upper"]
    rows = predictions.map { row in row.map { [$0.fit, $0.lower, $0.upper] } }
  }

  /// Means or linear predictors with standard errors and the ends of intervals.
  init(_ predictions: [GeneralizedLinearPredictor.Prediction?]) {
    names = ["fit", "standardError", "lower", "upper"]
    rows = predictions.map { row in row.map { [$0.fit, $0.standardError, $0.lower, $0.upper] } }
  }

  /// The most probable class and the probabilities of all.
  init(classes: [String], _ probabilities: [[Double]?], _ chosen: [String?]) {
    names = classes
    rows = probabilities.map { row in row.map { $0.map { $0 } } }
    self.chosen = chosen
  }

  /// The value under the name given, the ends of its interval behind it.
  func renamed(_ name: String) -> Predictions {
    var result = self
    result.names = names.map { $0 == "fit" ? name : "\(name) \($0)" }
    return result
  }

  /// These figures and others of the same rows.
  func joined(with other: Predictions) -> Predictions {
    var result = self
    result.names += other.names
    result.rows = zip(rows, other.rows).map { first, second in first.flatMap { first in second.map { first + $0 } } }
    return result
  }

  /// One line for each row, counted from 1, without figures that no row has; in CSV all digits of them, and an empty
  /// cell for what is missing.
  func rendered(as format: TableFormat) -> String {
    format == .csv
      ? table(missing: "") { "\($0)" }.rendered(as: format)
      : table(missing: "–") { NumberFormat.significant($0) }.rendered(as: format)
  }

  private func table(missing: String, number written: (Double) -> String) -> TextTable {
    let shown = names.indices.filter { column in
      !["lower", "upper"].contains { names[column].hasSuffix($0) } || rows.contains { $0?[column] != nil }
    }
    let titles = shown.map { names[$0] == "standardError" ? "std. error" : names[$0] }
    var table = TextTable(["row"] + (chosen == nil ? [] : ["class"]) + titles)
    for (number, row) in rows.enumerated() {
      let name = chosen.map { [$0[number] ?? missing] } ?? []
      table.addRow(["\(number + 1)"] + name + shown.map { row?[$0].map(written) ?? missing })
    }
    return table
  }

  /// One object for each row.
  var lines: [Line] { rows.indices.map { Line(predictions: self, number: $0) } }

  /// The figures of a row by their names; of a class its name and the probabilities by theirs.
  struct Line: Encodable {
    let predictions: Predictions
    let number: Int

    private struct Key: CodingKey {
      var stringValue: String
      var intValue: Int? { nil }
      init(_ name: String) { stringValue = name }
      init?(stringValue: String) { self.init(stringValue) }
      init?(intValue: Int) { nil }
    }

    func encode(to encoder: any Encoder) throws {
      var line = encoder.container(keyedBy: Key.self)
      try line.encode(number + 1, forKey: Key("row"))
      let row = predictions.rows[number]
      func write(to container: inout KeyedEncodingContainer<Key>) throws {
        for (column, name) in predictions.names.enumerated() {
          try container.encode(Figure(row?[column]), forKey: Key(name))
        }
      }
      guard let chosen = predictions.chosen else { return try write(to: &line) }
      try line.encode(Nullable(chosen[number]), forKey: Key("class"))
      var probabilities = line.nestedContainer(keyedBy: Key.self, forKey: Key("probabilities"))
      try write(to: &probabilities)
    }
  }
}
