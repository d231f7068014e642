import DescentLinearAlgebra
import Foundation

extension RowModel {
  /// The weights and working residuals (y − μ)/μ′ of some rows at their η, for ``Moments``: writes them, and returns twice
  /// the sum of the losses; infinite where an η is outside the range of the link.
  ///
  /// - Parameters:
  ///   - eta: Xβ of the rows, overwritten.
  ///   - observed: see ``row(_:residual:trials:weight:observed:)``.
  func weigh(
    _ rows: Range<Int>, of data: ResponseRows, eta: UnsafeMutablePointer<Double>,
    weights: UnsafeMutablePointer<Double>, target: UnsafeMutablePointer<Double>, observed: Bool
  ) -> Double {
    let (first, count) = (rows.lowerBound, rows.count)
    if let offset = data.offset {
      for i in 0..<count { eta[i] += offset[first + i] }
    }
    switch (kind, link) {
    case (.binomial, .logit): return weighLogit(first, count, data, eta, weights, target)
    case (.poisson, .log): return weighCounts(first, count, data, eta, weights, target)
    default: break
    }
    return withUnsafeTemporaryAllocation(of: Double.self, capacity: RowWeighting.mostRows) { scratch in
      let e = scratch.baseAddress!
      if link.isExponential {
        for i in 0..<count { e[i] = link.limited(eta[i]) }
        ArrayFunctions.exponentials(e, count: count, into: e)
      }
      var sum = 0.0
      for i in 0..<count {
        let prior = data.weight(first + i)
        guard prior > 0 else {
          (weights[i], target[i]) = (0, 0)
          continue
        }
        guard link.contains(eta[i], for: family) else {
          sum = .infinity
          (weights[i], target[i]) = (0, 0)
          continue
        }
        let (y, value) = (data.y[first + i], link.limited(eta[i]))
        var values = link.values(value, exponential: link.isExponential ? e[i] : 0)
        if kind == .binomial, link == .log { values.complement = -expm1(value) }
        let failures = kind == .binomial ? data.failures(first + i) : 0
        let residual = kind == .binomial ? y * values.complement - failures * values.mean : y - values.mean
        let row = row(
          values, residual: residual, trials: kind == .binomial ? y + failures : 1, weight: prior, observed: observed)
        sum += prior * loss(value, values, y: y, failures: failures)
        weights[i] = row.weight
        target[i] = row.pull / row.weight
        if row.weight.magnitude < Self.leastWeight { set(row.pull, &weights[i], &target[i]) }
      }
      return 2 * sum
    }
  }

  /// The least weight that can be divided by, with the target that makes the same pull of it.
  @inline(__always)
  private func set(_ pull: Double, _ weight: inout Double, _ target: inout Double) {
    weight = pull == 0 ? 0 : Self.leastWeight
    target = pull == 0 ? 0 : pull / Self.leastWeight
  }

  private func weighLogit(
    _ first: Int, _ count: Int, _ data: ResponseRows, _ eta: UnsafeMutablePointer<Double>,
    _ weights: UnsafeMutablePointer<Double>, _ target: UnsafeMutablePointer<Double>
  ) -> Double {
    withUnsafeTemporaryAllocation(of: Double.self, capacity: 2 * RowWeighting.mostRows) { scratch in
      let (e, logarithm) = (scratch.baseAddress!, scratch.baseAddress! + RowWeighting.mostRows)
      for i in 0..<count { e[i] = -eta[i].magnitude }
      ArrayFunctions.exponentials(e, count: count, into: e)
      ArrayFunctions.logarithmsOfOnePlus(e, count: count, into: logarithm)
      var sum = 0.0
      for i in 0..<count {
        let (y, failures, prior) = (data.y[first + i], data.failures(first + i), data.weight(first + i))
        let large = 1 / (1 + e[i])
        let small = e[i] * large
        let isPositive = eta[i] >= 0
        let pull = prior * (y * (isPositive ? small : large) - failures * (isPositive ? large : small))
        let weight = prior * (y + failures) * large * small
        let loss = (y + failures) * logarithm[i] + (isPositive ? failures : -y) * eta[i]
        sum += prior > 0 ? prior * loss : 0
        weights[i] = weight
        target[i] = pull / weight
        if weight < Self.leastWeight { set(pull, &weights[i], &target[i]) }
      }
      return sum.isNaN ? .infinity : 2 * sum
    }
  }

