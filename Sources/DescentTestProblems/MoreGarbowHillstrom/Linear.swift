import DescentLinearAlgebra
import DescentOptimization

extension TestProblem {
  /// A linear least-squares problem of full rank: the Hessian is 2I.
  ///
  /// - Precondition: 1 ≤ n ≤ m.
  /// - Complexity: O(mn).
  public static func linearFullRank(_ n: Int = 10, residuals m: Int = 20) -> TestProblem {
    requireAtLeast(1, n, "linearFullRank")
    requireResiduals(m, forParameters: n, "linearFullRank")
    return TestProblem(
      "Linear, full rank", number: 32, start: Vector(repeating: 1, count: n),
      minima: [.global(Double(m - n), at: Vector(repeating: -1, count: n))],
      LinearFullRank(parameterCount: n, residualCount: m))
  }

  /// A linear least-squares problem of rank 1, with a hyperplane of minimizers: Σ jxⱼ = 3 / (2m + 1).
  ///
  /// - Precondition: 1 ≤ n ≤ m.
  /// - Complexity: O(mn).
  public static func linearRankOne(_ n: Int = 10, residuals m: Int = 20) -> TestProblem {
    requireAtLeast(1, n, "linearRankOne")
    requireResiduals(m, forParameters: n, "linearRankOne")
    var minimizer = Vector<Double>.zeros(n)
    minimizer[0] = 3 / Double(2 * m + 1)
    return TestProblem(
      "Linear, rank 1", number: 33, start: Vector(repeating: 1, count: n),
      minima: [.global(Double(m * (m - 1)) / Double(2 * (2 * m + 1)), at: minimizer)],
      LinearRankOne(parameterCount: n, residualCount: m, hasZeros: false))
  }

  /// A linear least-squares problem of rank 1 whose first and last parameter, first and last residual are without effect.
  ///
  /// - Precondition: 3 ≤ n ≤ m.
  /// - Complexity: O(mn).
  public static func linearRankOneWithZeros(_ n: Int = 10, residuals m: Int = 20) -> TestProblem {
    requireAtLeast(3, n, "linearRankOneWithZeros")
    requireResiduals(m, forParameters: n, "linearRankOneWithZeros")
    var minimizer = Vector<Double>.zeros(n)
    minimizer[1] = 1.5 / Double(2 * m - 3)
    return TestProblem(
      "Linear, rank 1 with zero columns and rows", number: 34, start: Vector(repeating: 1, count: n),
      minima: [.global(Double(m * m + 3 * m - 6) / Double(2 * (2 * m - 3)), at: minimizer)],
      LinearRankOne(parameterCount: n, residualCount: m, hasZeros: true))
  }
}

/// rᵢ = xᵢ − s for i ≤ n, −s beyond, with s = (2/m) Σ xⱼ + 1.
struct LinearFullRank: SummedFunction {
  let parameterCount: Int
  let residualCount: Int

  func sum(at x: Span<Double>, into f: inout some Summation) {
    let factor = 2 / Double(residualCount)
    var total = 0.0
    for j in x.indices { total += x[j] }
    let s = factor * total + 1
    for i in 0..<residualCount {
      f.square((i < x.count ? x[i] : 0) - s)
      if i < x.count { f.slope(i, 1) }
      guard f.needsSlopes else { continue }
      for j in x.indices { f.slope(j, -factor) }
    }
  }
}

/// rᵢ = i Σ jxⱼ − 1; with zeros (i − 1) Σ jxⱼ − 1 over the inner j, and −1 for i = 1 and m.
struct LinearRankOne: SummedFunction {
  let parameterCount: Int
  let residualCount: Int
  let hasZeros: Bool

  func sum(at x: Span<Double>, into f: inout some Summation) {
    let inner = hasZeros ? 1..<x.count - 1 : 0..<x.count
    var s = 0.0
    for j in inner { s += Double(j + 1) * x[j] }
    for i in 0..<residualCount {
      let factor = hasZeros ? (i == residualCount - 1 ? 0 : Double(i)) : Double(i + 1)
      f.square(factor * s - 1)
      guard f.needsSlopes else { continue }
      for j in inner { f.slope(j, factor * Double(j + 1)) }
    }
  }
}
