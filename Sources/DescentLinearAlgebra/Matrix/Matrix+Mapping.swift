import Glibc

extension Matrix {
  /// A matrix whose elements are read from a file as they are needed, without a copy: element (0, 0) stands
  /// `byteOffset` bytes into the file, the others follow row by row in the byte order of this machine. The first write to
  /// the matrix copies it; the file never changes. Nil where the file is too short, the system refuses, the alignment
  /// does not fit, or there are no elements. The file must not be cut short while the matrix lives.
  package init?(mappedFile descriptor: Int32, byteOffset: Int, rowCount: Int, columnCount: Int) {
    guard rowCount > 0, columnCount > 0, byteOffset >= 0, byteOffset.isMultiple(of: MemoryLayout<Scalar>.alignment)
    else { return nil }
    // Reading beyond the end of a file ends the process, so its size is asked first.
    var status = stat()
    let (count, overflow) = rowCount.multipliedReportingOverflow(by: columnCount)
    guard !overflow, fstat(descriptor, &status) == 0, Int(status.st_size) >= byteOffset,
      count <= (Int(status.st_size) - byteOffset) / MemoryLayout<Scalar>.stride
    else { return nil }
    let length = byteOffset + count * MemoryLayout<Scalar>.stride
    guard let start = mmap(nil, length, PROT_READ, MAP_PRIVATE, descriptor, 0), start != MAP_FAILED
    else { return nil }
    let region = UnsafeMutableRawBufferPointer(start: start, count: length)
    self.init(
      storage: .adopting(region, byteOffset: byteOffset, count: count, isWritable: false), offset: 0,
      rowCount: rowCount, columnCount: columnCount)
  }

  /// Whether the elements stand in a mapped file.
  package var isMapped: Bool { !storage.isWritable }
}
