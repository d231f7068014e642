import DescentLinearAlgebra
import Foundation

/// What a row adds to an iteration of a multinomial model.
///
/// With N observations, yₖ of them of class k, and πₖ = e^ηₖ/Σe^ηₗ, η₀ = 0: minus the log-likelihood is
/// N log Σe^ηₗ − Σ yₖηₖ, its derivative by ηₖ Nπₖ − yₖ, and the second ones N(diag(π) − ππᵀ), the Laplacian of the graph
/// with the weights Nπₖπₗ. Exponentials are of η minus the largest.
struct SoftmaxRows: Sendable {
  let classCount: Int

  /// Weights of pairs and pulls of some rows at their η, for ``ClassMoments``; returns twice the sum of the losses,
  /// infinite where an η is out of range.
  func weigh(
    _ rows: Range<Int>, of data: ClassRows, products eta: UnsafeMutablePointer<Double>,
    weights: UnsafeMutablePointer<Double>
  ) -> Double {
    let (count, m, most) = (rows.count, classCount - 1, ClassWeighting.mostRows)
    return withUnsafeTemporaryAllocation(of: Double.self, capacity: (classCount + 2) * most) { scratch in
      // A row behind the other: e^(η − largest) of all classes, then the largest of each row and its class.
      let exponentials = scratch.baseAddress!
      let largest = exponentials + classCount * most
      let tops = largest + most
      for i in 0..<count {
        var (top, most) = (0, 0.0)
        for k in 0..<m where eta[i * m + k] > most { (top, most) = (k + 1, eta[i * m + k]) }
        (largest[i], tops[i]) = (most, Double(top))
        exponentials[i * classCount] = -most
        for k in 0..<m { exponentials[i * classCount + k + 1] = eta[i * m + k] - most }
      }
      ArrayFunctions.exponentials(exponentials, count: count * classCount, into: exponentials)
      var value = 0.0
      for i in 0..<count {
        let row = rows.lowerBound + i
        let prior = data.weight(row)
        let (own, pulls) = (exponentials + i * classCount, eta + i * m)
        guard prior > 0 else {
          clear(pulls, weights + i)
          continue
        }
        value +=
          prior
          * addRow(
            row, data, own, top: Int(tops[i]), largest: largest[i], pulls: pulls, prior: prior, weights: weights + i)
      }
      return value.isNaN ? .infinity : 2 * value
    }
  }

  private func clear(_ pulls: UnsafeMutablePointer<Double>, _ weights: UnsafeMutablePointer<Double>) {
    for k in 0..<classCount - 1 { pulls[k] = 0 }
    for pair in 0..<classCount * (classCount - 1) / 2 { weights[pair * ClassWeighting.mostRows] = 0 }
  }

  /// The loss of a row of weight 1; `own` holds its exponentials and is overwritten by probabilities.
  @inline(__always)
  private func addRow(
    _ row: Int, _ data: ClassRows, _ own: UnsafeMutablePointer<Double>, top: Int, largest: Double,
    pulls: UnsafeMutablePointer<Double>, prior: Double, weights: UnsafeMutablePointer<Double>
  ) -> Double {
    // The exponential of the largest is 1: of the others' sum 1 + it loses nothing.
    var rest = 0.0
    for k in 0..<classCount where k != top { rest += own[k] }
    let total = data.total(row)
    var loss = total * log1p(rest)
    let scale = 1 / (1 + rest)
    if let codes = data.codes {
      let code = Int(codes[row])
      loss += code == 0 ? largest : largest - pulls[code - 1]
    } else {
      for k in 0..<classCount {
        let count = data.count(row, k)
        if count > 0 { loss += count * (k == 0 ? largest : largest - pulls[k - 1]) }
      }
    }
    for k in 0..<classCount { own[k] *= scale }
    for k in 1..<max(1, classCount) {
      let count = data.count(row, k)
      let complement = k == top ? rest * scale : 1 - own[k]
      pulls[k - 1] = prior * (count * complement - (total - count) * own[k])
    }
    var pair = 0
    for k in 0..<classCount {
      let left = prior * total * own[k]
      for l in k + 1..<max(k + 1, classCount) {
        weights[pair] = left * own[l]
        pair += ClassWeighting.mostRows
      }
    }
    return loss
  }

  /// The pulls of some rows in double-double, in place of their η, with probabilities and residuals y − Nπ of all classes.
  func pulls(
    _ rows: Range<Int>, of data: ClassRows, high: UnsafeMutablePointer<Double>, low: UnsafeMutablePointer<Double>,
    stride: Int, into result: ClassResults
  ) {
    withUnsafeTemporaryAllocation(of: DoubleDouble.self, capacity: classCount) { scratch in
      let e = scratch.baseAddress!
      for i in 0..<rows.count {
        let row = rows.lowerBound + i
        var (top, largest) = (0, DoubleDouble(0))
        for k in 1..<classCount {
          let eta = DoubleDouble(high: high[(k - 1) * stride + i], low: low[(k - 1) * stride + i])
          e[k] = eta
          if eta.high > largest.high || eta.high == largest.high && eta.low > largest.low { (top, largest) = (k, eta) }
        }
        e[0] = DoubleDouble(0)
        var rest = DoubleDouble(0)
        for k in 0..<classCount {
          e[k] = k == top ? DoubleDouble(1) : (e[k] - largest).exponential
          if k != top { rest = rest + e[k] }
        }
        let scale = DoubleDouble(1) / (DoubleDouble(1) + rest)
        let (prior, total) = (data.weight(row), data.total(row))
        for k in 0..<classCount {
          let probability = e[k] * scale
          let complement = k == top ? rest * scale : DoubleDouble(1) - probability
          let count = data.count(row, k)
          var residual = count * complement
          if total > count { residual = residual - (total - count) * probability }
          let place = row * classCount + k
          (result.probabilities[place], result.residuals[place]) = (probability.high, residual.high)
          guard k > 0 else { continue }
          let pull = prior > 0 ? prior * residual : DoubleDouble(0)
          (high[(k - 1) * stride + i], low[(k - 1) * stride + i]) = (pull.high, pull.low)
        }
      }
    }
  }
}

/// Where a pass writes what it finds for each row and class.
struct ClassResults: @unchecked Sendable {
  let probabilities, residuals: UnsafeMutablePointer<Double>
}
