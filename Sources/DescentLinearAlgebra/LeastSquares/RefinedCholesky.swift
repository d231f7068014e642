/// Least squares by the normal equations in double, refined by gradients in double-double until no digit changes.
///
/// One step of gradient descent that is preconditioned by the Cholesky factor, β ← β + (RᵀR)⁻¹Zᵀ(y − Zβ) with the
/// gradient in double-double, takes an error of κ²u to κ⁴u²: little more than the price of forming ZᵀZ gives all the
/// digits of a solution. (Iterative refinement: Wilkinson 1963; of the normal equations with a gradient of twice the
/// digits: Demmel, Hida, Li, Riedy 2009.)
///
/// - Complexity: n p² flops for the Gram matrix, p³ for the rest, and one pass in double-double, or a few where κ is
///   large. X is not copied.
struct RefinedCholesky {
  private let problem: LeastSquaresProblem

  /// From this condition number on the normal equations are left to double-double.
  private static let largestConditionNumber = 3e6
  /// From this error of the inverse on R is computed again from Z R⁻¹, for three times the price of the Gram matrix: with
  /// many columns later, because that is most of the work then.
  private static func secondFactorError(_ system: NormalEquations) -> Double { system.rests == nil ? 1e-7 : 5e-10 }
  /// The relative error that sums of products in double-double are taken to have.
  private static let unit = 0x1p-98

  /// - Precondition: the terms are the columns of X, perhaps behind a column of ones.
  init(_ problem: LeastSquaresProblem) { self.problem = problem }

  /// The solutions for all targets; nil where the columns are too ill conditioned, of sizes too different, or not
  /// independent, which the double-double method finds out.
  ///
  /// - Parameter refines: without it the coefficients have the digits of the normal equations, and nothing is said about
  ///   theirs; the inverse and what follows from it are the same.
  func solve(refines: Bool = true) throws -> [LeastSquaresSolution]? {
    guard let system = try NormalEquations(problem), let spectrum = try? system.spectrum() else { return nil }
    guard spectrum.conditionNumber <= Self.largestConditionNumber else { return nil }
    guard var factor = Factor(system) else { return nil }
    var error = spectrum.conditionNumber * spectrum.conditionNumber * system.relativeError
    if error > Self.secondFactorError(system) {
      guard let second = secondFactor(factor.r, system) else { return nil }
      factor = Factor(second)
      error = spectrum.conditionNumber * Double.unitRoundoff
    }
    let inverse = factor.inverse.transposed().gram()
    var solutions: [LeastSquaresSolution] = []
    for t in 0..<problem.targets.columnCount {
      guard let refined = refines ? refine(factor.r, system, inverse, target: t) : start(factor.r, system, target: t)
      else { return nil }
      var found = solution(
        refined, factor.r, system, inverse, spectrum.conditionNumber, factorError: error, target: t)
      if !refines { (found.correctDigits, found.isExact) = (nil, false) }
      solutions.append(found)
    }
    return solutions
  }

  /// R and its inverse.
  private struct Factor {
    let r: Matrix<Double>
    let inverse: Matrix<Double>

    private init(r: Matrix<Double>, inverse: Matrix<Double>) {
      self.r = r
      self.inverse = inverse
    }

    init(_ r: Matrix<Double>) { self.init(r: r, inverse: r.solvingTriangular(.upper, .identity(r.rowCount))) }

    /// In double-double where the Gram matrix has that many digits; nil where it is not positive definite.
    init?(_ system: NormalEquations) {
      if let rests = system.rests {
        let (triangle, kept) = DoubleDoubleTriangle.factorizing(
          DoubleDoubleMatrix(high: system.gram, low: rests), tolerance: 0)
        guard kept.count == system.exponents.count else { return nil }
        self.init(r: triangle.rounded, inverse: triangle.inverse().rounded)
      } else {
        guard let r = try? CholeskyDecomposition(system.gram).factor else { return nil }
        self.init(r)
      }
    }
  }

