import DescentLinearAlgebra

/// A mean over samples, (1/n) Σ fᵢ(x), given by a closure for one sample.
///
/// ```swift
/// let data = [1.0, 2, 6]
/// let spread = FiniteSumClosure(1, sampleCount: 3) { i, x, gradient in
///   gradient[0] += x[0] - data[i]
///   return 0.5 * (x[0] - data[i]) * (x[0] - data[i])
/// }
/// ```
public struct FiniteSumClosure: FiniteSumObjective {
  /// Adds the gradient of fᵢ at the point to `gradient`, and returns fᵢ there.
  public typealias Body =
    @Sendable (_ sample: Int, _ point: Span<Double>, _ gradient: inout MutableSpan<Double>) -> Double

  public let parameterCount: Int
  public let sampleCount: Int
  private let curvature: Double?
  private let body: Body

  /// A mean over samples.
  ///
  /// - Parameters:
  ///   - parameterCount: p.
  ///   - sampleCount: n, at least 1.
  ///   - largestSampleCurvature: an upper bound of the eigenvalues of the Hessians of all fᵢ, where one is known.
  ///   - body: **adds** the gradient of fᵢ at the point to `gradient`, and returns fᵢ there.
  /// - Precondition: there is at least one sample; the curvature is not negative.
  public init(
    _ parameterCount: Int, sampleCount: Int, largestSampleCurvature: Double? = nil, _ body: @escaping Body
  ) {
    guard sampleCount > 0 else { trap("FiniteSumClosure: \(sampleCount) samples have no mean, give 1 or more") }
    if let largestSampleCurvature, !(largestSampleCurvature >= 0) {
      trap("FiniteSumClosure: the largest curvature \(largestSampleCurvature) of a sample must not be negative")
    }
    self.parameterCount = parameterCount
    self.sampleCount = sampleCount
    curvature = largestSampleCurvature
    self.body = body
  }

  /// The mean over all samples, added up in their order, and its gradient.
  ///
  /// - Complexity: n calls of the closure, on this thread; no allocation.
  public func evaluate(at point: Span<Double>, gradient: inout MutableSpan<Double>) -> Double {
    for j in gradient.indices { gradient[j] = 0 }
    var sum = 0.0
    for sample in 0..<sampleCount { sum += body(sample, point, &gradient) }
    return mean(of: sum, sampleCount, &gradient)
  }

  /// The mean over the listed samples, added up in their order, and its gradient.
  ///
  /// - Precondition: at least one sample is listed, and all are in 0 ..< n.
  /// - Complexity: a call of the closure for each, on this thread; no allocation.
  public func evaluate(samples: Span<Int>, at point: Span<Double>, gradient: inout MutableSpan<Double>) -> Double {
    requireSamples(samples)
    for j in gradient.indices { gradient[j] = 0 }
    var sum = 0.0
    for k in samples.indices {
      let sample = samples[k]
      guard sample >= 0, sample < sampleCount else { trapIndex("The sample", sample, sampleCount) }
      sum += body(sample, point, &gradient)
    }
    return mean(of: sum, samples.count, &gradient)
  }

  public func largestSampleCurvature() -> Double? { curvature }

  private func mean(of sum: Double, _ count: Int, _ gradient: inout MutableSpan<Double>) -> Double {
    for j in gradient.indices { gradient[j] /= Double(count) }
    return sum / Double(count)
  }
}
