import ArgumentParser
import Descent
import Foundation

/// What a child of `glm` finds, whether it is this program or a script of a peer.
struct GLMMeasurement: Codable {
  /// Name and version of what fitted the model.
  var library: String
  var seconds: Double
  /// The intercept first.
  var coefficients: [Double]
}

/// The child: fits once, in a process of its own.
struct MeasureGLMCommand: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "measure-glm", shouldDisplay: false)

  @Argument var family: String
  @Argument var x: String
  @Argument var y: String
  @Option var threads: Int

  func run() throws {
    Parallelism.threadCount = threads
    BLASRuntime.prepare()
    let mapped: Matrix<Double> = try NPYFile(x).matrix()
    let x = mapped.withUnsafeBufferPointer { source in
      Matrix<Double>(mapped.rowCount, mapped.columnCount) { elements in
        for i in elements.indices { elements[i] = source[i] }
      }
    }
    let y: Vector<Double> = try NPYFile(y).vector()
    let regression: GeneralizedLinearRegression = family == "binomial" ? .logistic : .poisson
    let few = min(x.rowCount, 40 * x.columnCount)
    // Once with a few rows, so that code, threads and buffers are there.
    _ = try regression.fit(x[rows: 0..<few], Vector(y.prefix(few)))
    var model: GeneralizedLinearModel?
    let time = try seconds { model = try regression.fit(x, y) }
    let answer = GLMMeasurement(
      library: "Descent", seconds: time, coefficients: model!.coefficients.map { $0.estimate ?? .nan })
    print(String(decoding: try JSONEncoder().encode(answer), as: UTF8.self))
  }
}
