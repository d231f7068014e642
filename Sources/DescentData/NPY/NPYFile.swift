import DescentLinearAlgebra
import Foundation

/// An array in NumPy's format (`.npy`), opened: its type and shape are known and fit the file's size.
///
/// Versions 1 to 3, one or two dimensions, either order, elements `f4 f8 i4 i8` of either byte order.
///
/// ```swift
/// let x = try NPYFile("x.npy").matrix()
/// ```
public final class NPYFile: Sendable {
  /// The path as it was given.
  public let name: String
  /// NumPy's name of the element type, such as `<f8`.
  public var elementType: String { header.elementType.name }
  /// The shape, with one or two dimensions.
  public var shape: [Int] { header.shape }
  /// Whether columns are contiguous rather than rows.
  public var isFortranOrder: Bool { header.isFortranOrder }
  /// The rows: the first dimension.
  public var rowCount: Int { header.shape[0] }
  /// The columns: the second dimension, or 1.
  public var columnCount: Int { header.shape.count > 1 ? header.shape[1] : 1 }

  let header: NPYHeader
  let descriptor: Int32

  /// Opens a file and reads its header.
  ///
  /// - Parameter path: the file; it has to be one that can be read at any place, not a pipe.
  /// - Throws: `DataError` if the file cannot be read, is not in NumPy's format, has elements that cannot be used, or
  ///   contradicts its header.
  /// - Complexity: O(1).
  public init(_ path: String) throws(DataError) {
    name = path
    let opened = open(path, O_RDONLY | O_CLOEXEC)
    guard opened >= 0 else { throw .reading(path, errno) }
    do {
      header = try Self.readHeader(opened, file: path)
    } catch {
      close(opened)
      throw error
    }
    descriptor = opened
  }

  deinit { close(descriptor) }

  private static func readHeader(_ descriptor: Int32, file: String) throws(DataError) -> NPYHeader {
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw .reading(file, errno) }
    if status.st_mode & S_IFMT == S_IFDIR { throw .directory(file) }
    guard status.st_mode & S_IFMT == S_IFREG else {
      throw DataError(
        .notAFile, file: file, message: "\(file) is not a regular file; an NPY array cannot be read from a pipe")
    }
    let fileSize = Int(status.st_size)
    guard fileSize > 0 else {
      throw DataError(.emptyFile, file: file, message: "\(file) is empty; it was not written completely")
    }
    let prefix = try read(descriptor, offset: 0, count: min(NPYHeader.prefixLength, fileSize), file: file)
    let (start, dataOffset) = try NPYHeader.dataOffset(prefix, file: file)
    guard dataOffset <= fileSize else { throw .npyTruncated(file, "in its header") }
    guard dataOffset < 16 << 20 else {
      throw DataError(
        .invalidHeader, file: file, message: "the header of \(file) claims \(dataOffset) bytes; the file is damaged")
    }
    let bytes = try read(descriptor, offset: start, count: dataOffset - start, file: file)
    let header = try NPYHeader(
      dictionary: String(decoding: bytes, as: UTF8.self), dataOffset: dataOffset, file: file)

    guard 1...2 ~= header.shape.count else {
      throw DataError(
        .unsupportedShape, file: file,
        message: "\(file) has shape \(header.shapeDescription); reshape it to one or two dimensions")
    }
    let expected = header.elementCount * header.elementType.size
    let present = fileSize - dataOffset
    guard present >= expected else {
      throw .npyTruncated(
        file, "after \(present) of the \(expected) bytes that its shape \(header.shapeDescription) needs")
    }
    guard present == expected else {
      throw DataError(
        .invalidHeader, file: file,
        message: "\(file) holds \(present - expected) bytes more than its shape \(header.shapeDescription) needs; "
          + "save one array to one file")
    }
    return header
  }

  /// Bytes of the file.
  private static func read(
    _ descriptor: Int32, offset: Int, count: Int, file: String
  ) throws(DataError) -> [UInt8] {
    var code: Int32? = 0
    let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
      code = readFully(descriptor, offset: offset, into: UnsafeMutableRawBufferPointer(buffer))
      initialized = code == nil ? count : 0
    }
    if let code { throw code == 0 ? .npyTruncated(file, "too early") : .reading(file, code) }
    return bytes
  }

  /// Fills `buffer` from the file.
  ///
  /// - Returns: nil, or the error number, or 0 if the file ended.
  static func readFully(_ descriptor: Int32, offset: Int, into buffer: UnsafeMutableRawBufferPointer) -> Int32? {
    var done = 0
    while done < buffer.count {
      let received = pread(descriptor, buffer.baseAddress! + done, buffer.count - done, off_t(offset + done))
      if received > 0 {
        done += received
      } else if received == 0 {
        return 0
      } else if errno != EINTR {
        return errno
      }
    }
    return nil
  }
}
