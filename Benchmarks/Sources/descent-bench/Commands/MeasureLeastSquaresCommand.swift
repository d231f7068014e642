import ArgumentParser
import Descent
import Foundation

/// What a child of `least-squares` finds, whether it is this program or a script of a peer.
struct FitMeasurement: Codable {
  /// Name and version of what solved the problem.
  var library: String
  var seconds: Double
  /// The most resident memory during the fit, beyond what was resident before it, in bytes.
  var peakGrowth: Int
  /// Without an intercept.
  var coefficients: [Double]
}

/// The child: fits once, in a process of its own, because threads and the peak of memory are those of a process.
struct MeasureLeastSquaresCommand: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "measure-least-squares", shouldDisplay: false)

  /// What is timed.
  enum Side: String, CaseIterable, ExpressibleByArgument {
    case fit, fitWithIntercept, dgels, dgelsy, dgelsd
  }

  @Argument var side: Side
  @Argument var x: String
  @Argument var y: String
  @Option var threads: Int

  func run() throws {
    Parallelism.threadCount = threads
    BLASRuntime.prepare()
    let x = try inMemory(NPYFile(x).matrix())
    let y: Vector<Double> = try NPYFile(y).vector()
    let few = min(x.rowCount, 4 * x.columnCount)
    // Once with a few rows, so that code, threads and buffers are there.
    _ = try measure(x[rows: 0..<few], Vector(y.prefix(few)))
    let answer = try measure(x, y)
    print(String(decoding: try JSONEncoder().encode(answer), as: UTF8.self))
  }

  private func measure(_ x: Matrix<Double>, _ y: Vector<Double>) throws -> FitMeasurement {
    switch side {
    case .fit, .fitWithIntercept:
      let regression = LinearRegression(hasIntercept: side == .fitWithIntercept)
      let before = ResidentMemory.withPeakReset()
      var model: LinearModel?
      let time = try seconds { model = try regression.fit(x, y) }
      let coefficients = model!.coefficients.dropFirst(side == .fit ? 0 : 1).map { $0.estimate ?? .nan }
      return FitMeasurement(
        library: "Descent", seconds: time, peakGrowth: ResidentMemory().peak - before, coefficients: coefficients)
    case .dgels, .dgelsy, .dgelsd:
      // LAPACK gets the columns as it wants them; what that costs is not counted.
      var columns = x.transposed()
      var solution = y
      try LAPACKLeastSquares.setThreadCount(threads)
      let before = ResidentMemory.withPeakReset()
      let time = try seconds { try LAPACKLeastSquares(rawValue: side.rawValue)!.solve(&columns, &solution) }
      return FitMeasurement(
        library: "LAPACK, OpenBLAS \(BLASRuntime.version)", seconds: time, peakGrowth: ResidentMemory().peak - before,
        coefficients: Array(solution.prefix(columns.rowCount)))
    }
  }

  /// A copy in memory of the process's own, on huge pages where the system has them.
  private func inMemory(_ mapped: Matrix<Double>) -> Matrix<Double> {
    mapped.withUnsafeBufferPointer { source in
      Matrix(mapped.rowCount, mapped.columnCount) { elements in
        for i in elements.indices { elements[i] = source[i] }
      }
    }
  }
}

extension ResidentMemory {
  /// Forgets the peak so far (Linux, proc_pid_clear_refs(5)) and says what is resident.
  fileprivate static func withPeakReset() -> Int {
    try? Data("5".utf8).write(to: URL(fileURLWithPath: "/proc/self/clear_refs"))
    return ResidentMemory().current
  }
}