  /// R of Z R⁻¹, times R: the error of κ²u becomes κu (CholeskyQR2, Yamamoto et al. 2015).
  private func secondFactor(_ factor: Matrix<Double>, _ system: NormalEquations) -> Matrix<Double>? {
    let p = system.exponents.count
    let scales = Vector(system.exponents.map { 1.0.scaled(byPowerOfTwo: $0) })
    let inverse = factor.solvingTriangular(.upper, .identity(p))
    let right = inverse.scalingRows(by: scales)
    let (x, weights, first) = (problem.x, problem.weights, problem.hasIntercept ? 1 : 0)
    var gram = Moments(rowCount: problem.rowCount, columnCount: p) { rows, target in
      for row in rows.indices {
        let place = target + (row - rows.lowerBound) * p
        if first == 1 { place.update(from: right.storage.base + right.offset, count: p) }
      }
      DoubleBLAS.gemm(
        false, false, rows.count, p, x.columnCount, 1,
        x.storage.base + (x.offset + rows.lowerBound * x.columnCount), x.columnCount,
        right.storage.base + (right.offset + first * p), p, first == 1 ? 1 : 0, target, p)
      guard let weights else { return }
      for row in rows {
        let root = weights[row].squareRoot()
        for j in 0..<p { target[(row - rows.lowerBound) * p + j] *= root }
      }
    }.gram
    if let penalty = system.penalty {
      gram = gram.adding(inverse.scalingRows(by: penalty.mapElements { $0.squareRoot() }).gram())
    }
    return try? CholeskyDecomposition(gram).factor * factor
  }

  /// What the refinement ends with, in scaled terms.
  private struct Refined {
    var coefficients: [DoubleDouble]
    /// Σwr²
    var squares: Double
    /// What may be left of the error of each coefficient.
    var rests: [Double]
  }

  /// Steps until what may be left is below the rounding of each coefficient; nil where they do not shrink.
  ///
  /// With c for the shrinking of ‖Rd‖ from one step d to the next, ‖Re‖ ≤ c‖Rd‖ for the error e that a step leaves (if
  /// c is small), and |eⱼ| ≤ ‖Re‖ √((RᵀR)⁻¹ⱼⱼ) by Cauchy and Schwarz. No coefficient needs to be far from zero for that.
  private func refine(
    _ factor: Matrix<Double>, _ system: NormalEquations, _ inverse: Matrix<Double>, target: Int
  ) -> Refined? {
    let p = system.exponents.count
    let solve = { (b: Vector<Double>) -> Vector<Double> in
      factor.solvingTriangular(.upper, factor.solvingTriangular(.upper, transposed: true, b))
    }
    let pass = GradientPass(problem, system, target: target)
    var beta = solve(system.products.column(target)).map { DoubleDouble($0) }
    // No coefficient can be larger than this; one far smaller is zero for all that its last digits mean.
    let size = system.targetSquares[target].squareRoot()
    let spreads = (0..<p).map { inverse[$0, $0].squareRoot() }
    var length = (factor * Vector(beta.map(\.high))).norm()
    for iteration in 1...12 {
      let (gradient, squares) = pass.gradient(at: beta)
      var penalized = gradient
      if let penalty = system.penalty {
        for j in 0..<p { penalized[j] = penalized[j] - DoubleDouble(penalty[j]) * beta[j] }
      }
      let step = solve(Vector(penalized.map(\.high)))
      for j in 0..<p { beta[j] = beta[j] + DoubleDouble(step[j]) }
      let previous = length
      length = (factor * step).norm()
      guard length.isFinite else { return nil }
      let contraction = length < previous ? length / previous : 1
      let rests = spreads.map { $0 * contraction * length }
      let isDone = (0..<p).allSatisfy {
        rests[$0] <= Double.unitRoundoff * max(beta[$0].high.magnitude, spreads[$0] * size * 0x1p-40)
      }
      if !isDone {
        // The first step also holds the errors of ZᵀWy, and says little where β is small.
        if contraction < 0.1 || iteration == 1 { continue }
        // As far as the gradient has digits, or nowhere.
        guard length <= Double.unitRoundoff * size else { return nil }
      }
      // ‖y − Z(β + d)‖² = ‖r‖² − 2dᵀZᵀr + ‖Zd‖², and ZᵀZd is the gradient without what the penalty takes.
      var change = 0.0
      for j in 0..<p {
        change += step[j] * (2 * gradient[j].high - penalized[j].high)
        if let penalty = system.penalty { change += step[j] * step[j] * penalty[j] }
      }
      return Refined(coefficients: beta, squares: max(0, squares - change), rests: rests)
    }
    return nil
  }

