import Glibc

/// How a line search chooses steps, apart from where values come from: it is told of each trial and says what is next.
package protocol StepSearch {
  /// Takes note of a trial, in which values may not be finite.
  mutating func observe(_ trial: LinePoint) -> SearchVerdict
}

/// What is to be done after a trial of a line search.
package enum SearchVerdict: Equatable, Sendable {
  /// Take the trial.
  case accept
  /// Take the trial that was kept last.
  case acceptKept
  /// Keep the trial, the best so far, and try this step.
  case keep(next: Double)
  /// Try this step.
  case next(Double)
  /// Take the trial: the value falls along the line as far as one can go.
  case acceptUnbounded
  /// There is no step that is good enough.
  case fail
}

/// The part of a value within which two values may differ by rounding alone. There slopes decide: they have more digits
/// left than differences of values.
let searchNoise = 0x1p-33

/// The part of a step that is tried after it has led to where the function is not defined, for so many times in a row: ½,
/// 10⁻¹, 10⁻², 10⁻⁴, …
func wallShare(_ walls: Int) -> Double {
  walls <= 1 ? 0.5 : pow(10, -pow(2, Double(min(walls, 10) - 2)))
}
