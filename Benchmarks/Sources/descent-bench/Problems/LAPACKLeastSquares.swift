import Descent
import Glibc

/// LAPACK's drivers for least squares, from the same library that Descent runs on, with that library's own threads.
enum LAPACKLeastSquares: String, CaseIterable {
  case dgels, dgelsy, dgelsd

  /// Solves in place, A being overwritten.
  ///
  /// - Parameters:
  ///   - a: the transposed X, whose rows are the columns that LAPACK wants.
  ///   - b: y, in whose first elements the solution comes back.
  func solve(_ a: inout Matrix<Double>, _ b: inout Vector<Double>) throws {
    let (n, p) = (Int32(a.columnCount), Int32(a.rowCount))
    let ranks = UnsafeMutablePointer<Int32>.allocate(capacity: Int(p) + 1)
    ranks.initialize(repeating: 0, count: Int(p) + 1)
    defer { ranks.deallocate() }
    let singularValues = UnsafeMutablePointer<Double>.allocate(capacity: Int(p))
    defer { singularValues.deallocate() }
    var integerWork = [Int32](repeating: 0, count: 1)
    /// One call; with a length of −1 it only says in `work` how much memory it wants.
    func call(
      _ a: UnsafeMutablePointer<Double>, _ b: UnsafeMutablePointer<Double>, _ work: inout [Double], _ length: Int32
    ) throws -> Int32 {
      switch self {
      case .dgels:
        let routine = try symbol("LAPACKE_dgels_work", as: GELS.self)
        return routine(102, CChar(UInt8(ascii: "N")), n, p, 1, a, n, b, n, &work, length)
      case .dgelsy:
        let routine = try symbol("LAPACKE_dgelsy_work", as: GELSY.self)
        return routine(102, n, p, 1, a, n, b, n, ranks + 1, 0x1p-52, ranks, &work, length)
      case .dgelsd:
        let routine = try symbol("LAPACKE_dgelsd_work", as: GELSD.self)
        return routine(102, n, p, 1, a, n, b, n, singularValues, 0x1p-52, ranks, &work, length, &integerWork)
      }
    }
    let info = try a.withUnsafeMutableBufferPointer { a in
      try b.withUnsafeMutableBufferPointer { b in
        var work = [0.0]
        _ = try call(a.baseAddress!, b.baseAddress!, &work, -1)
        integerWork = [Int32](repeating: 0, count: max(1, Int(integerWork[0])))
        work = [Double](repeating: 0, count: Int(work[0]))
        return try call(a.baseAddress!, b.baseAddress!, &work, Int32(work.count))
      }
    }
    guard info == 0 else { throw BenchmarkError.wrongAnswer("\(rawValue) (info \(info))") }
  }

  /// Lets OpenBLAS use so many threads; it has one while Descent works.
  static func setThreadCount(_ count: Int) throws {
    try symbol("openblas_set_num_threads", as: (@convention(c) (Int32) -> Void).self)(Int32(count))
  }
}

private typealias GELS =
  @convention(c) (
    Int32, CChar, Int32, Int32, Int32, UnsafeMutablePointer<Double>, Int32, UnsafeMutablePointer<Double>, Int32,
    UnsafeMutablePointer<Double>, Int32
  ) -> Int32

private typealias GELSY =
  @convention(c) (
    Int32, Int32, Int32, Int32, UnsafeMutablePointer<Double>, Int32, UnsafeMutablePointer<Double>, Int32,
    UnsafeMutablePointer<Int32>, Double, UnsafeMutablePointer<Int32>, UnsafeMutablePointer<Double>, Int32
  ) -> Int32

private typealias GELSD =
  @convention(c) (
    Int32, Int32, Int32, Int32, UnsafeMutablePointer<Double>, Int32, UnsafeMutablePointer<Double>, Int32,
    UnsafeMutablePointer<Double>, Double, UnsafeMutablePointer<Int32>, UnsafeMutablePointer<Double>, Int32,
    UnsafeMutablePointer<Int32>
  ) -> Int32

/// A function of the libraries that this program is linked with.
private func symbol<Function>(_ name: String, as: Function.Type) throws -> Function {
  guard let address = dlsym(nil, name) else {
    throw BenchmarkError.childFailed("\(name) is not in the linked libraries")
  }
  return unsafeBitCast(address, to: Function.self)
}
