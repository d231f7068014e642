import DescentLinearAlgebra
import Testing

@Suite struct LUDecompositionTests {
  @Test(arguments: sizes, 1...2) func factorsSolvesAndInverts(size: Int, seed: Int) throws {
    try check(Double.self, size, seed)
    try check(Float.self, size, seed)
  }

  private func check<S: BLASScalar>(_: S.Type, _ n: Int, _ seed: Int) throws {
    for condition in conditions(S.self) {
      var numbers = TestNumbers(seed: seed)
      let a: Matrix<S> = numbers.matrix(n, n, singularValues: geometric(n, condition: condition))
      let lu = try LUDecomposition(a)
      let (lower, upper) = (lu.lower, lu.upper)
      for i in 0..<n {
        #expect(lower[i, i] == 1)
        for j in 0..<i {
          #expect(upper[i, j] == 0)
          #expect(lower[j, i] == 0)
          #expect(lower[i, j].magnitude <= 1)
        }
      }
      #expect(lu.permutation.sorted() == Array(0..<n))
      #expect(
        ratio((lower * upper).subtracting(a.selecting(rows: lu.permutation)), a.norm(.one), n) < ratioLimit)
      #expect(ratio(lu.reconstructed().subtracting(a), a.norm(.one), n) < ratioLimit)

      let b: Matrix<S> = numbers.matrix(n, 3)
      #expect(residual(a, try lu.solve(b), b) < ratioLimit)
      if n > 0 {
        let single = b.column(2)
        #expect(residual(a, column(try lu.solve(single)), column(single)) < ratioLimit)
        #expect(try lu.solve(Array(single)) == lu.solve(single))
      }
      let inverse = try lu.inverse()
      let scale = a.norm(.one) * inverse.norm(.one)
      #expect(ratio((inverse * a).subtracting(.identity(n)), scale, n) < ratioLimit)
      #expect(lu.conditionNumber <= 1.2 * max(1, scale))
      #expect(lu.conditionNumber >= 0.1 * scale)
      guard condition * Double(S.ulpOfOne) < 0.1 else { continue }
      let expected = geometric(n, condition: condition).reduce(0) { $0 + Double.log($1) }
      let error = abs(Double(lu.logDeterminant.logMagnitude) - expected)
      #expect(error <= 10 * Double(max(n, 1)) * condition * Double(S.ulpOfOne))
    }
  }

  @Test func determinantsKnowTheirSign() throws {
    #expect(try LUDecomposition([[0.0, 1.0], [1.0, 0.0]]).determinant == -1)
    #expect(try LUDecomposition([[0.0, 2.0, 0], [0, 0, 3], [4, 0, 0]]).determinant == 24)
    #expect(try LUDecomposition([[-3.0]]).logDeterminant == (-1, Double.log(3)))
    #expect(try LUDecomposition(Matrix<Float>.zeros(0, 0)).determinant == 1)
    let n = 400
    let tiny = try LUDecomposition(Matrix<Double>.identity(n).scaled(by: -1e-3))
    #expect(tiny.determinant == 0)
    #expect(tiny.logDeterminant.sign == 1)
    #expect(abs(tiny.logDeterminant.logMagnitude + 1200 * Double.log(10)) < 1e-9)
  }

  @Test func singularMatricesFactorAndRefuseToSolve() throws {
    let a: Matrix = [[1.0, 2.0, 3.0], [2.0, 4.0, 5.0], [3.0, 6.0, 1.0]]
    let lu = try LUDecomposition(a)
    #expect(lu.isSingular)
    #expect(lu.determinant == 0)
    #expect(lu.logDeterminant == (0, -.infinity))
    #expect(lu.conditionNumber == .infinity)
    #expect(lu.reciprocalConditionNumber == 0)
    #expect(lu.reconstructed().isClose(to: a, relativeTolerance: 1e-15))
    #expect(thrown { try lu.inverse() } == .singular(column: 1))
    var b: Vector = [1.0, 2.0, 3.0]
    #expect(throws: LinearAlgebraError.singular(column: 1)) { try lu.solve(inPlace: &b) }
    #expect(b == [1, 2, 3])
    #expect(throws: LinearAlgebraError.singular(column: 1)) { try lu.solve(Matrix<Double>.identity(3)) }
    #expect(
      LinearAlgebraError.singular(column: 1).description
        == "The matrix is singular: the pivot of column 1 is zero or too small to divide by, so that this column "
        + "depends on those before it. SingularValueDecomposition gives the solution of least norm")
    #expect(try LUDecomposition(Matrix<Double>.zeros(4, 4)).isSingular)
  }

  @Test func extremeElements() throws {
    for scale in [1e-307, 1e-300, 1e300, 1e308] {
      let a = Matrix(2, 2, [1, 0.5, 0.5, 1]).scaled(by: scale)
      let x = try LUDecomposition(a).solve([1.5 * scale, 1.5 * scale])
      #expect(x.isClose(to: [1, 1], relativeTolerance: 1e-12))
      let condition = try LUDecomposition(a).conditionNumber
      #expect(condition > 2 && condition < 4)
    }
    // OpenBLAS multiplies by reciprocals: that of a subnormal pivot is infinite.
    let subnormal = try LUDecomposition(Matrix(2, 2, [1, 0.5, 0.5, 1]).scaled(by: 1e-300).scaled(by: 1e-10))
    #expect(subnormal.isSingular)
    #expect(subnormal.determinant == 0)
    #expect(subnormal.conditionNumber == .infinity)
    #expect(thrown { try subnormal.solve([1, 1]) } == .singular(column: 0))
  }

  @Test func refusesNonFiniteElements() {
    #expect(thrown { try LUDecomposition([[1.0, 2.0], [.nan, 1.0]]) } == .nonFinite(row: 1, column: 0))
    #expect(
      LinearAlgebraError.nonFinite(row: 1, column: 0).description
        == "The element in row 1, column 0 is NaN or infinite: remove or replace it first "
        + "(firstNonFinite() finds it, isFinite tells whether more are left)")
  }

  @Test func shapesTrap() async {
    let square = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = try LUDecomposition(Matrix<Double>.zeros(4, 3))
    }
    #expect(message(of: square).contains("LUDecomposition needs a square matrix; this one has the shape 4×3"))
    let rows = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = try LUDecomposition(Matrix<Double>.identity(3)).solve(Matrix<Double>.zeros(2, 2))
    }
    #expect(message(of: rows).contains("LUDecomposition.solve: the right-hand side has 2 rows, the matrix 3"))
  }
}
