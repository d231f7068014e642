import DescentLinearAlgebra

extension RidgePath {
  /// How well each fit predicts a row that it has not seen, without any refits.
  public struct LeaveOneOut: Sendable {
    /// For each λ the mean of the squared errors of predicting each row from the others; nil where a row is fitted by a
    /// coefficient of its own, so that the others say nothing about it.
    public let meanSquaredErrors: [Double?]
    /// The place of the λ of the least mean; the first where none exists.
    public let bestIndex: Int
    /// The first row of leverage 1 for each λ, counted from 0; nil where there is none.
    public let leverageOneRows: [Int?]
  }

  /// The exact leave-one-out errors for all λ at once, in one pass over X.
  ///
  /// A row's error without it is r/(1 − h), h its leverage 1/n + Σ u²σ²/(σ² + c) (Allen 1974). The factor of ‖β‖² beside
  /// the sum Σwr² stays what it is for all rows, as in the criterion of Golub, Heath, Wahba (1979): in conventions with a
  /// mean (1/n)‖r‖² it is what a refit to the other n − 1 rows with λn/(n − 1) gives. Standard deviations stay those of all
  /// rows as well. With weights errors are averaged by weight; of frequency weights one of the w equal rows is left out.
  ///
  /// - Complexity: 2n p(r + 2l) flops for l penalties and the rank r.
  public func leaveOneOut() -> LeaveOneOut {
    let design = spectrum.design
    let strengths = lambdas.map { spectrum.strength($0, configuration.convention) }
    let pass = LeaveOneOutPass(
      design: design, vectors: spectrum.vectors.scalingRows(by: Vector(spectrum.factors)),
      fits: spectrum.weights(strengths),
      shares: Matrix(spectrum.eigenvalues.count, strengths.count) { elements in
        for k in spectrum.eigenvalues.indices {
          for (l, c) in strengths.enumerated() {
            elements[k * strengths.count + l] = 1 / (spectrum.eigenvalues[k] + c)
          }
        }
      },
      isFrequency: { if case .frequency = design.data.weights { true } else { false } }())
    let (sums, rows) = pass.run()
    let unit = design.data.targetUnit
    let errors = zip(sums, rows).map { $1 == nil ? $0 / design.weightSum / unit / unit : nil }
    return LeaveOneOut(
      meanSquaredErrors: errors,
      bestIndex: errors.indices.filter { errors[$0] != nil }.min { errors[$0]! < errors[$1]! } ?? 0,
      leverageOneRows: rows.map { $0.map { design.data.originalRows?[$0] ?? $0 } })
  }
}

/// The pass of ``RidgePath/leaveOneOut()``: blocks of rows over the threads, added in a fixed tree.
private struct LeaveOneOutPass: Sendable {
  let design: PenalizedDesign
  /// V, from the design's columns.
  let vectors: Matrix<Double>
  /// From rows of ZV to fitted values.
  let fits: Matrix<Double>
  /// From squares of ZV to leverages.
  let shares: Matrix<Double>
  let isFrequency: Bool

  private static let blockRows = 512
  /// From here on the others say nothing about a row.
  private static let leastRest = 1e-11

  func run() -> (sums: [Double], leverageOneRows: [Int?]) {
    let (n, count) = (design.rowCount, fits.columnCount)
    let blockCount = (n + Self.blockRows - 1) / Self.blockRows
    var sums = Matrix<Double>.zeros(blockCount, count)
    var rows = [Int](repeating: n, count: blockCount * count)
    sums.withUnsafeMutableBufferPointer { sums in
      rows.withUnsafeMutableBufferPointer { rows in
        let (sums, rows) = (SharedPointer(sums.baseAddress!), SharedPointer(rows.baseAddress!))
        Parallelism.forEach(blockCount) { block in
          let range = block * Self.blockRows..<min(n, (block + 1) * Self.blockRows)
          add(range, sums.base + block * count, rows.base + block * count)
        }
        Parallelism.reduceTree(blockCount: blockCount) { target, source in
          for l in 0..<count {
            sums.base[target * count + l] += sums.base[source * count + l]
            rows.base[target * count + l] = min(rows.base[target * count + l], rows.base[source * count + l])
          }
        }
      }
    }
    return (Array(sums.row(0)), rows.prefix(count).map { $0 < n ? $0 : nil })
  }

  private func add(_ range: Range<Int>, _ sums: UnsafeMutablePointer<Double>, _ rows: UnsafeMutablePointer<Int>) {
    let coordinates = design.matrix(range) * vectors
    let fitted = coordinates * fits
    let leverages = coordinates.mapElements { $0 * $0 } * shares
    let (data, count) = (design.data, fits.columnCount)
    fitted.withUnsafeBufferPointer { fitted in
      leverages.withUnsafeBufferPointer { leverages in
        for row in range {
          let weight = design.weights?[row] ?? 1
          // Of w equal rows one is left out.
          let part = isFrequency ? weight / data.weights!.values[design.rows?[row] ?? row] : weight
          let y = data.y[design.rows?[row] ?? row] * data.targetUnit - design.targetMean
          let place = (row - range.lowerBound) * count
          for l in 0..<count {
            let leverage =
              part / design.weightSum * (leverages[place + l] + (design.hasIntercept ? 1 : 0))
            let rest = 1 - leverage
            if rest <= Self.leastRest { rows[l] = min(rows[l], row) }
            let error = (y - fitted[place + l]) / rest
            sums[l] += weight * error * error
          }
        }
      }
    }
  }
}
