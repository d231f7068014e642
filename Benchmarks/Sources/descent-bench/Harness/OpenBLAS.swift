import Descent
import Foundation

/// Routines of the OpenBLAS that Descent has loaded, called as they are.
struct OpenBLAS: @unchecked Sendable {
  private typealias Rank =
    @convention(c) (
      Int32, Int32, Int32, Int32, Int32, Double, UnsafePointer<Double>, Int32, Double, UnsafeMutablePointer<Double>,
      Int32
    ) -> Void
  private typealias Product =
    @convention(c) (
      Int32, Int32, Int32, Int32, Int32, Int32, Double, UnsafePointer<Double>, Int32, UnsafePointer<Double>, Int32,
      Double, UnsafeMutablePointer<Double>, Int32
    ) -> Void
  private typealias VectorProduct =
    @convention(c) (
      Int32, Int32, Int32, Int32, Double, UnsafePointer<Double>, Int32, UnsafePointer<Double>, Int32, Double,
      UnsafeMutablePointer<Double>, Int32
    ) -> Void
  private typealias SetThreads = @convention(c) (Int32) -> Void

  // Of cblas.h.
  private static let (rowMajor, upper, notTransposed, transposed) = (Int32(101), Int32(121), Int32(111), Int32(112))

  private let dsyrk: Rank
  private let dgemm: Product
  private let dgemv: VectorProduct
  private let setThreads: SetThreads

  init() throws {
    BLASRuntime.prepare()
    func find<F>(_ name: String, as: F.Type) throws -> F {
      guard let address = dlsym(nil, name) else { throw BenchmarkError.childFailed("OpenBLAS has no function \(name)") }
      return unsafeBitCast(address, to: F.self)
    }
    dsyrk = try find("cblas_dsyrk", as: Rank.self)
    dgemm = try find("cblas_dgemm", as: Product.self)
    dgemv = try find("cblas_dgemv", as: VectorProduct.self)
    setThreads = try find("openblas_set_num_threads", as: SetThreads.self)
  }

  /// Runs `body` with so many of OpenBLAS's own threads.
  func withThreads(_ count: Int, _ body: () -> Void) {
    setThreads(Int32(count))
    defer { setThreads(1) }
    body()
  }

  /// y ← `alpha` · op(A)x + `beta` · y for a row-major matrix.
  func gemv(
    transposed: Bool, _ rowCount: Int, _ columnCount: Int, _ alpha: Double, _ a: UnsafePointer<Double>,
    _ x: UnsafePointer<Double>, _ beta: Double, _ y: UnsafeMutablePointer<Double>
  ) {
    dgemv(
      Self.rowMajor, transposed ? Self.transposed : Self.notTransposed, Int32(rowCount), Int32(columnCount), alpha, a,
      Int32(columnCount), x, 1, beta, y, 1)
  }

  /// The upper half of C ← XᵀX by one call, with so many of OpenBLAS's own threads.
  func gram(_ x: Matrix<Double>, into c: inout Matrix<Double>, threads: Int) {
    let (n, p) = (Int32(x.rowCount), Int32(x.columnCount))
    withThreads(threads) {
      x.withUnsafeBufferPointer { x in
        c.withUnsafeMutableBufferPointer { c in
          dsyrk(
            Self.rowMajor, Self.upper, Self.transposed, p, n, 1, x.baseAddress!, p, 0, c.baseAddress!, p)
        }
      }
    }
  }

  /// The seconds of one product of square matrices on each thread at the same time, each without threads of OpenBLAS's.
  func productSeconds(size: Int, threads: Int) -> Double {
    let factor = Matrix(repeating: 0.5, size, size)
    let results = Results(count: threads * size * size)
    let n = Int32(size)
    return factor.withUnsafeBufferPointer { elements in
      let source = SharedFactor(elements.baseAddress!)
      return seconds {
        DispatchQueue.concurrentPerform(iterations: threads) { thread in
          dgemm(
            Self.rowMajor, Self.notTransposed, Self.notTransposed, n, n, n, 1, source.base, n, source.base, n, 0,
            results.base + thread * size * size, n)
        }
      }
    }
  }
}

private struct SharedFactor: @unchecked Sendable {
  let base: UnsafePointer<Double>
  init(_ base: UnsafePointer<Double>) { self.base = base }
}

private final class Results: @unchecked Sendable {
  let base: UnsafeMutablePointer<Double>
  init(count: Int) {
    base = .allocate(capacity: count)
    base.initialize(repeating: 0, count: count)
  }
  deinit { base.deallocate() }
}
