import Foundation

/// The system's word for an error number, such as `No space left on device`.
func systemMessage(_ code: Int32) -> String { String(cString: strerror(code)) }

extension DataError {
  /// What opening or reading a file failed with.
  static func reading(_ file: String, _ code: Int32) -> DataError {
    switch code {
    case ENOENT, ENOTDIR:
      DataError(.fileNotFound, file: file, message: "\(file): no such file; check the name and the folder")
    case EISDIR:
      directory(file)
    default:
      DataError(.cannotRead, file: file, message: "\(file) cannot be read: \(systemMessage(code))")
    }
  }

  static func directory(_ file: String) -> DataError {
    DataError(.notAFile, file: file, message: "\(file) is a directory; name a file in it")
  }

  /// What creating or writing a file failed with.
  static func writing(_ file: String, _ code: Int32) -> DataError {
    let cure =
      switch code {
      case ENOENT, ENOTDIR: "; its directory does not exist"
      case ENOSPC, EDQUOT: "; free some space or choose another place. Nothing was left behind"
      case EFBIG: "; the limit on file sizes is too small for it. Nothing was left behind"
      case EACCES, EPERM, EROFS: "; choose a directory that may be written to"
      default: ""
      }
    return DataError(.cannotWrite, file: file, message: "\(file) cannot be written: \(systemMessage(code))\(cure)")
  }
}
