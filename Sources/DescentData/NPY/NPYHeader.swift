import Foundation

/// The header of a file in NumPy's format (NumPy enhancement proposal 1, Kern 2007): a magic string, a version, and a
/// Python dictionary with the type, the order and the shape.
struct NPYHeader: Equatable {
  var elementType: NPYElementType
  var isFortranOrder: Bool
  var shape: [Int]
  /// Where the elements begin.
  var dataOffset: Int
  /// The product of the shape.
  var elementCount: Int

  static let magic: [UInt8] = [0x93] + Array("NUMPY".utf8)

  /// The bytes that tell how long the header is.
  static let prefixLength = 12

  /// The offset of the elements, from the first `prefixLength` bytes.
  static func dataOffset(_ prefix: [UInt8], file: String) throws(DataError) -> (dictionary: Int, data: Int) {
    guard prefix.starts(with: magic) else {
      throw DataError(
        .notNPY, file: file,
        message: "\(file) is not in NumPy's format (it does not begin with \\x93NUMPY); write it with numpy.save")
    }
    guard prefix.count >= prefixLength else { throw .npyTruncated(file, "in its header") }
    switch prefix[6] {
    case 1: return (10, 10 + Int(prefix[8]) + Int(prefix[9]) << 8)
    case 2, 3: return (12, 12 + (0..<4).reduce(0) { $0 + Int(prefix[8 + $1]) << (8 * $1) })
    default:
      throw DataError(
        .invalidHeader, file: file,
        message: "\(file) has version \(prefix[6]).\(prefix[7]) of NumPy's format; versions 1 to 3 can be read")
    }
  }

  /// Reads the dictionary.
  init(dictionary: String, dataOffset: Int, file: String) throws(DataError) {
    var literal = PythonLiteral(dictionary)
    guard case .dictionary(let entries)? = literal.parse(), let type = entries["descr"],
      case .boolean(let isFortranOrder)? = entries["fortran_order"], case .tuple(let dimensions)? = entries["shape"]
    else {
      throw DataError(
        .invalidHeader, file: file,
        message: "the header of \(file) is damaged: \(CSVText.shown(dictionary)); write the file again with numpy.save")
    }
    guard case .string(let name) = type else {
      throw DataError(
        .unsupportedType, file: file,
        message: "\(file) holds a structured array; save one plain array of numbers, such as a['field']")
    }
    elementType = try NPYElementType(name, file: file)
    self.isFortranOrder = isFortranOrder
    self.dataOffset = dataOffset
    shape = []
    elementCount = 1
    for dimension in dimensions {
      guard case .integer(let size) = dimension, size >= 0 else {
        throw DataError(
          .invalidHeader, file: file,
          message: "the header of \(file) has an impossible shape: \(CSVText.shown(dictionary)); write it again")
      }
      let (product, overflow) = elementCount.multipliedReportingOverflow(by: size)
      guard !overflow, product <= Int.max >> 4 else {
        throw DataError(
          .invalidHeader, file: file,
          message: "the header of \(file) has a shape whose product overflows: \(CSVText.shown(dictionary))")
      }
      shape.append(size)
      elementCount = product
    }
  }

  /// The shape as Python writes it.
  var shapeDescription: String {
    shape.count == 1 ? "(\(shape[0]),)" : "(\(shape.map(String.init).joined(separator: ", ")))"
  }

  /// A header of version 1.0 whose length is a multiple of 64.
  static func bytes(type: String, shape: String) -> [UInt8] {
    var dictionary = Array("{'descr': '\(type)', 'fortran_order': False, 'shape': \(shape), }".utf8)
    let length = (10 + dictionary.count + 1 + 63) / 64 * 64
    dictionary += [UInt8](repeating: UInt8(ascii: " "), count: length - 10 - dictionary.count - 1)
    dictionary.append(UInt8(ascii: "\n"))
    return magic + [1, 0, UInt8(dictionary.count & 0xFF), UInt8(dictionary.count >> 8)] + dictionary
  }
}

/// The types of elements that can be read.
struct NPYElementType: Equatable {
  enum Kind { case float32, float64, int32, int64 }

  var kind: Kind
  var isBigEndian: Bool
  /// NumPy's name, such as `<f8`.
  var name: String

  var size: Int { kind == .float32 || kind == .int32 ? 4 : 8 }

  init(_ name: String, file: String) throws(DataError) {
    self.name = name
    isBigEndian = name.hasPrefix(">")
    switch name.dropFirst() {
    case "f4" where "<>".contains(name.prefix(1)): kind = .float32
    case "f8" where "<>".contains(name.prefix(1)): kind = .float64
    case "i4" where "<>".contains(name.prefix(1)): kind = .int32
    case "i8" where "<>".contains(name.prefix(1)): kind = .int64
    default:
      let what =
        switch name.dropFirst().first {
        case "c": "complex numbers; save a.real and a.imag, or abs(a)"
        case "b" where name.hasPrefix("|b"): "truth values; save a.astype('f8')"
        case "U", "S", "a": "text; only numbers can be used"
        case "O": "Python objects; save a.astype('f8')"
        case "M", "m": "dates or times; save a.astype('i8') or differences as numbers"
        case "V": "structured or raw data; save one plain array of numbers"
        default: "numbers of a type that is not supported (f4, f8, i4, i8 are); save a.astype('f8')"
        }
      throw DataError(
        .unsupportedType, file: file, message: "\(file) has elements of type '\(name)': \(what)")
    }
  }
}

extension DataError {
  static func npyTruncated(_ file: String, _ place: String) -> DataError {
    DataError(.truncatedFile, file: file, message: "\(file) ends \(place); it was not written or copied completely")
  }
}
