extension StreamedMoments {
  /// Σ wᵢ
  package var weightSum: Double {
    var moments = self
    moments.flush()
    return moments.square(0).high.scaled(byPowerOfTwo: -moments.scaling.weights)
  }

  /// Solves the normal equations in double-double, or Rβ = c.
  ///
  /// The errors of sums, 2⁻¹⁰⁴ of their size, come back multiplied by κ², κ the condition number of the scaled
  /// columns: nothing is lost to sixteen digits up to κ of some 10⁷, two up to 10⁸, and from 10¹⁴ on nothing is left. A
  /// second pass, ``StreamedGradient``, makes that up. Those of a triangle come back multiplied by κ, and
  /// by κ² as far as there are residuals.
  ///
  /// - Parameters:
  ///   - hasIntercept: whether the column of ones is a term.
  ///   - ridge: λ of (1/Σw)Σw(y − zβ)² + (λ/2)‖β‖², the intercept not penalized.
  ///   - isStandardized: whether the ridge penalizes the coefficients of standardized terms.
  /// - Throws: `LinearAlgebraError.coefficientOutOfRange`.
  /// - Complexity: p³/2 multiplications and additions in double-double.
  package func solve(
    hasIntercept: Bool, ridge: Double = 0, isStandardized: Bool = false
  ) throws -> StreamedSolution {
    var moments = self
    moments.flush()
    let used = Array((hasIntercept ? 0 : 1)..<terms.count)
    let penalty = moments.penalty(of: used, ridge: ridge, isStandardized: isStandardized, hasIntercept: hasIntercept)
    if form == .triangle { return try moments.triangularSystem(of: used, penalty, hasIntercept: hasIntercept).solve() }
    var gram = moments.upper.selecting(used)
    for j in used.indices { gram[j, j] = gram[j, j] + penalty[j] }
    let (triangle, kept, spectrum) = try DoubleDoubleLeastSquares.factorize(gram)
    let system = StreamedSystem(
      moments: moments, hasIntercept: hasIntercept, termCount: used.count, kept: kept, terms: kept.map { used[$0] },
      penalty: kept.map { penalty[$0] },
      triangle: kept.count == used.count ? triangle : triangle.selecting(kept),
      dependencies: triangle.dependencies(kept: kept), conditionNumber: spectrum.conditionNumber)
    return try system.solve()
  }

  /// What is added to the diagonal of the scaled moments: Σw λ/2 for each term but the intercept, times the variance of
  /// the term where the ridge is one of standardized terms.
  private func penalty(
    of used: [Int], ridge: Double, isStandardized: Bool, hasIntercept: Bool
  ) -> [DoubleDouble] {
    let exponents = scaling.terms
    return used.map { j in
      guard ridge > 0, j > 0 else { return DoubleDouble(0) }
      let strength = (ridge / 2) * square(0)
      let plain = strength.scaled(byPowerOfTwo: 2 * exponents[j])
      guard isStandardized else { return plain }
      let spread = hasIntercept ? centredSquare(j) : square(j)
      // A spread within the rounding of the mean is a constant term, which is not scaled.
      let rounding = 4 * Double.ulpOfOne
      return spread.high > rounding * rounding * square(j).high ? (ridge / 2) * spread : plain
    }
  }

  /// Σw(y − ȳ)², not centred without an intercept, and Σwy².
  func totals(centred: Bool) -> (total: Double, squares: Double) {
    let squares = square(target)
    let total = centred && square(0).high > 0 ? centredSquare(target) : squares
    let exponent = -2 * scaling.targets[0] - scaling.weights
    return (
      max(0, total.high).scaled(byPowerOfTwo: exponent), max(0, squares.high).scaled(byPowerOfTwo: exponent)
    )
  }

  /// Σwzⱼ², scaled.
  func square(_ j: Int) -> DoubleDouble {
    guard form == .triangle else { return upper[j, j] }
    return (0...j).reduce(DoubleDouble(0)) { $0 + upper[$1, j] * upper[$1, j] }
  }

  /// Σw(zⱼ − z̄ⱼ)², scaled.
  private func centredSquare(_ j: Int) -> DoubleDouble {
    guard form == .triangle else { return upper[j, j] - upper[0, j] * upper[0, j] / upper[0, 0] }
    return (1..<max(1, j + 1)).reduce(DoubleDouble(0)) { $0 + upper[$1, j] * upper[$1, j] }
  }
}

/// What the moments say of the coefficients.
package struct StreamedSolution: Sendable {
  package let solution: LeastSquaresSolution
  /// Σw(y − ȳ)², not centred without an intercept.
  package let totalSumOfSquares: Double
  /// Σwy²
  package let squares: Double
  /// Whether a second pass over the data would give digits.
  package let gainsBySecondPass: Bool
  let system: StreamedSystem
  /// The scaled coefficients of the kept terms.
  let coefficients: [DoubleDouble]
}

/// The normal equations of some terms, factorized.
struct StreamedSystem: Sendable {
  let moments: StreamedMoments
  let hasIntercept: Bool
  /// The number of terms of the model.
  let termCount: Int
  /// The kept ones among them.
  let kept: [Int]
  /// The places of these among the terms of the moments.
  let terms: [Int]
  /// What is added to their diagonal, scaled.
  let penalty: [DoubleDouble]
  let triangle: DoubleDoubleTriangle
  let dependencies: [ColumnDependency]
  let conditionNumber: Double
  /// c of Rβ = c, where the triangle was kept and not made of sums.
  var projections: [DoubleDouble]?

