import Descent
import Foundation
import Testing

/// The exact solver itself, where the answer is known without it.
@Suite struct ExactLeastSquaresTests {
  @Test func aLineThroughThreePoints() {
    // y = 1/3 + x/2 of (0, 0), (1, 1), (2, 1): β = 1/6 + x/2, RSS = 1/6, (XᵀX)⁻¹ = diag(5/6, 1/2).
    let exact = ExactLeastSquares(Matrix(rows: [[0], [1], [2]]), [0, 1, 1], hasIntercept: true)
    #expect(exact.coefficient(0) == 1.0 / 6 && exact.coefficient(1) == 0.5)
    #expect(exact.residualNorm == (1.0 / 6).squareRoot())
    #expect(abs(exact.standardError(0) - (5.0 / 36).squareRoot()) < 1e-16)
    #expect(abs(exact.standardError(1) - (1.0 / 12).squareRoot()) < 1e-16)
    #expect(exact.digits(ofCoefficient: 1, 0.5) == .infinity)
    #expect(exact.digits(ofCoefficient: 1, nil) == -.infinity)
    // The double 1/6 lies 2⁻⁵⁵/3 below the number, a relative error of 2⁻⁵⁴.
    #expect(abs(exact.digits(ofCoefficient: 0, 1.0 / 6) - 54 * log10(2)) < 1e-12)
    #expect(abs(exact.digits(ofCoefficient: 1, 0.5 + 0x1p-40) - 39 * log10(2)) < 1e-12)
    let error = (1.0 / 12).squareRoot()
    #expect(exact.digits(ofStandardError: 1, error) > 15.9)
    #expect(abs(exact.digits(ofStandardError: 1, error * (1 + 0x1p-20)) - 20 * log10(2)) < 1e-6)
  }

  @Test func unitsChangeNothing() {
    let x = Matrix(rows: [[0.1, 3e200], [0.7, -2e199], [1e-9, 5e200], [12.5, 1e198], [-4, 1e200]])
    let y: Vector<Double> = [1e-3, 5, -1e4, 7, 0.25]
    let exact = ExactLeastSquares(x, y, hasIntercept: false)
    let scaled = ExactLeastSquares(
      x.scalingColumns(by: [0x1p100, 0x1p-700]), y.scaled(by: 0x1p-30), hasIntercept: false)
    #expect(scaled.coefficient(0) == exact.coefficient(0) * 0x1p-130)
    #expect(scaled.coefficient(1) == exact.coefficient(1) * 0x1p670)
    #expect(scaled.standardError(1) == exact.standardError(1) * 0x1p670)
  }

  /// On integers with a known solution and residuals orthogonal to X.
  @Test func aDesignedSolution() {
    // Columns and residuals are rows of a Hadamard matrix of order 8.
    let sign = { (i: Int, j: Int) in (i & j).nonzeroBitCount.isMultiple(of: 2) ? 1.0 : -1.0 }
    let x = Matrix<Double>(8, 3) { elements in
      for i in 0..<8 { for j in 0..<3 { elements[3 * i + j] = sign(i, j + 1) } }
    }
    let y = Vector((0..<8).map { 5 + 2 * sign($0, 1) - 0.75 * sign($0, 2) + 0x1p-60 * sign($0, 3) + 4 * sign($0, 7) })
    let exact = ExactLeastSquares(x, y, hasIntercept: true)
    #expect((0..<3).map { exact.coefficient($0) } == [5, 2, -0.75])
    #expect(exact.residualNorm == (16.0 * 8).squareRoot())
    // σ² = 128/4, (XᵀX)⁻¹ = 1/8.
    #expect((0..<4).allSatisfy { exact.standardError($0) == 2 })
  }

  @Test func agreesWithQRWhereThatIsGood() throws {
    let problem = try GeneratedProblem(rows: 30, columns: 6, conditionNumber: 10, residuals: .random, seed: 5)
    let exact = ExactLeastSquares(problem.x, problem.y, hasIntercept: false)
    let model = try LinearRegression(method: .qr, hasIntercept: false).fit(problem.x, problem.y)
    for (j, coefficient) in model.coefficients.enumerated() {
      #expect(exact.digits(ofCoefficient: j, coefficient.estimate) > 13)
      #expect(exact.digits(ofStandardError: j, coefficient.standardError) > 13)
      #expect(abs(exact.coefficient(j) / coefficient.estimate! - 1) < 1e-13)
    }
    let (conditionNumber, rho) = try problem.difficulty(exact)
    #expect(conditionNumber > 5 && conditionNumber < 40)
    #expect(rho > 0 && rho < 0.2)
  }

  @Test func orthogonalResidualsStayLarge() throws {
    for conditionNumber in [1e4, 1e8, 1e13] {
      let problem = try GeneratedProblem(
        rows: 25, columns: 4, conditionNumber: conditionNumber, residuals: .orthogonal, hasIntercept: true, seed: 6)
      let exact = ExactLeastSquares(problem.x, problem.y, hasIntercept: true)
      let difficulty = try problem.difficulty(exact)
      #expect(difficulty.rho > 0.1 && difficulty.rho < 2, "κ \(conditionNumber)")
      let ratio = difficulty.conditionNumber / conditionNumber
      #expect(ratio > 0.1 && ratio < 10, "κ \(conditionNumber)")
    }
  }
}
