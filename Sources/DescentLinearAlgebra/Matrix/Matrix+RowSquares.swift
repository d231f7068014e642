extension Matrix<Double> {
  /// max wᵢ‖xᵢ‖² over the rows of positive weight; without weights max ‖xᵢ‖². Zero where there is none.
  ///
  /// A row of weight 0 may have squares that overflow.
  ///
  /// - Precondition: there are as many weights as rows.
  /// - Complexity: 2np flops, one pass. Each square is right to p + 1 roundings, one more with weights.
  package func largestRowSquare(weights: Vector<Double>? = nil) -> Double {
    if let weights, weights.count != rowCount { trapCount("largestRowSquare: rows, weights", rowCount, weights.count) }
    var (largest, i) = (0.0, 0)
    forEachRow { row in
      let weight = weights.map { $0[i] } ?? 1
      i += 1
      guard weight > 0 else { return }
      var sum = 0.0
      for j in 0..<row.count { sum += row[j] * row[j] }
      largest = Swift.max(largest, weight * sum)
    }
    return largest
  }
}
