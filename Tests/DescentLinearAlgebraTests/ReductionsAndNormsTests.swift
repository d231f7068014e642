import DescentLinearAlgebra
import Testing

@Suite struct ReductionsAndNormsTests {
  let a: Matrix = [[1.0, -2.0, 3.0], [4.0, 5.0, -6.0]]

  @Test func sumsAndMeans() {
    #expect(a.sum() == 5 && a.mean() == 5.0 / 6)
    #expect(a.columnSums() == [5, 3, -3] && a.rowSums() == [2, 3])
    #expect(a.columnMeans() == [2.5, 1.5, -1.5] && a.rowMeans() == [2.0 / 3, 1])
    #expect(a[rows: 1..<2].columnSums() == [4, 5, -6])
  }

  @Test(arguments: [1, 2, 7, 8, 9, 127, 128, 129, 1000])
  func sumsOfAnyLength(count: Int) {
    let v = Vector<Double>((1...count).map { Double($0) })
    #expect(v.sum() == Double(count * (count + 1) / 2))
    let m = Matrix(columns: [v, v.scaled(by: -1)])
    #expect(m.columnSums() == [v.sum(), -v.sum()])
    #expect(m.transposed().rowSums() == [v.sum(), -v.sum()])
  }

  /// One after the other in `Float`, 2²⁴ and any number of ones add up to 2²⁴.
  @Test func longSumsInSinglePrecisionDoNotStall() {
    var column = Matrix<Float>(repeating: 1, 5001, 1)
    column[0, 0] = Float(1 << 24)
    for sum in [column.columnSums()[0], column.sum(), column[column: 0].sum()] {
      #expect(abs(sum - Float((1 << 24) + 5000)) <= 128)
    }
  }

  @Test func standardDeviations() {
    let x: Matrix = [[1.0, 1e8 + 4, 5.0], [2.0, 1e8 + 7, 5.0], [3.0, 1e8 + 13, 5.0], [4.0, 1e8 + 16, 5.0]]
    let deviations = x.columnStandardDeviations()
    #expect(deviations.isClose(to: [(5.0 / 3).squareRoot(), 30.0.squareRoot(), 0], relativeTolerance: 1e-15))
    #expect(x.columnStandardDeviations(lostDegrees: 0)[1] == 22.5.squareRoot())
    #expect(x[rows: 0..<1].columnStandardDeviations().allSatisfy { $0.isNaN })
    #expect(Matrix<Double>.zeros(0, 2).columnStandardDeviations().allSatisfy { $0.isNaN })
    #expect(Matrix<Double>.zeros(0, 2).columnStandardDeviations(lostDegrees: 0).allSatisfy { $0.isNaN })
  }

  @Test func constantColumnsDoNotVary() {
    let x = Matrix<Double>(repeating: 0.1, 1000, 1)
    #expect(x.columnStandardDeviations()[0] <= 1e-20)
  }

  @Test func extremes() {
    #expect(a.minimum() == -6 && a.maximum() == 5 && a.maximumMagnitude() == 6)
    #expect(a.columnMaximumMagnitudes() == [4, 5, 6])
    let nan = Matrix(rows: [[1.0, .nan], [2.0, 3.0]])
    #expect(nan.minimum().isNaN && nan.maximum().isNaN && nan.maximumMagnitude().isNaN)
    #expect(nan.columnMaximumMagnitudes()[0] == 2 && nan.columnMaximumMagnitudes()[1].isNaN)
    #expect(Vector([-Double.infinity, 1]).minimum() == -.infinity)
  }

