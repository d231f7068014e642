import DescentLinearAlgebra
import DescentOptimization

extension NonlinearResiduals {
  /// (f(θ + hⱼeⱼ) − f(θ))/hⱼ with h = 2⁻²⁶|θⱼ|: half of the digits of f.
  ///
  /// A difference that is lost in the rounding of f, or as large as f, is taken again with another step. The step goes the other way at an
  /// upper bound and where f is not finite; an element without any finite difference is NaN. The column of a parameter whose
  /// bounds leave it no room is 0.
  mutating func forwardDifferences(
    at point: Vector<Double>, _ values: Vector<Double>, into jacobian: inout Matrix<Double>
  ) {
    var (moved, ahead) = (point, values)
    for k in 0..<parameterCount {
      let origin = point[k]
      var step = 0x1p-26 * (origin == 0 ? 1 : origin.magnitude)
      var direction = 1.0
      if let bounds {
        let (below, above) = (origin - bounds.lower[k], bounds.upper[k] - origin)
        if step > above, below > above { direction = -1 }
        step = min(step, max(below, above))
      }
      var (hasTurned, hasShrunk, growth) = (false, false, 0x1p13)
      for attempt in 0..<14 {
        if attempt > 0, let bounds, step > (direction > 0 ? bounds.upper[k] - origin : origin - bounds.lower[k]) {
          break
        }
        moved[k] = origin + direction * step
        // The step that was taken, not the one that was asked for.
        let taken = moved[k] - origin
        evaluate(at: moved, into: &ahead)
        let change = divide(values, ahead, by: taken, column: k, of: &jacobian)
        if !change.isFinite {
          guard !hasTurned else { break }
          (hasTurned, direction) = (true, -direction)
        } else if change <= 0x1p-40, !hasShrunk {
          step *= growth
          growth = min(growth * growth, 0x1p200)
          if !(step <= 0x1p1000) { break }
        } else if change > 0x1p-6, !hasShrunk {
          hasShrunk = true
          step *= 0x1p-26 / change
          guard step > 0 else { break }
        } else {
          break
        }
      }
      moved[k] = origin
    }
  }

  /// Column k ← (ahead − f)/step, and the largest change relative to f; 0 for a step of 0.
  private func divide(
    _ values: Vector<Double>, _ ahead: Vector<Double>, by step: Double, column k: Int, of jacobian: inout Matrix<Double>
  ) -> Double {
    let p = parameterCount
    let (f, g) = (values.span, ahead.span)
    var j = jacobian.mutableSpan
    var (largest, size, isFinite) = (0.0, 0.0, true)
    for i in f.indices {
      let slope = step == 0 ? 0 : (g[i] - f[i]) / step
      j[i * p + k] = slope
      isFinite = isFinite && slope.isFinite
      largest = max(largest, (g[i] - f[i]).magnitude)
      size = max(size, f[i].magnitude)
    }
    return !isFinite ? .infinity : step == 0 ? 0x1p-26 : largest == 0 ? 0 : size == 0 ? 1 : largest / size
  }

  /// Central differences with halved steps, extrapolated to 0 in Neville's table, element by element.
  ///
  /// Rows of the table have errors of h², h⁴, h⁶, …; for each element of the Jacobian the entry is taken that differs least
  /// from its neighbours, the rounding of f counted (Ridders 1982). It ends where rounding, which grows as h shrinks, is
  /// above what has been reached in every row. Next to a bound the forward difference that is there remains.
  ///
  /// - Parameter jacobian: forward differences, without weights.
  mutating func extrapolatedDifferences(
    at point: Vector<Double>, _ values: Vector<Double>, into jacobian: inout Matrix<Double>
  ) {
    let (n, p) = (rowCount, parameterCount)
    let columns = 6
    var moved = point
    var (below, above) = (values, values)
    var table = Matrix<Double>.zeros(columns, n)
    var previous = table
    var errors = Vector<Double>.zeros(n)
    for k in 0..<p {
      let origin = point[k]
      let natural = naturalSize(k, values, jacobian)
      var size = origin.magnitude >= 0x1p-20 * natural ? origin.magnitude : 0x1p-10 * natural
      if let bounds {
        let room = min(bounds.upper[k] - origin, origin - bounds.lower[k])
        guard room > 1e-3 * size else { continue }
        size = min(size, 4 * room)
      }
      var step = Double(sign: .plus, exponent: size.exponent - 2, significand: 1)
      var levels = 0
      errors.withUnsafeMutableBufferPointer { $0.update(repeating: .infinity) }
      for _ in 0..<24 {
        defer { step /= 2 }
        let (low, high) = (origin - step, origin + step)
        guard low < origin, origin < high else { break }
        moved[k] = low
        evaluate(at: moved, into: &below)
        moved[k] = high
        evaluate(at: moved, into: &above)
        swap(&table, &previous)
        let filled = min(levels, columns - 1)
        let state = refine(
          k, width: high - low, below, above, filled: filled, isFirst: levels < 2, &table, previous, &errors, &jacobian)
        guard state.isFinite else {
          // Outside of where f is defined: from nearer neighbours.
          levels = 0
          continue
        }
        levels += 1
        if levels > 3, !state.hasImproved { break }
      }
      moved[k] = origin
    }
  }

  /// One more row of Neville's table for all elements of a column.
  private func refine(
    _ k: Int, width: Double, _ below: Vector<Double>, _ above: Vector<Double>, filled: Int, isFirst: Bool,
    _ table: inout Matrix<Double>, _ previous: Matrix<Double>, _ errors: inout Vector<Double>,
    _ jacobian: inout Matrix<Double>
  ) -> (isFinite: Bool, hasImproved: Bool) {
    let (n, p) = (rowCount, parameterCount)
    let (low, high, old) = (below.span, above.span, previous.span)
    var new = table.mutableSpan
    var e = errors.mutableSpan
    var j = jacobian.mutableSpan
    var (isFinite, hasImproved) = (true, false)
    for i in 0..<n {
      let difference = high[i] / width - low[i] / width
      guard difference.isFinite else {
        isFinite = false
        continue
      }
      let noise = 4 * Double.unitRoundoff * (high[i].magnitude + low[i].magnitude) / width
      new[i] = difference
      var factor = 4.0
      for m in 1..<(filled + 1) {
        let entry = new[(m - 1) * n + i]
        let next = entry + (entry - old[(m - 1) * n + i]) / (factor - 1)
        new[m * n + i] = next
        factor *= 4
        guard !isFirst else { continue }
        let error = max((next - entry).magnitude, (next - old[(m - 1) * n + i]).magnitude) + noise
        if error < e[i] {
          e[i] = error
          j[i * p + k] = next
          hasImproved = true
        }
      }
    }
    return (isFinite, hasImproved)
  }

  /// The change of a parameter that would change the model by its own size, were it linear.
  private func naturalSize(_ k: Int, _ values: Vector<Double>, _ jacobian: Matrix<Double>) -> Double {
    let size = values.norm() / jacobian.column(k).norm()
    return size.isNormal ? size : 1
  }
}
