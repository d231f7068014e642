import DescentLinearAlgebra

/// What the rows of a robust or a quantile fit count, for the rows with a weight above 0; without weights all of them
/// once.
///
/// Frequencies repeat a row, in medians and in numbers of observations too. Analytic weights multiply a residual before it
/// is judged: by √w in M-estimation, where the variance is σ²/w, and by w in quantile regression, where ρ(w r) = w ρ(r).
struct RowWeights {
  /// The rows that count among all, ascending; nil for all.
  let rows: [Int]?
  /// How often each row counts; nil for once.
  let counts: Vector<Double>?
  /// The analytic weights; nil for ones.
  let precisions: Vector<Double>?
  /// The number of observations.
  let observationCount: Int

  /// - Throws: `RegressionError` where a weight is negative or not finite, none is above 0, or a frequency is no whole
  ///   number: a median counts rows.
  init(_ weights: ObservationWeights?, rowCount: Int) throws {
    guard let weights else {
      (rows, counts, precisions, observationCount) = (nil, nil, nil, rowCount)
      return
    }
    try weights.validate()
    let values = weights.values
    let kept = values.indices.filter { values[$0] > 0 }
    rows = kept.count == rowCount ? nil : kept
    let positive = rows.map { rows in Vector(rows.map { values[$0] }) } ?? values
    switch weights {
    case .frequency:
      if let row = values.firstIndex(where: { $0 != $0.rounded() }) {
        throw RegressionError.fractionalFrequency(row: row, value: values[row])
      }
      let sum = positive.sum()
      guard sum < 0x1p53 else { throw RegressionError.tooManyObservations(sum) }
      (counts, precisions, observationCount) = (positive, nil, Int(sum))
    case .analytic:
      (counts, precisions, observationCount) = (nil, positive, kept.count)
    }
  }

  /// The weights of squares.
  var squares: Vector<Double>? { counts ?? precisions }

  /// The rows of a matrix that count.
  func selecting(_ x: Matrix<Double>) -> Matrix<Double> { rows.map { x.selecting(rows: $0) } ?? x }

  /// The elements that count.
  func selecting(_ y: Vector<Double>) -> Vector<Double> { rows.map { rows in Vector(rows.map { y[$0] }) } ?? y }

  /// An element for each of all rows, 0 for those that do not count.
  func spreading(_ values: Vector<Double>, over rowCount: Int) -> Vector<Double> {
    guard let rows else { return values }
    var result = Vector<Double>.zeros(rowCount)
    for (place, row) in rows.enumerated() { result[row] = values[place] }
    return result
  }

  /// The number among all rows of a row that counts.
  func row(_ place: Int) -> Int { rows?[place] ?? place }

  /// Σ values, each as often as it counts.
  func sum(_ values: Vector<Double>) -> Double { counts.map { values.dot($0) } ?? values.sum() }
}
