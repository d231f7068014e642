import DescentLinearAlgebra

/// The decomposition that all the ridge fits of one set of data come from: Z = UΣVᵀ of the penalized columns, whose rows
/// have been multiplied by √(w/Σw).
struct RidgeSpectrum: Sendable {
  let design: PenalizedDesign
  /// What the columns of the design were multiplied by to become those that are penalized.
  let factors: [Double]
  /// λ₂ is multiplied by this because of the unit of these columns.
  let penaltyUnit: Double
  /// σ², descending, without those that are rounding alone.
  let eigenvalues: [Double]
  /// V, p×r.
  let vectors: Matrix<Double>
  /// (Uᵀy)ₖ
  let coordinates: [Double]
  /// yᵀy
  let targetSquares: Double
  /// ‖y − UUᵀy‖²: what no coefficients explain.
  let unexplained: Double
  /// Whether each column varies.
  let varies: [Bool]

  /// Up to this n p min(n, p) the columns themselves are decomposed: some tenths of a second.
  private static let directLimit = 1e8

  init(_ design: PenalizedDesign, standardizes: Bool) throws {
    let (n, p) = (Double(design.rowCount), Double(design.columnCount))
    if n * p * min(n, p) <= Self.directLimit || n < p {
      try self.init(columnsOf: design, standardizes: standardizes)
    } else {
      try self.init(covariancesOf: design, standardizes: standardizes)
    }
  }

  /// From the eigenvectors of the covariances.
  private init(covariancesOf design: PenalizedDesign, standardizes: Bool) throws {
    let moments = StandardizedMoments(design)
    let units = Self.units(design, moments.scales, moments.varies, standardizes)
    // From columns of deviation 1 to those that are penalized.
    let sizes = Vector(zip(units.factors, moments.scales).map { $0 * $1 })
    let gram = standardizes ? moments.gram : moments.gram.scalingColumns(by: sizes).scalingRows(by: sizes)
    let eigen = try SymmetricEigendecomposition(gram)
    let p = design.columnCount
    let largest = eigen.eigenvalues.last ?? 0
    let kept = (0..<p).reversed().filter { eigen.eigenvalues[$0] > 2 * Double(p) * Double.ulpOfOne * largest }
    let eigenvalues = kept.map { eigen.eigenvalues[$0] }
    let vectors = eigen.eigenvectors.selecting(columns: kept)
    let products = vectors.transposed() * moments.products.multiplyingElements(by: sizes)
    let coordinates = zip(products, eigenvalues).map { $0 / $1.squareRoot() }
    self.init(
      design: design, units, eigenvalues: eigenvalues, vectors: vectors, coordinates: coordinates,
      targetSquares: moments.targetSquares,
      unexplained: max(0, moments.targetSquares - coordinates.reduce(0) { $0 + $1 * $1 }), varies: moments.varies)
  }

  /// From the singular vectors of the columns, or where they are many from the eigenvectors of the inner products of rows.
  private init(columnsOf design: PenalizedDesign, standardizes: Bool) throws {
    let standard = StandardizedColumns(design)
    let units = Self.units(design, standard.scales, standard.varies, standardizes)
    let sizes = Vector(zip(units.factors, standard.scales).map { $0 * $1 })
    // Zᵀ: one row for each column.
    let columns = standardizes ? standard.columns : standard.columns.scalingRows(by: sizes)
    let (n, p) = (design.rowCount, design.columnCount)
    let y = standard.target
    let eigenvalues: [Double]
    let coordinates: [Double]
    let vectors: Matrix<Double>
    var rest = y
    if Double(n) * Double(p) * Double(min(n, p)) <= Self.directLimit {
      let svd = try SingularValueDecomposition(columns)
      let largest = svd.singularValues.first ?? 0
      let rank = svd.singularValues.count { $0 > 8 * Double(max(n, p)).squareRoot() * Double.unitRoundoff * largest }
      let rows = svd.vTransposed[rows: 0..<rank]
      eigenvalues = svd.singularValues.prefix(rank).map { $0 * $0 }
      vectors = svd.u.selecting(columns: 0..<rank)
      coordinates = Array(rows * y)
      for k in 0..<rank { rest.add(rows.row(k), scaledBy: -coordinates[k]) }
    } else {
      let eigen = try SymmetricEigendecomposition(columns.gram())
      let largest = eigen.eigenvalues.last ?? 0
      let kept = (0..<n).reversed().filter { eigen.eigenvalues[$0] > 2 * Double(n) * Double.ulpOfOne * largest }
      eigenvalues = kept.map { eigen.eigenvalues[$0] }
      let left = eigen.eigenvectors.selecting(columns: kept)
      vectors = (columns * left).scalingColumns(by: Vector(eigenvalues.map { 1 / $0.squareRoot() }))
      coordinates = kept.map { eigen.eigenvectors.column($0).dot(y) }
      for k in kept.indices { rest.add(left.column(k), scaledBy: -coordinates[k]) }
    }
    self.init(
      design: design, units, eigenvalues: eigenvalues, vectors: vectors, coordinates: coordinates,
      targetSquares: y.dot(y), unexplained: rest.dot(rest), varies: standard.varies)
  }

