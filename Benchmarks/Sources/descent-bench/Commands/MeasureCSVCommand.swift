import ArgumentParser
import Descent
import Foundation

/// What a child of `csv` finds, whether it is this program or a script of a peer.
struct ReadMeasurement: Codable {
  /// Name and version of what read the file.
  var library: String
  var seconds: Double
  /// The most resident memory during the reading, beyond what was resident before it, in bytes.
  var peakGrowth: Int
  var rows, columns: Int
  /// How many values differ from the original in any bit; nil where nobody asked.
  var different: Int?
}

/// The child: reads a file once, in a process of its own, because the peak of memory is that of a process.
struct MeasureCSVCommand: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "measure-csv", shouldDisplay: false)

  @Argument var path: String
  @Option var threads: Int
  @Option(help: "The values as raw doubles, to compare with.") var reference: String?

  func run() throws {
    Parallelism.threadCount = threads
    BLASRuntime.prepare()
    let before = ResidentMemory().current
    var table: Table?
    let time = try seconds { table = try CSVFile(path).read() }
    let peakGrowth = ResidentMemory().peak - before
    guard let values = table?.values else { return }
    let answer = ReadMeasurement(
      library: "Descent", seconds: time, peakGrowth: peakGrowth, rows: values.rowCount, columns: values.columnCount,
      different: try reference.map { try Self.differences(values, from: $0) })
    print(String(decoding: try JSONEncoder().encode(answer), as: UTF8.self))
  }

  private static func differences(_ values: Matrix<Double>, from path: String) throws -> Int {
    let data = try Data(contentsOf: URL(fileURLWithPath: path), options: .alwaysMapped)
    guard data.count == values.count * 8 else {
      throw BenchmarkError.wrongAnswer("The shape \(values.rowCount)×\(values.columnCount) of the table")
    }
    return data.withUnsafeBytes { reference in
      values.withUnsafeBufferPointer { elements in
        elements.indices.count {
          elements[$0].bitPattern != reference.loadUnaligned(fromByteOffset: $0 * 8, as: UInt64.self)
        }
      }
    }
  }
}
