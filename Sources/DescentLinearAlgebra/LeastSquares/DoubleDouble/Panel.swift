/// Some rows of the problem, column by column.
final class Panel {
  let rowCount: Int
  let high: UnsafeMutablePointer<Double>
  let low: UnsafeMutablePointer<Double>
  private let storage: AlignedStorage<Double>

  init(columnCount: Int, rowCount: Int) {
    self.rowCount = rowCount
    storage = .zeros(2 * columnCount * rowCount)
    high = storage.base
    low = storage.base + columnCount * rowCount
  }

  func clear() { storage.base.update(repeating: 0, count: storage.count) }
}
