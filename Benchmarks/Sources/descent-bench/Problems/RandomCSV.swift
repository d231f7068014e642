import Descent
import Foundation

/// Random columns of very different sizes, written with 17 significant digits: enough for every double to come back.
struct RandomCSV {
  let values: Matrix<Double>

  init(rows: Int, columns: Int) {
    var generator = SplitMix(seed: 20)
    let scales = (0..<columns).map { pow(10, Double($0 % 7 - 3)) }
    values = Matrix(rows, columns) { elements in
      for i in elements.indices { elements[i] = generator.nextSigned() * scales[i % columns] }
    }
  }

  /// Writes header and rows; the text is made by the C library, not by Descent.
  func write(to url: URL) throws {
    let file = try Self.create(url)
    let header = (1...values.columnCount).map { "x\($0)" }.joined(separator: ",") + "\n"
    try file.write(contentsOf: Data(header.utf8))
    let blockRows = 4096
    let threads = Parallelism.threadCount
    for first in stride(from: 0, to: values.rowCount, by: blockRows * threads) {
      let texts = SharedTexts(count: threads)
      DispatchQueue.concurrentPerform(iterations: threads) { thread in
        let start = min(first + thread * blockRows, values.rowCount)
        texts.texts[thread] = text(rows: start..<min(start + blockRows, values.rowCount))
      }
      for text in texts.texts { try file.write(contentsOf: text) }
    }
    try file.close()
  }

  /// Writes the values as raw doubles, row by row, for whoever wants to compare.
  func writeBits(to url: URL) throws {
    let file = try Self.create(url)
    try values.withUnsafeBufferPointer { elements in
      let bytes = UnsafeRawBufferPointer(elements)
      for start in stride(from: 0, to: bytes.count, by: 8 << 20) {
        try file.write(contentsOf: Data(bytes[start..<min(start + 8 << 20, bytes.count)]))
      }
    }
    try file.close()
  }

  private static func create(_ url: URL) throws -> FileHandle {
    try Data().write(to: url)
    return try FileHandle(forWritingTo: url)
  }

  private func text(rows: Range<Int>) -> Data {
    var data = Data(capacity: rows.count * values.columnCount * 24)
    withUnsafeTemporaryAllocation(of: CChar.self, capacity: 64) { buffer in
      values.withUnsafeBufferPointer { elements in
        for i in rows.startIndex * values.columnCount..<rows.endIndex * values.columnCount {
          _ = gcvt(elements[i], 17, buffer.baseAddress!)
          data.append(UnsafeBufferPointer(start: buffer.baseAddress!, count: strlen(buffer.baseAddress!)).bytes)
          data.append((i + 1).isMultiple(of: values.columnCount) ? UInt8(ascii: "\n") : UInt8(ascii: ","))
        }
      }
    }
    return data
  }
}

extension UnsafeBufferPointer<CChar> {
  fileprivate var bytes: UnsafeBufferPointer<UInt8> {
    UnsafeRawBufferPointer(self).bindMemory(to: UInt8.self)
  }
}

/// Texts that several threads write, each its own.
private final class SharedTexts: @unchecked Sendable {
  let texts: UnsafeMutableBufferPointer<Data>
  init(count: Int) {
    texts = .allocate(capacity: count)
    texts.initialize(repeating: Data())
  }
  deinit {
    texts.deinitialize()
    texts.deallocate()
  }
}
