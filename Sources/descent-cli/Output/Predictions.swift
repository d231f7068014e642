import Descent
import DescentReport

/// What a model predicts for the rows of a table: some figures a row.
struct Predictions {
  /// The names of the figures.
  var names: [String]
  /// The figures of each row; nil where a value is missing.
  var rows: [[Double?]?]

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

  /// One line for each row, counted from 1, without figures that no row has.
  var table: TextTable {
    let shown = names.indices.filter { column in
      !["lower", "upper"].contains { names[column].hasSuffix($0) } || rows.contains { $0?[column] != nil }
    }
    var table = TextTable(["row"] + shown.map { names[$0] == "standardError" ? "std. error" : names[$0] })
    for (number, row) in rows.enumerated() {
      table.addRow(["\(number + 1)"] + shown.map { NumberFormat.significant(row?[$0]) })
    }
    return table
  }

  /// One object for each row.
  var lines: [[String: Figure]] {
    rows.enumerated().map { number, row in
      var line = ["row": Figure(Double(number + 1))]
      for (column, name) in names.enumerated() { line[name] = Figure(row?[column]) }
      return line
    }
  }
}
