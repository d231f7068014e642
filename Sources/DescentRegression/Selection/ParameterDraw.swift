import DescentLinearAlgebra
import Foundation

/// Random values of hyper-parameters, the same on every machine for the same seed.
///
/// ```swift
/// ModelSearch(validator, count: 50, seed: 7) { draw in
///   (ridge: draw.logUniform(1e-6...1e2), degree: draw.integer(1...5))
/// }
/// ```
public struct ParameterDraw: Sendable {
  private var generator: SeededGenerator

  /// The values of this seed.
  public init(seed: UInt64) { generator = SeededGenerator(seed: seed) }

  /// A number of the range, each equally likely.
  ///
  /// - Precondition: both ends are finite.
  public mutating func uniform(_ range: ClosedRange<Double>) -> Double {
    guard range.lowerBound.isFinite, range.upperBound.isFinite else {
      trap("ParameterDraw.uniform: the range \(range) has no finite ends")
    }
    let share = generator.uniform()
    return min(max(range.lowerBound * (1 - share) + range.upperBound * share, range.lowerBound), range.upperBound)
  }

  /// A number of the range whose logarithm is uniformly distributed: each power of ten is equally likely, as befits a
  /// penalty or a step.
  ///
  /// - Precondition: both ends are positive and finite.
  public mutating func logUniform(_ range: ClosedRange<Double>) -> Double {
    guard range.lowerBound > 0, range.upperBound.isFinite else {
      trap("ParameterDraw.logUniform: the range \(range) has ends that are not positive and finite")
    }
    return min(
      max(exp(uniform(log(range.lowerBound)...log(range.upperBound))), range.lowerBound),
      range.upperBound)
  }

  /// A whole number of the range, each equally likely.
  public mutating func integer(_ range: ClosedRange<Int>) -> Int {
    .random(in: range, using: &generator)
  }

  /// One of these, each equally likely.
  ///
  /// - Precondition: there is at least one.
  public mutating func choice<T>(_ choices: [T]) -> T {
    choices[generator.index(below: choices.count)]
  }
}

/// All combinations of values, the last changing fastest: the candidates of a grid search.
public enum ParameterGrid {
  /// Each of the first with each of the second.
  public static func combinations<A, B>(_ first: [A], _ second: [B]) -> [(A, B)] {
    first.flatMap { a in second.map { b in (a, b) } }
  }

  /// Each of the first with each of the second and each of the third.
  public static func combinations<A, B, C>(_ first: [A], _ second: [B], _ third: [C]) -> [(A, B, C)] {
    first.flatMap { a in second.flatMap { b in third.map { c in (a, b, c) } } }
  }
}
