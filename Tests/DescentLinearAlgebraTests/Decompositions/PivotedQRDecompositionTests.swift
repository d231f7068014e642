import DescentLinearAlgebra
import Testing

@Suite struct PivotedQRDecompositionTests {
  @Test(arguments: shapes, 1...2) func factors(shape: (Int, Int), seed: Int) throws {
    try check(Double.self, shape.0, shape.1, seed)
    try check(Float.self, shape.0, shape.1, seed)
  }

  private func check<S: BLASScalar>(_: S.Type, _ m: Int, _ n: Int, _ seed: Int) throws {
    let k = min(m, n)
    for condition in conditions(S.self) {
      var numbers = TestNumbers(seed: seed)
      let a: Matrix<S> = numbers.matrix(m, n, singularValues: geometric(k, condition: condition))
      let qr = try PivotedQRDecomposition(a)
      let (q, r) = (qr.thinQ(), qr.r)
      #expect(qr.permutation.sorted() == Array(0..<n))
      #expect((r.rowCount, r.columnCount) == (k, n))
      let permuted = a.selecting(columns: qr.permutation)
      #expect(ratio((q * r).subtracting(permuted), a.norm(.one), max(m, n)) < ratioLimit)
      #expect(ratio(qr.reconstructed().subtracting(a), a.norm(.one), max(m, n)) < ratioLimit)
      #expect(orthogonality(q) < ratioLimit)
      // Pivoting: |rᵢᵢ| is at least the norm of what each later column has from row i on.
      for i in 0..<k {
        for j in i..<n {
          let rest = (i..<min(j + 1, k)).reduce(S(0)) { $0 + r[$1, j] * r[$1, j] }.squareRoot()
          #expect(rest <= r[i, i].magnitude * (1 + 1000 * S.ulpOfOne) + 1000 * S.ulpOfOne)
        }
      }
      var b: Matrix<S> = numbers.matrix(m, 2)
      let original = b
      qr.applyQ(to: &b)
      qr.applyQTransposed(to: &b)
      #expect(ratio(b.subtracting(original), original.norm(.one), m) < ratioLimit)
      guard m >= n, n > 1, condition * Double(S.ulpOfOne) < 0.1 else { continue }
      #expect(qr.rank() == n)
      #expect(Double(qr.conditionNumber) >= 0.1 * condition)
      #expect(Double(qr.conditionNumber) <= 2 * Double(max(n, 1)) * condition)
    }
  }

  @Test(arguments: [(20, 6, 4), (6, 20, 4), (30, 30, 11), (5, 5, 0), (9, 4, 4)], 1...2)
  func knowsTheRank(shape: (m: Int, n: Int, rank: Int), seed: Int) throws {
    try checkRank(Double.self, shape, seed)
    try checkRank(Float.self, shape, seed)
  }

  private func checkRank<S: BLASScalar>(_: S.Type, _ shape: (m: Int, n: Int, rank: Int), _ seed: Int) throws {
    var numbers = TestNumbers(seed: seed)
    let left: Matrix<S> = numbers.matrix(shape.m, shape.rank)
    let right: Matrix<S> = numbers.matrix(shape.rank, shape.n)
    let a = left * right
    let qr = try PivotedQRDecomposition(a)
    #expect(qr.rank() == shape.rank)
    let (kept, dropped) = (qr.keptColumns(), qr.droppedColumns())
    #expect((kept + dropped).sorted() == Array(0..<shape.n))
    #expect(kept.count == shape.rank)
    let dependencies = qr.dependencies()
    #expect((dependencies.kept, dependencies.dropped) == (kept, dropped))
    let explained = a.selecting(columns: kept) * dependencies.coefficients
    let scale = a.norm(.one) * (1 + dependencies.coefficients.norm(.one))
    #expect(ratio(explained.subtracting(a.selecting(columns: dropped)), scale, max(shape.m, shape.n)) < ratioLimit)

    let exact: Matrix<S> = numbers.matrix(shape.n, 2)
    let b = a * exact
    let x = qr.solve(b)
    #expect(residual(a, x, b) < ratioLimit)
    for column in dropped { #expect(x[column, 0] == 0 && x[column, 1] == 0) }
    let vector = qr.solve(b.column(1))
    #expect(residual(a, column(vector), b[columns: 1..<2]) < ratioLimit)
    #expect(qr.solve(Array(b.column(1))) == vector)
    var target = Vector<S>.zeros(shape.n)
    qr.solve(b.column(1), into: &target)
    #expect(target == vector)
    var targets = Matrix<S>.zeros(shape.n, 2)
    qr.solve(b, into: &targets)
    #expect(targets == x)
  }

  @Test func namesTheDependency() throws {
    // Column 0 is half of column 1 plus twice column 2.
    let x: Matrix = [[6.0, 8.0, 1.0], [2.0, 4.0, 0.0], [-1.0, 2.0, -1.0], [11.0, 10.0, 3.0]]
    let qr = try PivotedQRDecomposition(x)
    let dependencies = qr.dependencies()
    #expect(dependencies.dropped.count == 1)
    #expect(qr.rank() == 2)
    #expect(qr.rank(tolerance: 0.9) == 1)
    #expect(qr.rank(tolerance: 1) == 0)
    #expect(qr.solve([1, 1, 1, 1], tolerance: 1) == [0, 0, 0])
    let kept = x.selecting(columns: dependencies.kept)
    let dropped = x.selecting(columns: dependencies.dropped)
    #expect((kept * dependencies.coefficients).isClose(to: dropped, absoluteTolerance: 1e-13))
    #expect(thrown { try PivotedQRDecomposition([[1.0, .nan]]) } == .nonFinite(row: 0, column: 1))
  }

  @Test func emptyAndTinyInputs() throws {
    let tiny = try PivotedQRDecomposition(Matrix(2, 1, [3e-300, 4e-300]).scaled(by: 1e-10))
    #expect(tiny.rank() == 0)
    #expect(tiny.solve([3, 4]) == [0])
    let noRows = try PivotedQRDecomposition(Matrix<Double>.zeros(0, 3))
    #expect(noRows.rank() == 0)
    #expect(noRows.droppedColumns() == [0, 1, 2])
    #expect(noRows.solve(Vector<Double>.zeros(0)) == [0, 0, 0])
    #expect(noRows.conditionNumber == .infinity)
    let noColumns = try PivotedQRDecomposition(Matrix<Double>.zeros(3, 0))
    #expect(noColumns.rank() == 0)
    #expect(noColumns.solve([1, 2, 3]) == [])
    #expect(noColumns.conditionNumber == 1)
  }

  @Test func mistakesTrap() async {
    let rows = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = try PivotedQRDecomposition(Matrix<Double>.identity(3)).solve([1, 2])
    }
    #expect(message(of: rows).contains("PivotedQRDecomposition.solve: the right-hand side has 2 rows, the matrix 3"))
    let tolerance = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = try PivotedQRDecomposition(Matrix<Double>.identity(3)).rank(tolerance: .nan)
    }
    #expect(message(of: tolerance).contains("the tolerance must not be negative, and is nan"))
  }
}
