internal import CSystemBLAS
import Glibc

/// The BLAS library underneath: which one, with which kernels, on how many threads of its own.
///
/// On first use, before any call of Descent's own, the runtime
/// - looks whether OpenBLAS has picked kernels from before AVX2 on a processor that has AVX2 or AVX-512, and if so
///   switches to the right ones. OpenBLAS 0.3.21, as Debian 12 ships it, falls back to its SSE3 “Prescott” kernels on
///   Intel processors that it does not know, and then multiplies matrices at a fifth of the speed;
/// - sets OpenBLAS to one thread, because Descent cuts the work itself (see ``Parallelism``). The setting holds for the
///   whole process.
///
/// The switch must not happen while another thread is inside OpenBLAS: a program that uses BLAS on threads of its own
/// calls ``prepare()`` at its start.
///
/// Environment variables: `DESCENT_KEEP_BLAS_CORE=1` turns the switch off; `OPENBLAS_CORETYPE`, OpenBLAS's own variable,
/// is left alone; `DESCENT_KEEP_BLAS_THREADS=1` leaves the number of threads alone, and gives up the promise of equal
/// bits for any number of threads; `DESCENT_SIMULATE_BLAS_CORE=Prescott` starts with those kernels as if OpenBLAS had
/// picked them, to see the repair on a machine that does not need it.
public enum BLASRuntime {
  /// Makes the runtime ready. Idempotent and thread-safe; every operation of Descent calls it by itself.
  public static func prepare() { _ = state }

  /// The version of OpenBLAS, such as `0.3.21`.
  public static var version: String { state.version }

  /// The family of kernels in use, such as `SkylakeX`.
  public static var core: String { state.core }

  /// The family of kernels that OpenBLAS had picked.
  public static var pickedCore: String { state.pickedCore }

  /// Whether the kernels were switched.
  public static var isRepaired: Bool { state.repair == .done }

  /// The number of threads of OpenBLAS's own, normally 1.
  public static var threadCount: Int {
    prepare()
    return Int(openblas_get_num_threads())
  }

  /// What a person should know: why wrong kernels were left as they are, for example. Nil when all is well.
  public static var notice: String? { state.repair.notice(core: state.core) }

  /// One line: version, core, whether repaired, threads.
  public static var description: String {
    let repaired = isRepaired ? ", repaired (OpenBLAS had picked \(pickedCore))" : ""
    return "OpenBLAS \(version), core \(core)\(repaired), \(threadCount) BLAS thread\(threadCount == 1 ? "" : "s"), "
      + "\(Parallelism.threadCount) Descent thread\(Parallelism.threadCount == 1 ? "" : "s")"
  }

  private struct State {
    var version, core, pickedCore: String
    var repair: CoreRepair.Outcome
  }

  private static let state: State = {
    if let simulated = getenv("DESCENT_SIMULATE_BLAS_CORE") {
      _ = CoreRepair.switchKernels(to: String(cString: simulated))
    }
    let picked = CoreRepair.currentCore
    let outcome = CoreRepair.repairIfNeeded()
    if getenv("DESCENT_KEEP_BLAS_THREADS").map({ String(cString: $0) }) != "1" { openblas_set_num_threads(1) }
    return State(version: openBLASVersion(), core: CoreRepair.currentCore, pickedCore: picked, repair: outcome)
  }()

  private static func openBLASVersion() -> String {
    guard let text = openblas_get_config() else { return "of unknown version" }
    let words = String(cString: text).split(separator: " ")
    return words.count > 1 && words[0] == "OpenBLAS" ? String(words[1]) : "of unknown version"
  }
}
