/// Rearranges the values so that those at the given ranks are the ones that sorting would put there.
///
/// Quickselect (C. A. R. Hoare 1961) around the median of three. For values without NaN.
///
/// - Parameter ranks: places in the sorted order, ascending.
/// - Precondition: the ranks lie within the values.
/// - Complexity: O(n log r) comparisons for r ranks on average.
package func placeRanks(_ ranks: [Int], in values: inout [Double]) {
  values.withUnsafeMutableBufferPointer { placeRanks(ranks[...], in: $0, 0, $0.count) }
}

/// The same within the places from `first` to before `end`.
private func placeRanks(
  _ ranks: ArraySlice<Int>, in values: UnsafeMutableBufferPointer<Double>, _ first: Int, _ end: Int
) {
  guard let middle = ranks.indices.dropFirst(ranks.count / 2).first else { return }
  let rank = ranks[middle]
  var (low, high) = (first, end - 1)
  while low < high {
    let pivot = medianOfThree(values[low], values[low + (high - low) / 2], values[high])
    var (i, j) = (low, high)
    while i <= j {
      while values[i] < pivot { i += 1 }
      while pivot < values[j] { j -= 1 }
      guard i <= j else { break }
      values.swapAt(i, j)
      i += 1
      j -= 1
    }
    // All up to j are at most the pivot, all from i on at least; what is between is the pivot.
    if rank <= j {
      high = j
    } else if rank >= i {
      low = i
    } else {
      break
    }
  }
  placeRanks(ranks[..<middle], in: values, first, rank)
  placeRanks(ranks[(middle + 1)...], in: values, rank + 1, end)
}

private func medianOfThree(_ a: Double, _ b: Double, _ c: Double) -> Double {
  max(min(a, b), min(max(a, b), c))
}
