/// Which columns of a design matrix X make its least-squares problem ill conditioned.
///
/// ```swift
/// let diagnostics = try CollinearityDiagnostics(of: x.prependingOnes(), hasIntercept: true)
/// diagnostics.varianceInflation        // above 10: the other columns nearly explain this one
/// diagnostics.nearDependencies()       // condition indices above 30, and the columns behind each
/// ```
///
/// The columns, an intercept included, are scaled to length 1 and not centred (Belsley, Kuh, Welsch, *Regression
/// Diagnostics*, 1980). With singular values σₖ and right singular vectors vₖ of the scaled matrix, direction k has the
/// condition index ηₖ = σmax/σₖ, and of the variance of coefficient j, σ²Σₖ vⱼₖ²/σₖ², the proportion
/// πₖⱼ = (vⱼₖ²/σₖ²) / Σₗ (vⱼₗ²/σₗ²). No figure depends on the units of a column; powers of two change no bit.
///
/// Exact dependencies, such as a constant column beside an intercept, have infinite indices. The columns in them have
/// all their variance there, and infinite variance inflation; all other columns have the figures that they would have
/// without them. A column of zeros, whose coefficient nothing determines, counts as such a dependency by itself.
public struct CollinearityDiagnostics: Sendable, Equatable {
  /// The condition indices η₁ = 1 ≤ η₂ ≤ … ≤ ηₚ; infinite for the exact dependencies, which come last.
  public let conditionIndices: Vector<Double>

  /// πₖⱼ: row k belongs to the condition index k, column j to the column of X; each column adds up to 1.
  public let varianceProportions: Matrix<Double>

  /// 1/(1 − Rⱼ²) of each column, R² being that of its regression on all the others; nil for the intercept.
  ///
  /// The diagonal of the inverse of the correlation matrix; without intercept R² and correlations are not centred.
  public let varianceInflation: [Double?]

  /// The columns that depend on earlier ones to within the rounding of the stored data.
  public let dependencies: [ColumnDependency]

  /// Diagnoses a design matrix.
  ///
  /// - Parameters:
  ///   - x: an observation in each row.
  ///   - hasIntercept: whether the first column is constant and stands for the intercept.
  /// - Throws: ``LinearAlgebraError/nonFinite(row:column:)``, ``LinearAlgebraError/notConverged(routine:)``.
  /// - Precondition: with an intercept, the first column is constant and not zero.
  /// - Complexity: n p² flops for a triangle R with XᵀX = RᵀR, in double-double up to 10⁹ of them or where the condition
  ///   number is above 3·10⁶, one to three passes over X; then 22 p³ flops on R (LAPACK `gesdd`).
  ///
  ///   Accuracy: what comes from R loses κ u and not the κ² u of XᵀX: ηₖ has a relative error of about p u ηₖ, variance
  ///   inflation is as accurate as a standard error of the fit.
  public init(of x: Matrix<Double>, hasIntercept: Bool = false) throws {
    if hasIntercept { Self.requireConstant(x) }
    try self.init(DesignFactor(of: x), hasIntercept: hasIntercept)
  }

  /// The diagnostics of a matrix that has been factorized already.
  package init(_ factor: DesignFactor, hasIntercept: Bool) throws {
    let directions = try Directions(factor)
    conditionIndices = directions.conditionIndices
    varianceProportions = directions.proportions()
    varianceInflation = factor.varianceInflation(hasIntercept: hasIntercept)
    dependencies = factor.dependencies
  }

  /// Ends the program where the first column cannot be an intercept; NaN and infinities are left to the solver's error.
  package static func requireConstant(_ x: Matrix<Double>) {
    guard x.columnCount > 0 else { trap("An intercept needs a column of ones, but there are no columns") }
    guard x.rowCount > 0 else { return }
    let value = x[0, 0]
    if value.isFinite, value == 0 || (0..<x.rowCount).contains(where: { x[$0, 0] != value && x[$0, 0].isFinite }) {
      trap("The first column is no intercept: it must be constant and not zero, such as prependingOnes() gives")
    }
  }
}

extension CollinearityDiagnostics {
  /// A direction in which the columns nearly or exactly depend on each other.
  public struct NearDependency: Sendable, Equatable {
    /// η of the direction; infinite for an exact dependency.
    public let conditionIndex: Double
    /// The columns that have most of their variance from it, in the order of X. With several dependencies of about the
    /// same strength a column can have its variance from all, and from none of them most of it.
    public let columns: [Int]
    /// The proportions of these columns.
    public let proportions: [Double]
  }

  /// The directions with condition indices above a bound, and the columns that have more than a proportion of their
  /// variance from each. The defaults are those of Belsley, Kuh and Welsch (1980).
  public func nearDependencies(
    conditionIndexAbove bound: Double = 30, proportionAbove share: Double = 0.5
  ) -> [NearDependency] {
    conditionIndices.enumerated().filter { $0.element > bound }.map { k, index in
      let columns = (0..<varianceProportions.columnCount).filter { varianceProportions[k, $0] > share }
      return NearDependency(
        conditionIndex: index, columns: columns, proportions: columns.map { varianceProportions[k, $0] })
    }
  }
}

extension DesignFactor {
  /// ‖xⱼ − x̄ⱼ‖² (XᵀX)⁻¹ⱼⱼ, the intercept's row of T being what centring takes away.
  fileprivate func varianceInflation(hasIntercept: Bool) -> [Double?] {
    let first = hasIntercept ? 1 : 0
    return exponents.indices.map { column in
      guard column >= first else { return nil }
      guard !isDependent(column), let i = keptColumns.firstIndex(of: column) else { return .infinity }
      let length = Vector((first..<triangle.rowCount).map { triangle[$0, column] }).norm()
      let root = length * spreads[i]
      return max(1, root * root)
    }
  }
}
