import DescentLinearAlgebra

/// A direction along which the likelihood rises for ever.
struct ClassRecession {
  /// The coefficients that go to infinity, as classes (counted without the reference) and terms.
  var coefficients: [(k: Int, term: Int)]
  /// The classes that it tells apart from all others, or else those that it rules out in some rows.
  let classes: [Int]
  let extent: MultinomialModel.Separation.Extent

  /// The same with other numbers of terms.
  func renumbered(_ term: (Int) -> Int) -> ClassRecession {
    var result = self
    result.coefficients = coefficients.map { ($0.k, term($0.term)) }
    return result
  }
}

extension MultinomialScoring {
  /// Whether moving the coefficients along a direction δ lowers no row's likelihood and raises some: the classes that a
  /// row has observations of are those with the largest xδₖ, δ of the reference being 0 (Albert, Anderson 1984). Products
  /// below a hundredth of the largest count as 0, because the direction comes from a step.
  ///
  /// - Complexity: one pass over X.
  func recession(along direction: [Double]) -> ClassRecession? {
    guard ridge == 0 else { return nil }
    let (q, m, first) = (termCount, data.classCount - 1, hasIntercept ? 1 : 0)
    let slopes = Matrix(q - first, m) { elements in
      for j in first..<q {
        for k in 0..<m { elements[(j - first) * m + k] = direction[k * q + j] }
      }
    }
    var products = q > first ? design * slopes : .zeros(data.count, m)
    if hasIntercept { products = products.addingToEachRow(Vector((0..<m).map { direction[$0 * q] })) }
    let largest = products.withUnsafeBufferPointer { $0.reduce(0) { max($0, $1.magnitude) } }
    guard largest > 0, largest.isFinite else { return nil }
    guard let found = leads(products, tolerance: 0.01 * largest) else { return nil }
    let deviations =
      data.count > 1 ? Array(design.columnStandardDeviations()) : .init(repeating: 0, count: design.columnCount)
    // Of a constant column, and of the intercept, nothing but its product counts.
    let sizes = (hasIntercept ? [0] : []) + deviations
    let shares = direction.indices.map { direction[$0].magnitude * sizes[$0 % q] }
    let most = shares.max() ?? 0
    var coefficients = shares.indices.filter { shares[$0] > 0.02 * most }.map { (k: $0 / q, term: $0 % q) }
    if hasIntercept {
      coefficients += (0..<m).filter { direction[$0 * q].magnitude > 0.02 * largest }.map { (k: $0, term: 0) }
    }
    return ClassRecession(coefficients: coefficients, classes: found.classes, extent: found.extent)
  }

  /// Which classes the products tell apart where each row's own classes have the largest; nil where one has not.
  private func leads(
    _ products: Matrix<Double>, tolerance: Double
  ) -> (classes: [Int], extent: MultinomialModel.Separation.Extent)? {
    let count = data.classCount
    // By how much class k is ahead of class l in its own rows, at the least; and whether l is behind in some row.
    var least = [Double](repeating: .infinity, count: count * count)
    var isRuledOut = [Bool](repeating: false, count: count)
    let recedes = data.withRows { rows in
      (0..<data.count).allSatisfy { row in
        guard rows.weight(row) > 0 else { return true }
        let top = (0..<count - 1).reduce(0) { max($0, products[row, $1]) }
        let product = { (k: Int) in k == 0 ? 0 : products[row, k - 1] }
        for k in 0..<count where rows.count(row, k) > 0 {
          guard product(k) >= top - tolerance else { return false }
          for l in 0..<count where l != k { least[k * count + l] = min(least[k * count + l], product(k) - product(l)) }
        }
        for l in 0..<count where product(l) < top - tolerance { isRuledOut[l] = true }
        return true
      }
    }
    guard recedes, isRuledOut.contains(true) else { return nil }
    let apart = (0..<count).filter { k in
      (0..<count).allSatisfy { l in
        l == k || least[k * count + l] > tolerance && least[l * count + k] > tolerance
      }
    }
    if apart.count == count { return (apart, .complete) }
    return apart.isEmpty ? ((0..<count).filter { isRuledOut[$0] }, .rows) : (apart, .classes)
  }
}
