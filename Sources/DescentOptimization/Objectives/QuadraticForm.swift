public import DescentLinearAlgebra

/// The quadratic f(x) = ½ xᵀAx − bᵀx + c with symmetric A. Its gradient is Ax − b, its Hessian A.
///
/// ```swift
/// let f = try QuadraticForm([[2, 0], [0, 8]])     // x₁² + 4x₂²
/// let result = try GradientDescent(step: .optimal).minimize(f, from: [2, 1])
/// ```
public struct QuadraticForm: QuadraticObjective {
  /// A, exactly symmetric.
  public let matrix: Matrix<Double>
  /// b.
  public let vector: Vector<Double>
  /// c.
  public let constant: Double

  private let kernel: ResidualGradient
  private let curvature = CurvatureCache()

  /// The largest difference between mirror images that is taken for rounding, relative to the largest element.
  private static let symmetryTolerance = 1e-12

  /// ½ xᵀAx − bᵀx + c.
  ///
  /// Mirror images that differ by rounding only, up to 10⁻¹² of the largest element, are replaced by their mean.
  ///
  /// - Parameters:
  ///   - matrix: A, p×p and symmetric.
  ///   - vector: b, p numbers; zeros by default.
  ///   - constant: c.
  /// - Throws: ``OptimizationError`` where A is not symmetric, or a number is not finite.
  /// - Precondition: A is square, and b has as many elements as A has rows.
  public init(_ matrix: Matrix<Double>, _ vector: Vector<Double>? = nil, constant: Double = 0) throws {
    let vector = vector ?? .zeros(matrix.rowCount)
    guard matrix.rowCount == matrix.columnCount else {
      trap("QuadraticForm: the matrix is \(matrix.rowCount)×\(matrix.columnCount), it must be square")
    }
    guard vector.count == matrix.rowCount else {
      trapCount("QuadraticForm: rows of the matrix, elements of the vector", matrix.rowCount, vector.count)
    }
    if let (row, column) = matrix.firstNonFinite() {
      throw OptimizationError.nonFinite(what: "The matrix", row: row, column: column, value: matrix[row, column])
    }
    if let row = vector.firstIndex(where: { !$0.isFinite }) {
      throw OptimizationError.nonFinite(what: "The vector", row: row, column: nil, value: vector[row])
    }
    guard constant.isFinite else {
      throw OptimizationError.nonFinite(what: "The constant", row: 0, column: nil, value: constant)
    }
    if let (row, column) = matrix.asymmetry(relativeTolerance: Self.symmetryTolerance) {
      throw OptimizationError.asymmetric(
        row: row, column: column, value: matrix[row, column], mirrored: matrix[column, row])
    }
    self.matrix = matrix.isSymmetric() ? matrix : matrix.combining(with: matrix.transposed()) { 0.5 * $0 + 0.5 * $1 }
    self.vector = vector
    self.constant = constant
    kernel = ResidualGradient(self.matrix, vector)
  }

  public var parameterCount: Int { vector.count }

  /// The value at a point, and the gradient Ax − b.
  ///
  /// - Complexity: 2p² flops, one pass over A. The same bits for any number of threads; no allocation.
  public func evaluate(at point: Span<Double>, gradient: inout MutableSpan<Double>) -> Double {
    _ = kernel.residual(at: point, into: &gradient)
    // xᵀAx = xᵀ(g + b), so f = ½ xᵀ(g − b) + c.
    let b = vector.span
    var sum = 0.0
    for i in point.indices { sum += point[i] * (gradient[i] - b[i]) }
    return 0.5 * sum + constant
  }

  public func hessian() -> Matrix<Double> { matrix }

  /// - Complexity: 2p² flops, one pass over A.
  public func multiplyHessian(by direction: Span<Double>, into product: inout MutableSpan<Double>) {
    _ = kernel.residual(at: direction, into: &product, withoutTarget: true)
  }

  /// Proven bounds of the eigenvalues of A, found once and kept. See ``CurvatureBounds/init(of:)``.
  public func curvatureBounds() throws -> CurvatureBounds {
    try curvature.bounds { try CurvatureBounds(of: matrix) }
  }
}

extension Matrix<Double> {
  fileprivate func combining(with other: Self, _ combine: (Double, Double) -> Double) -> Self {
    var result = self
    result.combineElements(with: other, combine)
    return result
  }
}
