import DescentLinearAlgebra
import Testing

/// Products against plain loops in double precision.
@Suite struct ProductsTests {
  /// How a factor comes: as it is, transposed, as a part of a larger matrix, and both.
  enum Layout: CaseIterable {
    case plain, transposed, part, transposedPart
  }

  /// A random matrix and a larger or transposed one that it is a view of.
  private struct Factor<S: BLASScalar> {
    var stored: Matrix<S>
    var layout: Layout
    var rowCount: Int
    var columnCount: Int

    init(_ rowCount: Int, _ columnCount: Int, _ layout: Layout, seed: UInt64) {
      (self.rowCount, self.columnCount, self.layout) = (rowCount, columnCount, layout)
      stored =
        switch layout {
        case .plain: .random(rowCount, columnCount, seed: seed)
        case .transposed: .random(columnCount, rowCount, seed: seed)
        case .part: .random(rowCount + 3, columnCount + 2, seed: seed)
        case .transposedPart: .random(columnCount + 3, rowCount + 2, seed: seed)
        }
    }

    func withView<R>(_ body: (borrowing MatrixView<S>) -> R) -> R {
      switch layout {
      case .plain: body(stored.view)
      case .transposed: body(stored.view.transposed)
      case .part: body(stored.view[rows: 1..<1 + rowCount, columns: 2..<2 + columnCount])
      case .transposedPart: body(stored.view[rows: 2..<2 + columnCount, columns: 1..<1 + rowCount].transposed)
      }
    }

    var matrix: Matrix<S> { withView { Matrix($0) } }
  }

  /// α A B + β C by three loops, and the bound of its rounding errors.
  private func expected<S: BLASScalar>(
    _ a: Matrix<S>, _ b: Matrix<S>, _ c: Matrix<S>, _ scale: S, _ accumulating: S
  ) -> (product: [[Double]], bound: [[Double]]) {
    let (a, b, c) = (a.rows, b.rows, c.rows)
    var product = c.map { $0.map { accumulating == 0 ? 0 : Double(accumulating * $0) } }
    var bound = product.map { $0.map { abs($0) } }
    for i in c.indices {
      for j in c[i].indices {
        for k in b.indices {
          let term = Double(scale) * Double(a[i][k]) * Double(b[k][j])
          product[i][j] += term
          bound[i][j] += abs(term)
        }
      }
    }
    let unit = Double(S.ulpOfOne) * Double(b.count + 4)
    return (product, bound.map { $0.map { unit * $0 } })
  }

  private func checkMatrixProduct<S: BLASScalar>(
    _: S.Type, _ m: Int, _ k: Int, _ n: Int, _ left: Layout, _ right: Layout, seed: UInt64
  ) {
    let a = Factor<S>(m, k, left, seed: seed)
    let b = Factor<S>(k, n, right, seed: seed + 1)
    for (scale, accumulating) in [(1, 0), (-0.5, 0), (1, 1), (2, -0.25)] as [(S, S)] {
      var c = accumulating == 0 ? Matrix(repeating: .nan, m, n) : Matrix<S>.random(m, n, seed: seed + 2)
      let (product, bound) = expected(a.matrix, b.matrix, c, scale, accumulating)
      a.withView { a in
        b.withView { b in multiply(a, by: b, into: &c, scale: scale, accumulating: accumulating) }
      }
      for i in 0..<m {
        for j in 0..<n where !(abs(Double(c[i, j]) - product[i][j]) <= bound[i][j]) {
          Issue.record("\(S.self) \(m)×\(k)×\(n) \(left) \(right) α=\(scale) β=\(accumulating): (\(i), \(j))")
          return
        }
      }
    }
  }

