/// The singular values and right singular vectors of a design matrix with columns of length 1, those of the value zero
/// taken from its exact dependencies instead of from rounding errors.
struct Directions {
  /// σ₁ ≥ … ≥ σᵣ > 0
  private let singularValues: Vector<Double>
  /// Vᵀ of these, r×p.
  private let vTransposed: Matrix<Double>
  /// An orthonormal basis of the null space, one vector for each dropped column; zeros for the columns that are in none.
  private let nullSpace: [Vector<Double>]
  private let isDependent: [Bool]

  init(_ factor: DesignFactor) throws {
    let svd = try SingularValueDecomposition(factor.unitColumns)
    singularValues = svd.singularValues
    vTransposed = svd.vTransposed
    nullSpace = Self.nullSpace(factor)
    isDependent = factor.exponents.indices.map(factor.isDependent)
  }

  var conditionIndices: Vector<Double> {
    Vector(singularValues.map { singularValues[0] / $0 } + nullSpace.map { _ in .infinity })
  }

  /// πₖⱼ. In the limit of a vanishing σ all the variance of the columns in its direction comes from there, and none of
  /// the others'.
  func proportions() -> Matrix<Double> {
    let (r, p) = (singularValues.count, isDependent.count)
    var result = Matrix<Double>.zeros(r + nullSpace.count, p)
    for j in 0..<p {
      if isDependent[j] {
        for (k, vector) in nullSpace.enumerated() { result[r + k, j] = vector[j] * vector[j] }
      } else {
        for k in 0..<r {
          let ratio = vTransposed[k, j] / singularValues[k]
          result[k, j] = ratio * ratio
        }
      }
      let sum = result.column(j).reduce(0, +)
      for k in 0..<result.rowCount { result[k, j] /= sum }
    }
    return result
  }

  /// Each dropped column minus its combination is a vector of the null space; they are made orthonormal one after the
  /// other, each twice, so that dependencies among different columns stay apart.
  private static func nullSpace(_ factor: DesignFactor) -> [Vector<Double>] {
    let lengths = factor.lengths.map { $0 > 0 ? $0 : 1 }
    var basis: [Vector<Double>] = []
    for (d, dropped) in factor.droppedColumns.enumerated() {
      var vector = Vector<Double>.zeros(lengths.count)
      vector[dropped] = lengths[dropped]
      for (i, kept) in factor.keptColumns.enumerated() { vector[kept] = -factor.combinations[i, d] * lengths[kept] }
      for _ in 0..<2 {
        for direction in basis { vector.add(direction, scaledBy: -direction.dot(vector)) }
      }
      basis.append(vector.scaled(by: 1 / vector.norm()))
    }
    return basis
  }
}
