public import DescentLinearAlgebra

/// An objective that is a mean over samples, f(x) = (1/n) Σ fᵢ(x) + P(x) with a penalty P: what stochastic methods descend
/// on, a few samples a step.
///
/// ``Objective/evaluate(at:gradient:)`` is the mean over all samples. A mean over a list of samples that are drawn at
/// random has f and its gradient as expected values.
///
/// ```swift
/// let loss = try LogisticLoss(x, y)
/// var gradient = Vector<Double>.zeros(loss.parameterCount)
/// let value = loss.evaluate(samples: [3, 1, 4], at: .zeros(loss.parameterCount), gradient: &gradient)
/// ```
public protocol FiniteSumObjective: Objective {
  /// n, the number of samples.
  var sampleCount: Int { get }

  /// The mean of fᵢ over the listed samples, plus the penalty in full; writes the gradient of that to all elements of
  /// `gradient`.
  ///
  /// - Parameters:
  ///   - samples: at least one index in 0 ..< n; one that is listed twice counts twice.
  ///   - point: ``Objective/parameterCount`` numbers.
  ///   - gradient: room for ``Objective/parameterCount`` numbers, whose old content does not matter.
  func evaluate(samples: Span<Int>, at point: Span<Double>, gradient: inout MutableSpan<Double>) -> Double

  /// An upper bound of the eigenvalues of the Hessians of all fᵢ + P, at any point: the largest Lipschitz constant of the
  /// gradient of a sample. Nil where none is known, as by default.
  ///
  /// Methods that reduce the variance take their steps from it, such as 1/(3L) of SAGA (Defazio, Bach, Lacoste-Julien
  /// 2014).
  func largestSampleCurvature() -> Double?
}

extension FiniteSumObjective {
  public func largestSampleCurvature() -> Double? { nil }

  /// The largest step with which stochastic gradient descent on single samples is stable, whichever comes: 2/L, rounded
  /// down, with L the ``largestSampleCurvature()``. Nil where that is not known; infinite where it is 0.
  ///
  /// The gradient step on one sample is then nonexpansive if fᵢ is convex. Batches of more samples bear at least this step.
  public func maximumStochasticStep() -> Double? {
    largestSampleCurvature().map { curvature in
      curvature > 0 ? min((2 / curvature).nextDown, .greatestFiniteMagnitude) : .infinity
    }
  }

  /// The mean of fᵢ over the listed samples, plus the penalty in full; writes the gradient of that to `gradient`.
  ///
  /// - Precondition: the point and the gradient have ``Objective/parameterCount`` elements; at least one sample is listed,
  ///   and all are in 0 ..< n.
  public func evaluate(samples: [Int], at point: Vector<Double>, gradient: inout Vector<Double>) -> Double {
    requireCount(point.count)
    requireCount(gradient.count)
    var span = gradient.mutableSpan
    return evaluate(samples: samples.span, at: point.span, gradient: &span)
  }

  /// Traps where no sample is listed: a mean over none has no value.
  func requireSamples(_ samples: Span<Int>) {
    guard samples.count > 0 else {
      trap("\(Self.self): the list of samples is empty, and a mean over none has no value")
    }
  }
}
