/// Copies a strided rectangle to rows one after the other.
///
/// Where the columns of the source are contiguous (a transposition) it goes by tiles of 16×16, so that each cache line
/// is read and written once.
func copyElements<S: BLASScalar>(
  from source: UnsafePointer<S>, rowStride: Int, columnStride: Int, rowCount: Int, columnCount: Int,
  to target: UnsafeMutablePointer<S>
) {
  if columnStride == 1 {
    for i in 0..<rowCount {
      (target + i * columnCount).initialize(from: source + i * rowStride, count: columnCount)
    }
    return
  }
  // A tile is loaded with the type known: one specialization for each precision.
  if S.self == Double.self {
    copyTiles(
      from: UnsafeRawPointer(source).assumingMemoryBound(to: Double.self), rowStride, columnStride, rowCount,
      columnCount, to: UnsafeMutableRawPointer(target).assumingMemoryBound(to: Double.self))
  } else {
    copyTiles(
      from: UnsafeRawPointer(source).assumingMemoryBound(to: Float.self), rowStride, columnStride, rowCount,
      columnCount, to: UnsafeMutableRawPointer(target).assumingMemoryBound(to: Float.self))
  }
}

@inline(__always)
private func copyTiles<S>(
  from source: UnsafePointer<S>, _ rowStride: Int, _ columnStride: Int, _ rowCount: Int, _ columnCount: Int,
  to target: UnsafeMutablePointer<S>
) {
  let tile = 16
  for rowStart in stride(from: 0, to: rowCount, by: tile) {
    let rowEnd = min(rowStart + tile, rowCount)
    for columnStart in stride(from: 0, to: columnCount, by: tile) {
      let columnEnd = min(columnStart + tile, columnCount)
      for i in rowStart..<rowEnd {
        for j in columnStart..<columnEnd { target[i * columnCount + j] = source[i * rowStride + j * columnStride] }
      }
    }
  }
}
