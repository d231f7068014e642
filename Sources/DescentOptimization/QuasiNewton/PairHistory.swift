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
  /// The products of the rows with the last gradient, and with the one before.
  private var sums: Vector<Double>
  private var lastSums: Vector<Double>
  /// Whether the products of the newest pair with the others are to be taken from the next gradient.
  private var isPending = false
  /// What the rows are multiplied by to be added up.
  private var factors: Vector<Double>

  init(capacity: Int, parameterCount: Int) {
    self.capacity = capacity
    rows = .zeros(2 * capacity, parameterCount)
    products = .zeros(2 * capacity, capacity)
    sums = .zeros(2 * capacity)
    lastSums = .zeros(2 * capacity)
    factors = .zeros(2 * capacity)
  }

  /// Forgets all pairs; γ stays.
  mutating func reset() {
    count = 0
    newest = -1
    isPending = false
  }

  /// Takes up a pair, in place of the oldest where there is no room.
  ///
  /// Its products with the older pairs are differences of their products with the gradients before and after the step,
  /// which the directions need anyway, unless y is so much smaller than they are that more than 16 bits would cancel.
  ///
  /// - Parameters:
  ///   - pair: what is known of the products of s and y.
  ///   - s: the step, from where ``multiply(_:into:)`` was last asked for a direction, if it was.
  ///   - y: the change of the gradient.
  ///   - gradientNorm: the larger norm of the gradients before and after the step.
  /// - Complexity: O(p); 4mp flops where too much would cancel.
  mutating func append(
    _ pair: CurvaturePair, step s: Vector<Double>, change y: Vector<Double>, gradientNorm: Double
  ) {
    let older = count
    newest = (newest + 1) % capacity
    count = min(count + 1, capacity)
    scale = pair.scale
    rows.setRow(2 * newest, to: s)
    rows.setRow(2 * newest + 1, to: y)
    setProducts(newest, ofStep: pair.product, ofChange: pair.product / pair.scale)
    isPending = gradientNorm <= 0x1p16 * pair.changeNorm
    guard !isPending, older > 0 else { return }
    rows.multiplyFirstRows(2 * count, by: y, into: &sums)
    for i in 0..<count where i != newest { setProducts(i, ofStep: sums[2 * i], ofChange: sums[2 * i + 1]) }
  }

  /// direction ← −Hg.
  ///
  /// - Complexity: 8mp flops; the pairs are read twice.
  mutating func multiply(_ gradient: Vector<Double>, into direction: inout Vector<Double>) {
    swap(&sums, &lastSums)
    rows.multiplyFirstRows(2 * count, by: gradient, into: &sums)
    if isPending {
      for i in 0..<count where i != newest {
        setProducts(i, ofStep: sums[2 * i] - lastSums[2 * i], ofChange: sums[2 * i + 1] - lastSums[2 * i + 1])
      }
      isPending = false
    }
    findFactors()
    scaleNegated(gradient, by: scale, into: &direction)
    rows.addFirstRows(2 * count, factors, to: &direction)
  }

  /// Notes the products of the newest y with the pair at a place.
  private mutating func setProducts(_ place: Int, ofStep step: Double, ofChange change: Double) {
    products[place, newest] = step
    products[capacity + place, newest] = change
    products[capacity + newest, place] = change
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
