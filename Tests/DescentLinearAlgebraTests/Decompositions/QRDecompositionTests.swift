import DescentLinearAlgebra
import Testing

@Suite struct QRDecompositionTests {
  @Test(arguments: shapes, 1...2) func factors(shape: (Int, Int), seed: Int) throws {
    try check(Double.self, shape.0, shape.1, seed)
    try check(Float.self, shape.0, shape.1, seed)
  }

  private func check<S: BLASScalar>(_: S.Type, _ m: Int, _ n: Int, _ seed: Int) throws {
    let k = min(m, n)
    for condition in conditions(S.self) {
      var numbers = TestNumbers(seed: seed)
      let a: Matrix<S> = numbers.matrix(m, n, singularValues: geometric(k, condition: condition))
      let qr = try QRDecomposition(a)
      let (q, r) = (qr.thinQ(), qr.r)
      #expect((qr.rowCount, qr.columnCount) == (m, n))
      #expect((q.rowCount, q.columnCount) == (m, k))
      #expect((r.rowCount, r.columnCount) == (k, n))
      for i in 0..<k { for j in 0..<min(i, n) { #expect(r[i, j] == 0) } }
      #expect(ratio((q * r).subtracting(a), a.norm(.one), max(m, n)) < ratioLimit)
      #expect(ratio(qr.reconstructed().subtracting(a), a.norm(.one), max(m, n)) < ratioLimit)
      #expect(orthogonality(q) < ratioLimit)

      // The full Q: orthogonal, its first columns the thin one, and applied the same way to vectors.
      var full = Matrix<S>.identity(m)
      qr.applyQ(to: &full)
      #expect(orthogonality(full) < ratioLimit)
      #expect(ratio(full[columns: 0..<k].subtracting(q), 1, m) < ratioLimit)
      let b: Matrix<S> = numbers.matrix(m, 3)
      var product = b
      qr.applyQTransposed(to: &product)
      #expect(ratio(product.subtracting(full.transposed() * b), b.norm(.one), m) < ratioLimit)
      var vector = b.column(1)
      qr.applyQTransposed(to: &vector)
      #expect(ratio(column(vector).subtracting(product[columns: 1..<2]), b.norm(.one), m) < ratioLimit)
      qr.applyQ(to: &vector)
      #expect(ratio(column(vector).subtracting(b[columns: 1..<2]), b.norm(.one), m) < ratioLimit)

      guard m >= n, condition * Double(S.ulpOfOne) < 0.1 else { continue }
      let trueCondition = conditionInTheOneNorm(r)
      #expect(qr.conditionNumber <= 1.2 * trueCondition)
      #expect(qr.conditionNumber >= 0.1 * trueCondition)
    }
  }

  private func conditionInTheOneNorm<S: BLASScalar>(_ r: Matrix<S>) -> S {
    r.count == 0 ? 1 : r.norm(.one) * r.solvingTriangular(.upper, .identity(r.rowCount)).norm(.one)
  }

  @Test(arguments: shapes.filter { $0.0 >= $0.1 }) func solvesLeastSquares(shape: (Int, Int)) throws {
    try checkLeastSquares(Double.self, shape.0, shape.1)
    try checkLeastSquares(Float.self, shape.0, shape.1)
  }

  private func checkLeastSquares<S: BLASScalar>(_: S.Type, _ m: Int, _ n: Int) throws {
    for condition in conditions(S.self).dropLast() {
      var numbers = TestNumbers(seed: 3)
      let a: Matrix<S> = numbers.matrix(m, n, singularValues: geometric(n, condition: condition))
      let qr = try QRDecomposition(a)
      let exact: Matrix<S> = numbers.matrix(n, 2)
      let consistent = a * exact
      #expect(residual(a, try qr.solve(consistent), consistent) < ratioLimit)
      // Where b is not in the range of A, the residual is orthogonal to it (LAPACK's test dqrt17).
      let b: Matrix<S> = numbers.matrix(m, 2)
      let x = try qr.solve(b)
      let rest = b.subtracting(a * x)
      let scale = a.norm(.one) * (b.norm(.one) + a.norm(.one) * x.norm(.one))
      #expect(ratio(a.transposed() * rest, scale, max(m, n)) < ratioLimit)
      let vector = try qr.solve(b.column(0))
      #expect(ratio(column(vector).subtracting(x[columns: 0..<1]), x.norm(.one) * S(condition), m) < ratioLimit)
      #expect(try qr.solve(Array(b.column(0))) == vector)
      var target = Vector<S>.zeros(n)
      try qr.solve(b.column(0), into: &target)
      #expect(target == vector)
      var targets = Matrix<S>.zeros(n, 2)
      try qr.solve(b, into: &targets)
      #expect(targets == x)
    }
  }

  @Test func refusesWhatHasNoSingleSolution() throws {
    let dependent = try QRDecomposition([[1.0, 2.0, 0.0], [3.0, 6.0, 1.0], [5.0, 10.0, 0.0], [1.0, 2.0, 7.0]])
    #expect(thrown { try dependent.solve([1, 2, 3, 4]) } == .rankDeficient(column: 1))
    #expect(thrown { try QRDecomposition(Matrix<Double>.zeros(3, 1)).solve([1, 2, 3]) } == .rankDeficient(column: 0))
    #expect(try QRDecomposition(Matrix<Double>.zeros(3, 1)).conditionNumber == .infinity)
    let wide = try QRDecomposition([[1.0, 2.0, 3.0]])
    #expect(thrown { try wide.solve([1]) } == .underdetermined(rowCount: 1, columnCount: 3))
    #expect(wide.conditionNumber == .infinity)
    #expect(
      LinearAlgebraError.rankDeficient(column: 1).description
        == "Column 1 depends on the columns before it to within rounding, so that the coefficients are not determined: "
        + "drop it, or use PivotedQRDecomposition (leaves columns out) or SingularValueDecomposition (solution of least "
        + "norm)")
    #expect(
      LinearAlgebraError.underdetermined(rowCount: 1, columnCount: 3).description
        == "1 rows do not determine 3 coefficients: SingularValueDecomposition gives the solution of least norm, "
        + "PivotedQRDecomposition one with zeros")
    #expect(thrown { try QRDecomposition([[1.0], [.infinity]]) } == .nonFinite(row: 1, column: 0))
  }

  @Test func shapesTrap() async {
    let rows = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = try QRDecomposition(Matrix<Double>.identity(3)).solve([1, 2])
    }
    #expect(message(of: rows).contains("QRDecomposition.solve: the right-hand side has 2 rows, the matrix 3"))
    let vector = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      var b: Vector = [1.0, 2.0]
      try QRDecomposition(Matrix<Double>.identity(3)).applyQ(to: &b)
    }
    #expect(message(of: vector).contains("QRDecomposition.applyQ: the right-hand side has 2 rows, the matrix 3"))
  }
}
