// The few loops over elements that the decompositions have of their own, compiled for both precisions.

/// The index of the first element that is NaN or infinite.
@specialized(where S == Double)
@specialized(where S == Float)
func firstNonFiniteIndex<S: BLASScalar>(_ elements: UnsafeBufferPointer<S>) -> Int? {
  // x − x is 0 for finite x and NaN otherwise, so one sum tells; independent sums, so that it runs at memory speed.
  var sums = (S(0), S(0), S(0), S(0))
  let end = elements.count & ~3
  var i = 0
  while i < end {
    sums.0 += elements[i] - elements[i]
    sums.1 += elements[i + 1] - elements[i + 1]
    sums.2 += elements[i + 2] - elements[i + 2]
    sums.3 += elements[i + 3] - elements[i + 3]
    i += 4
  }
  while i < elements.count {
    sums.0 += elements[i] - elements[i]
    i += 1
  }
  if sums.0 + sums.1 + sums.2 + sums.3 == 0 { return nil }
  return elements.firstIndex { !$0.isFinite }
}

/// Copies the upper triangle of a square matrix, zeros below it; returns the place of the first element in the triangle
/// that is NaN or infinite, or else the 1-norm of the symmetric matrix with this triangle.
@specialized(where S == Double)
@specialized(where S == Float)
func copyUpperTriangle<S: BLASScalar>(
  from source: UnsafeBufferPointer<S>, to target: UnsafeMutableBufferPointer<S>, size: Int,
  sums: UnsafeMutableBufferPointer<S>
) -> (nonFinite: (row: Int, column: Int)?, norm: S) {
  for i in 0..<size { sums[i] = 0 }
  for i in 0..<size {
    for j in 0..<i { target[i &* size + j] = 0 }
    var rowSum: S = 0
    for j in i..<size {
      let element = source[i &* size + j]
      guard element.isFinite else { return ((i, j), 0) }
      target[i &* size + j] = element
      sums[j] += element.magnitude
      if j > i { rowSum += element.magnitude }
    }
    sums[i] += rowSum
  }
  var norm: S = 0
  for i in 0..<size where sums[i] > norm { norm = sums[i] }
  return (nil, min(norm, S.greatestFiniteMagnitude))
}

/// Sets what is below the diagonal to zero.
@specialized(where S == Double)
@specialized(where S == Float)
func clearBelowDiagonal<S: BLASScalar>(
  _ elements: UnsafeMutableBufferPointer<S>, rowCount: Int, columnCount: Int
) {
  for i in 0..<rowCount {
    for j in 0..<min(i, columnCount) { elements[i &* columnCount + j] = 0 }
  }
}
