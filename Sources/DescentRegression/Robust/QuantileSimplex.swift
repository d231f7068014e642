import DescentLinearAlgebra

/// The end of quantile regression: a fit through p of the points, and the proof that no fit is better.
///
/// From the p rows nearest to the fit of the interior point method, edges of the polyhedron are followed as long as the
/// objective falls, each to the point where it would rise again, over all corners before it (Barrodale, Roberts 1973). The
/// multipliers d of the rows are τ above the fit and τ − 1 below it; those of the p rows follow from Zᵀd = 0. Where they
/// too lie between τ − 1 and τ, Σ dᵢyᵢ equals the objective, and is a lower bound for all fits: the fit is the best one.
struct QuantileSimplex {
  private let program: QuantileProgram
  private let quantile: Double
  /// The rows that are fitted exactly.
  private(set) var rows: [Int] = []
  /// c.
  private(set) var coefficients: Vector<Double>
  /// d.
  private(set) var multipliers: Vector<Double>
  /// The coefficients of X.
  private(set) var solution: Vector<Double>
  private(set) var pivots = 0
  /// Whether d is feasible to within rounding.
  private(set) var isOptimal = false
  /// Whether a multiplier of the p rows is at the end of its range, so that other fits may be as good.
  private(set) var mayHaveOthers = false

  private var residuals: Vector<Double>
  /// Whether a row counts as above the fit; at residual 0 that is a choice.
  private var isAbove: [Bool]
  private var isBasic: [Bool]
  private var slopes: Vector<Double>
  private var corners: [Corner] = []

  private struct Corner {
    var distance, weight: Double
    var row: Int
  }

  /// What rounding makes of the multipliers.
  private static let tolerance = 1e-9

  init(_ program: QuantileProgram, quantile: Double, near coefficients: Vector<Double>, _ residuals: Vector<Double>) {
    self.program = program
    self.quantile = quantile
    self.coefficients = coefficients
    self.residuals = residuals
    let n = program.rowCount
    solution = program.coefficients(coefficients)
    multipliers = .zeros(n)
    slopes = .zeros(n)
    isAbove = residuals.map { $0 >= 0 }
    isBasic = Array(repeating: false, count: n)
    rows = Self.independentRows(program.basis, residuals)
    for row in rows { isBasic[row] = true }
  }

  /// Follows edges until the multipliers are feasible, or the corners allowed have been seen.
  mutating func run() {
    let p = program.columnCount
    guard rows.count == p else { return }
    let limit = 200 + 50 * p
    var stalled = 0
    while true {
      let z = program.basis.selecting(rows: rows)
      guard let lu = try? LUDecomposition(z), let inverse = try? LUDecomposition(z).inverse() else { return }
      guard let c = try? lu.solve(Vector(rows.map { program.rest[$0] })), c.isFinite else { return }
      coefficients = c
      updateResiduals()
      // d of the p rows: Z_hᵀ d = −Σ dᵢzᵢ over the others.
      for i in multipliers.indices { multipliers[i] = isBasic[i] ? 0 : isAbove[i] ? quantile : quantile - 1 }
      var sum = Vector<Double>.zeros(p)
      multiply(program.basis.view.transposed, by: multipliers.view, into: &sum)
      let inner = Vector((0..<p).map { j in -inverse[column: j].dot(sum.view) })
      var leaving: Int?
      var worst = Self.tolerance
      mayHaveOthers = false
      for j in 0..<p {
        let excess = max(inner[j] - quantile, quantile - 1 - inner[j])
        if excess.magnitude <= Self.tolerance { mayHaveOthers = true }
        guard excess > worst else { continue }
        // After many steps of no length the first row in order is taken, which ends circles (Bland 1977).
        if stalled > 20, let leaving, rows[leaving] < rows[j] { continue }
        if stalled <= 20 { worst = excess }
        leaving = j
      }
      for (j, row) in rows.enumerated() { multipliers[row] = min(max(inner[j], quantile - 1), quantile) }
      guard let leaving else {
        isOptimal = true
        solution = program.coefficients(through: rows, lu, c)
        return
      }
      guard pivots < limit else {
        solution = program.coefficients(through: rows, lu, c)
        return
      }
      pivots += 1
      let goesUp = inner[leaving] > quantile
      let slope = goesUp ? quantile - inner[leaving] : inner[leaving] + 1 - quantile
      guard let length = follow(inverse.column(leaving), isUp: goesUp, slope: slope, leaving) else { return }
      stalled = length > 0 ? 0 : stalled + 1
    }
  }

  /// Σ (ρ(rᵢ) − dᵢrᵢ) and what Zᵀd leaves: how far the objective can be above the least one, in units of y.
  func gap(_ residuals: Vector<Double>) -> Double {
    var sum = 0.0
    for i in residuals.indices {
      let r = residuals[i]
      sum += max(0, r * ((r > 0 ? quantile : quantile - 1) - multipliers[i]))
    }
    var rest = Vector<Double>.zeros(program.columnCount)
    multiply(program.basis.view.transposed, by: multipliers.view, into: &rest)
    return sum + rest.norm() * coefficients.norm() / program.unit
  }

  /// Moves along an edge to where the objective would rise again; the length of the way.
  private mutating func follow(_ edge: Vector<Double>, isUp: Bool, slope: Double, _ leaving: Int) -> Double? {
    multiply(program.basis, by: edge, into: &slopes, scale: isUp ? 1 : -1)
    corners.removeAll(keepingCapacity: true)
    for i in slopes.indices where !isBasic[i] {
      let s = slopes[i]
      guard isAbove[i] ? s < 0 : s > 0, s.magnitude > 1e-13 else { continue }
      corners.append(Corner(distance: max(0, -residuals[i] / s), weight: s.magnitude, row: i))
    }
    corners.sort { ($0.distance, $0.row) < ($1.distance, $1.row) }
    var rate = slope
    for corner in corners {
      rate += corner.weight
      guard rate >= 0 else {
        isAbove[corner.row].toggle()
        continue
      }
      let left = rows[leaving]
      isBasic[left] = false
      isAbove[left] = isUp
      isBasic[corner.row] = true
      rows[leaving] = corner.row
      return corner.distance
    }
    return nil
  }

  private mutating func updateResiduals() {
    residuals = program.rest
    multiply(program.basis, by: coefficients, into: &residuals, scale: -1, accumulating: 1)
    // Rounding decides nothing: a row changes sides only where it is told from 0.
    let noise = 64 * Double.unitRoundoff
    for i in residuals.indices {
      if isBasic[i] || residuals[i].magnitude <= noise {
        residuals[i] = 0
      } else {
        isAbove[i] = residuals[i] > 0
      }
    }
  }

  /// The p rows with the smallest residuals that are independent of each other.
  private static func independentRows(_ z: Matrix<Double>, _ residuals: Vector<Double>) -> [Int] {
    let p = z.columnCount
    let order = residuals.indices.sorted {
      (residuals[$0].magnitude, $0) < (residuals[$1].magnitude, $1)
    }
    var rows: [Int] = []
    var orthonormal: [Vector<Double>] = []
    for i in order where rows.count < p {
      var row = z.row(i)
      let length = row.norm()
      guard length > 0 else { continue }
      for _ in 0..<2 {
        for direction in orthonormal { row.add(direction, scaledBy: -row.dot(direction)) }
      }
      let rest = row.norm()
      guard rest > 1e-7 * length else { continue }
      rows.append(i)
      orthonormal.append(row.scaled(by: 1 / rest))
    }
    return rows
  }
}
