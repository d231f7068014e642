import Glibc

extension Matrix {
  /// A matrix whose elements are read from a file as they are needed, without a copy: element (0, 0) stands
  /// `byteOffset` bytes into the file, the others follow row by row in the byte order of this machine. The first write to
  /// the matrix copies it; the file never changes. Nil where the system refuses, or the alignment does not fit.
  package init?(mappedFile descriptor: Int32, byteOffset: Int, rowCount: Int, columnCount: Int) {
    let count = elementCount(rowCount, columnCount)
    let length = byteOffset + count * MemoryLayout<Scalar>.stride
    guard count > 0, byteOffset.isMultiple(of: MemoryLayout<Scalar>.alignment),
      let start = mmap(nil, length, PROT_READ, MAP_PRIVATE, descriptor, 0), start != MAP_FAILED
    else { return nil }
    let region = UnsafeMutableRawBufferPointer(start: start, count: length)
    self.init(
      storage: .adopting(region, byteOffset: byteOffset, count: count, isWritable: false), offset: 0,
      rowCount: rowCount, columnCount: columnCount)
  }

  /// Whether the elements stand in a mapped file.
  package var isMapped: Bool { !storage.isWritable }
}
