internal import CDescentKernels

/// Least squares by the normal equations in double-double, which have all the digits that the method of normal equations
/// loses in double: an error of κ² 2⁻¹⁰⁴ at first.
///
/// Where the condition number is large the terms are multiplied by R⁻¹ and factorized once more (CholeskyQR2: Yamamoto,
/// Nakatsukasa, Yanagisawa, Fukaya 2015), which makes that κ 2⁻¹⁰⁴; then one step with the gradient at the solution
/// found, summed in three parts, leaves κ 2⁻¹⁰⁴ whatever the residual. (Sums in two parts would leave κ² ρ 2⁻¹⁰⁵, ρ the
/// relative size of the residual: three digits of sixteen at κ = 10¹³ and ρ = 1.)
///
/// - Complexity: n p² /2 multiplications and additions in double-double, of about 20 flops together, and three times that
///   for condition numbers above 4·10⁶. Two or three passes over X, none of which copies it.
struct DoubleDoubleLeastSquares {
  private let problem: LeastSquaresProblem
  private let scaling: ProblemScaling

  /// The relative error that sums of products in double-double are taken to have.
  static let unit = 0x1p-100
  /// The same of sums in three parts.
  static let gradientUnit = 0x1p-140
  /// From this condition number on the factorization is done twice.
  private static let secondPassLimit = 0x1p22

  init(_ problem: LeastSquaresProblem) throws {
    self.problem = problem
    scaling = try ProblemScaling(of: problem)
  }

  func solve() throws -> [LeastSquaresSolution] {
    let p = problem.terms.count
    let gram = self.gram(problem, scaling, after: nil)
    let (triangle, kept, spectrum) = try Self.factorize(gram.selecting(Array(0..<p)))
    let dependencies = triangle.dependencies(kept: kept)
    let reduced = kept.count == p ? problem : problem.selecting(kept)
    let reducedScaling = kept.count == p ? scaling : scaling.selecting(kept)
    let first = kept.count == p ? triangle : triangle.selecting(kept)
    let targets = Array(p..<p + problem.targets.columnCount)
    var factor = Factor(
      r: first, q: first, products: gram.selecting(rows: kept, columns: targets), squares: targets.map { gram[$0, $0] },
      conditionNumber: spectrum.conditionNumber)
    if spectrum.conditionNumber > Self.secondPassLimit, !kept.isEmpty {
      factor = try refactorized(factor, reduced, reducedScaling)
    }
    let solver = Backsolve(problem: reduced, scaling: reducedScaling, factor: factor)
    return try solver.solutions(
      over: p, kept: kept, dependencies: dependencies,
      conditionNumber: kept.count == p ? factor.conditionNumber : .infinity)
  }

  // MARK: Factorization

  private func gram(
    _ problem: LeastSquaresProblem, _ scaling: ProblemScaling, after triangle: DoubleDoubleTriangle?
  ) -> DoubleDoubleMatrix {
    let size = problem.terms.count + problem.targets.columnCount
    let sums = DoubleDoublePass(problem, scaling, .gram(triangle)).sums()
    return DoubleDoubleMatrix(high: sums.high, low: sums.low).reshaped(size, size)
  }

  /// The triangle, with columns dropped until no singular value says that there is one too many.
  static func factorize(
    _ gram: DoubleDoubleMatrix
  ) throws -> (triangle: DoubleDoubleTriangle, kept: [Int], spectrum: Spectrum) {
    let bound = Spectrum.tolerance(columnCount: gram.high.rowCount)
    var tolerance = bound * bound
    while true {
      let (triangle, kept) = DoubleDoubleTriangle.factorizing(gram, tolerance: tolerance)
      let spectrum = try Spectrum(of: triangle.selecting(kept).rounded)
      if spectrum.rank == kept.count || tolerance >= 1 { return (triangle, kept, spectrum) }
      tolerance *= 4
    }
  }

