import ArgumentParser
import Descent
import DescentReport
import Foundation

/// `descent-bench glm`: logistic and Poisson regression, beside scikit-learn, statsmodels and R.
struct GLMCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "glm",
    abstract: "Logistic and Poisson regression beside scikit-learn, statsmodels and R: time and size of the gradient.",
    discussion: """
      Every fit takes place in a process of its own, which times only the fit; all read the same NumPy files, and X is in \
      memory when the clock starts. Descent's fit includes the table of standard errors and all figures; statsmodels' and \
      R's glm with its summary do too, R's glm.fit is the fit alone, scikit-learn has none. The gradient is that of the mean loss, in its largest element, at the \
      coefficients that a side found.
      """)

  @Option(help: "Rows of X.")
  var rows = 1_000_000

  @Option(help: "Columns of X.")
  var columns = 50

  @Option(help: "A Python interpreter with the peers. Default: that of Benchmarks/.venv.")
  var peersPython: String?

  @Option(help: "A folder for the files. Default: that for temporary files.")
  var folder: String?

  @Option(help: "statsmodels and R take part in every so many rounds only.")
  var slowEvery = 4

  @OptionGroup var common: CommonOptions

  private struct Fitter {
    let name: String
    let isSlow: Bool
    let fit: () throws -> GLMMeasurement
  }

  private struct Row: Encodable {
    let family, name, library: String
    let timing: Timing
    /// The largest element of Xᵀ(y − μ)/n.
    let gradient: Double
    let ratioToFirst: Double
  }

  func run() throws {
    if let threads = common.threads { Parallelism.threadCount = threads }
    let machine = Machine()
    let peers = Peers(python: peersPython)
    let r = RPeer()
    let results = try withTemporaryFolder(in: folder) { folder in
      try ["binomial", "poisson"].flatMap { try race($0, peers, r, in: folder) }
    }
    let size = "\(NumberFormat.count(rows)) × \(NumberFormat.count(columns))"
    let conclusion = ["binomial", "poisson"].compactMap { family in
      let peers = results.filter { $0.family == family && $0.name != "Descent" }
      return peers.isEmpty ? nil : comparison("\(family), \(size)", peers.map { ($0.name, $0.ratioToFirst) })
    }
    try Report(
      "glm", machine,
      setting: ["\(size) and an intercept"],
      tables: [Self.table(results)], conclusion: conclusion
    ).show(results, json: common.json)
  }

  private static func table(_ results: [Row]) -> BenchmarkTable {
    let header = ["family", "", "library", "minimum", "median", "runs", "× Descent", "gradient"]
    var table = BenchmarkTable(header, isLeft: header.indices.map { $0 < 3 })
    for row in results {
      table.addRow([
        row.family, row.name, row.library, NumberFormat.seconds(row.timing.minimum),
        NumberFormat.seconds(row.timing.median), "\(row.timing.repeats)", NumberFormat.significant(row.ratioToFirst, 3),
        NumberFormat.significant(row.gradient, 2),
      ])
    }
    return table
  }

  private func race(_ family: String, _ peers: Peers?, _ r: RPeer?, in folder: URL) throws -> [Row] {
    note("Writing \(rows) rows of \(columns) columns (\(family)) …")
    let (xPath, yPath) = (folder.appendingPathComponent("x.npy").path, folder.appendingPathComponent("y.npy").path)
    let (x, y) = problem(family)
    try NPYFile.write(x, to: xPath)
    try NPYFile.write(y, to: yPath)
    note("Timing …")
    let fitters = try fitters(family, xPath, yPath, peers, r)
    var measurements = [GLMMeasurement?](repeating: nil, count: fitters.count)
    let sides = fitters.indices.map { index in
      Side(everyRounds: fitters[index].isSlow ? slowEvery : 1) {
        let answer = try fitters[index].fit()
        measurements[index] = answer
        return answer.seconds
      }
    }
    let timings = try interleaved(sides, repeats: common.repeats)
    return try fitters.indices.map { index in
      let measurement = measurements[index]!
      let gradient = gradient(family, x, y, at: measurement.coefficients)
      guard gradient < 1e-4 else { throw BenchmarkError.wrongAnswer("What \(fitters[index].name) found (\(gradient))") }
      return Row(
        family: family, name: fitters[index].name, library: measurement.library, timing: timings[index],
        gradient: gradient, ratioToFirst: timings[index].minimum / timings[0].minimum)
    }
  }

  private func fitters(
    _ family: String, _ x: String, _ y: String, _ peers: Peers?, _ r: RPeer?
  ) throws -> [Fitter] {
    var fitters = [
      Fitter(name: "Descent", isSlow: false) {
        try ChildProcess.runSelf(
          ["measure-glm", family, x, y, "--threads", "\(Parallelism.threadCount)"], as: GLMMeasurement.self)
      }
    ]
    if let peers { fitters += try self.fitters(family, x, y, peers) }
    if let r {
      fitters += ["glm", "glm.fit"].map { function in
        Fitter(name: "R \(function)", isSlow: true) {
          try r.run("glm.R", [function, family, x, y], as: GLMMeasurement.self)
        }
      }
    }
    return fitters
  }

  /// Those of Python that are installed.
  private func fitters(_ family: String, _ x: String, _ y: String, _ peers: Peers) throws -> [Fitter] {
    var fitters: [Fitter] = []
    let available = try peers.run("glm.py", ["available"], as: [String: String].self)
    for method in ["scikit-learn newton-cholesky", "scikit-learn lbfgs", "statsmodels"] {
      guard available[method] != nil else {
        PeerLog.miss("Without \(method): the library is missing. Benchmarks/peers/setup installs it.")
        continue
      }
      fitters.append(
        Fitter(name: method, isSlow: method == "statsmodels") {
          try peers.run("glm.py", [method, family, x, y], as: GLMMeasurement.self)
        })
    }
    return fitters
  }

  /// Columns of the standard normal distribution, and responses of the model.
  private func problem(_ family: String) -> (x: Matrix<Double>, y: Vector<Double>) {
    var generator = SeededGenerator(seed: 7)
    let x = Matrix<Double>(rows, columns) { elements in
      for i in elements.indices { elements[i] = generator.normal() }
    }
    let beta = Vector((0..<columns).map { 0.3 * cos(Double($0)) / Double(columns).squareRoot() * 3 })
    let eta = (x * beta).adding(constant: family == "binomial" ? -0.5 : 0.3)
    let y = Vector(
      eta.map { eta -> Double in
        let uniform = Double.random(in: 0..<1, using: &generator)
        if family == "binomial" { return uniform < 1 / (1 + exp(-eta)) ? 1 : 0 }
        var (count, term) = (0.0, exp(-exp(eta)))
        var sum = term
        while sum < uniform, count < 1000 {
          count += 1
          term *= exp(eta) / count
          sum += term
        }
        return count
      })
    return (x, y)
  }

  private func gradient(_ family: String, _ x: Matrix<Double>, _ y: Vector<Double>, at beta: [Double]) -> Double {
    let eta = (x * Vector(beta.dropFirst())).adding(constant: beta[0])
    let residuals = y.subtracting(eta.mapElements { family == "binomial" ? 1 / (1 + exp(-$0)) : exp($0) })
    let products = x.transposed() * residuals
    return max(products.maximumMagnitude(), residuals.sum().magnitude) / Double(rows)
  }
}
