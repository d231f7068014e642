import Glibc

/// The memory of matrices and vectors: reference-counted, aligned, and freed as it was obtained.
///
/// 64-byte aligned; from 4 MiB on 2 MiB aligned and advised to use huge pages, which gives about a fifth more bandwidth
/// with two threads.
@usableFromInline
final class AlignedStorage<Scalar: BLASScalar>: @unchecked Sendable {
  @usableFromInline let base: UnsafeMutablePointer<Scalar>
  @usableFromInline let count: Int
  /// False for a mapped file: the first write copies.
  @usableFromInline let isWritable: Bool
  private let mapping: UnsafeMutableRawBufferPointer?

  private init(base: UnsafeMutablePointer<Scalar>, count: Int, mapping: UnsafeMutableRawBufferPointer?, writable: Bool)
  {
    self.base = base
    self.count = count
    self.mapping = mapping
    isWritable = writable
  }

  deinit {
    if let mapping { munmap(mapping.baseAddress, mapping.count) } else { free(base) }
  }

  private static var hugePage: Int { 2 << 20 }

  /// Memory whose content is undefined.
  static func uninitialized(_ count: Int) -> AlignedStorage {
    let bytes = max(64, count * MemoryLayout<Scalar>.stride)
    guard bytes < 2 * hugePage else { return zeroPages(count, bytes) }
    var block: UnsafeMutableRawPointer?
    guard posix_memalign(&block, 64, bytes) == 0, let block else { outOfMemory(bytes) }
    let base = block.bindMemory(to: Scalar.self, capacity: count)
    return AlignedStorage(base: base, count: count, mapping: nil, writable: true)
  }

  @usableFromInline
  static func zeros(_ count: Int) -> AlignedStorage {
    let storage = uninitialized(count)
    if storage.mapping == nil { memset(storage.base, 0, count * MemoryLayout<Scalar>.stride) }
    return storage
  }

  /// Fresh pages of the system, which are zero.
  private static func zeroPages(_ count: Int, _ bytes: Int) -> AlignedStorage {
    let length = bytes + hugePage
    let flags = MAP_PRIVATE | MAP_ANONYMOUS
    guard let region = mmap(nil, length, PROT_READ | PROT_WRITE, flags, -1, 0), region != MAP_FAILED else {
      outOfMemory(bytes)
    }
    let start = (Int(bitPattern: region) + hugePage - 1) / hugePage * hugePage
    let address = UnsafeMutableRawPointer(bitPattern: start)!
    madvise(address, bytes, Int32(MADV_HUGEPAGE))
    let mapping = UnsafeMutableRawBufferPointer(start: region, count: length)
    let base = address.bindMemory(to: Scalar.self, capacity: count)
    return AlignedStorage(base: base, count: count, mapping: mapping, writable: true)
  }

  /// Takes over a region that `mmap` gave.
  static func adopting(
    _ mapping: UnsafeMutableRawBufferPointer, byteOffset: Int, count: Int, isWritable: Bool
  ) -> AlignedStorage {
    let base = (mapping.baseAddress! + byteOffset).bindMemory(to: Scalar.self, capacity: count)
    return AlignedStorage(base: base, count: count, mapping: mapping, writable: isWritable)
  }

  /// A copy of `count` elements from `offset` on.
  @usableFromInline
  func copy(offset: Int, count: Int) -> AlignedStorage<Scalar> {
    let new = Self.uninitialized(count)
    memcpy(new.base, base + offset, count * MemoryLayout<Scalar>.stride)
    return new
  }

  private static func outOfMemory(_ bytes: Int) -> Never {
    trap("There is no memory for \(bytes) bytes")
  }
}
