import DescentLinearAlgebra

extension CoordinateDescent {
  /// The most coefficients of a Newton step.
  private static let newtonLimit = 4096

  /// Whether Newton steps are worth their price after so many sweeps over the active coefficients.
  func isNewtonDue(afterSweeps sweeps: Int) -> Bool {
    let count = active.count
    guard count > 1, count <= Self.newtonLimit else { return false }
    guard case .columns = source else { return sweeps >= 10 }
    // With columns the products of all pairs, or of all rows, cost as much as so many sweeps: they run at the speed of
    // `gemm`, and sweeps at that of the memory.
    guard sweeps >= max(10, min(count, rowCount) / 32) else { return false }
    if l2 > 0 || count <= 4 * rowCount { return true }
    // Those that are too many leave one by one.
    let (rows, excess) = (Double(rowCount), Double(count - rowCount))
    return excess * rows * rows * rows < 1e9
  }

  /// Takes the active coefficients to the minimum among those of their signs: where columns are nearly dependent sweeps
  /// would take thousands for that.
  ///
  /// A Newton step goes to where the gradient would be zero if no sign changed, or as far as the first coefficient comes to
  /// zero, which is then left there, until a whole step has been taken. With `entering` the coefficient that violates the
  /// conditions of optimality most is then let in with the sign that it wants, and so on, until none does (Lee, Battle,
  /// Raina, Ng 2007). The objective is a quadratic on the way of each step, whose minimum is not passed.
  ///
  /// Where active columns are dependent there is a direction in which the fit stays as it is: the coefficients go along it
  /// until one comes to zero, so that ‖β‖₁ does not grow.
  ///
  /// - Returns: false where rounding decides signs.
  /// - Complexity: m³/3 flops a step for m coefficients; with columns nm min(n, m) more.
  func newtonSearch(entering: Bool, until aim: Double) -> Bool {
    active.removeAll { coefficients[$0] == 0 }
    var refused: Set<Int> = []
    var signs = active.map { coefficients[$0] < 0 ? -1.0 : 1 }
    for _ in 0..<2 * candidates.count + 20 {
      let slope = descentDirection(signs)
      let (step, isBounded) = newtonStep(slope)
      guard step.isFinite else { return false }
      if let crossed = move(step, signs, isBounded: isBounded) {
        // What has just been let in does not leave at once, but for rounding.
        if crossed.length == 0 { refused.insert(active[crossed.place]) }
        active.remove(at: crossed.place)
        signs.remove(at: crossed.place)
        continue
      }
      guard isBounded else { return false }
      guard entering else { return true }
      refresh()
      estimateNoise()
      var (worst, entrant) = (aim, -1)
      for j in candidates where coefficients[j] == 0 && !refused.contains(j) {
        let miss = clearViolation(j)
        if miss > worst { (worst, entrant) = (miss, j) }
      }
      guard entrant >= 0 else { return true }
      active.append(entrant)
      signs.append(gradient[entrant] < 0 ? -1 : 1)
    }
    return false
  }

  /// The negative gradient of the objective by the active coefficients with these signs.
  private func descentDirection(_ signs: [Double]) -> Vector<Double> {
    Vector(
      zip(active, signs).map { j, sign in
        let weight = factors[j]
        return slope(j) - l2 * weight * weight * coefficients[j] - sign * l1 * weight
      })
  }

  /// The step to the minimum of the quadratic; or, where that has no single one, a direction in which it does not change
  /// and the penalty does not grow.
  private func newtonStep(_ slope: Vector<Double>) -> (step: Vector<Double>, isBounded: Bool) {
    if case .columns(let columns, _) = source, active.count > rowCount, l2 > 0 {
      return (stepByRows(columns, slope), true)
    }
    // Of more columns than rows so many are dependent already.
    let count = rowCount > 0 && l2 == 0 ? min(active.count, rowCount + 1) : active.count
    let hessian = hessian(of: Array(active[..<count]))
    var factor: CholeskyDecomposition<Double>
    var dependent = count < active.count ? count - 1 : count
    // Rounding may let a part of the matrix fail earlier than the whole.
    while true {
      do {
        factor = try CholeskyDecomposition(
          dependent == count ? hessian : hessian[rows: 0..<dependent].selecting(columns: 0..<dependent))
        break
      } catch .notPositiveDefinite(let column) where column > 0 {
        dependent = column
      } catch {
        return ([.nan], true)
      }
    }
    if dependent == active.count { return (factor.solve(slope), true) }
    let combination = factor.solve(Vector((0..<dependent).map { hessian[$0, dependent] }))
    var direction = Vector<Double>.zeros(active.count)
    for place in 0..<dependent { direction[place] = combination[place] }
    direction[dependent] = -1
    return (slope.dot(direction) < 0 ? direction.scaled(by: -1) : direction, false)
  }

