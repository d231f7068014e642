/// The bytes of a NumPy file, written by hand so that it may lie.
enum NPYBytes {
  static func header(type: String, shape: String) -> [UInt8] {
    var text = "{'descr': '\(type)', 'fortran_order': False, 'shape': (\(shape)), }"
    while (10 + text.utf8.count + 1) % 64 != 0 { text += " " }
    text += "\n"
    let count = text.utf8.count
    return [0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(count & 0xFF), UInt8(count >> 8)] + Array(text.utf8)
  }

  static func doubles(_ values: [Double]) -> [UInt8] {
    values.flatMap { value in withUnsafeBytes(of: value.bitPattern.littleEndian) { Array($0) } }
  }

  /// A matrix, rows one after another.
  static func matrix(_ rows: [[Double]]) -> [UInt8] {
    header(type: "<f8", shape: "\(rows.count), \(rows[0].count)") + doubles(rows.flatMap { $0 })
  }

  static func vector(_ values: [Double]) -> [UInt8] { header(type: "<f8", shape: "\(values.count),") + doubles(values) }
}
