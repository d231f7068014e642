import DescentLinearAlgebra

/// The last pairs of a step s and the change y of the gradient, with what the inverse Hessian that they imply needs.
///
/// H is that of BFGS begun with γI, γ = sᵀy/yᵀy of the newest pair, and updated by the pairs from the oldest on. It is never
/// formed: all inner products of pairs are known, so that the two loops of Nocedal (1980) go over numbers instead of
/// vectors, and a direction reads the pairs twice: for their products with g, and to add them up. That is the compact form
/// of Byrd, Nocedal and Schnabel (1994), with other names.
struct PairHistory: Sendable, Codable, Equatable {
  /// m, the most pairs that are kept.
  let capacity: Int
  /// How many there are.
  private(set) var count = 0
  /// γ.
  private(set) var scale = 1.0
  /// The place of the newest.
  private var newest = -1
  /// sᵢ in the row 2i, yᵢ in the row 2i + 1, where i is a place: pairs do not move, the newest takes that of the oldest.
  private var rows: Matrix<Double>
  /// In row i the products of sᵢ, in row m + i those of yᵢ, with yⱼ.
  private var products: Matrix<Double>
  /// The products of the rows with a vector.
  private var sums: Vector<Double>
  /// What the rows are multiplied by to be added up.
  private var factors: Vector<Double>

  init(capacity: Int, parameterCount: Int) {
    self.capacity = capacity
    rows = .zeros(2 * capacity, parameterCount)
    products = .zeros(2 * capacity, capacity)
    sums = .zeros(2 * capacity)
    factors = .zeros(2 * capacity)
  }

  /// Forgets all pairs; γ stays.
  mutating func reset() {
    count = 0
    newest = -1
  }

  /// Takes up a pair, in place of the oldest where there is no room.
  ///
  /// - Complexity: 4mp flops; the pairs are read once.
  mutating func append(_ pair: CurvaturePair, step s: Vector<Double>, change y: Vector<Double>) {
    newest = (newest + 1) % capacity
    count = min(count + 1, capacity)
    scale = pair.scale
    rows.setRow(2 * newest, to: s)
    rows.setRow(2 * newest + 1, to: y)
    rows.multiplyFirstRows(2 * count, by: y, into: &sums)
    for i in 0..<count {
      products[i, newest] = sums[2 * i]
      products[capacity + i, newest] = sums[2 * i + 1]
      products[capacity + newest, i] = sums[2 * i + 1]
    }
  }

  /// direction ← −Hg.
  ///
  /// - Complexity: 8mp flops; the pairs are read twice.
  mutating func multiply(_ gradient: Vector<Double>, into direction: inout Vector<Double>) {
    rows.multiplyFirstRows(2 * count, by: gradient, into: &sums)
    findFactors()
    scaleNegated(gradient, by: scale, into: &direction)
    rows.addFirstRows(2 * count, factors, to: &direction)
  }

  /// The two loops, from the newest pair to the oldest and back, in terms of inner products:
  ///
  /// aᵢ = sᵢᵀq/sᵢᵀyᵢ with q = g − Σ aⱼyⱼ over the newer pairs; cᵢ = aᵢ − yᵢᵀr/sᵢᵀyᵢ with r = γ(g − Σ aⱼyⱼ) + Σ cⱼsⱼ over the
  /// older ones. Then −Hg = −γg + Σ (γaᵢyᵢ − cᵢsᵢ).
  private mutating func findFactors() {
    for age in 0..<count {
      let i = place(age)
      var product = sums[2 * i]
      for newer in 0..<age {
        let j = place(newer)
        product -= factors[2 * j + 1] * products[i, j]
      }
      factors[2 * i + 1] = product / products[i, i]
    }
    for step in 0..<count {
      let age = count - 1 - step
      let i = place(age)
      var product = sums[2 * i + 1]
      for j in 0..<count { product -= factors[2 * j + 1] * products[capacity + i, j] }
      product *= scale
      var older = age + 1
      while older < count {
        let j = place(older)
        product -= factors[2 * j] * products[j, i]
        older += 1
      }
      factors[2 * i] = product / products[i, i] - factors[2 * i + 1]
    }
    for i in 0..<count { factors[2 * i + 1] *= scale }
  }

  /// Where the pair is that is so many steps older than the newest.
  private func place(_ age: Int) -> Int { (newest - age + capacity) % capacity }
}

/// result ← −factor · vector.
private func scaleNegated(_ vector: Vector<Double>, by factor: Double, into result: inout Vector<Double>) {
  var y = result.mutableSpan
  let x = vector.span
  for i in x.indices { y[i] = -factor * x[i] }
}
