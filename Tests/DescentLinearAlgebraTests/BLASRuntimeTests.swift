import DescentLinearAlgebra
import Foundation
import Testing

/// The repair is tried in child processes, because a process chooses its kernels once.
@Suite struct BLASRuntimeTests {
  static let hasAVX2 = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8))?.contains(" avx2 ") ?? false

  @Test func theDescriptionNamesEverything() {
    let text = BLASRuntime.description
    #expect(text.hasPrefix("OpenBLAS \(BLASRuntime.version), core \(BLASRuntime.core)"))
    #expect(text.contains("BLAS thread") && text.contains("Descent thread"))
    #expect(!BLASRuntime.core.isEmpty && BLASRuntime.version.contains("."))
    #expect(BLASRuntime.isRepaired == (BLASRuntime.core != BLASRuntime.pickedCore))
  }

  @Test(
    .enabled(if: ProcessInfo.processInfo.environment["DESCENT_KEEP_BLAS_THREADS"] == nil))
  func blasItselfRunsOnOneThread() {
    #expect(BLASRuntime.threadCount == 1)
  }

  @Test(.enabled(if: hasAVX2, "The repair is for processors with AVX2"))
  func oldKernelsAreReplaced() async {
    await #expect(processExitsWith: .success) {
      unsetenv("OPENBLAS_CORETYPE")
      unsetenv("DESCENT_KEEP_BLAS_CORE")
      setenv("DESCENT_SIMULATE_BLAS_CORE", "Prescott", 1)
      #expect(BLASRuntime.isRepaired && BLASRuntime.pickedCore == "Prescott")
      #expect(BLASRuntime.core == "SkylakeX" || BLASRuntime.core == "Haswell")
      #expect(BLASRuntime.notice == nil && getenv("OPENBLAS_CORETYPE") == nil)
      #expect(BLASRuntime.description.contains("repaired (OpenBLAS had picked Prescott)"))
      let a = Matrix<Double>(50, 50, (0..<2500).map { Double($0 % 7) })
      #expect((a * a)[49, 49] == a[row: 49].dot(a[column: 49]))
    }
  }

  @Test(.enabled(if: hasAVX2, "The repair is for processors with AVX2"))
  func theUserMayKeepThem() async {
    await #expect(processExitsWith: .success) {
      unsetenv("OPENBLAS_CORETYPE")
      setenv("DESCENT_SIMULATE_BLAS_CORE", "Prescott", 1)
      setenv("DESCENT_KEEP_BLAS_CORE", "1", 1)
      #expect(!BLASRuntime.isRepaired && BLASRuntime.core == "Prescott" && BLASRuntime.notice == nil)
      #expect(!BLASRuntime.description.contains("repaired"))
    }
  }

  @Test(.enabled(if: hasAVX2, "The repair is for processors with AVX2"))
  func theUsersOwnChoiceIsLeftAlone() async {
    await #expect(processExitsWith: .success) {
      setenv("OPENBLAS_CORETYPE", "Nehalem", 1)
      unsetenv("DESCENT_KEEP_BLAS_CORE")
      setenv("DESCENT_SIMULATE_BLAS_CORE", "Prescott", 1)
      #expect(!BLASRuntime.isRepaired && BLASRuntime.core == "Prescott")
      #expect(String(cString: getenv("OPENBLAS_CORETYPE")) == "Nehalem")
    }
  }

  @Test func theNumberOfThreadsComesFromTheEnvironment() async {
    await #expect(processExitsWith: .success) {
      setenv("DESCENT_NUM_THREADS", "7", 1)
      #expect(Parallelism.threadCount == 7)
      Parallelism.threadCount = 3
      #expect(Parallelism.threadCount == 3)
    }
    await #expect(processExitsWith: .success) {
      setenv("DESCENT_NUM_THREADS", "many", 1)
      #expect(Parallelism.threadCount >= 1)
    }
  }
}
