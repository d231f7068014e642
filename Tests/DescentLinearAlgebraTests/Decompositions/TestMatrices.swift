import DescentLinearAlgebra

/// The bound of LAPACK's own tests for their ratios, which are errors in units of what theory expects.
let ratioLimit = 30.0

/// Shapes with empty, single, tall and wide ones, and one beyond LAPACK's block of 32.
let shapes: [(Int, Int)] = [
  (0, 0), (0, 3), (3, 0), (1, 1), (5, 1), (1, 5), (2, 2), (3, 2), (7, 7), (40, 8), (8, 40), (37, 37), (90, 41),
]
let sizes = [0, 1, 2, 3, 8, 37, 70]

/// SplitMix64 (Steele, Lea, Flood 2014).
struct TestNumbers {
  var state: UInt64

  init(seed: Int) { state = UInt64(bitPattern: Int64(seed)) &* 0x9E37_79B9_7F4A_7C15 &+ 12345 }

  mutating func next<S: BLASScalar>(_: S.Type = S.self) -> S {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return S(Double((z ^ (z >> 31)) >> 11) / 4_503_599_627_370_496 - 1)
  }

  mutating func vector<S: BLASScalar>(_ count: Int) -> Vector<S> { Vector((0..<count).map { _ in next() }) }

  mutating func matrix<S: BLASScalar>(_ rowCount: Int, _ columnCount: Int) -> Matrix<S> {
    Matrix(rowCount, columnCount, (0..<rowCount * columnCount).map { _ in next() })
  }

  /// U diag(values) Vᵀ with random orthogonal U and V, each the product of three reflections.
  mutating func matrix<S: BLASScalar>(_ m: Int, _ n: Int, singularValues values: [Double]) -> Matrix<S> {
    var a = Matrix<Double>.zeros(m, n)
    for (i, value) in values.enumerated() { a[i, i] = value }
    for _ in 0..<3 {
      a = reflected(a)
      a = reflected(a.transposed()).transposed()
    }
    return Matrix<S>(rounding: a)
  }

  /// Q diag(values) Qᵀ with a random orthogonal Q, exactly symmetric.
  mutating func symmetric<S: BLASScalar>(eigenvalues values: [Double]) -> Matrix<S> {
    var a = Matrix<Double>.diagonal(Vector(values))
    for _ in 0..<3 {
      let v: Vector<Double> = vector(values.count)
      a = Self.reflect(Self.reflect(a, v).transposed(), v)
    }
    for i in 0..<a.rowCount { for j in 0..<i { a[i, j] = a[j, i] } }
    return Matrix<S>(rounding: a)
  }

  private mutating func reflected(_ a: Matrix<Double>) -> Matrix<Double> { Self.reflect(a, vector(a.rowCount)) }

  /// (I − 2vvᵀ/vᵀv) A
  private static func reflect(_ a: Matrix<Double>, _ v: Vector<Double>) -> Matrix<Double> {
    guard a.count > 0 else { return a }
    var products = Vector<Double>.zeros(a.columnCount)
    multiply(a.view.transposed, by: v.view, into: &products)
    var result = a
    result.addOuterProduct(v, products, scaledBy: -2 / v.dot(v))
    return result
  }
}

/// From 1 down to 1/condition, in equal ratios.
func geometric(_ count: Int, condition: Double) -> [Double] {
  (0..<count).map { count == 1 ? 1 : Double.pow(condition, -Double($0) / Double(count - 1)) }
}

/// The condition numbers to try in a precision: 1 … 1/u.
func conditions<S: BLASScalar>(_: S.Type) -> [Double] {
  [1, 100, 1 / Double(S.ulpOfOne).squareRoot(), 1 / Double(S.ulpOfOne)]
}

/// ‖error‖₁ / (‖scale‖₁ · count · ε), in `Double`; 0 for no error.
func ratio<S: BLASScalar>(_ error: Matrix<S>, _ scale: S, _ count: Int) -> Double {
  let norm = Double(error.norm(.one))
  return norm == 0 ? 0 : norm / (Double(scale) * Double(max(1, count)) * Double(S.ulpOfOne))
}

/// ‖I − QᵀQ‖₁ / (m ε) for an m×k matrix with orthonormal columns.
func orthogonality<S: BLASScalar>(_ q: Matrix<S>) -> Double {
  ratio(q.gram().subtracting(.identity(q.columnCount)), 1, q.rowCount)
}

/// ‖B − A X‖₁ / (‖A‖₁ ‖X‖₁ n ε)
func residual<S: BLASScalar>(_ a: Matrix<S>, _ x: Matrix<S>, _ b: Matrix<S>) -> Double {
  ratio(b.subtracting(a * x), a.norm(.one) * x.norm(.one), a.columnCount)
}

func column<S>(_ vector: Vector<S>) -> Matrix<S> { Matrix(vector.count, 1, Array(vector)) }

/// The error that `body` throws.
func thrown<R>(_ body: () throws -> R) -> LinearAlgebraError? {
  do {
    _ = try body()
    return nil
  } catch {
    return error as? LinearAlgebraError
  }
}