  @Test(arguments: Layout.allCases, Layout.allCases)
  func matrixProducts(left: Layout, right: Layout) {
    var generator = SeededGenerator(11)
    for seed in 0..<6 {
      let (m, k, n) = (
        Int.random(in: 1...9, using: &generator), Int.random(in: 1...9, using: &generator),
        Int.random(in: 1...9, using: &generator)
      )
      checkMatrixProduct(Double.self, m, k, n, left, right, seed: UInt64(seed))
      checkMatrixProduct(Float.self, m, k, n, left, right, seed: UInt64(seed))
    }
    for (m, k, n) in [(1, 1, 1), (1, 7, 1), (7, 1, 1), (1, 1, 7), (0, 3, 2), (3, 0, 2), (3, 2, 0), (0, 0, 0)] {
      checkMatrixProduct(Double.self, m, k, n, left, right, seed: 7)
      checkMatrixProduct(Float.self, m, k, n, left, right, seed: 7)
    }
  }

  /// Large enough for several blocks, by rows and by columns of the product.
  @Test(arguments: Layout.allCases, [(333, 3, 2), (2, 3, 333), (150, 140, 2)])
  func matrixProductsInBlocks(layout: Layout, shape: (m: Int, k: Int, n: Int)) {
    checkMatrixProduct(Double.self, shape.m, shape.k, shape.n, layout, .transposedPart, seed: 3)
  }

  /// In blocks, with whole numbers, so that every order of the additions gives the same.
  @Test(arguments: Layout.allCases, Layout.allCases)
  func matrixProductsInManyBlocks(left: Layout, right: Layout) {
    for (m, n) in [(300, 130), (130, 300)] {
      var a = Factor<Double>(m, 70, left, seed: 1)
      var b = Factor<Double>(70, n, right, seed: 2)
      a.stored.transformElements { ($0 * 8).rounded() }
      b.stored.transformElements { ($0 * 8).rounded() }
      var c = Matrix<Double>(repeating: .nan, m, n)
      a.withView { a in b.withView { b in multiply(a, by: b, into: &c) } }
      let (a0, b0) = (a.matrix, b.matrix)
      for (i, j) in [(0, 0), (m - 1, n - 1), (64, 63), (m - 1, 0), (0, n - 1), (128, 65), (63, 64), (71, 129)] {
        #expect(c[i, j] == a0[row: i].dot(b0[column: j]))
      }
      #expect(c.rowSums() == a0 * b0.rowSums())
    }
  }

  private func checkMatrixVectorProduct<S: BLASScalar>(_: S.Type, _ m: Int, _ n: Int, _ layout: Layout, seed: UInt64) {
    let a = Factor<S>(m, n, layout, seed: seed)
    let x = Factor<S>(n, 1, .part, seed: seed + 1)
    for (scale, accumulating) in [(1, 0), (-0.5, 0), (1, 1), (2, -0.25)] as [(S, S)] {
      var y = accumulating == 0 ? Vector(repeating: .nan, count: m) : Vector<S>.random(m, seed: seed + 2)
      let (product, bound) = expected(a.matrix, x.matrix, Matrix(columns: [y]), scale, accumulating)
      let column = x.stored[rows: 1..<1 + n]
      a.withView { multiply($0, by: column[column: 2], into: &y, scale: scale, accumulating: accumulating) }
      for i in 0..<m where !(abs(Double(y[i]) - product[i][0]) <= bound[i][0]) {
        Issue.record("\(S.self) \(m)×\(n) \(layout) α=\(scale) β=\(accumulating): row \(i)")
        return
      }
    }
  }

  @Test(arguments: Layout.allCases, [(1, 1), (1, 9), (9, 1), (5, 8), (17, 3), (0, 4), (4, 0), (0, 0)])
  func matrixVectorProducts(layout: Layout, shape: (m: Int, n: Int)) {
    checkMatrixVectorProduct(Double.self, shape.m, shape.n, layout, seed: 4)
    checkMatrixVectorProduct(Float.self, shape.m, shape.n, layout, seed: 5)
  }

