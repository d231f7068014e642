import Descent
import DescentReport
import Foundation

/// What one problem showed.
struct DigitsMeasurement {
  /// κ_s²ρ.
  let difficulty: Double
  /// Digits of the worst coefficient and the worst standard error, and what the fit itself says of them.
  let digits, standardErrorDigits: Double
  let claimed, claimedOfStandardErrors: Double?
  /// Digits of the worst coefficient by the peer.
  let peerDigits: Double
  /// Whether the residuals are more than the rounding of y, so that standard errors measure something.
  let hasResiduals: Bool

  /// 15 digits while κ_s²ρ ≤ 10¹⁶, then one less for every decade.
  var goal: Double { difficulty <= 1e16 ? 15 : 31 - log10(difficulty) }

  /// The digits of a number that is rounded to a double once.
  static let roundedDigits = 15.95

  /// By how many digits the fit says too much, negative where it says too little.
  var overshoot: Double? { claimed.map { $0 - digits } }
  var overshootOfStandardErrors: Double? {
    hasResiduals ? claimedOfStandardErrors.map { $0 - standardErrorDigits } : nil
  }
  var shortfall: Double? { claimed.map { min(digits, Self.roundedDigits) - $0 } }
}

/// The problems of one decade of κ_s²ρ.
struct DigitsResult: Encodable {
  /// The decade from 10^exponent on; nil for all below 1.
  let exponent: Int?
  let count: Int
  let worst, median: Double
  /// The least distance of the digits from their goal.
  let margin: Double
  let worstOvershoot, medianShortfall: Double?
  let worstStandardErrors, worstOvershootOfStandardErrors: Double?
  let peerWorst, peerMedian: Double

  init(exponent: Int?, _ measurements: [DigitsMeasurement]) {
    let digits = measurements.map { min($0.digits, DigitsMeasurement.roundedDigits) }
    self.exponent = exponent
    count = measurements.count
    worst = digits.min()!
    median = digits.median!
    margin = measurements.map { $0.digits - $0.goal }.min()!
    worstOvershoot = measurements.compactMap(\.overshoot).max()
    medianShortfall = measurements.compactMap(\.shortfall).median
    worstStandardErrors = measurements.filter(\.hasResiduals)
      .map { min($0.standardErrorDigits, DigitsMeasurement.roundedDigits) }.min()
    worstOvershootOfStandardErrors = measurements.compactMap(\.overshootOfStandardErrors).max()
    peerWorst = measurements.map(\.peerDigits).min()!
    peerMedian = measurements.map(\.peerDigits).median!
  }

  /// The decades that have problems, the easy ones first.
  static func byDecade(_ measurements: [DigitsMeasurement]) -> [DigitsResult] {
    Dictionary(grouping: measurements) { max(-1, Int(log10($0.difficulty).rounded(.down))) }
      .sorted { $0.key < $1.key }
      .map { DigitsResult(exponent: $0.key < 0 ? nil : $0.key, $0.value) }
  }

  static func table(_ results: [DigitsResult], peer: String) -> BenchmarkTable {
    let header = [
      "κ²ρ from", "problems", "worst", "median", "above goal", "worst overshoot", "median shortfall", "s.e. worst",
      "s.e. overshoot", "\(peer) worst", "median",
    ]
    var table = BenchmarkTable(header, title: "By decades of κ²ρ", isDetail: true)
    let text = { (value: Double?) in value.map { String(format: "%.2f", ($0 * 100).rounded() / 100 + 0) } ?? "–" }
    let precise = { (value: Double?) in value.map { String(format: "%+.2f", $0) } ?? "–" }
    for result in results {
      table.addRow([
        result.exponent.map { "1e\($0)" } ?? "0", "\(result.count)", text(result.worst), text(result.median),
        text(result.margin), precise(result.worstOvershoot), text(result.medianShortfall),
        text(result.worstStandardErrors), precise(result.worstOvershootOfStandardErrors), text(result.peerWorst),
        text(result.peerMedian),
      ])
    }
    return table
  }
}

extension [Double] {
  /// The lower of the two middle ones; nil of none.
  var median: Double? { isEmpty ? nil : sorted()[(count - 1) / 2] }
}
