/// The information of a model of K classes in double-double with its Cholesky factor: what ``ClassMoments`` has, with all
/// its digits, for standard errors and for steps where the columns nearly depend on each other.
package struct ClassInformation: Sendable {
  private let triangle: DoubleDoubleTriangle
  /// Each coefficient is divided by 2^exponents[index].
  private let exponents: [Int]

  /// (Σ L ⊗ zzᵀ)⁻¹ of all coefficients, those of class 1 first.
  package let inverse: Matrix<Double>
  /// The roots of its diagonal, which are numbers even where their squares are none.
  package let spreads: [Double]
  /// σmax/σmin of the information's factor, in columns scaled by powers of two.
  package let conditionNumber: Double

  /// Nil where the coefficients depend on each other to within the rounding of the stored data.
  ///
  /// - Parameters:
  ///   - problem: X and the terms; targets and weights do not enter.
  ///   - classCount: K, at least 2.
  ///   - leastPivot: the least part of a column of the information's root that those before it do not explain, squared and
  ///     relative to its length, as far as it is known; 0 otherwise.
  ///   - penalty: what is added to the information; nil for nothing.
  ///   - weights: for each pair of classes (k, l), k < l, the weight of each row, none negative.
  /// - Throws: `LinearAlgebraError` where a number is not finite.
  /// - Complexity: K(K − 1)/2 passes of n p² flops where XᵀWX in double with what rounding takes off it has the digits,
  ///   otherwise as many in double-double; ((K − 1)p)³ multiplications in double-double.
  package init?(
    _ problem: LeastSquaresProblem, classCount: Int, leastPivot: Double, penalty: Matrix<Double>? = nil,
    weights: (_ k: Int, _ l: Int) -> Vector<Double>
  ) throws {
    let q = problem.terms.count
    let size = (classCount - 1) * q
    let sums = ClassGrams(problem, size: size, leastPivot: leastPivot)
    var information = DoubleDoubleMatrix.zeros(size, size)
    let pairs = ClassPairs(classCount: classCount)
    let scaling = try ProblemScaling(of: problem)
    for (k, l) in pairs.all {
      let gram = try sums.gram(weights(k, l), scaling)
      pairs.add(k, l, q: q) { row, column, i, j, sign in
        information[row, column] = information[row, column] + sign * gram[i, j]
      }
    }
    if let penalty {
      for i in 0..<size {
        for j in 0..<size {
          let added = penalty[i, j].scaled(byPowerOfTwo: scaling.terms[i % q] + scaling.terms[j % q])
          information[i, j] = information[i, j] + DoubleDouble(added)
        }
      }
    }
    // To a diagonal between 1 and 4, however rare a class is.
    let diagonal = (0..<size).map { information.high[$0, $0] }
    guard diagonal.allSatisfy({ $0 > 0 && $0.isFinite }) else { return nil }
    let own = diagonal.map { -(Int($0.exponent) >> 1) }
    for i in 0..<size {
      for j in 0..<size { information[i, j] = information[i, j].scaled(byPowerOfTwo: own[i] + own[j]) }
    }
    let (triangle, kept, spectrum) = try DoubleDoubleLeastSquares.factorize(information)
    guard kept.count == size else { return nil }
    self.triangle = triangle
    let exponents = (0..<size).map { own[$0] + scaling.terms[$0 % q] }
    self.exponents = exponents
    conditionNumber = spectrum.conditionNumber
    let scaled = triangle.inverse().rounded.transposed().gram()
    inverse = Matrix(size, size) { elements in
      for i in 0..<size {
        for j in 0..<size { elements[i * size + j] = scaled[i, j].scaled(byPowerOfTwo: exponents[i] + exponents[j]) }
      }
    }
    spreads = (0..<size).map { scaled[$0, $0].squareRoot().scaled(byPowerOfTwo: exponents[$0]) }
  }

  /// The inverse times a vector.
  package func solve(_ score: [DoubleDouble]) -> [DoubleDouble] {
    var step = zip(score, exponents).map { $0.scaled(byPowerOfTwo: $1) }
    triangle.solveTransposed(&step)
    triangle.solve(&step)
    return zip(step, exponents).map { $0.scaled(byPowerOfTwo: $1) }
  }
}

/// ZᵀWZ of scaled terms for one set of weights after another.
private struct ClassGrams {
  private let x: Matrix<Double>
  private let problem: LeastSquaresProblem
  /// Whether sums over 48 rows in double are enough.
  private let isShort: Bool

  init(_ problem: LeastSquaresProblem, size: Int, leastPivot: Double) {
    x = problem.x
    self.problem = LeastSquaresProblem(problem.x, terms: problem.terms, targets: .zeros(problem.rowCount, 0))
    // Sums over 48 rows are off by some units at random; κ² is about the number of coefficients over the least pivot.
    let rounding = 4 * Double.unitRoundoff / max(1, Double(problem.rowCount) / 48).squareRoot()
    isShort =
      problem.isPlain && problem.rowCount > 2000 && problem.terms.count <= 200
      && Double(size) * rounding < 3e-15 * leastPivot
  }

  func gram(_ weights: Vector<Double>, _ scaling: ProblemScaling) throws -> DoubleDoubleMatrix {
    let q = problem.terms.count
    if isShort {
      let moments = Moments(of: x, weights: weights, keepsRests: true)
      if let rests = moments.rests {
        let first = problem.hasIntercept ? 1 : 0
        var gram = DoubleDoubleMatrix.zeros(q, q)
        for i in 0..<q {
          for j in 0..<q {
            let (low, high) = (min(i, j) - first, max(i, j) - first)
            let value =
              low >= 0
              ? DoubleDouble(high: moments.gram[low, high], low: rests.gram[low, high])
              : high >= 0
                ? DoubleDouble(high: moments.columnSums[high], low: rests.columnSums[high])
                : DoubleDouble(high: moments.weightSum, low: rests.weightSum)
            gram[i, j] = value.scaled(byPowerOfTwo: scaling.terms[i] + scaling.terms[j])
          }
        }
        return gram
      }
    }
    var weighted = problem
    weighted.weights = weights
    let own = ProblemScaling(
      columns: scaling.columns, terms: problem.terms, target: 0,
      weights: ProblemScaling.exponent(weights.maximumMagnitude()))
    let sums = DoubleDoublePass(weighted, own, .gram(nil)).sums()
    var gram = DoubleDoubleMatrix.zeros(q, q)
    for i in 0..<q {
      for j in 0..<q {
        let place = min(i, j) * q + max(i, j)
        gram[i, j] = DoubleDouble(high: sums.high[0, place], low: sums.low[0, place])
          .scaled(byPowerOfTwo: -own.weights)
      }
    }
    return gram
  }
}
