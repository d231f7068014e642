/// R and c = Qᵀy of the scaled columns: min ‖Rβ − c‖ has the same solutions as min ‖Xβ − y‖.
struct ReducedProblem {
  var r: Matrix<Double>
  var c: Vector<Double>

  /// The norms of the columns of X, which are those of R.
  func columnNorms(_ scaling: ColumnScaling) -> Vector<Double> {
    scaling.unscaledSizes(Vector(r.mapColumns { $0.norm() }))
  }
}

/// The singular values of R, and what they say about the rank.
struct Spectrum {
  let values: Vector<Double>
  let rank: Int
  /// σmax/σmin, infinite where the rank is deficient.
  let conditionNumber: Double

  /// - Complexity: 8/3 p³ flops.
  init(of r: Matrix<Double>) throws {
    self.init(values: try SingularValueDecomposition.singularValues(of: r))
  }

  /// The spectrum of p columns that has these p values, the largest first.
  init(values: Vector<Double>) {
    self.values = values
    let largest = values.first ?? 0
    let bound = Self.tolerance(columnCount: values.count) * largest
    rank = values.count { $0 > bound }
    conditionNumber = values.isEmpty ? 1 : rank == values.count ? largest / values[values.count - 1] : .infinity
  }

  /// The relative size of a singular value that the rounding of the stored data can make: 8 √p u.
  static func tolerance(columnCount: Int) -> Double {
    8 * Double(columnCount).squareRoot() * Double.unitRoundoff
  }
}

/// The columns that a solution uses, and the triangle of these alone.
struct KeptColumns {
  let indices: [Int]
  let problem: ReducedProblem
  let dependencies: [ColumnDependency]

  /// All columns.
  init(all problem: ReducedProblem) {
    indices = Array(0..<problem.c.count)
    self.problem = problem
    dependencies = []
  }

  /// Goes through the columns from the first to the last and drops each that the kept ones before it explain, as many as
  /// the rank says: so an intercept, which comes first, is kept, and of two equal columns the first.
  init(independentIn problem: ReducedProblem, _ spectrum: Spectrum) throws {
    let p = problem.c.count
    var bound = Spectrum.tolerance(columnCount: p) * (spectrum.values.first ?? 0)
    var kept = Self.independentColumns(of: problem.r, bound)
    while kept.count > spectrum.rank, bound > 0 {
      bound *= 2
      kept = Self.independentColumns(of: problem.r, bound)
    }
    let qr = try QRDecomposition(problem.r.selecting(columns: kept))
    let r = qr.r
    indices = kept
    var c = problem.c
    qr.applyQTransposed(to: &c)
    self.problem = ReducedProblem(r: r, c: Vector(c.prefix(kept.count)))
    dependencies = (0..<p).filter { !kept.contains($0) }.map { dropped in
      var projection = problem.r.column(dropped)
      qr.applyQTransposed(to: &projection)
      let weights = r.solvingTriangular(.upper, Vector(projection.prefix(kept.count)))
      let largest = weights.maximumMagnitude()
      let reasons = zip(kept, weights).filter { $0.1.magnitude > 1e-6 * largest }.map(\.0)
      return ColumnDependency(column: dropped, dependsOn: reasons)
    }
  }

  /// By Gram–Schmidt with every column orthogonalized twice (“twice is enough”, Giraud, Langou, Rozložník 2005).
  private static func independentColumns(of r: Matrix<Double>, _ bound: Double) -> [Int] {
    var basis: [Vector<Double>] = []
    var kept: [Int] = []
    for j in 0..<r.columnCount {
      var rest = r.column(j)
      for _ in 0..<2 {
        for direction in basis { rest.add(direction, scaledBy: -direction.dot(rest)) }
      }
      let norm = rest.norm()
      guard norm > bound else { continue }
      basis.append(rest.scaled(by: 1 / norm))
      kept.append(j)
    }
    return kept
  }

  /// The coefficients in their places among all columns, zeros elsewhere.
  func spread(_ coefficients: Vector<Double>, over count: Int) -> Vector<Double> {
    var result = Vector<Double>.zeros(count)
    for (position, j) in indices.enumerated() { result[j] = coefficients[position] }
    return result
  }

  /// (XᵀX)⁻¹ of the kept columns in their original units: R⁻¹R⁻ᵀ, from the rows of R⁻¹ so that no digits cancel.
  func inverseGram(_ scaling: ColumnScaling) -> Matrix<Double> {
    let inverse = problem.r.solvingTriangular(.upper, .identity(indices.count))
    let factors = Vector(indices.map { scaling.factor($0) })
    return inverse.transposed().scalingColumns(by: factors).gram()
  }
}
