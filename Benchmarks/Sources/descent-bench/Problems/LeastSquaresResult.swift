import Descent
import DescentReport

/// One side's figures.
struct FitResult: Encodable {
  let name, library: String
  let timing: Timing
  /// Of the worst coefficient in the worst run, at most 16.
  let digits: Double
  /// The most memory beyond X and y.
  let peakGrowth: Int
  /// The time over max(S, D) + S, and over that of the first side.
  let ratioToLimit, ratioToFirst: Double
}

/// All sides of one size.
struct LeastSquaresResult: Encodable {
  let rows, columns: Int
  /// S and D.
  let streamSeconds, gramSeconds: Double
  let fits: [FitResult]

  private var title: String {
    "\(NumberFormat.count(rows)) × \(NumberFormat.count(columns)), \(NumberFormat.count((rows * columns * 8) >> 20)) MiB: "
      + "S \(NumberFormat.seconds(streamSeconds)), D \(NumberFormat.seconds(gramSeconds))"
  }

  var table: BenchmarkTable {
    let header = [
      "", "library", "minimum", "median", "runs", "× (max(S, D) + S)", "× Descent", "digits", "memory beyond X",
    ]
    var table = BenchmarkTable(header, title: title, isLeft: header.indices.map { $0 < 2 })
    for fit in fits {
      table.addRow([
        fit.name, fit.library, NumberFormat.seconds(fit.timing.minimum), NumberFormat.seconds(fit.timing.median),
        "\(fit.timing.repeats)", NumberFormat.significant(fit.ratioToLimit, 3),
        NumberFormat.significant(fit.ratioToFirst, 3), NumberFormat.significant(fit.digits, 3),
        "\(NumberFormat.count(fit.peakGrowth >> 20)) MiB",
      ])
    }
    return table
  }

  var conclusion: String {
    let own = fits[0]
    var text =
      "At \(NumberFormat.count(rows)) × \(NumberFormat.count(columns)) Descent takes "
      + "\(NumberFormat.significant(own.ratioToLimit, 3)) times max(S, D) + S, for "
      + "\(NumberFormat.significant(own.digits, 3)) digits and \(NumberFormat.count(own.peakGrowth >> 20)) MiB beyond X."
    for fit in fits.dropFirst() where fit.library != own.library {
      text += " \(fit.name): \(NumberFormat.significant(fit.ratioToFirst, 2)) times the time, "
      text += "\(NumberFormat.significant(fit.digits, 3)) digits."
    }
    return text
  }
}