  /// R of Z R⁻¹ on top of R. Where that fails, which no data have been seen to do, R stays as it is.
  private func refactorized(
    _ factor: Factor, _ problem: LeastSquaresProblem, _ scaling: ProblemScaling
  ) throws -> Factor {
    let p = problem.terms.count
    let gram = self.gram(problem, scaling, after: factor.r)
    let (second, kept) = DoubleDoubleTriangle.factorizing(gram.selecting(Array(0..<p)), tolerance: 0)
    guard kept.count == p else { return factor }
    let targets = Array(p..<p + problem.targets.columnCount)
    let r = second.multiplied(by: factor.r)
    return Factor(
      r: r, q: second, products: gram.selecting(rows: Array(0..<p), columns: targets), squares: factor.squares,
      conditionNumber: try Spectrum(of: r.rounded).conditionNumber, isSecond: true)
  }

  /// What the factorization leaves: ZᵀWZ = RᵀR, and QᵀWY with its own triangle, ZᵀWY = (Q⁻¹R)ᵀ QᵀWY.
  struct Factor {
    var r: DoubleDoubleTriangle
    /// The triangle that the products still have to be divided by.
    var q: DoubleDoubleTriangle
    var products: DoubleDoubleMatrix
    /// YᵀWY of each target.
    var squares: [DoubleDouble]
    /// σmax/σmin of R.
    var conditionNumber: Double
    /// Whether R comes from two factorizations.
    var isSecond = false
  }

  /// From the triangle to the solutions.
  struct Backsolve {
    let problem: LeastSquaresProblem
    let scaling: ProblemScaling
    let factor: Factor

    func solutions(
      over count: Int, kept: [Int], dependencies: [ColumnDependency], conditionNumber: Double
    ) throws -> [LeastSquaresSolution] {
      let (p, m) = (problem.terms.count, problem.targets.columnCount)
      // Scaled coefficients, one row for each target.
      var beta = DoubleDoubleMatrix.zeros(m, p)
      for t in 0..<m {
        var c = (0..<p).map { factor.products[$0, t] }
        factor.q.solveTransposed(&c)
        factor.r.solve(&c)
        for j in 0..<p { beta[t, j] = c[j] }
      }
      let steps = refine(&beta)

      let solution = DoubleDoubleSolution(
        triangle: factor.r, scaling: scaling, count: count, kept: kept, dependencies: dependencies,
        conditionNumber: conditionNumber)
      return try (0..<m).map { t in
        let accuracy = solution.accuracy(
          beta[row: t], target: factor.squares[t].high, residual: steps[t].squares)
        return try solution.solution(
          beta[row: t], target: t, accuracy, squares: steps[t].squares,
          correctDigits: accuracy.coefficientDigits(errors(accuracy, steps[t].decrease)),
          standardErrorDigits: accuracy.standardErrorDigits(unit: DoubleDoubleLeastSquares.unit))
      }
    }

    private func errors(_ accuracy: AccuracyEstimate, _ decrease: Double) -> [Double] {
      let unit = DoubleDoubleLeastSquares.unit
      return accuracy.errorsAfterStep(
        decrease: decrease,
        contraction: unit * factor.conditionNumber * (factor.isSecond ? 1 : factor.conditionNumber))
    }

    /// β ← β + (RᵀR)⁻¹(ZᵀW(y − Zβ) − pβ); returns Σwr² at the new β, and by how much the objective went down.
    private func refine(_ beta: inout DoubleDoubleMatrix) -> [(squares: Double, decrease: Double)] {
      let (p, m) = (problem.terms.count, problem.targets.columnCount)
      let sums = DoubleDoublePass(problem, scaling, .gradient(beta)).sums()
      let all = DoubleDoubleMatrix(high: sums.high, low: sums.low)
      return (0..<m).map { t in
        var gradient = (0..<p).map { all[0, t * p + $0] }
        var decrease = DoubleDouble(0)
        if let penalty = problem.penalty {
          for j in 0..<p {
            let scaled = DoubleDouble(penalty[j].scaled(byPowerOfTwo: scaling.weights + 2 * scaling.terms[j]))
            gradient[j] = gradient[j] - scaled * beta[t, j]
          }
        }
        var step = gradient
        factor.r.solveTransposed(&step)
        factor.r.solve(&step)
        for j in 0..<p {
          beta[t, j] = beta[t, j] + step[j]
          decrease = decrease + step[j] * gradient[j]
        }
        return (max(0, (all[0, m * p + t] - decrease).high), decrease.high)
      }
    }
  }
}