  /// (D + ZᵀZ)⁻¹ b for more coefficients than rows, D = λ₂ diag(f²), from I + ZD⁻¹Zᵀ (Woodbury 1950).
  private func stepByRows(_ columns: Matrix<Double>, _ slope: Vector<Double>) -> Vector<Double> {
    let roots = Vector(active.map { 1 / (l2.squareRoot() * factors[$0]) })
    let scaled = columns.selecting(rows: active).scalingRows(by: roots)
    var inner = scaled.gram()
    for i in 0..<rowCount { inner[i, i] += 1 }
    guard let factor = try? CholeskyDecomposition(inner) else { return [.nan] }
    let right = slope.multiplyingElements(by: roots)
    let rest = right.subtracting(scaled * factor.solve(scaled.transposed() * right))
    return rest.multiplyingElements(by: roots)
  }

  /// Goes along the step as far as signs allow; returns which coefficient has come to zero on the way.
  ///
  /// - Parameter isBounded: whether the step ends somewhere by itself.
  private func move(
    _ step: Vector<Double>, _ signs: [Double], isBounded: Bool
  ) -> (place: Int, length: Double)? {
    var first: (place: Int, length: Double)?
    let bound = isBounded ? 1 : Double.infinity
    // Without ‖β‖₁ signs mean nothing.
    if l1 > 0 || isNonNegative {
      for (place, j) in active.enumerated() where signs[place] * step[place] < 0 {
        let crossing = -coefficients[j] / step[place]
        if crossing < first?.length ?? bound { first = (place, crossing) }
      }
    }
    if first == nil, !isBounded { return nil }
    for (place, j) in active.enumerated() {
      let old = coefficients[j]
      coefficients[j] = place == first?.place ? 0 : old + (first?.length ?? 1) * step[place]
      moved(j, by: coefficients[j] - old)
    }
    return first
  }

  /// zⱼᵀr.
  private func slope(_ j: Int) -> Double {
    guard case .columns(let columns, _) = source else { return gradient[j] }
    return columns.withUnsafeBufferPointer {
      ContiguousProducts.dot(rowCount, $0.baseAddress! + j * rowCount, residual)
    }
  }

  private func moved(_ j: Int, by change: Double) {
    guard change != 0 else { return }
    switch source {
    case .covariances(let gram, _, _):
      gram.withUnsafeBufferPointer {
        ContiguousProducts.addProduct(columnCount, of: -change, $0.baseAddress! + j * columnCount, to: gradient)
      }
    case .columns(let columns, _):
      columns.withUnsafeBufferPointer {
        ContiguousProducts.addProduct(rowCount, of: -change, $0.baseAddress! + j * rowCount, to: residual)
      }
    }
  }

  /// ZᵀZ + λ₂ diag(f²) of some coefficients.
  private func hessian(of list: [Int]) -> Matrix<Double> {
    var hessian: Matrix<Double>
    switch source {
    case .covariances(let gram, _, _):
      hessian = Matrix(list.count, list.count) { elements in
        gram.withUnsafeBufferPointer { gram in
          for (row, j) in list.enumerated() {
            for (column, k) in list.enumerated() { elements[row * list.count + column] = gram[j * columnCount + k] }
          }
        }
      }
    case .columns(let columns, _):
      hessian = columns.selecting(rows: list).transposed().gram()
    }
    for (row, j) in list.enumerated() { hessian[row, row] += l2 * factors[j] * factors[j] }
    return hessian
  }
}
