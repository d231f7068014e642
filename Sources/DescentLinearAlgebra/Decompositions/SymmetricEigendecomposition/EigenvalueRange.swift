/// Which eigenvalues of a symmetric matrix are wanted; they are numbered from 0 in ascending order.
public enum EigenvalueRange<Scalar: BLASScalar>: Sendable, Equatable {
  /// All of them.
  case all
  /// Those with these numbers.
  case indices(Range<Int>)
  /// Those in an interval, both ends included. An eigenvalue that is within rounding (n u ‖A‖) of an end may fall on
  /// either side of it.
  case values(ClosedRange<Scalar>)
  /// The greatest ones, this many.
  case largest(Int)
  /// The least ones, this many.
  case smallest(Int)
}

extension EigenvalueRange {
  /// The numbers of those that are wanted among all eigenvalues, which ascend.
  func indices(of values: Vector<Scalar>) -> Range<Int> {
    let size = values.count
    switch self {
    case .all:
      return 0..<size
    case .indices(let range):
      guard range.lowerBound >= 0, range.upperBound <= size else { trapRange("The eigenvalues", range, size) }
      return range
    case .values(let interval):
      let first = values.firstIndex { $0 >= interval.lowerBound } ?? size
      let end = values.firstIndex { $0 > interval.upperBound } ?? size
      return first..<max(first, end)
    case .largest(let count):
      requireCount(count, size)
      return size - count..<size
    case .smallest(let count):
      requireCount(count, size)
      return 0..<count
    }
  }

  private func requireCount(_ count: Int, _ size: Int) {
    guard count >= 0, count <= size else {
      trap("\(count) eigenvalues are wanted of a matrix of the shape \(size)×\(size)")
    }
  }
}
