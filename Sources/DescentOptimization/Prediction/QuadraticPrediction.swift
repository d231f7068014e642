public import DescentLinearAlgebra

/// What gradient descent with a fixed step will do on a quadratic, without taking the steps.
///
/// With H = VΛVᵀ and c = Vᵀg₀ the gradient after t steps has the components cᵢ(1 − αλᵢ)ᵗ, and all else follows:
///
/// ```swift
/// let prediction = try QuadraticPrediction(of: f, from: [2, 1])
/// prediction.iterate(afterSteps: 1000, step: 0.1)
/// try prediction.iterations(step: .optimal, tolerance: 1e-8).count
/// ```
///
/// An eigenvalue within (p + 4) u ‖H‖ of zero counts as zero: it cannot be told from it, and no run of less than some
/// 10¹⁴/p steps can either.
///
/// - Note: A. S. Nemirovsky, B. T. Polyak (1984); for the worst case see `CurvatureBounds.predictedIterations`.
public struct QuadraticPrediction: Sendable {
  /// x₀.
  public let start: Vector<Double>
  /// f(x₀), as the objective computes it.
  public let initialValue: Double
  /// ‖g₀‖₂, as a run computes it.
  public let initialGradientNorm: Double
  /// Λ, ascending.
  public let eigenvalues: Vector<Double>
  /// V, an eigenvector in each column.
  public let eigenvectors: Matrix<Double>
  /// c = Vᵀg₀.
  public let gradientComponents: Vector<Double>

  let objective: any QuadraticObjective
  let stationary: StationaryPoint
  /// (p + 4) u ‖H‖, the size of the errors of the eigenvalues.
  let eigenvalueError: Double

  /// Decomposes the Hessian and evaluates the gradient at the start.
  ///
  /// - Parameters:
  ///   - objective: the quadratic.
  ///   - start: where the run begins; zeros by default.
  /// - Throws: ``OptimizationError`` where the Hessian, the start, or the value or gradient there are not finite; an error of
  ///   the eigenvalue routine.
  /// - Precondition: the start has as many elements as the objective has parameters.
  /// - Complexity: 4 to 9 p³ flops (`syevd` of LAPACK), and a few evaluations of the gradient: one at the start, the others
  ///   near the stationary point, where they measure the rounding of a run.
  public init(of objective: some QuadraticObjective, from start: Vector<Double>? = nil) throws {
    let start = start ?? .zeros(objective.parameterCount)
    objective.requireCount(start.count)
    try Self.requireFinite(start, "The start")
    let iterate = Iterate(objective, at: start)
    try Self.requireFinite([iterate.value], "The value at the start")
    try Self.requireFinite(iterate.gradient, "The gradient at the start")
    let hessian = objective.hessian()
    if let (row, column) = hessian.firstNonFinite() {
      throw OptimizationError.nonFinite(what: "The Hessian", row: row, column: column, value: hessian[row, column])
    }
    let eigen = try SymmetricEigendecomposition(hessian)
    let norm = max(eigen.eigenvalues.first?.magnitude ?? 0, eigen.eigenvalues.last?.magnitude ?? 0)
    let error = Double(start.count + 4) * 0x1p-53 * norm
    eigenvalues = eigen.eigenvalues.mapElements { $0.magnitude > error ? $0 : 0 }
    eigenvectors = eigen.eigenvectors
    eigenvalueError = error
    gradientComponents = eigen.eigenvectors.transposed() * iterate.gradient
    self.objective = objective
    self.start = start
    initialValue = iterate.value
    initialGradientNorm = euclideanNorm(iterate.gradient)
    stationary = StationaryPoint(objective, iterate, eigenvalues, eigenvectors)
  }

  /// The number that gradient descent takes a step size for on this objective.
  ///
  /// - Throws: as a run does.
  /// - Complexity: for other than constant steps that of `curvatureBounds()`, the first time.
  public func step(_ size: StepSize) throws -> Double { try size.resolved(for: objective).step }

  func factors(_ step: Double) -> [StepFactor] {
    guard step >= 0, step.isFinite else { trap("QuadraticPrediction: the step \(step) must be finite and at least 0") }
    return eigenvalues.map { StepFactor(eigenvalue: $0, step: step) }
  }

  func requireSteps(_ t: Int) {
    guard t >= 0 else { trap("QuadraticPrediction: the steps \(t) must be at least 0") }
  }

  private static func requireFinite(_ vector: Vector<Double>, _ what: String) throws {
    if let row = vector.firstIndex(where: { !$0.isFinite }) {
      throw OptimizationError.nonFinite(what: what, row: row, column: nil, value: vector[row])
    }
  }
}
