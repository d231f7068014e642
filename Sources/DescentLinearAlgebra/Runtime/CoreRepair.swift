internal import CDescentKernels
internal import CSystemBLAS
import Glibc

/// Switches OpenBLAS to the kernels that fit the processor.
enum CoreRepair {
  enum Outcome: Equatable {
    case notNeeded, done, refusedByUser
    case impossible(better: String)
    case failedItsCheck(better: String)

    func notice(core: String) -> String? {
      switch self {
      case .notNeeded, .done, .refusedByUser: nil
      case .impossible(let better):
        "OpenBLAS runs its old \(core) kernels and offers no way to switch them from inside: "
          + "set OPENBLAS_CORETYPE=\(better) in the environment for up to five times the speed"
      case .failedItsCheck(let better):
        "OpenBLAS runs its old \(core) kernels: the \(better) ones gave wrong products on this machine and were put back; "
          + "a newer version of OpenBLAS would help"
      }
    }
  }

  /// The families of kernels that use AVX2 or more; every other one on x86-64 is from before it.
  private static let modernCores: Set<String> = [
    "haswell", "zen", "excavator", "skylakex", "cooperlake", "sapphirerapids",
  ]

  static var currentCore: String { openblas_get_corename().map { String(cString: $0) } ?? "unknown" }

  static func repairIfNeeded() -> Outcome {
    let core = currentCore
    guard let better = betterCore(than: core) else { return .notNeeded }
    if getenv("OPENBLAS_CORETYPE") != nil { return .refusedByUser }
    if getenv("DESCENT_KEEP_BLAS_CORE").map({ String(cString: $0) }) == "1" { return .refusedByUser }
    guard switchKernels(to: better) else { return .impossible(better: better) }
    if passesSelfCheck() { return .done }
    _ = switchKernels(to: core)
    return .failedItsCheck(better: better)
  }

  private static func betterCore(than core: String) -> String? {
    guard !modernCores.contains(core.lowercased()) else { return nil }
    if descent_cpu_has_avx512() { return "SkylakeX" }
    return descent_cpu_has_avx2() ? "Haswell" : nil
  }

  /// Reinitializes OpenBLAS's table of kernels; false where it does not export the functions for it, or did not follow.
  static func switchKernels(to core: String) -> Bool {
    typealias Function = @convention(c) () -> Void
    guard let quit = dlsym(nil, "gotoblas_dynamic_quit"), let initialize = dlsym(nil, "gotoblas_dynamic_init") else {
      return false
    }
    let before = getenv("OPENBLAS_CORETYPE").map { String(cString: $0) }
    setenv("OPENBLAS_CORETYPE", core, 1)
    unsafeBitCast(quit, to: Function.self)()
    unsafeBitCast(initialize, to: Function.self)()
    // Child processes are to choose for themselves.
    if let before { setenv("OPENBLAS_CORETYPE", before, 1) } else { unsetenv("OPENBLAS_CORETYPE") }
    return currentCore.lowercased() == core.lowercased()
  }

  /// A small dgemm, dsyrk and dpotrf against plain loops; odd sizes, so that the edge kernels run too.
  static func passesSelfCheck() -> Bool {
    let n = 37
    let a = (0..<n * n).map { Double(($0 * 7919) % 1013) / 1013 - 0.5 }
    var product = [Double](repeating: 0, count: n * n)
    DoubleBLAS.gemm(false, true, n, n, n, 1, a, n, a, n, 0, &product, n)
    var gram = [Double](repeating: 0, count: n * n)
    DoubleBLAS.syrk(n, n, 1, a, n, 0, &gram, n)
    for i in 0..<n {
      for j in 0..<n {
        var rows = 0.0
        var columns = 0.0
        for k in 0..<n {
          rows += a[i * n + k] * a[j * n + k]
          columns += a[k * n + i] * a[k * n + j]
        }
        guard abs(product[i * n + j] - rows) <= 1e-12 else { return false }
        guard j < i || abs(gram[i * n + j] - columns) <= 1e-12 else { return false }
      }
    }
    // The Cholesky factor of AAᵀ + I, multiplied out again.
    for i in 0..<n { product[i * n + i] += 1 }
    var factor = product
    guard DoubleBLAS.potrf(.lower, n, &factor, n) == 0 else { return false }
    for i in 0..<n {
      for j in i..<n {
        var sum = 0.0
        for k in 0...i { sum += factor[k * n + i] * factor[k * n + j] }
        guard abs(sum - product[i * n + j]) <= 1e-12 else { return false }
      }
    }
    return true
  }
}
