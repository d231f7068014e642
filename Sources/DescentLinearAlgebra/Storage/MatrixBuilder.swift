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
    region = Self.reserve(Self.hugePage)
  }

  deinit { munmap(region.baseAddress, region.count) }

  /// Appends whole rows.
  package mutating func append(_ rows: UnsafeBufferPointer<Scalar>) {
    guard !rows.isEmpty else { return }
    guard columnCount > 0, rows.count.isMultiple(of: columnCount) else {
      trap("MatrixBuilder.append: \(rows.count) elements are not a whole number of rows of \(columnCount)")
    }
    _ = extend(by: rows.count / columnCount).update(fromContentsOf: rows)
  }

  /// Appends rows whose content, undefined at first, the caller is to write.
  ///
  /// - Returns: the elements of these rows; the memory moves when further rows are appended.
  package mutating func extend(by count: Int) -> UnsafeMutableBufferPointer<Scalar> {
    let used = rowCount * columnCount
    let needed = (used + count * columnCount) * MemoryLayout<Scalar>.stride
    if needed > region.count { grow(to: max(needed, 2 * region.count)) }
    rowCount += count
    let elements = region.baseAddress!.assumingMemoryBound(to: Scalar.self)
    return UnsafeMutableBufferPointer(start: elements + used, count: count * columnCount)
  }

  /// The matrix of the rows so far.
  package consuming func finish() -> Matrix<Scalar> {
    let count = rowCount * columnCount
    let storage = AlignedStorage<Scalar>.adopting(region, byteOffset: 0, count: count, isWritable: true)
    let matrix = Matrix(storage: storage, offset: 0, rowCount: rowCount, columnCount: columnCount)
    discard self
    return matrix
  }

  private static var hugePage: Int { 2 << 20 }

  /// Address space for whole huge pages, on their boundary.
  private static func reserve(_ bytes: Int) -> UnsafeMutableRawBufferPointer {
    let length = (bytes + hugePage - 1) / hugePage * hugePage
    let flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE
    guard let region = mmap(nil, length + hugePage, PROT_READ | PROT_WRITE, flags, -1, 0), region != MAP_FAILED else {
      trap("There is no memory for \(bytes) bytes")
    }
    let before = -Int(bitPattern: region) & (hugePage - 1)
    let start = region + before
    if before > 0 { munmap(region, before) }
    munmap(start + length, hugePage - before)
    madvise(start, length, Int32(MADV_HUGEPAGE))
    return UnsafeMutableRawBufferPointer(start: start, count: length)
  }

  private mutating func grow(to bytes: Int) {
    let larger = Self.reserve(bytes)
    guard descent_move_mapping(region.baseAddress, region.count, larger.baseAddress) else {
      trap("There is no memory for \(bytes) bytes")
    }
    region = larger
  }
}
