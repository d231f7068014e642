import DescentLinearAlgebra
import Glibc

extension LeastSquares {
  /// Bounds of the eigenvalues of the Hessian without forming it, by the method of Lanczos from a random start: for so many
  /// columns that p² numbers are too many.
  ///
  /// The lower end of λmax, the Ritz value θ, holds always. The upper end θ/(1 − ε) fails with the probability asked for at
  /// most, where k steps give
  ///
  /// ε = (log(1.648 √p / probability) / (2k − 1))²
  ///
  /// (Kuczyński, Woźniakowski 1992, theorem 4.2, for matrices without negative eigenvalues). Of λmin only the floor is known,
  /// 0 or the ridge, and the smallest xᵀHx/xᵀx seen. The rounding of the products, relative to which ε is large, is not
  /// counted in: an estimate, and never certified.
  ///
  /// - Parameters:
  ///   - steps: k, one pass over X each. 100 give λmax to within 2 % for 10,000 columns.
  ///   - failureProbability: of the random start, which is the same for each call.
  ///   - progress: called after each step with the steps so far.
  /// - Precondition: at least one step; the probability lies between 0 and 1.
  /// - Complexity: k passes over X, 4npk + 8pk² flops, pk numbers of memory.
  public func estimatedCurvatureBounds(
    steps: Int = 100, failureProbability: Double = 1e-9, progress: (Int) -> Void = { _ in }
  ) -> CurvatureBounds {
    guard steps > 0, failureProbability > 0, failureProbability < 1 else {
      trap("estimatedCurvatureBounds: \(steps) steps must be 1 or more, the probability \(failureProbability) in 0..<1")
    }
    let floor = penalized == .all ? ridge : 0
    guard parameterCount > 0 else {
      return CurvatureBounds(lambdaMax: 0...0, lambdaMin: 0...0, isCertified: false, method: .lanczos)
    }
    var (taken, smallest) = (0, Double.infinity)
    let lanczos = Lanczos(count: parameterCount, mostSteps: steps, tolerance: nil) { x in
      let product = multiplyHessian(by: x)
      smallest = min(smallest, x.dot(product) / x.dot(x))
      taken += 1
      progress(taken)
      return product
    }
    let lower = max(lanczos.value, floor)
    // Where fewer steps exhaust the space, more would change nothing.
    let trace = hessianTraceBound()
    let root = log(1.648 * Double(parameterCount).squareRoot() / failureProbability) / Double(2 * steps - 1)
    let upper = root < 1 && lower > 0 ? lower / (1 - root * root) : trace
    return CurvatureBounds(
      lambdaMax: lower...max(lower, min(upper, trace)), lambdaMin: floor...max(floor, smallest),
      isCertified: false, method: .lanczos)
  }

  /// The trace of the Hessian, which no eigenvalue exceeds: (2/n)Σxᵢⱼ² or (2/Σw)Σwᵢxᵢⱼ², and λ for each penalized
  /// coefficient, rounded up.
  private func hessianTraceBound() -> Double {
    let squares = weightedSquares()
    let penalties = Double(penalized == .all ? parameterCount : max(0, parameterCount - 1)) * ridge
    return (2 / weightTotal * squares + penalties) * (1 + Double(x.count + 16) * 0x1p-52)
  }

  /// Σ wᵢ‖xᵢ‖².
  private func weightedSquares() -> Double {
    guard let weights = normalizedWeights else {
      let norm = x.norm(.frobenius)
      return norm * norm
    }
    let values = weights.values.span
    var (sum, i) = (0.0, 0)
    x.forEachRow { row in
      var squares = 0.0
      for j in 0..<row.count { squares += row[j] * row[j] }
      // A row without weight may have squares that overflow.
      if values[i] > 0 { sum += values[i] * squares }
      i += 1
    }
    return sum
  }
}
