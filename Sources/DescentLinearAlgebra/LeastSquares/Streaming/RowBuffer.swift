/// Rows that wait until there are enough of them for a pass: single rows then cost a copy each, and sums do not depend on
/// how the rows were cut into blocks.
struct RowBuffer: Sendable {
  private let columnCount: Int
  /// How many rows make a pass: whole panels, of a few megabytes together.
  private let capacity: Int
  private var x: [Double] = []
  private var y: [Double] = []
  private var weights: [Double] = []
  private(set) var count = 0

  private static let bytes = 4 << 20
  private static let largestPanelCount = 32

  init(columnCount: Int) {
    self.columnCount = columnCount
    let panel = DoubleDoublePass.panelRows
    capacity = panel * max(1, min(Self.largestPanelCount, Self.bytes / (panel * 8 * (columnCount + 2))))
  }

  /// Takes rows from `first` on until the buffer is full; rows of weight 0 are passed over.
  ///
  /// - Returns: the row behind the last one taken.
  mutating func append(
    _ block: Matrix<Double>, _ targets: Vector<Double>, _ blockWeights: Vector<Double>?, from first: Int
  ) -> Int {
    guard blockWeights != nil else {
      let rows = first..<min(block.rowCount, first + capacity - count)
      block.withUnsafeBufferPointer {
        x.append(contentsOf: $0[rows.lowerBound * columnCount..<rows.upperBound * columnCount])
      }
      targets.withUnsafeBufferPointer { y.append(contentsOf: $0[rows]) }
      count += rows.count
      return rows.upperBound
    }
    var row = first
    while row < block.rowCount, count < capacity {
      defer { row += 1 }
      let weight = blockWeights![row]
      guard weight > 0 else { continue }
      block.withUnsafeBufferPointer {
        x.append(contentsOf: $0[row * columnCount..<(row + 1) * columnCount])
      }
      y.append(targets[row])
      weights.append(weight)
      count += 1
    }
    return row
  }

  var isFull: Bool { count == capacity }

  /// The rows that wait, which leave the buffer; its memory stays.
  mutating func take() -> (x: Matrix<Double>, y: Vector<Double>, weights: Vector<Double>?) {
    let rows = (Matrix(count, columnCount, x), Vector(y), weights.isEmpty ? nil : Vector(weights))
    x.removeAll(keepingCapacity: true)
    y.removeAll(keepingCapacity: true)
    weights.removeAll(keepingCapacity: true)
    count = 0
    return rows
  }
}
