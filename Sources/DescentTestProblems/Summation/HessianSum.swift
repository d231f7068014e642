import DescentLinearAlgebra

/// The Hessian H = Σ 2 (∇rᵢ ∇rᵢᵀ + rᵢ ∇²rᵢ) + Σ ∇²tᵢ. One half is added up and mirrored in the end.
struct HessianSum: Summation {
  /// The upper half of H, row by row, in a square.
  private var upper: [Double]
  private var weight = 0.0
  /// ∇rᵢ of the residual at hand, and which of its elements have been set.
  private var row: [Double]
  private var isSet: [Bool]
  private var indices: [Int] = []
  private var isSquare = false

  init(parameterCount: Int) {
    upper = Array(repeating: 0, count: parameterCount * parameterCount)
    row = Array(repeating: 0, count: parameterCount)
    isSet = Array(repeating: false, count: parameterCount)
  }

  var needsCurvatures: Bool { true }

  mutating func square(_ residual: Double) {
    finishSquare()
    weight = 2 * residual
    isSquare = true
  }

  mutating func term(_ value: Double) {
    finishSquare()
    weight = 1
    isSquare = false
  }

  mutating func slope(_ j: Int, _ derivative: Double) {
    guard isSquare else { return }
    if !isSet[j] {
      isSet[j] = true
      indices.append(j)
    }
    row[j] += derivative
  }

  mutating func curvature(_ j: Int, _ k: Int, _ derivative: Double) {
    upper[min(j, k) * row.count + max(j, k)] += weight * derivative
  }

  /// 2 ∇rᵢ ∇rᵢᵀ.
  private mutating func finishSquare() {
    for j in indices {
      let factor = 2 * row[j]
      let first = j * row.count
      for k in indices where j <= k { upper[first + k] += factor * row[k] }
    }
    for j in indices { (row[j], isSet[j]) = (0, false) }
    indices.removeAll(keepingCapacity: true)
  }

  /// The Hessian of what has been added.
  mutating func result() -> Matrix<Double> {
    finishSquare()
    let n = row.count
    for j in 0..<n { for k in 0..<j { upper[j * n + k] = upper[k * n + j] } }
    return Matrix(n, n, upper)
  }
}
