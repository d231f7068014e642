import ArgumentParser
import Descent
import DescentReport
import Foundation

struct Certify: Subcommand {
  static let configuration = CommandConfiguration(
    abstract: "Correct digits on the certified reference data sets.",
    discussion: """
      EXAMPLES
        descent certify
        descent certify --floor 14 --json
        descent certify --method qr

      Fits data sets of NIST's Statistical Reference Datasets, which are part of
      this program, and compares the worst coefficient and the worst standard error
      with the certified values, of which there are 15 digits. The ceiling is what
      the exact solution reaches for anybody who stores the data as doubles; where
      it is lower than the floor, it takes the floor's place.

      EXIT CODES
        0 good   1 a set is below the floor   2 usage
      """)

  @Option(help: "auto (all digits), cholesky (fast), double-double (slow, all digits), qr or svd (minimum norm).")
  var method: LeastSquaresMethod = .auto

  @Option(parsing: .unconditional, help: "The digits that coefficients and standard errors must have.")
  var floor: Double = 13

  @Flag(help: "Print a JSON list, every number in full precision.")
  var json = false

  @OptionGroup var output: OutputOptions

  func validate() throws {
    guard floor >= 0, floor.isFinite else { throw ValidationError("--floor must be a number of digits from 0 on") }
  }

  func run() throws {
    let certificates = try ReferenceSet.all().map { Certificate($0, method: method, floor: floor) }
    if json { try printJSON(certificates) } else { try printOut(table(certificates)) }
    let failures = certificates.filter { !$0.passed }
    guard failures.isEmpty else {
      let sets = failures.map { "\($0.set) (\($0.message.value ?? $0.worstDigits))" }.joined(separator: ", ")
      throw Failure(status: .belowFloor, message: "below \(NumberFormat.plain(floor)) digits: \(sets)")
    }
  }

  private func table(_ certificates: [Certificate]) -> String {
    var table = TextTable(
      ["set", "coefficients", "ceiling", "standard errors", "ceiling", ""],
      alignments: [.left, .right, .right, .right, .right, .left])
    for certificate in certificates {
      table.addRow([
        certificate.set, certificate.coefficientDigits.text, certificate.ceiling.text,
        certificate.standardErrorDigits.text, certificate.standardErrorCeiling.text,
        certificate.passed ? "passed" : "failed",
      ])
    }
    let count = certificates.count { $0.passed }
    return """
      Correct digits by the method \(method.rawValue), NIST Statistical Reference Datasets

      \(table)

      \(count) of \(certificates.count) sets have \(NumberFormat.plain(floor)) digits, or all that their stored data allow.
      """
  }
}

/// What one set shows: a line of the table, an element of the JSON list.
private struct Certificate: Encodable {
  let set: String
  /// Of the worst coefficient, and of the worst standard error; null where the certified ones are 0, an exact fit.
  let coefficientDigits, standardErrorDigits: Figure
  /// What the exact solution of the stored data reaches.
  let ceiling, standardErrorCeiling: Figure
  let passed: Bool
  /// Why there are no digits.
  let message: Nullable<String>

  /// How far below a ceiling counts as the ceiling itself: coefficients are rounded to doubles too.
  private static let allowance = 0.1

  init(_ set: ReferenceSet, method: LeastSquaresMethod, floor: Double) {
    self.set = set.name
    ceiling = Figure(set.coefficientCeiling)
    standardErrorCeiling = Figure(set.standardErrorCeiling)
    do {
      let model = try set.fit(method)
      let digits = set.worstDigits(model.coefficients.map(\.estimate), set.coefficients)
      let errorDigits =
        set.hasExactFit ? nil : set.worstDigits(model.coefficients.map(\.standardError), set.standardErrors)
      coefficientDigits = Figure(digits)
      standardErrorDigits = Figure(errorDigits)
      passed =
        digits >= min(floor, set.coefficientCeiling - Self.allowance)
        && (errorDigits ?? .infinity) >= min(floor, (set.standardErrorCeiling ?? .infinity) - Self.allowance)
      message = Nullable(nil)
    } catch {
      coefficientDigits = Figure(nil)
      standardErrorDigits = Figure(nil)
      passed = false
      message = Nullable("\(error)")
    }
  }

  /// For the sentence of a failure.
  var worstDigits: String {
    Figure([coefficientDigits, standardErrorDigits].compactMap(\.value).min()).text
  }
}

extension Figure {
  /// With one decimal, cut off and not rounded: 13.99 digits are not 14.
  fileprivate var text: String { value.map { String(format: "%.1f", ($0 * 10).rounded(.down) / 10) } ?? "–" }
}
