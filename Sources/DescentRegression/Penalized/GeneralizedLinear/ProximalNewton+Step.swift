import DescentLinearAlgebra

extension ProximalNewton {
  /// The quadratic of a point, without the intercept, which has its minimum for any β: in u = dβ with unit curvature.
  private struct Quadratic {
    let source: CoordinateDescent.Source
    /// Σw.
    let weightSum: Double
    /// d, for the columns that are worked on.
    let scales: [Double]
    /// ZᵀW1 of these.
    let sums: [Double]
  }

  /// The most sweeps of coordinate descent for a step.
  private static let mostSweeps = 10_000

  /// Takes a step from the present point, with the curvature there is, halved until the objective does not rise.
  ///
  /// - Returns: false where no step lowers it, or there is none; all is then as before.
  func step() -> Bool {
    guard let start = point, start.weightSum > 0, start.weightSum.isFinite else { return false }
    let quadratic = curvature.map { covariances(start, $0) } ?? columns(start)
    let old = (constant: constant, beta: beta)
    let descent = CoordinateDescent(
      quadratic.source, factors: zip(working, quadratic.scales).map { factors[$0] / $1 },
      isNonNegative: isNonNegative)
    descent.start(from: zip(working, quadratic.scales).map { beta[$0] * $1 })
    _ = descent.solve(l1: l1, l2: l2, previousL1: l1, tolerance: .infinity, maximumSweeps: Self.mostSweeps)
    let aim = zip(descent.solution, quadratic.scales).map { $0 / $1 }
    let change = zip(aim, working).map { $0 - beta[$1] }
    let shift =
      hasIntercept
      ? (start.pull - zip(quadratic.sums, change).reduce(0) { $0 + $1.0 * $1.1 }) / quadratic.weightSum : 0
    guard shift.isFinite, aim.allSatisfy(\.isFinite) else { return false }
    let objective = start.loss + penalty
    var part = 1.0
    for _ in 0..<40 {
      constant = old.constant + part * shift
      for (place, j) in working.enumerated() {
        beta[j] = part == 1 ? aim[place] : old.beta[j] + part * change[place]
      }
      let (next, fresh) = reusesCurvature ? (evaluateRows(), nil) : evaluate()
      // What is no number is refused too.
      if next.loss + penalty <= objective + rounding(objective) {
        point = next
        if let fresh { curvature = fresh }
        curvatureAge = fresh == nil ? curvatureAge + 1 : 0
        lastChange = part * change.reduce(0) { max($0, $1.magnitude) }
        return true
      }
      part /= 2
    }
    (constant, beta) = old
    return false
  }

  /// How far objectives of the same point may differ.
  func rounding(_ objective: Double) -> Double {
    1e-13 * (objective.magnitude + leastLoss.magnitude) + .leastNormalMagnitude
  }

  /// A curvature below this share of that of a column with its mean says nothing but rounding.
  private static let leastCurvature = 1e-12

  /// The quadratic by ZᵀWZ, from which the part of the intercept is taken.
  private func covariances(_ start: Point, _ curvature: Curvature) -> Quadratic {
    let (k, total) = (working.count, hasIntercept ? curvature.weightSum : .infinity)
    let (sums, gram) = (curvature.sums, curvature.gram)
    let scales = (0..<k).map { j in
      let own = gram[j, j] - sums[j] * (sums[j] / total)
      return max(own, Self.leastCurvature * max(gram[j, j], curvature.weightSum)).squareRoot()
    }
    let inverse = scales.map { 1 / $0 }
    let scaled = Matrix<Double>(k, k) { elements in
      gram.withUnsafeBufferPointer { gram in
        for i in 0..<k {
          let share = sums[i] / total
          for j in 0..<k {
            elements[i * k + j] = (gram[i * k + j] - share * sums[j]) * (inverse[i] * inverse[j])
          }
          elements[i * k + i] = 1
        }
      }
    }
    let pull = hasIntercept ? start.pull : 0
    let slopes = Vector((0..<k).map { (start.products[$0] - sums[$0] * (pull / total)) * inverse[$0] })
    let products = slopes.adding(scaled * Vector((0..<k).map { beta[working[$0]] * scales[$0] }))
    // What rounding may do to a gradient is measured by the size of these products.
    let size = products.maximumMagnitude()
    return Quadratic(
      source: .covariances(scaled, products: products, targetSquares: size * size), weightSum: curvature.weightSum,
      scales: scales, sums: sums)
  }

  /// The quadratic by the rows √w(z − mean), for fewer of them than columns.
  private func columns(_ start: Point) -> Quadratic {
    let (n, k) = (response.count, working.count)
    let shares = start.weights.mapElements { max(0, $0) / weightSum }
    let roots = shares.mapElements { $0.squareRoot() }
    var sums = Vector<Double>.zeros(k)
    multiply(packed.view.transposed, by: shares.view, into: &sums)
    let means = hasIntercept ? sums.mapElements { $0 / start.weightSum } : .zeros(k)
    var columns = packed.addingToEachRow(means.scaled(by: -1)).scalingRows(by: roots).transposed()
    var scales = [Double](repeating: 1, count: k)
    columns.withUnsafeMutableBufferPointer { columns in
      for j in 0..<k {
        let column = columns.baseAddress! + j * n
        let curvature = ContiguousProducts.dot(n, column, column)
        let least = Self.leastCurvature * max(curvature + sums[j] * means[j], start.weightSum)
        scales[j] = max(curvature, least).squareRoot()
        for i in 0..<n { column[i] /= scales[j] }
      }
    }
    // ρ + (Z − mean)β in rows of √w, ρ without its mean.
    let mean = hasIntercept ? start.pull / start.weightSum : 0
    var target = columns.transposed() * Vector((0..<k).map { beta[working[$0]] * scales[$0] })
    for i in 0..<n where roots[i] > 0 {
      target[i] += start.pulls[i] / weightSum / roots[i] - mean * roots[i]
    }
    return Quadratic(
      source: .columns(columns, target: target), weightSum: start.weightSum, scales: scales, sums: Array(sums))
  }
}
