package import DescentLinearAlgebra

/// Coordinate descent on ½‖y − Zβ‖² + λ₁Σfⱼ|βⱼ| + ½λ₂Σfⱼ²βⱼ² for columns z of unit length: each coefficient in turn goes to
/// its minimum while the others stay, βⱼ ← S(zⱼᵀr + βⱼ, λ₁fⱼ)/(1 + λ₂fⱼ²), S(a, t) = sign(a) max(|a| − t, 0) (Friedman,
/// Hastie, Höfling, Tibshirani 2007).
///
/// Either the gradient Zᵀr is kept up to date by the covariances ZᵀZ, p numbers for each change of a coefficient, or the
/// residual r by the columns themselves, n numbers for each look at one. Sweeps allocate nothing.
package final class CoordinateDescent {
  /// What the descent knows of its data.
  package enum Source {
    /// ZᵀZ, Zᵀy and yᵀy.
    case covariances(Matrix<Double>, products: Vector<Double>, targetSquares: Double)
    /// Z, one row for each column, and y.
    case columns(Matrix<Double>, target: Vector<Double>)
  }

  let source: Source
  package let columnCount: Int
  /// yᵀy.
  let targetSquares: Double
  /// Whether coefficients below zero are ruled out.
  let isNonNegative: Bool
  /// fⱼ.
  let factors: UnsafeMutablePointer<Double>
  /// β.
  let coefficients: UnsafeMutablePointer<Double>
  /// Zᵀr; with columns as the source only after ``refresh()``.
  let gradient: UnsafeMutablePointer<Double>
  /// r, where columns are the source.
  let residual: UnsafeMutablePointer<Double>
  let rowCount: Int
  /// The least λ₁ at which all coefficients are zero: max |zⱼᵀy|/fⱼ.
  package let largestPenalty: Double

  var l1 = 0.0
  var l2 = 0.0
  /// λ₁, or a ten-thousandth of the largest where it is less: what violations of the conditions of optimality are measured by.
  var reference = 1.0

  /// What rounding may make of the gradient: changes that it could have caused count as none.
  var noise = 0.0

  /// The places of coefficients that are swept over, and of those of them that are not zero.
  var candidates: [Int] = []
  var active: [Int] = []
  var isCandidate: [Bool]

  /// - Precondition: columns have unit length, or are zero; one factor above 0 for each.
  package init(_ source: Source, factors: [Double], isNonNegative: Bool = false) {
    ContiguousProducts.prepare()
    self.source = source
    self.isNonNegative = isNonNegative
    let p = factors.count
    columnCount = p
    self.factors = .allocate(capacity: max(1, p))
    self.factors.initialize(from: factors, count: p)
    coefficients = .allocate(capacity: max(1, p))
    coefficients.initialize(repeating: 0, count: p)
    gradient = .allocate(capacity: max(1, p))
    gradient.initialize(repeating: 0, count: p)
    switch source {
    case .covariances(let gram, let products, let squares):
      if gram.rowCount != p || products.count != p {
        trapCount("CoordinateDescent: covariances, factors", p, gram.rowCount)
      }
      rowCount = 0
      targetSquares = squares
    case .columns(let columns, let target):
      if columns.rowCount != p { trapCount("CoordinateDescent: columns, factors", columns.rowCount, p) }
      rowCount = target.count
      targetSquares = target.dot(target)
    }
    residual = .allocate(capacity: max(1, rowCount))
    residual.initialize(repeating: 0, count: rowCount)
    isCandidate = Array(repeating: false, count: p)
    candidates.reserveCapacity(p)
    active.reserveCapacity(p)
    let products: [Double]
    switch source {
    case .covariances(_, let given, _): products = Array(given)
    case .columns(let columns, let target):
      // By the routine of the sweeps, so that no coefficient moves at this λ.
      products = columns.withUnsafeBufferPointer { columns in
        target.withUnsafeBufferPointer { target in
          (0..<p).map { j in
            target.isEmpty
              ? 0 : ContiguousProducts.dot(target.count, columns.baseAddress! + j * target.count, target.baseAddress!)
          }
        }
      }
    }
    largestPenalty = (0..<p).reduce(0) { largest, j in
      max(largest, (isNonNegative ? products[j] : products[j].magnitude) / factors[j])
    }
    refresh()
  }

  deinit {
    factors.deallocate()
    coefficients.deallocate()
    gradient.deallocate()
    residual.deallocate()
  }

  /// Goes on from coefficients given, one for each column.
  package func start(from values: [Double]) {
    for j in 0..<columnCount { coefficients[j] = values[j] }
    refresh()
  }

  /// Sets the penalties.
  package func setPenalties(l1: Double, l2: Double) {
    self.l1 = l1
    self.l2 = l2
    reference = max(l1, 1e-4 * largestPenalty, Double.leastNormalMagnitude)
  }

  /// One update of each coefficient listed.
  ///
  /// - Returns: the largest violation of the conditions of optimality that was met, in relation to λ₁fⱼ.
  /// - Complexity: with covariances 2p flops for each coefficient that changes; with columns 2n for each, and 2n for each
  ///   that changes. Allocates nothing.
  package func sweep(_ list: UnsafeBufferPointer<Int>) -> Double {
    switch source {
    case .covariances(let gram, _, _):
      return gram.withUnsafeBufferPointer { rows in
        guard let rows = rows.baseAddress else { return 0 }
        var worst = 0.0
        for j in list {
          let change = update(j, gradient[j], &worst)
          if change != 0 {
            ContiguousProducts.addProduct(columnCount, of: -change, rows + j * columnCount, to: gradient)
          }
        }
        return worst
      }
    case .columns(let columns, _):
      return columns.withUnsafeBufferPointer { columns in
        guard let columns = columns.baseAddress else { return 0 }
        var worst = 0.0
        for j in list {
          let column = columns + j * rowCount
          let change = update(j, ContiguousProducts.dot(rowCount, column, residual), &worst)
          if change != 0 { ContiguousProducts.addProduct(rowCount, of: -change, column, to: residual) }
        }
        return worst
      }
    }
  }

  /// Brings a coefficient to its minimum; returns by how much it has changed.
  @inline(__always)
  private func update(_ j: Int, _ slope: Double, _ worst: inout Double) -> Double {
    let (factor, old) = (factors[j], coefficients[j])
    let (threshold, curvature) = (l1 * factor, 1 + l2 * factor * factor)
    let whole = slope + old
    let shrunk = whole > threshold ? whole - threshold : !isNonNegative && whole < -threshold ? whole + threshold : 0
    let new = shrunk / curvature
    let change = new - old
    guard change != 0 else { return 0 }
    coefficients[j] = new
    let miss = change.magnitude * curvature
    if miss > noise { worst = max(worst, miss / (factor * reference)) }
    return change
  }

  /// Estimates what rounding makes of the gradient, zⱼᵀy − Σ zⱼᵀzₖβₖ with products of up to 1.
  func estimateNoise() {
    var norm = targetSquares.squareRoot()
    for j in 0..<columnCount { norm += coefficients[j].magnitude }
    noise = 4 * Double.unitRoundoff * norm
  }

  /// Computes the gradient, and the residual where there is one, anew from the coefficients.
  ///
  /// - Complexity: 2p flops for each coefficient that is not zero; with columns 2n for each, and 2np.
  package func refresh() {
    let p = columnCount
    switch source {
    case .covariances(let gram, let products, _):
      for j in 0..<p { gradient[j] = products[j] }
      gram.withUnsafeBufferPointer { rows in
        for j in 0..<p where coefficients[j] != 0 {
          ContiguousProducts.addProduct(p, of: -coefficients[j], rows.baseAddress! + j * p, to: gradient)
        }
      }
    case .columns(let columns, let target):
      for i in 0..<rowCount { residual[i] = target[i] }
      columns.withUnsafeBufferPointer { columns in
        for j in 0..<p where coefficients[j] != 0 {
          ContiguousProducts.addProduct(
            rowCount, of: -coefficients[j], columns.baseAddress! + j * rowCount, to: residual)
        }
      }
      let products = columns * Vector(UnsafeBufferPointer(start: residual, count: rowCount))
      for j in 0..<p { gradient[j] = products[j] }
    }
  }

  /// ‖r‖², after ``refresh()``.
  package var residualSquares: Double {
    switch source {
    case .covariances(_, let products, _):
      let explained = (0..<columnCount).reduce(0.0) { $0 + coefficients[$1] * (products[$1] + gradient[$1]) }
      return max(0, targetSquares - explained)
    case .columns:
      return ContiguousProducts.dot(rowCount, residual, residual)
    }
  }

  /// β.
  package var solution: [Double] { Array(UnsafeBufferPointer(start: coefficients, count: columnCount)) }

  /// Zᵀr, after ``refresh()``.
  package var slopes: [Double] { Array(UnsafeBufferPointer(start: gradient, count: columnCount)) }
}
