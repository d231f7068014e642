import DescentLinearAlgebra

/// How fast this machine does what the methods of least squares consist of, with the threads that are in use.
///
/// ```swift
/// let speed = MachineSpeed.measured(on: x)      // some ten milliseconds, the first time
/// let plan = try loss.plan(tolerance: 1e-8, speed: speed)
/// ```
///
/// Rates depend on the shape: kernels are slower for few columns, and what fits the caches is read faster. Those of one
/// shape serve for others only roughly. A value can also be made by hand, for plans that shall not depend on the machine.
public struct MachineSpeed: Sendable, Codable, Hashable {
  /// Bytes of X a second in a pass that finds value and gradient. The time of a pass over X is S.
  public var passBandwidth: Double
  /// The same of a pass in double-double arithmetic.
  public var refinedPassBandwidth: Double
  /// Flops a second in forming XᵀX, of which there are np². The time of that is D.
  public var productRate: Double
  /// Multiplications and additions a second in forming XᵀX in double-double arithmetic, of which there are np²/2.
  public var refinedProductRate: Double
  /// Flops a second in a Householder QR decomposition, of which there are 2p²(n − p/3).
  public var reflectionRate: Double
  /// Bytes of X a second where its columns are scaled for that, into a copy.
  public var copyBandwidth: Double
  /// Flops a second in the product of a p×p matrix with a vector, of which there are 2p².
  public var matrixVectorRate: Double
  /// Flops a second in work on p×p matrices, by that of all eigenvalues, of which there are 4p³/3.
  public var factorizationRate: Double
  /// Multiplications and additions a second in a Cholesky decomposition in double-double arithmetic and the inverse of its
  /// factor, of which there are p³/3 together.
  public var refinedFactorizationRate: Double
  /// Seconds that an iteration takes beside its gradient.
  public var stepOverhead: Double
  /// Seconds that a closed form takes on data too small to count.
  public var solveOverhead: Double

  /// The speed of a machine that has these rates.
  ///
  /// - Precondition: all are positive and finite.
  public init(
    passBandwidth: Double, refinedPassBandwidth: Double, productRate: Double, refinedProductRate: Double,
    reflectionRate: Double, copyBandwidth: Double, matrixVectorRate: Double, factorizationRate: Double,
    refinedFactorizationRate: Double, stepOverhead: Double, solveOverhead: Double
  ) {
    self.passBandwidth = passBandwidth
    self.refinedPassBandwidth = refinedPassBandwidth
    self.productRate = productRate
    self.refinedProductRate = refinedProductRate
    self.reflectionRate = reflectionRate
    self.copyBandwidth = copyBandwidth
    self.matrixVectorRate = matrixVectorRate
    self.factorizationRate = factorizationRate
    self.refinedFactorizationRate = refinedFactorizationRate
    self.stepOverhead = stepOverhead
    self.solveOverhead = solveOverhead
    let all = [
      passBandwidth, refinedPassBandwidth, productRate, refinedProductRate, reflectionRate, copyBandwidth,
      matrixVectorRate, factorizationRate, refinedFactorizationRate, stepOverhead, solveOverhead,
    ]
    guard all.allSatisfy({ $0 > 0 && $0.isFinite }) else {
      trap("MachineSpeed: rates and overheads must be positive and finite: \(all)")
    }
  }
}
