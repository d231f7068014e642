import DescentLinearAlgebra

/// Passes over the rows of a matrix that find something for each column. Blocks of rows whose borders depend on the number
/// of rows only, put together in a fixed tree: the same bits for any number of threads.
struct ColumnPass: Sendable {
  private let x: Matrix<Double>
  /// The rows that are looked at; nil for all.
  private let rows: [Int]?

  init(_ x: Matrix<Double>, rows: [Int]? = nil) {
    self.x = x
    self.rows = rows
  }

  private var rowCount: Int { rows?.count ?? x.rowCount }

  /// The greatest magnitude in each column; not finite where the column holds something that is not.
  func maximumMagnitudes() -> [Double] {
    run(
      { row, _, totals in
        for j in totals.indices {
          // What is not a number must not be lost in comparisons.
          let magnitude = row[j].magnitude
          totals[j] = magnitude <= totals[j] ? totals[j] : magnitude.isNaN ? .infinity : magnitude
        }
      }, { max($0, $1) })
  }

  /// Σ wᵢ xᵢⱼ fⱼ for each column.
  func sums(factors: [Double], weights: Vector<Double>?) -> [Double] {
    run(
      { row, i, totals in
        let weight = weights?[i] ?? 1
        for j in totals.indices { totals[j] += weight * (row[j] * factors[j]) }
      }, { $0 + $1 })
  }

  /// - Parameters:
  ///   - add: puts a row, of a number counted among those looked at, into the totals of its block.
  ///   - join: puts the totals of two blocks together.
  private func run(
    _ add: @Sendable (UnsafeBufferPointer<Double>, Int, inout [Double]) -> Void, _ join: (Double, Double) -> Double
  ) -> [Double] {
    let (n, p) = (rowCount, x.columnCount)
    let size = max(256, (n + 63) / 64)
    let blockCount = max(1, (n + size - 1) / size)
    var partials = Matrix<Double>.zeros(blockCount, p)
    partials.withUnsafeMutableBufferPointer { partials in
      let place = SharedPointer(partials.baseAddress!)
      Parallelism.forEach(blockCount) { block in
        var totals = [Double](repeating: 0, count: p)
        x.withUnsafeBufferPointer { elements in
          for i in block * size..<min(n, (block + 1) * size) {
            let row = rows?[i] ?? i
            add(UnsafeBufferPointer(rebasing: elements[row * p..<(row + 1) * p]), i, &totals)
          }
        }
        (place.base + block * p).update(from: totals, count: p)
      }
    }
    partials.withUnsafeMutableBufferPointer { partials in
      Parallelism.reduceTree(blockCount: blockCount) { target, source in
        for j in 0..<p { partials[target * p + j] = join(partials[target * p + j], partials[source * p + j]) }
      }
    }
    return Array(partials.row(0))
  }
}

/// A place in memory where several threads write, each to a part of its own.
struct SharedPointer<Element>: @unchecked Sendable {
  let base: UnsafeMutablePointer<Element>
  init(_ base: UnsafeMutablePointer<Element>) { self.base = base }
}
