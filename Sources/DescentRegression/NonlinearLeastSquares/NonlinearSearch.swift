import DescentLinearAlgebra

/// A whole search: runs of Levenberg and Marquardt's method with ever shorter first steps until one does not end on a
/// plateau, and the last steps.
struct NonlinearSearch {
  private(set) var result: GaussNewtonSteps
  private(set) var termination: NonlinearTermination
  /// The Jacobians of all runs on the way.
  private(set) var iterations = 0
  /// How many runs ended on plateaus before.
  private(set) var restarts = 0

  private static let radiusFactors = [1, 1e-2, 1e-3, 1e-4]

  /// - Throws: `RegressionError` where model or derivatives are not finite at the start.
  init(
    _ regression: NonlinearRegression, _ system: inout NonlinearResiduals, from start: Vector<Double>, _ names: [String]
  ) throws {
    var values = Vector<Double>.zeros(system.rowCount)
    system.evaluate(at: start, into: &values)
    var residuals = values
    if !system.residuals(of: values, into: &residuals) {
      // y is finite: it is the model that is not.
      let row = residuals.firstIndex { !$0.isFinite }!
      throw RegressionError.modelNotFinite(row: row, value: values[row])
    }
    var best: (result: GaussNewtonSteps, termination: NonlinearTermination)?
    for (index, factor) in Self.radiusFactors.enumerated() {
      var search = LevenbergMarquardt(system, at: start, values: values)
      let end = try search.run(
        &system, radius: regression.initialRadius * factor, limit: regression.maximumIterations - iterations,
        names: names)
      iterations += search.iterations
      guard var last = try GaussNewtonSteps(&system, from: search.point, search.values) else {
        if let row = search.values.firstIndex(where: { !$0.isFinite }) {
          throw RegressionError.modelNotFinite(row: row, value: search.values[row])
        }
        throw RegressionError.modelNotSmooth
      }
      var termination: NonlinearTermination
      if case .limit = end {
        termination = .iterationLimit(iterations, offset: last.offset)
      } else {
        try last.run(&system)
        termination =
          last.offset <= regression.tolerance
          ? .converged(offset: last.offset, tolerance: regression.tolerance)
          : last.isAtFloor ? .precisionFloor(offset: last.offset) : .stalled(offset: last.offset)
      }
      let flat = Self.flatParameters(last, start)
      if !flat.isEmpty, end != .limit { termination = .plateau(parameters: flat.map { names[$0] }) }
      let isBetter = best.map { $0.result.residuals.norm() > last.residuals.norm() } ?? true
      if termination.converged || isBetter { best = (last, termination) }
      restarts = index
      guard case .plateau = termination, iterations < regression.maximumIterations else { break }
    }
    (result, termination) = best!
  }

  /// Parameters that could change by their own size, or by that of their start, without changing the fit.
  private static func flatParameters(_ last: GaussNewtonSteps, _ start: Vector<Double>) -> [Int] {
    let norm = last.residuals.norm()
    return last.free.filter { k in
      guard start[k] != 0, norm > 4 * last.rounding else { return false }
      let size = max(last.point[k].magnitude, start[k].magnitude)
      return last.jacobian[column: k].norm() * size <= 1e-8 * norm
    }
  }
}
