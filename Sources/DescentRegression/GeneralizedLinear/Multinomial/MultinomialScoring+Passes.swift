import DescentLinearAlgebra
import Foundation

extension MultinomialScoring {
  /// The fused pass: information, score and twice the sum of the losses, with the penalty, with X read once.
  func pass(at theta: [Double]) -> ScoringSystem {
    let (q, m, first) = (termCount, data.classCount - 1, hasIntercept ? 1 : 0)
    let coefficients = Matrix(q - first, m) { elements in
      for j in first..<q {
        for k in 0..<m { elements[(j - first) * m + k] = theta[k * q + j] }
      }
    }
    let constants = hasIntercept ? (0..<m).map { theta[$0 * q] } : nil
    let softmax = rows
    let moments = data.withRows { rows in
      ClassMoments(
        of: design,
        ClassWeighting(coefficients, constants: constants) {
          softmax.weigh($0, of: rows, products: $1, weights: $2)
        })
    }
    guard ridge > 0 else {
      return ScoringSystem(gram: moments.information, score: moments.score, objective: moments.value)
    }
    let pulls = penalty(times: theta.map { DoubleDouble($0) }).map(\.high)
    return ScoringSystem(
      gram: moments.information.adding(penalty), score: zip(moments.score, pulls).map { $0 - $1 },
      objective: moments.value + zip(theta, pulls).reduce(0) { $0 + $1.0 * $1.1 })
  }

  /// The ridge of all K classes around their mean, λ Σₖ‖βₖ − β̄‖², in the coefficients of those but the reference:
  /// λ(I − 11ᵀ/K) for each term but the intercept. It does not depend on which class is the reference.
  var penalty: Matrix<Double> {
    let (q, first, size) = (termCount, hasIntercept ? 1 : 0, parameterCount)
    return Matrix(size, size) { elements in
      for row in 0..<size {
        for column in 0..<size {
          let isTerm = row % q == column % q && row % q >= first
          let share = (row == column ? 1 : 0) - 1 / Double(data.classCount)
          elements[row * size + column] = isTerm ? ridge * share : 0
        }
      }
    }
  }

  /// The penalty times coefficients.
  func penalty(times theta: [DoubleDouble]) -> [DoubleDouble] {
    let (q, m, first) = (termCount, data.classCount - 1, hasIntercept ? 1 : 0)
    return theta.indices.map { index in
      guard index % q >= first else { return DoubleDouble(0) }
      let sum = (0..<m).reduce(DoubleDouble(0)) { $0 + theta[$1 * q + index % q] }
      return ridge * (theta[index] - sum / DoubleDouble(Double(m + 1)))
    }
  }

  /// Where the iterations start, and which terms are independent.
  struct Start {
    var theta: [Double]
    var sizes: [Double]
    var kept: [Int]
    var dependencies: [ColumnDependency] = []
    /// Whether the information in double does not hold the digits that steps need.
    var isIllConditioned = false
  }

  /// The model of the shares of the classes alone, in which the information is that of least squares for each pair.
  ///
  /// - Throws: `LinearAlgebraError` where an element of X is not finite.
  func start() throws -> Start {
    let (q, m) = (termCount, data.classCount - 1)
    var theta = [Double](repeating: 0, count: parameterCount)
    let total = data.total
    if hasIntercept {
      for k in 0..<m { theta[k * q] = log(data.classTotals[k + 1] / data.classTotals[0]) }
    }
    let system = pass(at: theta)
    let share = hasIntercept ? data.classTotals[1] / total : 1 / Double(m + 1)
    let sizes = (0..<parameterCount).map { (system.gram[$0 % q, $0 % q] / (share * (1 - share) * total)).squareRoot() }
    let all = Array(0..<q)
    if let factor = system.factor(), factor.leastPivot > 1e-9 {
      return Start(theta: theta, sizes: sizes, kept: all)
    }
    guard ridge == 0 else { return Start(theta: theta, sizes: sizes, kept: all, isIllConditioned: true) }
    // The solver decides on the rank, with all digits.
    let counting = Vector((0..<data.count).map { (data.weights?[$0] ?? 1) * (data.totals?[$0] ?? 1) })
    let solution = try LeastSquaresSolver().solve(
      LeastSquaresProblem(
        problem.x, terms: problem.terms, targets: .zeros(data.count, 1), weights: counting))[0]
    return Start(
      theta: theta, sizes: sizes, kept: solution.keptColumns, dependencies: solution.dependencies,
      isIllConditioned: true)
  }
}
