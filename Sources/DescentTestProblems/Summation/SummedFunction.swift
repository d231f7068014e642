import DescentLinearAlgebra
import DescentOptimization

/// A function f = Σ rᵢ² + Σ tᵢ, written down as its summands and their derivatives. Value, gradient and Hessian follow:
/// g = 2Jᵀr + Σ ∇tᵢ and H = 2JᵀJ + 2 Σ rᵢ ∇²rᵢ + Σ ∇²tᵢ.
protocol SummedFunction: TwiceDifferentiableObjective {
  /// Adds all summands at x to f.
  func sum(at x: Span<Double>, into f: inout some Summation)
}

extension SummedFunction {
  func value(at point: Span<Double>) -> Double {
    requireElements(point.count)
    var f = ValueSum()
    sum(at: point, into: &f)
    return f.value
  }

  func evaluate(at point: Span<Double>, gradient: inout MutableSpan<Double>) -> Double {
    requireElements(point.count)
    requireElements(gradient.count)
    return gradient.withUnsafeMutableBufferPointer { gradient in
      var f = GradientSum(into: gradient)
      sum(at: point, into: &f)
      return f.value
    }
  }

  func hessian(at point: Span<Double>) -> Matrix<Double> {
    requireElements(point.count)
    var f = HessianSum(parameterCount: parameterCount)
    sum(at: point, into: &f)
    return f.result()
  }

  /// The sums write without looking: what is given must have the right length.
  func requireElements(_ count: Int) {
    guard count == parameterCount else {
      trapCount("\(Self.self): its parameters, the numbers given", parameterCount, count)
    }
  }
}
