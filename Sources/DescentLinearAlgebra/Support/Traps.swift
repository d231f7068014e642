// Mistakes of the programmer end the program, in release builds too, with both sides of the contradiction named.
// The helpers are out of line, so that a check costs a comparison and a branch where it stands.

@usableFromInline @inline(never)
package func trap(_ message: String) -> Never {
  fatalError(message)
}

@usableFromInline @inline(never)
package func trapShape(_ operation: String, _ left: (Int, Int), _ right: (Int, Int)) -> Never {
  fatalError("\(operation): the shapes \(left.0)×\(left.1) and \(right.0)×\(right.1) do not fit together")
}

@usableFromInline @inline(never)
package func trapCount(_ operation: String, _ left: Int, _ right: Int) -> Never {
  fatalError("\(operation): the lengths \(left) and \(right) differ")
}

@usableFromInline @inline(never)
package func trapIndex(_ what: String, _ index: Int, _ count: Int) -> Never {
  fatalError("\(what) \(index) is out of range: there are \(count), counted from 0")
}

@usableFromInline @inline(never)
package func trapRange(_ what: String, _ range: Range<Int>, _ count: Int) -> Never {
  fatalError("\(what) \(range) are out of range: there are \(count), counted from 0")
}

/// The number of elements of a matrix, where it fits an `Int`.
@inlinable
package func elementCount(_ rowCount: Int, _ columnCount: Int) -> Int {
  guard rowCount >= 0, columnCount >= 0 else {
    trap("A matrix cannot have the shape \(rowCount)×\(columnCount): a dimension is negative")
  }
  let (count, overflow) = rowCount.multipliedReportingOverflow(by: columnCount)
  guard !overflow, count <= Int.max / 16 else {
    trap("A matrix of the shape \(rowCount)×\(columnCount) has more elements than memory can have addresses")
  }
  return count
}

/// A dimension as BLAS and LAPACK take it: 32 bits.
func blasInt(_ dimension: Int) -> Int32 {
  guard let result = Int32(exactly: dimension) else {
    trap("A dimension of \(dimension) exceeds what OpenBLAS takes (2147483647): split the data into blocks of rows")
  }
  return result
}

@usableFromInline @inline(never)
func trapIndices(_ row: Int, _ column: Int, _ rowCount: Int, _ columnCount: Int) -> Never {
  guard row < 0 || row >= rowCount else { trapIndex("The column", column, columnCount) }
  trapIndex("The row", row, rowCount)
}
