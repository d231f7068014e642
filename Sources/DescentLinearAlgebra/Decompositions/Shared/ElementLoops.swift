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

/// The largest sum of absolute values of a column, at most the largest finite number.
@specialized(where S == Double)
@specialized(where S == Float)
func finiteOneNorm<S: BLASScalar>(_ elements: UnsafeBufferPointer<S>, columnCount: Int) -> S {
  guard columnCount > 0 else { return 0 }
  var sums = ContiguousArray(repeating: S(0), count: columnCount)
  sums.withUnsafeMutableBufferPointer { sums in
    for row in stride(from: 0, to: elements.count, by: columnCount) {
      for j in 0..<columnCount { sums[j] += elements[row &+ j].magnitude }
    }
  }
  return min(sums.max() ?? 0, S.greatestFiniteMagnitude)
}

/// The first place above the diagonal of a square matrix that differs from its mirror image by more than
/// `relativeTolerance` times the greatest absolute value. By tiles, so that each cache line is read once.
@specialized(where S == Double)
@specialized(where S == Float)
func firstAsymmetry<S: BLASScalar>(
  _ elements: UnsafeBufferPointer<S>, size: Int, relativeTolerance: S
) -> (row: Int, column: Int)? {
  var largest: S = 0
  for element in elements where element.magnitude > largest { largest = element.magnitude }
  let bound = relativeTolerance * largest
  let tile = 16
  for rowStart in stride(from: 0, to: size, by: tile) {
    for columnStart in stride(from: rowStart, to: size, by: tile) {
      for i in rowStart..<min(rowStart + tile, size) {
        for j in columnStart..<min(columnStart + tile, size) {
          guard (elements[i &* size + j] - elements[j &* size + i]).magnitude <= bound else {
            return (min(i, j), max(i, j))
          }
        }
      }
    }
  }
  return nil
}