  @Test func reductionsOfNothing() {
    let empty = Matrix<Double>.zeros(0, 2)
    #expect(empty.sum() == 0 && empty.mean().isNaN && empty.maximumMagnitude() == 0 && empty.isFinite)
    #expect(empty.columnSums() == [0, 0] && empty.rowSums() == [])
    #expect(empty.columnMeans().allSatisfy { $0.isNaN })
    #expect(empty.columnMaximumMagnitudes() == [0, 0])
    let narrow = Matrix<Double>.zeros(2, 0)
    #expect(narrow.rowSums() == [0, 0] && narrow.columnSums() == [] && narrow.rowMeans().allSatisfy { $0.isNaN })
    for kind in [MatrixNorm.one, .infinity, .frobenius, .maximum] {
      #expect(empty.norm(kind) == 0 && narrow.norm(kind) == 0 && Matrix<Float>.zeros(0, 0).norm(kind) == 0)
    }
    for kind in [VectorNorm.one, .two, .infinity] { #expect(Vector<Float>.zeros(0).norm(kind) == 0) }
    #expect(empty.firstNonFinite() == nil && empty.trace == 0)
  }

  @Test func norms() {
    #expect(a.norm(.one) == 9 && a.norm(.infinity) == 15 && a.norm(.maximum) == 6)
    #expect(a.norm() == 91.0.squareRoot())
    let v: Vector = [3.0, -4.0]
    #expect(v.norm() == 5 && v.norm(.one) == 7 && v.norm(.infinity) == 4)
  }

  @Test func euclideanNormsOfExtremeElements() {
    func check<S: BLASScalar>(_: S.Type) {
      let (large, small) = (S.greatestFiniteMagnitude / 4, S.leastNonzeroMagnitude)
      #expect(Vector<S>([0.75 * large, large]).norm() == 1.25 * large)
      #expect(Vector<S>([3 * small, 4 * small]).norm() == 5 * small)
      #expect(Vector<S>(repeating: small, count: 100).norm() == 10 * small)
      #expect(Vector<S>([3 * S.leastNormalMagnitude, 4 * S.leastNormalMagnitude]).norm() == 5 * S.leastNormalMagnitude)
      #expect(Vector<S>(repeating: S.greatestFiniteMagnitude, count: 4).norm() == .infinity)
      #expect(Vector<S>([1, .infinity]).norm() == .infinity)
      #expect(Vector<S>([.nan, 1]).norm().isNaN && Vector<S>([.infinity, .nan]).norm().isNaN)
      #expect(Vector<S>([0, -0.0]).norm() == 0)
      #expect(Matrix<S>(rows: [[3 * small, 4 * small]]).norm() == 5 * small)
    }
    check(Double.self)
    check(Float.self)
  }

  @Test func normsPropagateNaN() {
    let nan = Matrix(rows: [[1.0, 2.0], [.nan, 3.0]])
    for kind in [MatrixNorm.one, .infinity, .frobenius, .maximum] { #expect(nan.norm(kind).isNaN) }
  }

  @Test(arguments: [1, 7, 8, 100, 300])
  func finiteness(count: Int) {
    #expect(Vector<Double>(repeating: .greatestFiniteMagnitude, count: count).isFinite)
    for index in [0, count / 2, count - 1] {
      for value in [Double.nan, .infinity, -.infinity] {
        var v = Vector<Double>(repeating: .greatestFiniteMagnitude, count: count)
        v[index] = value
        #expect(!v.isFinite)
      }
    }
  }

  @Test func theFirstNonFiniteElement() throws {
    var x = Matrix<Double>.zeros(5, 3)
    #expect(x.firstNonFinite() == nil)
    x[4, 0] = .nan
    x[3, 2] = -.infinity
    let place = try #require(x.firstNonFinite())
    #expect(place == (3, 2))
    #expect(try #require(x[rows: 4..<5].firstNonFinite()) == (0, 0))
  }

  @Test func symmetry() {
    #expect(Matrix(rows: [[1.0, 2.0], [2.0, 3.0]]).isSymmetric())
    #expect(!Matrix(rows: [[1.0, 2.0], [2.0 + 1e-12, 3.0]]).isSymmetric())
    #expect(Matrix(rows: [[1.0, 2.0], [2.0 + 1e-12, 3.0]]).isSymmetric(relativeTolerance: 1e-12))
    #expect(Matrix(rows: [[1.0, .infinity], [.infinity, 3.0]]).isSymmetric(relativeTolerance: 1e-12))
    #expect(!Matrix(rows: [[1.0, .nan], [.nan, 3.0]]).isSymmetric())
    #expect(!a.isSymmetric() && Matrix<Double>.zeros(0, 0).isSymmetric() && !Matrix<Double>.zeros(0, 1).isSymmetric())
  }
}
