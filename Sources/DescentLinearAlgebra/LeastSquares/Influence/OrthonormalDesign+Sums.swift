internal import CDescentKernels
import Synchronization

extension OrthonormalDesign {
  /// Rows that are formed at a time, at most as many as `Moments` asks for.
  private static let blockRows = 240

  /// ‖qᵢ‖², which times wᵢ is the leverage hᵢ of row i: the part that yᵢ has in its own fitted value.
  ///
  /// - Complexity: one pass over X, n p² flops.
  package func squaredLengths() -> Vector<Double> {
    let scale = weightScale
    var result = Vector<Double>.zeros(problem.rowCount)
    result.withUnsafeMutableBufferPointer { result in
      let target = SharedPointer(result.baseAddress)
      forEachBlock { rows, q in
        for i in rows {
          let row = q + (i - rows.lowerBound) * rank
          var sum = 0.0
          for j in 0..<rank { sum += row[j] * row[j] }
          target.base![i] = sum * scale
        }
      }
    }
    return result
  }

  /// Σ sᵢ² qᵢqᵢᵀ for numbers sᵢ.
  ///
  /// - Complexity: one pass over X, 2n p² flops.
  package func scatter(_ scores: Vector<Double>) -> Matrix<Double> {
    let scale = weightScale.squareRoot()
    guard rank > 0, problem.rowCount > 0 else { return .zeros(rank, rank) }
    return Moments(rowCount: problem.rowCount, columnCount: rank) { rows, target in
      fill(rows, into: target)
      for i in rows {
        let row = target + (i - rows.lowerBound) * rank
        let score = scores[i] * scale
        for j in 0..<rank { row[j] *= score }
      }
    }.gram
  }

  /// Σ sᵢ qᵢ over the rows of each group, a row for each group.
  ///
  /// - Parameter groups: the group of each row, from 0 on.
  /// - Complexity: one pass over X, n p² flops; (groups × p) numbers. The rows are added in their order.
  package func groupSums(_ scores: Vector<Double>, groups: [Int], groupCount: Int) -> Matrix<Double> {
    let scale = weightScale.squareRoot()
    var sums = Matrix<Double>.zeros(groupCount, rank)
    var block = [Double](repeating: 0, count: Self.blockRows * max(1, rank))
    for first in stride(from: 0, to: problem.rowCount, by: Self.blockRows) {
      let rows = first..<min(problem.rowCount, first + Self.blockRows)
      block.withUnsafeMutableBufferPointer { q in
        fill(rows, into: q.baseAddress!)
        sums.withUnsafeMutableBufferPointer { sums in
          for i in rows {
            let score = scores[i] * scale
            for j in 0..<rank { sums[groups[i] * rank + j] += score * q[(i - first) * rank + j] }
          }
        }
      }
    }
    return sums
  }

  /// sᵢ R⁻¹qᵢ, by how much each coefficient changes with sᵢ, a row for each row of X.
  ///
  /// - Complexity: one pass over X, 3n p² flops; n p numbers.
  package func directions(_ scores: Vector<Double>) -> Matrix<Double> {
    var q = Matrix<Double>.zeros(problem.rowCount, rank)
    q.withUnsafeMutableBufferPointer { result in
      let target = SharedPointer(result.baseAddress)
      forEachBlock { rows, block in
        for i in rows {
          for j in 0..<rank { target.base![i * rank + j] = block[(i - rows.lowerBound) * rank + j] * scores[i] }
        }
      }
    }
    return q * unscaledInverse().transposed().scaled(by: weightScale)
  }

  private func forEachBlock(_ body: @Sendable (Range<Int>, UnsafeMutablePointer<Double>) -> Void) {
    let count = (problem.rowCount + Self.blockRows - 1) / Self.blockRows
    Parallelism.forEach(count) { index in
      let rows = index * Self.blockRows..<min(problem.rowCount, (index + 1) * Self.blockRows)
      withUnsafeTemporaryAllocation(of: Double.self, capacity: max(1, rows.count * rank)) { block in
        fill(rows, into: block.baseAddress!)
        body(rows, block.baseAddress!)
      }
    }
  }

  /// Writes the rows qᵢ of a range, one behind the other.
  private func fill(_ rows: Range<Int>, into target: UnsafeMutablePointer<Double>) {
    let (x, p) = (problem.x, rank)
    let source = x.storage.base + (x.offset + rows.lowerBound * x.columnCount)
    switch self.rows {
    case .double(let right):
      let first = problem.hasIntercept ? 1 : 0
      if first == 1 {
        for i in 0..<rows.count { (target + i * p).update(from: right.storage.base + right.offset, count: p) }
      }
      DoubleBLAS.gemm(
        false, false, rows.count, p, x.columnCount, 1, source, x.columnCount,
        right.storage.base + (right.offset + first * p), p, first == 1 ? 1 : 0, target, p)
    case .doubleDouble(let triangle, let scaling):
      let panel = Panel(columnCount: p, rowCount: (rows.count + 7) / 8 * 8)
      let exponents = problem.terms.map { $0.power == 0 ? 0 : Int32(scaling.columns[$0.column]) }
      descent_dd_pack(
        source, x.columnCount, rows.count, problem.terms.map { Int32($0.column) },
        problem.terms.map { Int32($0.power) }, exponents, p, panel.high, panel.low, panel.rowCount)
      let all = [UInt8](repeating: 1, count: p)
      triangle.elements.withUnsafePointers {
        descent_dd_solve_panel($0, $1, all, p, panel.high, panel.low, panel.rowCount)
      }
      for j in 0..<p {
        let column = panel.high + j * panel.rowCount
        for i in 0..<rows.count { target[i * p + j] = column[i] }
      }
    }
  }
}

/// A pointer that blocks on several threads write to, each to its own rows.
private struct SharedPointer: @unchecked Sendable {
  let base: UnsafeMutablePointer<Double>?
  init(_ base: UnsafeMutablePointer<Double>?) { self.base = base }
}
