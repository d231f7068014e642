internal import CDescentKernels

/// One pass over the data of a least-squares problem in double-double, a panel of rows at a time.
///
/// The rows are cut into chunks of whole panels, whose borders depend on the shape of the problem only; the sums of the
/// chunks are added in a fixed binary tree. So the result has the same bits for any number of threads.
final class DoubleDoublePass: ParallelTask, @unchecked Sendable {
  enum Work {
    /// The upper half of [Z Y]ᵀW[Z Y], with the terms multiplied by R⁻¹ where there is an R.
    case gram(DoubleDoubleTriangle?)
    /// R with RᵀR = [Z Y]ᵀW[Z Y], of the rows themselves; the exponent of the weights has to be even.
    case triangle
    /// For each target ZᵀWr, one row after the other, and behind them all rᵀWr; r = y − Zβ.
    case gradient(DoubleDoubleMatrix)
    /// r rounded, one row for each target.
    case residuals(DoubleDoubleMatrix, UnsafeMutablePointer<Double>)
    /// For each target Zᵀu with the u that the function makes of η = y + Zβ, unscaled, row by row in place.
    case score(DoubleDoubleMatrix, PreciseScore.PanelFunction)
  }

  /// Rows of a panel: an odd number of cache lines, so that its columns do not meet in the same sets of the cache.
  static let panelRows = 264
  /// What the sums of the chunks may take together.
  private static let sumBytes = 32 << 20

  private let problem: LeastSquaresProblem
  private let scaling: ProblemScaling
  private let work: Work
  private let weights: Vector<Double>?
  private let p: Int
  private let m: Int
  /// Rows of a panel here: no more than there are, which saves work and changes no bit.
  private let panelRows: Int
  private let panelCount: Int
  private let chunkCount: Int
  private let sumCount: Int
  private let sumHigh: Matrix<Double>
  private let sumLow: Matrix<Double>
  /// A third part of each sum, which only the gradient needs.
  private let sumLast: Matrix<Double>
  private let columns, powers, exponents: [Int32]

  init(_ problem: LeastSquaresProblem, _ scaling: ProblemScaling, _ work: Work) {
    self.problem = problem
    self.scaling = scaling
    self.work = work
    weights = problem.weights?.scaled(by: 1.0.scaled(byPowerOfTwo: scaling.weights))
    p = problem.terms.count
    m = problem.targets.columnCount
    sumCount =
      switch work {
      case .gram, .triangle: (p + m) * (p + m)
      case .gradient: (p + 1) * m
      case .residuals: 0
      case .score: p * m
      }
    let rows = max(1, problem.rowCount, problem.penalty == nil ? 0 : p)
    panelRows = min(Self.panelRows, (rows + 7) / 8 * 8)
    panelCount = (problem.rowCount + panelRows - 1) / panelRows
    chunkCount = max(1, min(panelCount, 32, Self.sumBytes / (16 * max(1, sumCount))))
    sumHigh = .zeros(chunkCount, sumCount)
    sumLow = .zeros(chunkCount, sumCount)
    switch work {
    case .gradient, .score: sumLast = .zeros(chunkCount, sumCount)
    case .gram, .residuals, .triangle: sumLast = .zeros(0, 0)
    }
    columns = problem.terms.map { Int32($0.column) }
    powers = problem.terms.map { Int32($0.power) }
    exponents = problem.terms.map { $0.power == 0 ? 0 : Int32(scaling.columns[$0.column]) }
  }

  /// Does the work and returns its sums.
  ///
  /// - Complexity: `gram` n(p + m)² /2 multiplications and additions in double-double, as many again with an R; `triangle`
  ///   2(n + k(p + m))(p + m)², k the panels of 264 rows; one pass.
  func sums() -> (high: Matrix<Double>, low: Matrix<Double>) {
    addUp()
    if sumLast.count > 0 {
      for j in 0..<sumCount {
        let total = DoubleDouble(high: sumHigh[0, j], middle: sumLow[0, j], low: sumLast[0, j])
        (sumHigh.storage.base[j], sumLow.storage.base[j]) = (total.high, total.low)
      }
    }
    return (sumHigh[rows: 0..<1], sumLow[rows: 0..<1])
  }