  private init(
    design: PenalizedDesign, _ units: (factors: [Double], penaltyUnit: Double), eigenvalues: [Double],
    vectors: Matrix<Double>, coordinates: [Double], targetSquares: Double, unexplained: Double, varies: [Bool]
  ) {
    self.design = design
    factors = units.factors
    penaltyUnit = units.penaltyUnit
    self.eigenvalues = eigenvalues
    self.vectors = vectors
    self.coordinates = coordinates
    self.targetSquares = targetSquares
    self.unexplained = unexplained
    self.varies = varies
  }

  /// Standardized columns are penalized as they are. Raw ones are all multiplied by the same power of two, that of the
  /// largest element.
  private static func units(
    _ design: PenalizedDesign, _ scales: [Double], _ varies: [Bool], _ standardizes: Bool
  ) -> (factors: [Double], penaltyUnit: Double) {
    if standardizes { return (zip(scales, varies).map { $1 ? 1 / $0 : 0 }, 1) }
    let units = design.data.units
    let common = zip(units, varies).reduce(Double.infinity) { $1.1 ? min($0, $1.0) : $0 }
    guard common.isFinite else { return (units.map { _ in 0 }, 1) }
    return (zip(units, varies).map { $1 ? common / $0 : 0 }, common * common)
  }
}

extension RidgeSpectrum {
  /// c, what is added to the eigenvalues.
  func strength(_ lambda: Double, _ convention: PenaltyConvention) -> Double {
    convention.ridgePenalty(lambda, weightSum: design.rawWeightSum) * penaltyUnit
  }

  /// The slopes of the design's centred columns, one column for each c.
  func slopes(_ strengths: [Double]) -> Matrix<Double> {
    (vectors * weights(strengths)).scalingRows(by: Vector(factors))
  }

  /// What the columns of V are multiplied by, σ Uᵀy/(σ² + c): one column for each c.
  func weights(_ strengths: [Double]) -> Matrix<Double> {
    Matrix(eigenvalues.count, strengths.count) { elements in
      for k in eigenvalues.indices {
        let product = eigenvalues[k].squareRoot() * coordinates[k]
        for (l, c) in strengths.enumerated() { elements[k * strengths.count + l] = product / (eigenvalues[k] + c) }
      }
    }
  }

  /// Σ σ²/(σ² + c), and 1 for an intercept.
  func degreesOfFreedom(_ strength: Double) -> Double {
    eigenvalues.reduce(design.hasIntercept ? 1 : 0) { $0 + $1 / ($1 + strength) }
  }

  /// The weighed mean of the squares of the residuals, in the unit of the target.
  func meanSquare(_ strength: Double) -> Double {
    zip(eigenvalues, coordinates).reduce(unexplained) { sum, next in
      let rest = strength.isInfinite ? next.1 : next.1 * (strength / (next.0 + strength))
      return sum + rest * rest
    }
  }
}
