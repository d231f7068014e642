import ArgumentParser
import Descent

/// What is made small: squares, or another loss of the rows; and which rows are held out.
struct LossOptions: ParsableArguments {
  @Option(
    help: """
      The loss of a row: squares r², logistic log(1 + e^η) − yη with y of 0 or 1, poisson e^η − yη, or huber with \
      squares up to --threshold and lines beyond. The mean over the rows is made small.
      """)
  var loss: LossName = .squares

  @Option(parsing: .unconditional, help: "δ of the Huber loss. Default: 1.345.")
  var threshold: Double?

  @Option(
    parsing: .unconditional,
    help: "The part of the rows, drawn at random, that is held out: the loss there is watched, see --patience.")
  var validation: Double?

  @Option(
    parsing: .unconditional,
    help: "Stop where the held-out loss, or without --validation that of sgd, has not fallen for so many iterations.")
  var patience: Int?

  func validate() throws {
    if threshold != nil, loss != .huber { throw ValidationError("--threshold goes with --loss huber") }
    if let validation, !(validation > 0 && validation < 1) {
      throw ValidationError("--validation must lie between 0 and 1, such as 0.2")
    }
    if let patience, patience < 1 { throw ValidationError("--patience must be at least 1") }
  }
}

/// The losses by name.
enum LossName: String, CaseIterable, ExpressibleByArgument {
  case squares, logistic, poisson, huber
}

/// The objective of a run, with the one that it is validated by.
struct DescentProblem {
  var objective: any Objective
  var validation: Validation?
  /// Least squares of the rows that are learned from, where that is the loss.
  var leastSquares: LeastSquares?
  var title: String

  /// - Parameter seed: what the rows held out are drawn from.
  init(_ problem: Problem, _ options: LossOptions, seed: UInt64) throws {
    title = problem.title
    guard let all = problem.leastSquares else {
      guard options.loss == .squares, options.validation == nil else {
        throw Failure(status: .usage, message: "--loss and --validation go with DATA, not with --matrix")
      }
      objective = problem.objective
      return
    }
    if options.loss != .squares { title = title.replacing("(1/n)‖y − Xβ‖²", with: options.formula) }
    guard let part = options.validation else {
      (objective, leastSquares) = try options.objective(all)
      return
    }
    var generator = SeededGenerator(seed: seed)
    let order = (0..<all.observationCount).shuffled(using: &generator)
    let count = Int((part * Double(order.count)).rounded())
    guard count > 0, count < order.count else {
      throw Failure(
        status: .usage,
        message: "--validation \(part) of \(order.count) rows leaves none on one side: give another part")
    }
    // In their own order, so that rows that lie together stay together in memory.
    (objective, leastSquares) = try options.objective(try all.selecting(rows: order[count...].sorted()))
    let held = try options.objective(try all.selecting(rows: order[..<count].sorted())).objective
    validation = Validation(held, patience: options.patience)
    title += ", \(count) rows held out"
  }
}

extension LossOptions {
  fileprivate var formula: String {
    switch loss {
    case .squares: "(1/n)‖y − Xβ‖²"
    case .logistic: "(1/n) Σ log(1 + e^η) − yη"
    case .poisson: "(1/n) Σ e^η − yη"
    case .huber: "(1/n) Σ Huber loss"
    }
  }

  /// The loss over the rows of a least-squares problem.
  fileprivate func objective(_ squares: LeastSquares) throws -> (objective: any Objective, leastSquares: LeastSquares?)
  {
    guard loss == .squares || squares.weights == nil else {
      throw Failure(status: .usage, message: "--weights goes with --loss squares")
    }
    let (x, y, ridge, penalized) = (squares.x, squares.y, squares.ridge, squares.penalized)
    return switch loss {
    case .squares: (squares, squares)
    case .logistic: (try LogisticLoss(x, y, ridge: ridge, penalized: penalized), nil)
    case .poisson: (try PoissonLoss(x, y, ridge: ridge, penalized: penalized), nil)
    case .huber: (try HuberLoss(x, y, threshold: threshold ?? 1.345, ridge: ridge, penalized: penalized), nil)
    }
  }
}

extension LeastSquares {
  fileprivate func selecting(rows: [Int]) throws -> LeastSquares {
    try LeastSquares(
      x.selecting(rows: rows), Vector(rows.map { y[$0] }), weights: weights.map { w in Vector(rows.map { w[$0] }) },
      ridge: ridge, penalized: penalized)
  }
}