  /// Does the work of `gradient` and adds its sums to `target`, in three parts.
  func add(to target: inout TripleSums) {
    addUp()
    target.add(sumHigh.storage.base, sumLow.storage.base, sumLast.storage.base)
  }

  private func addUp() {
    Parallelism.run(self, blockCount: chunkCount)
    let (count, high, low, last) = (sumCount, sumHigh.storage.base, sumLow.storage.base, sumLast.storage.base)
    let hasThree = sumLast.count > 0
    Parallelism.reduceTree(blockCount: chunkCount) { target, source in
      let (t, s) = (target * count, source * count)
      if case .triangle = work {
        return PanelTriangle.stack(high + s, low + s, below: high + t, low + t, columns: p + m)
      }
      if hasThree {
        descent_dd_add_three(high + t, low + t, last + t, high + s, low + s, last + s, count)
      } else {
        descent_dd_add(high + t, low + t, high + s, low + s, count)
      }
    }
  }

  func run(block chunk: Int) {
    var rowCount = panelRows
    // The triangle of the rows before stands behind those of the panel.
    if case .triangle = work { rowCount = (rowCount + p + m + 7) / 8 * 8 }
    let panel = Panel(columnCount: p + m, rowCount: rowCount)
    let weighted = weights == nil ? nil : Panel(columnCount: p + m, rowCount: rowCount)
    let offset = chunk * sumCount
    let (high, low) = (sumHigh.storage.base + offset, sumLow.storage.base + offset)
    let last = sumLast.count == 0 ? low : sumLast.storage.base + offset
    for index in chunk * panelCount / chunkCount..<(chunk + 1) * panelCount / chunkCount {
      let rows = index * panelRows..<min(problem.rowCount, (index + 1) * panelRows)
      pack(rows, into: panel)
      add(panel, weighted, rows: rows, to: high, low, last)
    }
    guard chunk == chunkCount - 1, case .gram = work, let penalty = problem.penalty else { return }
    for first in stride(from: 0, to: p, by: panelRows) {
      packPenalty(penalty, first..<min(p, first + panelRows), into: panel)
      add(panel, nil, rows: 0..<0, to: high, low, last)
    }
  }

  private func pack(_ rows: Range<Int>, into panel: Panel) {
    let (x, y) = (problem.x, problem.targets)
    descent_dd_pack(
      x.storage.base + (x.offset + rows.lowerBound * x.columnCount), x.columnCount, rows.count, columns, powers,
      exponents, p, panel.high, panel.low, panel.rowCount)
    let targetColumns = (0..<m).map { Int32($0) }
    let ones = [Int32](repeating: 1, count: m)
    let offset = p * panel.rowCount
    descent_dd_pack(
      y.storage.base + (y.offset + rows.lowerBound * m), m, rows.count, targetColumns, ones,
      scaling.targets.map { Int32($0) }, m, panel.high + offset, panel.low + offset, panel.rowCount)
  }

  /// The rows √pⱼ eⱼ, in scaled columns: the penalty as observations of zero.
  private func packPenalty(_ penalty: Vector<Double>, _ terms: Range<Int>, into panel: Panel) {
    panel.clear()
    for (row, j) in terms.enumerated() {
      let root = DoubleDouble(penalty[j]).scaled(byPowerOfTwo: scaling.weights).squareRoot
        .scaled(byPowerOfTwo: scaling.terms[j])
      panel.high[j * panel.rowCount + row] = root.high
      panel.low[j * panel.rowCount + row] = root.low
    }
  }

