import DescentReport
import Foundation
import Testing

@Suite struct NumberFormatTests {
  /// The digits by the system alone.
  private func reference(_ value: Double, _ digits: Int) -> String {
    let scientific = String(format: "%.\(digits - 1)e", value)
    let exponent = Int(scientific.split(separator: "e")[1])!
    return exponent < -4 || exponent >= digits + 3
      ? scientific : String(format: "%.\(max(0, digits - 1 - exponent))f", value)
  }

  @Test func digitsAreThoseOfTheSystem() {
    var state: UInt64 = 7
    func random() -> UInt64 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return state >> 11
    }
    var values: [Double] = [
      1, 10, 100, 999_999.5, 0.5, 2.5, 0.15, 0.00025, 1e-4, 9.99999949e-5, 123_456_500, 1e15, 1e-13,
    ]
    for power in -14...16 {
      values += [pow(10, Double(power)), pow(10, Double(power)).nextDown, 9.999995 * pow(10, Double(power))]
    }
    for _ in 0..<50_000 {
      let mantissa = Double(random()) / 0x1p52
      values.append((mantissa - 1) * pow(10, Double(random() % 30) - 14))
    }
    // Halves of units in the last place, where rounding is decided by digits far behind.
    for _ in 0..<5_000 { values.append((Double(random() % 1_000_000) + 0.5) * pow(10, Double(random() % 12) - 6)) }
    for value in values where value != 0 {
      for digits in [1, 3, 4, 6] {
        let (text, expected) = (NumberFormat.significant(value, digits), reference(value, digits))
        if text != expected { Issue.record("\(value) to \(digits): \(text), not \(expected)") }
      }
    }
  }

  @Test func numbersThatAreNone() {
    #expect(NumberFormat.significant(Double.nan) == "–")
    #expect(NumberFormat.significant(Double.infinity) == "∞")
    #expect(NumberFormat.significant(-Double.infinity) == "−∞")
    #expect(NumberFormat.significant(0) == "0")
    #expect(NumberFormat.significant(nil) == "–")
    #expect(NumberFormat.significant(Double.leastNonzeroMagnitude, 3) == "4.94e-324")
    #expect(NumberFormat.plain(0.2) == "0.2")
    #expect(NumberFormat.plain(-1.5e20) == "-1.5e+20")
    #expect(NumberFormat.probability(1e-17) == "<2.2e-16")
    #expect(NumberFormat.count(1_234_567) == "1\u{202F}234\u{202F}567")
  }
}
