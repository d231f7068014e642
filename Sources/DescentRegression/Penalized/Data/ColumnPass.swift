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

  /// The sum of each column and its greatest magnitude, which is not finite where the column holds something that is not.
  func survey() -> (sums: [Double], magnitudes: [Double]) {
    let p = x.columnCount
    let totals = run(width: 2 * p) { row, _, sums in
      let largest = sums + p
      for j in 0..<p {
        let magnitude = row[j].magnitude
        sums[j] += row[j]
        largest[j] = magnitude > largest[j] ? magnitude : largest[j]
      }
    } join: { target, source in
      for j in 0..<p {
        target[j] += source[j]
        target[p + j] = max(target[p + j], source[p + j])
      }
    }
    // The comparisons have passed over what is not a number; the sum has not.
    let magnitudes = (0..<p).map { j in
      totals[j].isFinite || x.column(j).isFinite ? totals[p + j] : .infinity
    }
    return (Array(totals.prefix(p)), magnitudes)
  }

  /// Σ wᵢ xᵢⱼ fⱼ for each column.
  func sums(factors: [Double], weights: Vector<Double>?) -> [Double] {
    let p = x.columnCount
    return factors.withUnsafeBufferPointer { factors in
      let factors = SharedPointer(UnsafeMutablePointer(mutating: factors.baseAddress!))
      return run(width: p) { row, i, sums in
        let (weight, factors) = (weights?[i] ?? 1, factors.base)
        for j in 0..<p { sums[j] += weight * (row[j] * factors[j]) }
      } join: { target, source in
        for j in 0..<p { target[j] += source[j] }
      }
    }
  }

  /// - Parameters:
  ///   - add: puts a row, with its number among those looked at, into the totals of its block.
  ///   - join: puts the totals of a block into those of another.
  private func run(
    width: Int, _ add: @Sendable (UnsafePointer<Double>, Int, UnsafeMutablePointer<Double>) -> Void,
    join: (UnsafeMutablePointer<Double>, UnsafeMutablePointer<Double>) -> Void
  ) -> [Double] {
    let (n, p) = (rowCount, x.columnCount)
    let size = max(256, (n + 63) / 64)
    let blockCount = max(1, (n + size - 1) / size)
    var partials = Matrix<Double>.zeros(blockCount, width)
    partials.withUnsafeMutableBufferPointer { partials in
      let place = SharedPointer(partials.baseAddress!)
      Parallelism.forEach(blockCount) { block in
        x.withUnsafeBufferPointer { elements in
          for i in block * size..<min(n, (block + 1) * size) {
            add(elements.baseAddress! + (rows?[i] ?? i) * p, i, place.base + block * width)
          }
        }
      }
      Parallelism.reduceTree(blockCount: blockCount) { target, source in
        join(place.base + target * width, place.base + source * width)
      }
    }
    return Array(partials.row(0))
  }
}

/// A place in memory that several threads share: each writes to a part of its own.
struct SharedPointer<Element>: @unchecked Sendable {
  let base: UnsafeMutablePointer<Element>
  init(_ base: UnsafeMutablePointer<Element>) { self.base = base }
}
