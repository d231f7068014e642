/// The gradient kernels as the benchmarks see them, which are a package of their own.
@_spi(Benchmarks)
public struct GradientKernels: Sendable {
  private let doubles: ResidualGradient
  private let floats: BatchGradient<Float>
  private let doubleDoubles: ResidualGradientDoubleDouble
  private let logisticLoss: BatchGradient<Double>

  /// Kernels for X in double and in single precision, and y.
  public init(_ x: Matrix<Double>, _ single: Matrix<Float>, _ y: Vector<Double>) {
    doubles = ResidualGradient(x, y)
    floats = BatchGradient(single, Vector(y.map { Float($0) }))
    doubleDoubles = ResidualGradientDoubleDouble(x, y)
    logisticLoss = BatchGradient(x, y.mapElements { $0 > 0 ? 1 : 0 }, loss: .logistic, offsets: nil)
  }

  /// g ← Xᵀ(y − Xβ) in double precision.
  public func double(at beta: Vector<Double>, into gradient: inout Vector<Double>) {
    var span = gradient.mutableSpan
    _ = doubles.evaluate(at: beta.span, gradient: &span, scale: 1)
  }

  /// The same with X and y in single precision.
  public func single(at beta: Vector<Double>, into gradient: inout Vector<Double>) {
    var span = gradient.mutableSpan
    _ = floats.evaluate(at: beta.span, gradient: &span, scale: 1)
  }

  /// The same in double-double arithmetic, as high + low.
  public func doubleDouble(
    at high: Vector<Double>, _ low: Vector<Double>, into gradientHigh: inout Vector<Double>,
    _ gradientLow: inout Vector<Double>
  ) {
    var highSpan = gradientHigh.mutableSpan
    var lowSpan = gradientLow.mutableSpan
    _ = doubleDoubles.evaluate(high: high.span, low: low.span, gradientHigh: &highSpan, gradientLow: &lowSpan)
  }

  /// g ← Xᵀ(c − μ) of the logistic loss, with c = 1 where y is positive and 0 elsewhere; returns the sum of the losses.
  public func logistic(at beta: Vector<Double>, into gradient: inout Vector<Double>) -> Double {
    var span = gradient.mutableSpan
    return logisticLoss.evaluate(at: beta.span, gradient: &span, scale: 1)
  }
}
