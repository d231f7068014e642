internal import CDescentKernels
import Glibc

/// Grows a matrix row by row where the number of rows is not known beforehand, such as while a file is read.
///
/// The memory is one region that the kernel moves by its page tables when it has to grow: nothing is copied, and pages
/// that were reserved but not written are not resident. So the peak is the matrix itself.
package struct MatrixBuilder<Scalar: BLASScalar>: ~Copyable {
  package let columnCount: Int
  package private(set) var rowCount = 0
  private var region: UnsafeMutableRawBufferPointer

  package init(columnCount: Int) {
    self.columnCount = columnCount
    region = Self.reserve(4 << 20)
  }

  deinit { munmap(region.baseAddress, region.count) }

  /// Appends whole rows.
  package mutating func append(_ rows: UnsafeBufferPointer<Scalar>) {
    guard !rows.isEmpty else { return }
    guard columnCount > 0, rows.count.isMultiple(of: columnCount) else {
      trap("MatrixBuilder.append: \(rows.count) elements are not a whole number of rows of \(columnCount)")
    }
    let used = rowCount * columnCount * MemoryLayout<Scalar>.stride
    let added = rows.count * MemoryLayout<Scalar>.stride
    if used + added > region.count { grow(to: max(used + added, 2 * region.count)) }
    memcpy(region.baseAddress! + used, rows.baseAddress!, added)
    rowCount += rows.count / columnCount
  }

  /// The matrix of the rows so far.
  package consuming func finish() -> Matrix<Scalar> {
    let count = rowCount * columnCount
    let storage = AlignedStorage<Scalar>.adopting(region, byteOffset: 0, count: count, isWritable: true)
    let matrix = Matrix(storage: storage, offset: 0, rowCount: rowCount, columnCount: columnCount)
    discard self
    return matrix
  }

  private static func reserve(_ bytes: Int) -> UnsafeMutableRawBufferPointer {
    let flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE
    guard let start = mmap(nil, bytes, PROT_READ | PROT_WRITE, flags, -1, 0), start != MAP_FAILED else {
      trap("There is no memory for \(bytes) bytes")
    }
    return UnsafeMutableRawBufferPointer(start: start, count: bytes)
  }

  private mutating func grow(to bytes: Int) {
    guard let start = descent_grow_mapping(region.baseAddress, region.count, bytes) else {
      trap("There is no memory for \(bytes) bytes")
    }
    region = UnsafeMutableRawBufferPointer(start: start, count: bytes)
  }
}
