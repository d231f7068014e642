import ArgumentParser
import Descent
import DescentReport
import Foundation

/// `descent-bench gram-descent`: many fixed steps of gradient descent against the time of one Gram matrix.
struct GramDescentCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "gram-descent",
    abstract: "Thousands of fixed steps of gradient descent on least squares, beside one Gram matrix XᵀX.",
    discussion: """
      The columns of X share a random one, so that κ of the Hessian is about 10. One side runs all steps in the way \
      that gradient descent chooses by itself, from a loss that knows nothing yet, eigenvalues for the step included; \
      the other forms XᵀX. A run by passes over X, of as many steps as its end no longer gets closer with, says how \
      close to the closed form one can come.
      """)

  @Option(help: "The number of rows n.")
  var rows = 2_000_000

  @Option(help: "The number of columns p.")
  var columns = 128

  @Option(help: "The number of steps.")
  var iterations = 10_000

  @Option(help: "The steps of the run by passes over X.")
  var passes = 250

  @OptionGroup var common: CommonOptions

  func validate() throws {
    guard columns >= 1, rows > columns else { throw ValidationError("--rows must exceed --columns") }
    guard iterations >= 1, passes >= 1 else { throw ValidationError("--iterations and --passes must be at least 1") }
  }

  func run() throws {
    if let threads = common.threads { Parallelism.threadCount = threads }
    let machine = Machine()
    let (x, y) = problem()
    let result = try measure(x, y)
    let conclusion =
      "\(NumberFormat.count(iterations)) steps take \(NumberFormat.significant(result.ratio, 3)) times as long as XᵀX, "
      + "and end \(NumberFormat.significant(result.distance, 2)) from the closed form; passes over X end "
      + "\(NumberFormat.significant(result.distanceByPasses, 2)) from it."
    try Report(
      "gram-descent", machine,
      setting: [
        "n = \(NumberFormat.count(rows)), p = \(columns); minimum / median of \(common.repeats) runs in turns; distances "
          + "are ‖β − β*‖/‖β*‖"
      ],
      tables: [Self.table(result)], conclusion: [conclusion]
    ).show(result, json: common.json)
  }

  /// xᵢⱼ = uᵢⱼ + ¼ wᵢ and y = Xβ + noise.
  private func problem() -> (x: Matrix<Double>, y: Vector<Double>) {
    var generator = SplitMix(seed: 51)
    let x = Matrix(rows, columns) { elements in
      for i in 0..<rows {
        let shared = 0.25 * generator.nextSigned()
        for j in 0..<columns { elements[i * columns + j] = generator.nextSigned() + shared }
      }
    }
    var y = x * Vector((0..<columns).map { _ in generator.nextSigned() })
    for i in 0..<rows { y[i] += 0.1 * generator.nextSigned() }
    return (x, y)
  }

  private func measure(_ x: Matrix<Double>, _ y: Vector<Double>) throws -> GramDescentResult {
    let closedForm = try LinearRegression(hasIntercept: false).fit(x, y)
    let exact = Vector(closedForm.coefficients.map { $0.estimate ?? .nan })
    func distance(_ point: Vector<Double>) -> Double { point.subtracting(exact).norm() / exact.norm() }

    let loss = try LeastSquares(x, y)
    let byPasses = try GradientDescent(step: .optimal, evaluation: .passes).minimize(loss, until: .iterations(passes))
    let distanceByPasses = distance(byPasses.minimizer)
    var end: OptimizationResult<GradientDescent.State>?
    let descent = Side(measuredBy: {
      let fresh = try LeastSquares(x, y)
      return try seconds { end = try GradientDescent(step: .optimal).minimize(fresh, until: .iterations(iterations)) }
    })
    _ = try descent.measure()
    guard let found = end, distance(found.minimizer) <= 1e-13 + 4 * distanceByPasses else {
      throw BenchmarkError.wrongAnswer("The end of gradient descent on XᵀX")
    }
    var gram = Matrix<Double>.zeros(columns, columns)
    var gradient = Vector<Double>.zeros(columns)
    let timings = try interleaved(
      [descent, Side { x.gram(into: &gram) }, Side { keepAlive(loss.evaluate(at: exact, gradient: &gradient)) }],
      repeats: common.repeats)
    return GramDescentResult(
      rows: rows, columns: columns, iterations: iterations,
      conditionNumber: try loss.curvatureBounds().conditionNumber
        .upperBound, descent: timings[0], gram: timings[1], pass: timings[2], passesTaken: found.passes,
      distance: distance(found.minimizer), stepsByPasses: passes, distanceByPasses: distanceByPasses)
  }

  private static func table(_ result: GramDescentResult) -> BenchmarkTable {
    var table = BenchmarkTable(["", "time", "over XᵀX", "passes over X", "distance"])
    func row(_ name: String, _ timing: Timing, _ passes: String, _ distance: Double?) {
      table.addRow([
        name, timing.text, NumberFormat.significant(timing.minimum / result.gram.minimum, 3), passes,
        distance.map { NumberFormat.significant($0, 2) } ?? "",
      ])
    }
    row("one XᵀX", result.gram, "", nil)
    row("one pass", result.pass, "1", nil)
    row(
      "\(NumberFormat.count(result.iterations)) steps", result.descent, "XᵀX + \(result.passesTaken)", result.distance)
    row(
      "\(NumberFormat.count(result.stepsByPasses)) steps by passes ~",
      result.pass.scaled(by: Double(result.stepsByPasses)), "\(result.stepsByPasses)", result.distanceByPasses)
    return table
  }
}

/// The figures.
struct GramDescentResult: Encodable {
  let rows, columns, iterations: Int
  /// κ of the Hessian.
  let conditionNumber: Double
  /// All steps, with what they need.
  let descent: Timing
  /// One XᵀX.
  let gram: Timing
  /// One gradient by a pass over X.
  let pass: Timing
  /// Passes of the run beside that which forms XᵀX.
  let passesTaken: Int
  /// From the closed form.
  let distance: Double
  let stepsByPasses: Int
  let distanceByPasses: Double
  let ratio: Double

  init(
    rows: Int, columns: Int, iterations: Int, conditionNumber: Double, descent: Timing, gram: Timing, pass: Timing,
    passesTaken: Int, distance: Double, stepsByPasses: Int, distanceByPasses: Double
  ) {
    self.rows = rows
    self.columns = columns
    self.iterations = iterations
    self.conditionNumber = conditionNumber
    self.descent = descent
    self.gram = gram
    self.pass = pass
    self.passesTaken = passesTaken
    self.distance = distance
    self.stepsByPasses = stepsByPasses
    self.distanceByPasses = distanceByPasses
    ratio = descent.minimum / gram.minimum
  }
}
