public import DescentLinearAlgebra
import Synchronization

/// An objective that counts how often it is asked: the same function, with the same bits, for comparing methods by their
/// evaluations.
///
/// ```swift
/// let counting = CountingObjective(try LogisticLoss(x, y))
/// _ = try GradientDescent(step: .safe).minimize(counting)
/// counting.evaluations
/// ```
///
/// Copies share their counts, and threads may evaluate at the same time. It gives what the base gives: curvature bounds,
/// Hessians, samples. A run that goes on with the base's ``Objective/expansion()`` asks for values and gradients no more,
/// and those are not counted.
public struct CountingObjective<Base: Objective>: Objective {
  /// The objective that is counted.
  public let base: Base
  private let counts = EvaluationCounts()

  /// Counts from 0.
  public init(_ base: Base) { self.base = base }

  /// How often value and gradient were asked for, over all samples.
  public var evaluations: Int { counts.evaluations.load(ordering: .relaxed) }
  /// How often the value alone was asked for.
  public var values: Int { counts.values.load(ordering: .relaxed) }
  /// How often value and gradient over a list of samples were asked for.
  public var batches: Int { counts.batches.load(ordering: .relaxed) }
  /// The samples in all these lists together.
  public var listedSamples: Int { counts.listedSamples.load(ordering: .relaxed) }
  /// How often the Hessian was asked for, or a product with it.
  public var hessians: Int { counts.hessians.load(ordering: .relaxed) }

  /// Counts from 0 again.
  public func reset() {
    counts.evaluations.store(0, ordering: .relaxed)
    counts.values.store(0, ordering: .relaxed)
    counts.batches.store(0, ordering: .relaxed)
    counts.listedSamples.store(0, ordering: .relaxed)
    counts.hessians.store(0, ordering: .relaxed)
  }

  public var parameterCount: Int { base.parameterCount }
  public var expansionCost: Double? { base.expansionCost }
  public func expansion() -> QuadraticExpansion? { base.expansion() }

  public func evaluate(at point: Span<Double>, gradient: inout MutableSpan<Double>) -> Double {
    counts.evaluations.wrappingAdd(1, ordering: .relaxed)
    return base.evaluate(at: point, gradient: &gradient)
  }

  public func value(at point: Span<Double>) -> Double {
    counts.values.wrappingAdd(1, ordering: .relaxed)
    return base.value(at: point)
  }
}

private final class EvaluationCounts: Sendable {
  let evaluations = Atomic<Int>(0)
  let values = Atomic<Int>(0)
  let batches = Atomic<Int>(0)
  let listedSamples = Atomic<Int>(0)
  let hessians = Atomic<Int>(0)
}

extension CountingObjective: FiniteSumObjective where Base: FiniteSumObjective {
  public var sampleCount: Int { base.sampleCount }
  public func largestSampleCurvature() -> Double? { base.largestSampleCurvature() }

  public func evaluate(samples: Span<Int>, at point: Span<Double>, gradient: inout MutableSpan<Double>) -> Double {
    counts.batches.wrappingAdd(1, ordering: .relaxed)
    counts.listedSamples.wrappingAdd(samples.count, ordering: .relaxed)
    return base.evaluate(samples: samples, at: point, gradient: &gradient)
  }
}

extension CountingObjective: TwiceDifferentiableObjective where Base: TwiceDifferentiableObjective {
  public func hessian(at point: Span<Double>) -> Matrix<Double> {
    counts.hessians.wrappingAdd(1, ordering: .relaxed)
    return base.hessian(at: point)
  }

  public func evaluateHessian(at point: Span<Double>, into hessian: inout Matrix<Double>) {
    counts.hessians.wrappingAdd(1, ordering: .relaxed)
    base.evaluateHessian(at: point, into: &hessian)
  }

  public func hessianError(_ hessian: Matrix<Double>, at point: Span<Double>) -> Double {
    base.hessianError(hessian, at: point)
  }
}

extension CountingObjective: CurvatureProviding where Base: CurvatureProviding {
  public func curvatureBounds() throws -> CurvatureBounds { try base.curvatureBounds() }
}

extension CountingObjective: QuadraticObjective where Base: QuadraticObjective {
  public func hessian() -> Matrix<Double> {
    counts.hessians.wrappingAdd(1, ordering: .relaxed)
    return base.hessian()
  }

  public func multiplyHessian(by direction: Span<Double>, into product: inout MutableSpan<Double>) {
    counts.hessians.wrappingAdd(1, ordering: .relaxed)
    base.multiplyHessian(by: direction, into: &product)
  }

  public func curvature(along direction: Span<Double>) -> Double {
    counts.hessians.wrappingAdd(1, ordering: .relaxed)
    return base.curvature(along: direction)
  }
}
