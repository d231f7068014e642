import DescentLinearAlgebra

/// A direction along which the likelihood rises for ever.
struct Separation {
  /// The terms that take part in it.
  let columns: [Int]
  /// Whether every row lies on its own side; otherwise some rows stay where they are.
  let isComplete: Bool
}

extension FisherScoring {
  /// Whether moving β along a direction δ lowers no row's likelihood and raises some: xδ ≥ 0 for rows of nothing but
  /// successes, ≤ 0 for those of nothing but failures and for counts of 0, and 0 for all others (Albert, Anderson 1984).
  /// Products below a hundredth of the largest count as 0, because the direction comes from a step.
  ///
  /// - Complexity: one pass over X.
  func recession(along direction: [Double]) -> Separation? {
    guard penalty == nil, model.kind == .binomial ? model.link != .identity && model.link != .log : canRecede else {
      return nil
    }
    let first = hasIntercept ? 1 : 0
    let products = design * Vector(direction.dropFirst(first))
    let constant = hasIntercept ? direction[0] : 0
    var largest = 0.0
    for product in products { largest = max(largest, (product + constant).magnitude) }
    guard largest > 0, largest.isFinite else { return nil }
    let tolerance = 0.01 * largest
    var isComplete = true
    let recedes = data.withRows { rows in
      (0..<data.count).allSatisfy { row in
        guard rows.weight(row) > 0 else { return true }
        let product = products[row] + constant
        if product.magnitude <= tolerance {
          isComplete = false
          return true
        }
        if model.kind == .binomial { return product > 0 ? rows.failures(row) == 0 : rows.y[row] == 0 }
        return product < 0 && rows.y[row] == 0
      }
    }
    guard recedes else { return nil }
    let sizes = columnSizes(products.count)
    let shares = zip(direction, sizes).map { $0.magnitude * $1 }
    let most = shares.max() ?? 0
    let columns = shares.indices.filter { shares[$0] > 0.02 * most }
    return Separation(columns: columns.isEmpty ? [0] : columns, isComplete: isComplete)
  }

  /// Counts of 0 with a mean that may go to 0.
  private var canRecede: Bool { (model.kind == .poisson || model.kind == .negativeBinomial) && model.link == .log }

  /// The standard deviations of the columns; 1 for the intercept.
  private func columnSizes(_ rowCount: Int) -> [Double] {
    let deviations =
      rowCount > 1 ? Array(design.columnStandardDeviations()) : .init(repeating: 0, count: design.columnCount)
    // Of a constant column, and of the intercept, nothing but its product counts.
    return (hasIntercept ? [0] : []) + deviations
  }
}