  private func weighCounts(
    _ first: Int, _ count: Int, _ data: ResponseRows, _ eta: UnsafeMutablePointer<Double>,
    _ weights: UnsafeMutablePointer<Double>, _ target: UnsafeMutablePointer<Double>
  ) -> Double {
    withUnsafeTemporaryAllocation(of: Double.self, capacity: RowWeighting.mostRows) { scratch in
      let mean = scratch.baseAddress!
      ArrayFunctions.exponentials(eta, count: count, into: mean)
      var sum = 0.0
      for i in 0..<count {
        let (y, prior) = (data.y[first + i], data.weight(first + i))
        let pull = prior * (y - mean[i])
        sum += prior > 0 ? prior * (y == 0 ? mean[i] : mean[i] - y * eta[i]) : 0
        weights[i] = prior * mean[i]
        target[i] = pull / weights[i]
        if !(weights[i] >= Self.leastWeight) { set(pull, &weights[i], &target[i]) }
      }
      return sum.isNaN ? .infinity : 2 * sum
    }
  }

  /// The same for the first iteration, which starts from means close to y: the target is z = η − o + (y − μ)/μ′.
  func weighStart(
    _ rows: Range<Int>, of data: ResponseRows, weights: UnsafeMutablePointer<Double>,
    target: UnsafeMutablePointer<Double>
  ) {
    // Rows with the response of the row before, of which there are many where y is 0 or 1, need no logarithm.
    var last = (y: Double.nan, failures: Double.nan, weight: 0.0, target: 0.0)
    for i in 0..<rows.count {
      let row = rows.lowerBound + i
      let (y, prior) = (data.y[row], data.weight(row))
      let failures = kind == .binomial ? data.failures(row) : 0
      let trials = kind == .binomial ? y + failures : 1
      guard prior > 0, trials > 0 else {
        (weights[i], target[i]) = (0, 0)
        continue
      }
      if y == last.y, failures == last.failures {
        (weights[i], target[i]) = (prior * last.weight, last.target - data.offset(row))
        continue
      }
      let eta = link.linearPredictor(ofMean: startingMean(y: y, failures: failures))
      let values = values(eta)
      let residual = kind == .binomial ? y * values.complement - failures * values.mean : y - values.mean
      let here = self.row(values, residual: residual, trials: trials, weight: 1, observed: false)
      let isUsable = here.weight > 0 && here.weight.isFinite
      last = isUsable ? (y, failures, here.weight, eta + here.pull / here.weight) : (y, failures, 0, 0)
      weights[i] = prior * last.weight
      target[i] = last.target - data.offset(row)
    }
  }

  /// u in double-double for some rows, in place of their η; also writes w and the working residual u/w.
  func pulls(
    _ rows: Range<Int>, of data: ResponseRows, high: UnsafeMutablePointer<Double>, low: UnsafeMutablePointer<Double>,
    into result: RowResults
  ) {
    for i in 0..<rows.count {
      let row = rows.lowerBound + i
      result.eta[row] = high[i]
      let prior = data.weight(row)
      let y = data.y[row]
      let failures = kind == .binomial ? data.failures(row) : 0
      let eta =
        link.limited(high[i]) == high[i]
        ? DoubleDouble(high: high[i], low: low[i]) : DoubleDouble(link.limited(high[i]))
      guard prior > 0, link.contains(eta.high, for: family) else {
        (high[i], low[i], result.weights[row], result.target[row]) = (0, 0, 0, 0)
        result.residuals[row] = residual(eta, y: y, failures: failures).high
        continue
      }
      let values = values(eta.high)
      let residual = residual(eta, y: y, failures: failures)
      result.residuals[row] = residual.high
      let here = self.row(
        values, residual: residual.high, trials: kind == .binomial ? y + failures : 1, weight: prior, observed: false)
      let factor = residual.high == 0 ? 0 : here.pull / residual.high
      let pull = factor * residual
      (high[i], low[i]) = (pull.high, pull.low)
      result.weights[row] = here.weight
      result.target[row] = here.pull / here.weight
      if here.weight.magnitude < Self.leastWeight { set(here.pull, &result.weights[row], &result.target[row]) }
    }
  }
}

/// Where a pass writes what it finds for each row.
struct RowResults: @unchecked Sendable {
  let eta, residuals, weights, target: UnsafeMutablePointer<Double>
}
