/// An objective given by a closure.
///
/// ```swift
/// let well = ClosureObjective(1) { x, gradient in
///   gradient[0] = 4 * x[0] * x[0] * x[0] - 8 * x[0] + 1
///   return x[0] * x[0] * x[0] * x[0] - 4 * x[0] * x[0] + x[0]
/// }
/// ```
public struct ClosureObjective: Objective {
  /// Writes the gradient at the point, and returns the value there.
  public typealias Body = @Sendable (_ point: Span<Double>, _ gradient: inout MutableSpan<Double>) -> Double

  public let parameterCount: Int
  private let body: Body

  /// An objective of `parameterCount` parameters.
  public init(_ parameterCount: Int, _ body: @escaping Body) {
    self.parameterCount = parameterCount
    self.body = body
  }

  public func evaluate(at point: Span<Double>, gradient: inout MutableSpan<Double>) -> Double {
    body(point, &gradient)
  }
}