  /// What the normal equations give.
  private func start(_ factor: Matrix<Double>, _ system: NormalEquations, target: Int) -> Refined {
    let products = system.products.column(target)
    let beta = factor.solvingTriangular(.upper, factor.solvingTriangular(.upper, transposed: true, products))
    return Refined(
      coefficients: beta.map { DoubleDouble($0) }, squares: max(0, system.targetSquares[target] - beta.dot(products)),
      rests: [Double](repeating: 0, count: beta.count))
  }

  private func solution(
    _ refined: Refined, _ factor: Matrix<Double>, _ system: NormalEquations, _ inverse: Matrix<Double>,
    _ conditionNumber: Double, factorError: Double, target: Int
  ) -> LeastSquaresSolution {
    let p = system.exponents.count
    let accuracy = AccuracyEstimate(
      inverseGram: inverse, columnNorms: Vector(factor.mapColumns { $0.norm() }),
      coefficients: Vector(refined.coefficients.map(\.high)),
      targetNorm: system.targetSquares[target].squareRoot(), residualNorm: refined.squares.squareRoot())
    let changes = accuracy.changes(throughResidual: Self.unit, throughSums: Self.unit)
    let raw = (0..<p).map { refined.coefficients[$0].scaled(byPowerOfTwo: system.exponents[$0]) }
    let scales = Vector(system.exponents.map { 1.0.scaled(byPowerOfTwo: $0) })
    let unit = Double.unitRoundoff
    return LeastSquaresSolution(
      coefficients: Vector(raw.map(\.high)), coefficientRests: Vector(raw.map(\.low)), method: .cholesky, rank: p,
      keptColumns: Array(0..<p), conditionNumber: conditionNumber, triangle: factor, exponents: system.exponents,
      inverseGram: inverse.scalingColumns(by: scales).scalingRows(by: scales),
      spreads: Vector((0..<p).map { inverse[$0, $0].squareRoot().scaled(byPowerOfTwo: system.exponents[$0]) }),
      residualSumOfSquares: refined.squares,
      isExact: isRounding(residualNorm: refined.squares.squareRoot(), size: accuracy.size, termCount: p),
      correctDigits: accuracy.coefficientDigits(zip(changes, refined.rests).map(+)),
      dataDigits: accuracy.coefficientDigits(accuracy.changes(throughResidual: unit, throughSums: unit)),
      standardErrorDigits: max(0, accuracy.standardErrorDigits(unit: Self.unit, factorError: 4 * factorError) ?? 0))
  }
}

/// ZᵀWZ and ZᵀWY in terms scaled by powers of two to a mean square of about 1.
private struct NormalEquations {
  /// Up to so many columns what rounding takes off the sums is kept, and Cholesky done in double-double: both are then a
  /// small part of the work.
  private static let mostColumnsWithRests = 200

  let gram: Matrix<Double>
  /// What is to be added to the Gram matrix; nil where it was not kept.
  let rests: Matrix<Double>?
  /// The error of the Gram matrix, relative to the norms of the columns.
  let relativeError: Double
  let products: Matrix<Double>
  let targetSquares: Vector<Double>
  let penalty: Vector<Double>?
  /// Term j is multiplied by 2^exponents[j].
  let exponents: [Int]

