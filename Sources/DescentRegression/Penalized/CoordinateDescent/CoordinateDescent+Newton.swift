import DescentLinearAlgebra

extension CoordinateDescent {
  /// The most coefficients of a Newton step.
  private static let newtonLimit = 4096

  /// Whether Newton steps are worth their price after so many sweeps over the active coefficients.
  func isNewtonDue(afterSweeps sweeps: Int) -> Bool {
    guard active.count > 1, active.count <= Self.newtonLimit else { return false }
    // With columns the products of all pairs cost as much as so many sweeps.
    if case .columns = source { return sweeps >= max(10, active.count / 8) && active.count <= rowCount }
    return sweeps >= 10
  }

  /// Takes the active coefficients to the minimum among those of their signs: where columns are nearly dependent sweeps
  /// would take thousands for that.
  ///
  /// A Newton step goes to where the gradient would be zero if no sign changed, or as far as the first coefficient comes to
  /// zero, which is then left there, until a whole step has been taken. With `entering` the coefficient that violates the
  /// conditions of optimality most is then let in with the sign that it wants, and so on, until none does (Lee, Battle,
  /// Raina, Ng 2007). The objective is a quadratic on the way of each step, whose minimum is not passed.
  ///
  /// - Returns: false where the columns are dependent, or rounding decides signs.
  /// - Complexity: m³/3 flops a step for m coefficients; with columns nm² more.
  func newtonSearch(entering: Bool, until aim: Double) -> Bool {
    active.removeAll { coefficients[$0] == 0 }
    var signs = active.map { coefficients[$0] < 0 ? -1.0 : 1 }
    for _ in 0..<2 * candidates.count + 20 {
      guard let factor = try? CholeskyDecomposition(activeHessian()) else { return false }
      let step = factor.solve(descentDirection(signs))
      guard step.isFinite else { return false }
      if let crossed = move(step, signs) {
        // What has just been let in does not leave at once, but for rounding.
        if crossed.length == 0 { return false }
        active.remove(at: crossed.place)
        signs.remove(at: crossed.place)
        continue
      }
      guard entering else { return true }
      refresh()
      var (worst, entrant) = (aim, -1)
      for j in candidates where coefficients[j] == 0 {
        let miss = violation(j)
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

  /// Goes along the step as far as signs allow; returns which coefficient has come to zero on the way.
  private func move(_ step: Vector<Double>, _ signs: [Double]) -> (place: Int, length: Double)? {
    var first: (place: Int, length: Double)?
    for (place, j) in active.enumerated() where signs[place] * step[place] < 0 {
      let crossing = -coefficients[j] / step[place]
      if crossing < first?.length ?? 1 { first = (place, crossing) }
    }
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

  /// ZᵀZ + λ₂ diag(f²) of the active coefficients.
  private func activeHessian() -> Matrix<Double> {
    let list = active
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
