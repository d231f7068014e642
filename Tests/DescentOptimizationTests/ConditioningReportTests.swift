import DescentLinearAlgebra
import DescentOptimization
import Testing

@Suite struct ConditioningReportTests {
  private let x = Matrix<Double>.random(40, 4, seed: 51).prependingOnes()
  private let y = Vector<Double>.random(40, seed: 52)

  /// κ from the eigenvalues of the Hessian itself, which serve where κ is small.
  private func kappa(_ hessian: Matrix<Double>) throws -> Double {
    let values = try SymmetricEigendecomposition(hessian).eigenvalues
    return values.max()! / values.min()!
  }

  @Test(arguments: [0, 0.4], [LeastSquares.Penalized.all, .allButFirst])
  func agreesWithTheEigenvalues(ridge: Double, penalized: LeastSquares.Penalized) throws {
    let raw = x.scalingColumns(by: [1, 20, 0.3, 1, 5])
    let loss = try LeastSquares(raw, y, ridge: ridge, penalized: penalized)
    let report = try ConditioningReport(of: loss, hasIntercept: true)
    let hessian = loss.hessian()
    #expect(try (report.raw / kappa(hessian) - 1).magnitude < 1e-10)
    let roots = Vector((0..<5).map { 1 / hessian[$0, $0].squareRoot() })
    let jacobi = try kappa(hessian.scalingColumns(by: roots).scalingRows(by: roots))
    #expect((report.jacobi / jacobi - 1).magnitude < 1e-12)

    let features = raw.removingColumn(0)
    let standardized = Standardization(of: features, isCentred: true).applied(to: features).prependingOnes()
    let other = try kappa(LeastSquares(standardized, y, ridge: ridge, penalized: penalized).hessian())
    #expect((report.standardized / other - 1).magnitude < 1e-12)
  }

  @Test func withoutInterceptStandardizationIsJacobi() throws {
    let report = try ConditioningReport(of: LeastSquares(x.removingColumn(0), y))
    #expect((report.standardized / report.jacobi - 1).magnitude < 1e-14)
  }

  @Test func unitsCostNoDigit() throws {
    // Orthogonal columns of the lengths 1 and 10¹²⁰: λmax/λmin is 10²⁴⁰, and nothing else is wrong with them.
    let report = try ConditioningReport(of: LeastSquares([[1, 1e120], [1, -1e120]], [0, 0]))
    #expect((report.raw / 1e240 - 1).magnitude < 1e-14)
    #expect(report.jacobi == 1 || (report.jacobi - 1).magnitude < 1e-15)
  }

  @Test func aSingularHessianHasInfiniteConditionNumbersUntilARidgeMendsIt() throws {
    // A constant column beside the intercept, and a column of zeros.
    let constant = x.insertingColumn(Vector(repeating: 3, count: 40), at: 5)
    for singular in [constant, x.insertingColumn(.zeros(40), at: 5)] {
      let report = try ConditioningReport(of: LeastSquares(singular, y), hasIntercept: true)
      #expect(report.raw == .infinity && report.standardized == .infinity && report.jacobi == .infinity)
      let ridge = try LeastSquares(singular, y, ridge: 0.25, penalized: .allButFirst)
      let mended = try ConditioningReport(of: ridge, hasIntercept: true)
      #expect(try (mended.raw / kappa(ridge.hessian()) - 1).magnitude < 1e-10)
      #expect(mended.standardized.isFinite && mended.jacobi.isFinite)
    }
  }

  @Test func theInterceptAlone() throws {
    let report = try ConditioningReport(of: LeastSquares(Matrix(column: [1, 1, 1]), [1, 2, 3]), hasIntercept: true)
    #expect(report.raw == 1 && report.standardized == 1 && report.jacobi == 1)
  }
}

@Suite struct DiagonalPreconditionerTests {
  private let x = Matrix<Double>.random(30, 3, seed: 61).scalingColumns(by: [1000, 1, 0.01])
  private let y = Vector<Double>.random(30, seed: 62)

  @Test func theHessianHasOnesOnItsDiagonalAndTheConditionNumberOfTheReport() throws {
    let loss = try LeastSquares(x, y)
    let scaled = try DiagonalPreconditioner(of: loss).applied(to: loss)
    let hessian = scaled.hessian()
    #expect((0..<3).allSatisfy { (hessian[$0, $0] - 1).magnitude < 1e-14 })
    let kappa = try ConditioningReport(of: scaled).raw
    #expect(try (kappa / ConditioningReport(of: loss).jacobi - 1).magnitude < 1e-12)
  }

  @Test func theMinimumIsThatOfTheRawLoss() throws {
    let loss = try LeastSquares(x, y)
    let preconditioner = DiagonalPreconditioner(of: loss)
    let run = try GradientDescent(step: .optimal).minimize(
      preconditioner.applied(to: loss), until: .relativeGradientNorm(below: 1e-12))
    #expect(run.converged)
    let coefficients = preconditioner.rawCoefficients(run.minimizer)
    let exact = try QRDecomposition(x).solve(y)
    #expect(zip(coefficients, exact).allSatisfy { ($0 / $1 - 1).magnitude < 1e-9 })
    #expect((loss.value(at: coefficients) - run.value).magnitude < 1e-15)
    let back = preconditioner.scaledCoefficients(coefficients)
    #expect(zip(back, run.minimizer).allSatisfy { ($0 / $1 - 1).magnitude < 1e-15 })
  }

  @Test func aColumnOfZerosStaysOne() throws {
    let loss = try LeastSquares([[0, 2], [0, 2]], [1, 1])
    let preconditioner = DiagonalPreconditioner(of: loss)
    #expect(preconditioner.scales[0] == 1)
    #expect((preconditioner.scales[1] - 8.0.squareRoot()).magnitude < 1e-15)
  }

  @Test func aRidgeIsRefused() async throws {
    let loss = try LeastSquares(x, y, ridge: 0.5)
    let preconditioner = DiagonalPreconditioner(of: loss)
    #expect(throws: OptimizationError.ridgeBesideScaling(0.5)) { try preconditioner.applied(to: loss) }
    await #expect(processExitsWith: .failure) {
      let loss = try LeastSquares([[1], [2]], [1, 1])
      _ = DiagonalPreconditioner(of: loss).rawCoefficients([1, 2])
    }
  }
}