  /// One pass over X; nil where the squares of a column over- or underflow, or are all zero.
  ///
  /// - Throws: `LinearAlgebraError` where a number is not finite.
  init?(_ problem: LeastSquaresProblem) throws {
    let keepsRests = problem.x.columnCount <= Self.mostColumnsWithRests
    let moments = Moments(
      of: problem.x, targets: problem.targets, weights: problem.weights, keepsRests: keepsRests)
    let (p, m) = (problem.terms.count, problem.targets.columnCount)
    let first = problem.hasIntercept ? 1 : 0
    let diagonal = (0..<p).map { j in
      j < first ? moments.weightSum : moments.gram[j - first, j - first]
    }
    if !diagonal.allSatisfy(\.isFinite) || !moments.targetSquares.isFinite { try problem.requireFinite() }
    let range = 1e-200...1e200
    guard diagonal.allSatisfy(range.contains), moments.targetSquares.allSatisfy({ $0 == 0 || range ~= $0 }) else {
      return nil
    }
    // The exponent of a root is half that of the number.
    let exponents = diagonal.map { -(Int(($0 / moments.weightSum).exponent) >> 1) }
    let scaled = { (gram: Matrix<Double>, columnSums: Vector<Double>, weightSum: Double) in
      Matrix(p, p) { elements in
        for i in 0..<p {
          for j in 0..<p {
            let (row, column) = (min(i, j) - first, max(i, j) - first)
            let value = row >= 0 ? gram[row, column] : column >= 0 ? columnSums[column] : weightSum
            elements[i * p + j] = value.scaled(byPowerOfTwo: exponents[i] + exponents[j])
          }
        }
      }
    }
    var gram = scaled(moments.gram, moments.columnSums, moments.weightSum)
    var rests = moments.rests.map { scaled($0.gram, $0.columnSums, $0.weightSum) }
    if let penalty = problem.penalty {
      for i in 0..<p {
        let added = penalty[i].scaled(byPowerOfTwo: 2 * exponents[i])
        let sum = DoubleDouble(high: gram[i, i], low: rests?[i, i] ?? 0) + DoubleDouble(added)
        gram[i, i] = sum.high
        rests?[i, i] = sum.low
      }
    }
    self.gram = gram
    self.rests = rests
    // Sums over 48 rows are off by about √48 u/2 of their size, at random; those of n/48 blocks by that over √(n/48).
    relativeError =
      rests == nil ? Double.unitRoundoff : 4 * Double.unitRoundoff / max(1, Double(problem.rowCount) / 48).squareRoot()
    products = Matrix(p, m) { elements in
      for j in 0..<p {
        for t in 0..<m {
          let value = j < first ? moments.targetSums[t] : moments.products[j - first, t]
          elements[j * m + t] = value.scaled(byPowerOfTwo: exponents[j])
        }
      }
    }
    targetSquares = moments.targetSquares
    penalty = problem.penalty.map { penalty in
      Vector((0..<p).map { penalty[$0].scaled(byPowerOfTwo: 2 * exponents[$0]) })
    }
    self.exponents = exponents
  }

  /// The singular values of Z, from the eigenvalues of the Gram matrix.
  ///
  /// - Complexity: 4/3 p³ flops.
  func spectrum() throws -> Spectrum {
    let values = try SymmetricEigendecomposition.eigenvalues(of: gram)
    return Spectrum(values: Vector(values.reversed().map { max(0, $0).squareRoot() }))
  }
}

/// The gradient ZᵀW(y − Zβ) in double-double and in scaled terms.
private struct GradientPass {
  private let pass: ResidualGradientDoubleDouble
  private let exponents: [Int]
  private let hasIntercept: Bool

  init(_ problem: LeastSquaresProblem, _ system: NormalEquations, target: Int) {
    pass = ResidualGradientDoubleDouble(
      problem.x, problem.targets.columnVector(target), weights: problem.weights)
    exponents = system.exponents
    hasIntercept = problem.hasIntercept
  }

  func gradient(at scaled: [DoubleDouble]) -> (gradient: [DoubleDouble], squares: Double) {
    let raw = zip(scaled, exponents).map { $0.scaled(byPowerOfTwo: $1) }
    let first = hasIntercept ? 1 : 0
    let slopes = raw.dropFirst(first)
    let (high, low) = (slopes.map(\.high), slopes.map(\.low))
    var gradientHigh = [Double](repeating: 0, count: high.count)
    var gradientLow = gradientHigh
    var outHigh = gradientHigh.mutableSpan
    var outLow = gradientLow.mutableSpan
    let sums = pass.evaluate(
      high: high.span, low: low.span, offsetHigh: hasIntercept ? raw[0].high : 0,
      offsetLow: hasIntercept ? raw[0].low : 0, gradientHigh: &outHigh, gradientLow: &outLow)
    var gradient = hasIntercept ? [DoubleDouble(high: sums.sumHigh, low: sums.sumLow)] : []
    gradient += zip(gradientHigh, gradientLow).map { DoubleDouble(high: $0, low: $1) }
    return (zip(gradient, exponents).map { $0.scaled(byPowerOfTwo: $1) }, sums.squaresHigh)
  }
}

extension Matrix {
  /// A column as a vector, sharing the memory where it is the only one.
  fileprivate func columnVector(_ index: Int) -> Vector<Scalar> {
    columnCount == 1 ? Vector(storage: storage, offset: offset, count: rowCount) : column(index)
  }
}