  private func add(
    _ panel: Panel, _ weighted: Panel?, rows: Range<Int>, to high: UnsafeMutablePointer<Double>,
    _ low: UnsafeMutablePointer<Double>, _ last: UnsafeMutablePointer<Double>
  ) {
    let ld = panel.rowCount
    switch work {
    case .gram(let triangle):
      if let triangle {
        let all = [UInt8](repeating: 1, count: p)
        triangle.elements.withUnsafePointers { descent_dd_solve_panel($0, $1, all, p, panel.high, panel.low, ld) }
      }
      let other = weigh(panel, into: weighted, rows: rows)
      descent_dd_gram(panel.high, panel.low, other.high, other.low, p + m, ld, high, low)
    case .triangle:
      if let weighted { weighByRoots(panel, weighted, rows: rows) }
      PanelTriangle.place(high, low, columns: p + m, in: panel, behind: rows.count)
      PanelTriangle.reduce(panel, columns: p + m, into: high, low)
    case .gradient(let coefficients):
      for t in 0..<m {
        subtractPrediction(panel, coefficients, target: t)
        let other = weigh(panel, into: weighted, rows: rows, only: p + t)
        let (r, rLow) = (other.high + (p + t) * ld, other.low + (p + t) * ld)
        descent_dd_products(panel.high, panel.low, p, r, rLow, ld, high + t * p, low + t * p, last + t * p)
        let (own, place) = ((p + t) * ld, m * p + t)
        descent_dd_products(
          panel.high + own, panel.low + own, 1, r, rLow, ld, high + place, low + place, last + place)
      }
    case .residuals(let coefficients, let result):
      for t in 0..<m {
        subtractPrediction(panel, coefficients, target: t)
        let r = panel.high + (p + t) * ld
        for i in rows {
          result[t * problem.rowCount + i] = r[i - rows.lowerBound].scaled(byPowerOfTwo: -scaling.targets[t])
        }
      }
    case .score(let negated, let function):
      for t in 0..<m { subtractPrediction(panel, negated, target: t) }
      let (u, uLow) = (panel.high + p * ld, panel.low + p * ld)
      for t in 0..<m where scaling.targets[t] != 0 {
        for i in t * ld..<t * ld + rows.count {
          u[i] = u[i].scaled(byPowerOfTwo: -scaling.targets[t])
          uLow[i] = uLow[i].scaled(byPowerOfTwo: -scaling.targets[t])
        }
      }
      function(rows, u, uLow, ld)
      for t in 0..<m {
        let (own, ownLow) = (u + t * ld, uLow + t * ld)
        for i in rows.count..<ld { (own[i], ownLow[i]) = (0, 0) }
        descent_dd_products(panel.high, panel.low, p, own, ownLow, ld, high + t * p, low + t * p, last + t * p)
      }
    }
  }

  /// The target's column of the panel becomes the residual.
  private func subtractPrediction(_ panel: Panel, _ coefficients: DoubleDoubleMatrix, target t: Int) {
    let ld = panel.rowCount
    coefficients.withUnsafePointers { high, low in
      descent_dd_residual(
        panel.high, panel.low, p, high! + t * p, low! + t * p, ld, panel.high + (p + t) * ld,
        panel.low + (p + t) * ld)
    }
  }

  /// The rows of the panel times the roots of the weights, both parts of them.
  private func weighByRoots(_ panel: Panel, _ other: Panel, rows: Range<Int>) {
    let roots = rows.map { DoubleDouble(weights![$0]).squareRoot }
    let (high, low) = (roots.map(\.high), roots.map(\.low))
    let (columns, ld) = (p + m, panel.rowCount)
    descent_dd_weigh(low, rows.count, panel.high, panel.low, columns, other.high, other.low, ld)
    descent_dd_weigh(high, rows.count, panel.high, panel.low, columns, panel.high, panel.low, ld)
    descent_dd_add(panel.high, panel.low, other.high, other.low, columns * ld)
  }

  /// The panel with its rows multiplied by the weights; the panel itself where there are none.
  private func weigh(_ panel: Panel, into weighted: Panel?, rows: Range<Int>, only column: Int? = nil) -> Panel {
    guard let weighted, let weights else { return panel }
    let offset = (column ?? 0) * panel.rowCount
    descent_dd_weigh(
      weights.storage.base + (weights.offset + rows.lowerBound), rows.count, panel.high + offset, panel.low + offset,
      column == nil ? p + m : 1, weighted.high + offset, weighted.low + offset, panel.rowCount)
    return weighted
  }
}
