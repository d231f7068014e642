import Foundation

/// The functions of one value that formulas have.
public enum FormulaFunction: String, Sendable, Hashable, CaseIterable {
  /// The natural logarithm.
  case log
  /// The logarithm to the base 2.
  case log2
  /// The logarithm to the base 10.
  case log10
  /// log(1 + x), exact for small x.
  case log1p
  /// eˣ
  case exp
  /// eˣ − 1, exact for small x.
  case expm1
  /// The square root.
  case sqrt
  /// The magnitude.
  case abs
  /// The sine.
  case sin
  /// The cosine.
  case cos
  /// The tangent.
  case tan

  /// The value; NaN where it does not exist, infinite where it is beyond all doubles.
  ///
  /// - Accuracy: that of the C library, below one unit in the last place.
  public func callAsFunction(_ x: Double) -> Double {
    switch self {
    // The logarithm of 0 does not exist here.
    case .log: x > 0 ? Foundation.log(x) : .nan
    case .log2: x > 0 ? Foundation.log2(x) : .nan
    case .log10: x > 0 ? Foundation.log10(x) : .nan
    case .log1p: x > -1 ? Foundation.log1p(x) : .nan
    case .exp: Foundation.exp(x)
    case .expm1: Foundation.expm1(x)
    case .sqrt: x.squareRoot()
    case .abs: x.magnitude
    case .sin: Foundation.sin(x)
    case .cos: Foundation.cos(x)
    case .tan: Foundation.tan(x)
    }
  }

  /// What the function needs, where it does not exist for every number.
  var domain: String? {
    switch self {
    case .log, .log2, .log10: "a logarithm needs a number above 0"
    case .log1p: "log1p needs a number above -1"
    case .sqrt: "a square root needs a number from 0 on"
    default: nil
    }
  }
}
