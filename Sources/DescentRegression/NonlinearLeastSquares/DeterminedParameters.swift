import DescentLinearAlgebra
import Foundation

/// Which parameters the data determine, by the rank of the Jacobian with columns of length 1.
struct DeterminedParameters {
  /// The parameters that a bound does not hold and whose columns are independent.
  let kept: [Int]
  /// The parameters whose columns depend on those kept.
  let dropped: [Int]
  /// A dropped parameter, and by how much the kept ones change while it changes by 1 and the fit does not.
  private let directions: [(dropped: Int, changes: [(parameter: Int, change: Double)])]

  /// - Parameters:
  ///   - isExact: whether the derivatives have all their digits; differences lose some of them.
  init(_ jacobian: Matrix<Double>, free: [Int], isExact: Bool) {
    let columns = jacobian.selecting(columns: free)
    let lengths = columns.mapColumns { $0.norm() }
    let limit = isExact ? 8 * Double(max(jacobian.rowCount, free.count)) * .unitRoundoff : 1e-9
    guard !free.isEmpty, let qr = try? PivotedQRDecomposition(columns.scalingToUnitColumns()) else {
      (kept, dropped, directions) = (free, [], [])
      return
    }
    let found = qr.dependencies(tolerance: limit)
    kept = found.kept.map { free[$0] }
    dropped = found.dropped.map { free[$0] }
    directions = found.dropped.enumerated().map { d, column in
      let changes = found.kept.enumerated().compactMap { k, other -> (parameter: Int, change: Double)? in
        let weight = found.coefficients[k, d]
        guard weight.magnitude > max(limit.squareRoot(), 1e-7) else { return nil }
        return (free[other], -weight * (lengths[column] / lengths[other]))
      }
      return (free[column], changes)
    }
  }

  /// Whether the parameter takes part in a dependency, so that its value is one of many.
  func isConfounded(_ parameter: Int) -> Bool {
    directions.contains { $0.dropped == parameter || $0.changes.contains { $0.parameter == parameter } }
  }

  /// The linear problem for the kept parameters; nil where there is none.
  func solution(_ jacobian: Matrix<Double>, _ residuals: Vector<Double>) -> LeastSquaresSolution? {
    guard !kept.isEmpty else { return nil }
    let columns = kept.count == jacobian.columnCount ? jacobian : jacobian.selecting(columns: kept)
    return try? LeastSquaresSolver().solve(LeastSquaresProblem(columns, residuals))[0]
  }

  /// A sentence for each dependency.
  func messages(_ names: [String]) -> [String] {
    directions.map { direction in
      let name = names[direction.dropped]
      guard !direction.changes.isEmpty else {
        return "the data do not determine \(name): it changes no fitted value. Fix it, or choose another model"
      }
      let group = (direction.changes.map(\.parameter) + [direction.dropped]).sorted()
      let changes = direction.changes.map { "\(names[$0.parameter]) by \(shortDecimal($0.change))" }
      return "the data do not determine \(list(group.map { names[$0] })) separately: no fitted value changes where "
        + "\(name) changes by 1 and \(list(changes)). Fix one of them, or choose another model"
    }
  }

  private func list(_ items: [String]) -> String {
    guard let last = items.last, items.count > 1 else { return items.first ?? "" }
    return items.dropLast().joined(separator: ", ") + " and " + last
  }
}