  /// In several blocks, long and wide; whole numbers are added without rounding.
  @Test(arguments: Layout.allCases, [(40_000, 7), (7, 40_000), (600, 500)])
  func matrixVectorProductsInBlocks(layout: Layout, shape: (m: Int, n: Int)) {
    func check<S: BLASScalar>(_: S.Type) {
      let (m, n) = shape
      var a = Factor<S>(0, 0, layout, seed: 1)
      (a.rowCount, a.columnCount) = shape
      a.stored =
        switch layout {
        case .plain: .patterned(m, n)
        case .transposed: .patterned(n, m)
        case .part: .patterned(m + 3, n + 2)
        case .transposedPart: .patterned(n + 3, m + 2)
        }
      a.stored.transformElements { ($0 * 8).rounded() }
      let x = Vector<S>((0..<n).map { S($0 % 5 - 2) })
      var y = Vector<S>(repeating: .nan, count: m)
      a.withView { multiply($0, by: x.view, into: &y) }
      var z = Vector<S>((0..<m).map { S($0 % 3) })
      a.withView { multiply($0, by: x.view, into: &z, scale: 2, accumulating: -1) }
      for i in [0, 1, 6, m / 3, m / 2 + 1, m - 1] {
        let sum = a.withView { view in (0..<n).reduce(S(0)) { $0 + view[i, $1] * x[$1] } }
        #expect(y[i] == sum && z[i] == 2 * sum - S(i % 3))
      }
    }
    check(Double.self)
    check(Float.self)
  }

  @Test func operators() {
    let a: Matrix = [[1.0, 2.0], [3.0, 4.0]]
    #expect(a * a == [[7, 10], [15, 22]])
    #expect(a * Vector([1.0, 1.0]) == [3, 7])
    #expect(a * Array([1.0, 1.0]) == [3, 7])
    #expect(Matrix<Double>.zeros(2, 0) * Matrix<Double>.zeros(0, 3) == Matrix.zeros(2, 3))
    #expect(Matrix<Double>.zeros(2, 0) * Vector<Double>.zeros(0) == [0, 0])
    #expect(Matrix<Double>.zeros(0, 2) * Vector<Double>.zeros(2) == [])
  }

  @Test func aTargetThatIsAlsoAFactor() {
    var a: Matrix = [[1.0, 2.0], [3.0, 4.0]]
    multiply(a, by: a, into: &a)
    #expect(a == [[7, 10], [15, 22]])
    var x: Vector = [1.0, 2.0]
    multiply(Matrix(rows: [[0.0, 1.0], [1.0, 0.0]]), by: x, into: &x, accumulating: 10)
    #expect(x == [12, 21])
    var g: Matrix = [[1.0, 2.0], [3.0, 4.0]]
    g.gram(into: &g)
    #expect(g == [[10, 14], [14, 20]])
  }

  @Test(arguments: [(1, 1), (3, 1), (1, 5), (50, 7), (257, 33), (5000, 5), (300, 40), (0, 3), (3, 0)])
  func gramMatrices(n: Int, p: Int) {
    func check<S: BLASScalar>(_: S.Type) {
      var stored = Matrix<S>.random(n + 2, p)
      stored.transformElements { ($0 * 8).rounded() }
      let x = stored[rows: 1..<1 + n]
      let expected = x.transposed() * x
      var gram = Matrix<S>(repeating: .nan, p, p)
      x.gram(into: &gram)
      #expect(gram == expected && x.gram() == expected && gram.isSymmetric())
      if p == 0 || n == 0 { #expect(gram == Matrix.zeros(p, p)) }
    }
    check(Double.self)
    check(Float.self)
  }

  @Test func gramKeepsNaNInItsColumn() {
    var x = Matrix<Double>.random(3000, 3)
    x[2999, 1] = .nan
    let gram = x.gram()
    #expect(gram[1, 1].isNaN && gram[0, 1].isNaN && gram[1, 2].isNaN)
    #expect(gram[0, 0].isFinite && gram[0, 2].isFinite && gram[2, 2].isFinite)
  }

  @Test func outerProducts() {
    #expect(Matrix.outerProduct([1.0, 2.0], [3.0, 4.0, 5.0]) == [[3, 4, 5], [6, 8, 10]])
    var a: Matrix<Float> = [[1, 1], [1, 1]]
    a.addOuterProduct([1, 2], [1, 10], scaledBy: 2)
    #expect(a == [[3, 21], [5, 41]])
    #expect(Matrix<Double>.outerProduct([], [1, 2]) == Matrix.zeros(0, 2))
    #expect(Matrix<Double>.outerProduct([1, 2], []) == Matrix.zeros(2, 0))
  }
}