  /// Coefficients are worth a second pass below this many digits.
  private static let sufficientDigits = 14.0

  /// The relative error that the moments, or the columns of a triangle, are taken to have: that of the sums of a pass, and
  /// of adding these up.
  private var unit: Double {
    let addition = moments.form == .sums ? 0x1p-105 : 0x1p-102
    return DoubleDoubleLeastSquares.unit + addition * Double(moments.additionCount).squareRoot()
  }

  /// The scaling of the kept terms.
  var scaling: ProblemScaling { moments.scaling.selecting(terms) }

  /// From the moments alone, with one step of refinement.
  func solve() throws -> StreamedSolution {
    if let projections { return try solve(projections) }
    let products = terms.map { moments.upper[$0, moments.target] }
    var beta = products
    solve(&beta)
    var step = residual(products, beta, withPenalty: true)
    solve(&step)
    for j in beta.indices { beta[j] = beta[j] + step[j] }
    // yᵀy − βᵀc − βᵀ(c − Gβ)
    let rest = residual(products, beta, withPenalty: false)
    let total = moments.square(moments.target)
    let squares = beta.indices.reduce(total) { $0 - beta[$1] * (products[$1] + rest[$1]) }
    return try solution(beta, squares: squares.high) { accuracy in
      let size = accuracy.size
      return (
        accuracy.changesThroughMoments(unit),
        accuracy.standardErrorDigits(
          unit: 0, factorError: accuracy.spreadErrorThroughMoments(unit),
          sigmaError: squares.high > 0 ? unit * size * size / (2 * squares.high) : .infinity)
      )
    }
  }

  /// From the triangle and its right-hand side.
  private func solve(_ projections: [DoubleDouble]) throws -> StreamedSolution {
    var beta = projections
    triangle.solve(&beta)
    return try solution(beta, squares: moments.residualSquares(beta, terms).high) { accuracy in
      (accuracy.changes(throughResidual: unit, throughSums: unit), accuracy.standardErrorDigits(unit: unit))
    }
  }

  /// From coefficients and their gradient in three parts, behind which Σwr² stands.
  func solve(from start: [DoubleDouble], _ sums: TripleSums) throws -> StreamedSolution {
    var beta = start
    let gradient = beta.indices.map { sums[$0] - penalty[$0] * beta[$0] }
    var step = gradient
    solve(&step)
    var decrease = DoubleDouble(0)
    for j in beta.indices {
      beta[j] = beta[j] + step[j]
      decrease = decrease + step[j] * gradient[j]
    }
    return try solution(beta, squares: (sums[beta.count] - decrease).high) { accuracy in
      let isTriangle = projections != nil
      let errors = accuracy.errorsAfterStep(
        decrease: decrease.high, contraction: unit * conditionNumber * (isTriangle ? 1 : conditionNumber))
      return (
        errors,
        accuracy.standardErrorDigits(
          unit: isTriangle ? unit : DoubleDoubleLeastSquares.unit,
          factorError: isTriangle ? 0 : accuracy.spreadErrorThroughMoments(unit))
      )
    }
  }

  private func solution(
    _ beta: [DoubleDouble], squares: Double, _ errors: (AccuracyEstimate) -> (coefficients: [Double], spread: Double?)
  ) throws -> StreamedSolution {
    let squares = max(0, squares)
    let parts = DoubleDoubleSolution(
      triangle: triangle, scaling: scaling, count: termCount, kept: kept, dependencies: dependencies,
      conditionNumber: kept.count == termCount ? conditionNumber : .infinity)
    let accuracy = parts.accuracy(
      beta, target: moments.square(moments.target).high, residual: squares)
    let (changes, spread) = errors(accuracy)
    let digits = accuracy.coefficientDigits(changes)
    let totals = moments.totals(centred: hasIntercept)
    return StreamedSolution(
      solution: try parts.solution(
        beta, target: 0, accuracy, squares: squares, correctDigits: digits, standardErrorDigits: spread),
      totalSumOfSquares: totals.total, squares: totals.squares,
      gainsBySecondPass: digits.map { $0 < Self.sufficientDigits } ?? beta.contains { $0.high != 0 },
      system: self, coefficients: beta)
  }

  /// b ← (RᵀR)⁻¹ b.
  private func solve(_ b: inout [DoubleDouble]) {
    triangle.solveTransposed(&b)
    triangle.solve(&b)
  }

  /// c − (G + P)β, or without P.
  private func residual(
    _ products: [DoubleDouble], _ beta: [DoubleDouble], withPenalty: Bool
  ) -> [DoubleDouble] {
    products.indices.map { i in
      var rest = products[i]
      for j in beta.indices {
        let (row, column) = (min(terms[i], terms[j]), max(terms[i], terms[j]))
        rest = rest - moments.upper[row, column] * beta[j]
      }
      return withPenalty ? rest - penalty[i] * beta[i] : rest
    }
  }
}
