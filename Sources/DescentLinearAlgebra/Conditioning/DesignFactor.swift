/// A factor T of a design matrix, X = Q T diag(2^−exponents) with orthonormal columns in Q: all that the conditioning of
/// X depends on, in r×p numbers, r the rank. With weights of the rows it is the factor of √W X.
///
/// T comes from the least-squares solver, with the digits that the Gram matrix XᵀX in double would lose, and with its
/// decision of the rank. It is a triangle where the columns are independent. A column that depends on earlier ones is
/// replaced by its combination of them, which it equals to within the rounding of the stored data.
package struct DesignFactor: Sendable {
  /// T, r×p.
  package let triangle: Matrix<Double>
  /// Column j of X times 2^exponents[j] has the length of column j of T.
  package let exponents: [Int]
  /// The r columns that are independent, in ascending order.
  package let keptColumns: [Int]
  /// The p − r columns that depend on earlier ones, in ascending order.
  package let droppedColumns: [Int]
  /// The combination of the kept columns that each dropped one is, r×(p − r), in the units of T. A weight that the
  /// rounding of the data could have made of zero is zero.
  package let combinations: Matrix<Double>
  /// √(KᵀK)⁻¹ⱼⱼ of the kept columns K, in the units of T.
  package let spreads: Vector<Double>

  /// - Throws: `LinearAlgebraError` where a number is not finite.
  /// - Precondition: there are as many weights as rows.
  /// - Complexity: that of a least-squares fit: n p² flops of double or of double-double, one to three passes over X
  ///   without a copy. Where columns depend on each other as much again, with a copy.
  package init(of x: Matrix<Double>, weights: NormalizedWeights? = nil) throws {
    let p = x.columnCount
    guard p > 0, x.rowCount > 0 else {
      self.init(independent: .zeros(0, 0), .zeros(0, p), [], spreads: [], exponents: Array(repeating: 0, count: p))
      return
    }
    let solution = try LeastSquaresSolver().solve(LeastSquaresProblem(x, .zeros(x.rowCount), weights: weights?.values))[
      0]
    if solution.rank == p {
      self.init(
        independent: solution.triangle, .zeros(p, 0), Array(0..<p),
        spreads: Self.spreads(of: solution, solution.exponents), exponents: solution.exponents)
      return
    }
    let kept = solution.keptColumns
    let dropped = (0..<p).filter { !kept.contains($0) }
    let scaling = ColumnScaling(of: x)
    guard !kept.isEmpty else {
      self.init(independent: .zeros(0, 0), .zeros(0, p), [], spreads: [], exponents: scaling.exponents)
      return
    }
    let scaled = scaling.scaled(x)
    let solutions = try LeastSquaresSolver().solve(
      LeastSquaresProblem(
        scaled.selecting(columns: kept), terms: kept.indices.map { .init(column: $0) },
        targets: scaled.selecting(columns: dropped), weights: weights?.values))
    let combinations = Matrix<Double>(kept.count, dropped.count) { elements in
      for (d, solution) in solutions.enumerated() {
        for i in kept.indices { elements[i * dropped.count + d] = solution.coefficients[i] }
      }
    }
    self.init(
      independent: solutions[0].triangle, combinations, kept,
      spreads: Self.spreads(of: solutions[0], Array(repeating: 0, count: kept.count)), exponents: scaling.exponents)
  }

  private init(
    independent r: Matrix<Double>, _ raw: Matrix<Double>, _ kept: [Int], spreads: Vector<Double>, exponents: [Int]
  ) {
    let dropped = exponents.indices.filter { !kept.contains($0) }
    let combinations = Self.withoutRounding(raw, r, spreads)
    var triangle = Matrix<Double>.zeros(kept.count, exponents.count)
    for (i, column) in kept.enumerated() {
      for k in 0...i { triangle[k, column] = r[k, i] }
    }
    for (d, column) in dropped.enumerated() where !kept.isEmpty {
      let image = r * combinations.column(d)
      for k in kept.indices { triangle[k, column] = image[k] }
    }
    self.triangle = triangle
    self.exponents = exponents
    keptColumns = kept
    droppedColumns = dropped
    self.combinations = combinations
    self.spreads = spreads
  }

  /// The combinations with zeros for the weights that are not known to be different from zero: changes of all columns by
  /// u of their lengths change wᵢ by up to u √(KᵀK)⁻¹ᵢᵢ Σ ‖kₗ‖|wₗ| (Golub, Wilkinson 1966).
  private static func withoutRounding(
    _ combinations: Matrix<Double>, _ r: Matrix<Double>, _ spreads: Vector<Double>
  ) -> Matrix<Double> {
    var result = combinations
    let lengths = r.mapColumns { $0.norm() }
    let unit = Spectrum.tolerance(columnCount: r.columnCount)
    for d in 0..<combinations.columnCount {
      let sum = (0..<r.columnCount).reduce(0) { $0 + lengths[$1] * combinations[$1, d].magnitude }
      for i in 0..<r.columnCount where combinations[i, d].magnitude <= unit * spreads[i] * sum { result[i, d] = 0 }
    }
    return result
  }

  /// The solver's own spreads, which have all its digits, or those of R⁻¹ where their units leave the range of numbers.
  private static func spreads(of solution: LeastSquaresSolution, _ exponents: [Int]) -> Vector<Double> {
    if let spreads = solution.spreads, spreads.allSatisfy(\.isNormal) {
      return Vector(zip(spreads, exponents).map { $0.scaled(byPowerOfTwo: -$1) })
    }
    let r = solution.triangle
    let inverse = r.solvingTriangular(.upper, .identity(r.rowCount))
    return Vector((0..<r.rowCount).map { inverse.row($0).norm() })
  }
}

extension DesignFactor {
  /// The lengths of the columns of T.
  package var lengths: Vector<Double> { Vector(triangle.mapColumns { $0.norm() }) }

  /// T with columns of length 1; columns of zeros stay as they are.
  package var unitColumns: Matrix<Double> { triangle.scalingToUnitColumns() }

  /// Whether the column takes part in an exact dependency, so that its coefficient is not determined.
  func isDependent(_ column: Int) -> Bool {
    guard let i = keptColumns.firstIndex(of: column) else { return true }
    return combinations.row(i).contains { $0 != 0 }
  }

  /// Each dropped column with the kept ones whose combination it is.
  var dependencies: [ColumnDependency] {
    droppedColumns.enumerated().map { d, column in
      ColumnDependency(
        column: column, dependsOn: keptColumns.enumerated().filter { combinations[$0.offset, d] != 0 }.map(\.element))
    }
  }
}

extension Matrix<Double> {
  /// The matrix with columns of length 1; columns of zeros stay as they are.
  package func scalingToUnitColumns() -> Matrix {
    scalingColumns(by: Vector(mapColumns { $0.norm() }.map { $0 > 0 ? 1 / $0 : 0 }))
  }
}
