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
  /// The numbers of the eigenvalues of a matrix of this size; nil for an interval of values.
  func indices(size: Int) -> Range<Int>? {
    switch self {
    case .all:
      return 0..<size
    case .indices(let range):
      guard range.lowerBound >= 0, range.upperBound <= size else { trapRange("The eigenvalues", range, size) }
      return range
    case .values:
      return nil
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
