import Descent
import Foundation

/// One of NIST's sets for nonlinear regression, with the values that NIST certifies to 11 digits.
struct CertifiedNonlinearSet {
  let name: String
  let x: Matrix<Double>
  let y: Vector<Double>
  let starts: [Vector<Double>]
  let estimates, standardDeviations: [Double]
  let residualSumOfSquares, residualStandardDeviation: Double

  private struct Stored: Decodable {
    struct Values: Decodable {
      var columns, starts: [String]
      var estimates, standardDeviations, residualSumOfSquares, residualStandardDeviation: String
    }
    var sets: [String: Values]
  }

  private static let stored = Result {
    try JSONDecoder().decode(
      Stored.self, from: Data(contentsOf: Fixtures.folder.appendingPathComponent("nist-nonlinear.json")))
  }

  static var names: [String] { NonlinearSetModel.all.keys.sorted() }

  init(_ name: String) throws {
    let values = try Self.stored.get().sets[name]!
    let numbers = { (text: String) in text.split(separator: " ").map { Double($0)! } }
    let columns = values.columns.map { Vector(numbers($0)) }
    self.name = name
    x = Matrix(columns: Array(columns.dropFirst()))
    // NIST's model of this set is one of log y.
    y = name == "Nelson" ? columns[0].mapElements { log($0) } : columns[0]
    starts = values.starts.map { Vector(numbers($0)) }
    estimates = numbers(values.estimates)
    standardDeviations = numbers(values.standardDeviations)
    residualSumOfSquares = Double(values.residualSumOfSquares)!
    residualStandardDeviation = Double(values.residualStandardDeviation)!
  }

  var model: NonlinearSetModel { NonlinearSetModel.all[name]! }

  /// The least digits of all estimates, and of all standard deviations.
  func digits(_ model: NonlinearModel) -> (estimates: Double, standardErrors: Double) {
    let parameters = model.parameters
    return (
      zip(parameters, estimates).map { correctDigits($0.estimate, $1) }.min()!,
      zip(parameters, standardDeviations).map { correctDigits($0.standardError, $1) }.min()!
    )
  }
}
