import ArgumentParser
import Descent
import DescentReport
import Foundation

/// A quadratic problem: the least-squares loss of data, or a quadratic form given itself. Shared by `step-size`, `descend`.
struct ProblemOptions: ParsableArguments {
  @OptionGroup var data: DataOptions

  @Option(
    help: "Instead of DATA a symmetric matrix A, .csv without header or .npy: f(x) = ½xᵀAx − bᵀx.",
    completion: .file(extensions: ["csv", "npy"]))
  var matrix: String?

  @Option(help: "The vector b beside --matrix. Default: zeros.", completion: .file(extensions: ["csv", "npy"]))
  var vector: String?

  @Option(parsing: .unconditional, help: "λ of the ridge penalty (λ/2)‖β‖², the intercept not penalized.")
  var ridge: Double = 0

  @Option(help: "The column of the weights: the mean of squares counts each row so much.")
  var weights: String?

  func validate() throws {
    guard ridge >= 0, ridge.isFinite else { throw ValidationError("--ridge must be a number from 0 on") }
    if matrix != nil, weights != nil {
      throw ValidationError("--weights goes with DATA: a matrix has no rows to weigh")
    }
    if matrix != nil, data.data != nil { throw ValidationError("Give either DATA or --matrix, not both") }
    if matrix == nil, vector != nil { throw ValidationError("--vector goes with --matrix") }
    if matrix != nil, ridge > 0 { throw ValidationError("--ridge goes with DATA: add λ to the diagonal of the matrix") }
  }

  /// Reads the problem. Without a target the least-squares loss has y = 0, which has the same curvature.
  func load(needsTarget: Bool) throws -> Problem {
    if let matrix { return try quadraticForm(matrix) }
    let loaded = try data.load(needsTarget: needsTarget, weights: weights)
    return try Problem(loaded, data, ridge: ridge)
  }

  private func quadraticForm(_ path: String) throws -> Problem {
    if let threads = data.threads { Parallelism.threadCount = threads }
    let a = try readMatrix(path)
    guard a.rowCount == a.columnCount, a.rowCount > 0 else {
      throw Failure(
        status: .badData,
        message: "\(path) holds a matrix of \(a.rowCount) rows and \(a.columnCount) columns: a quadratic form needs as "
          + "many rows as columns")
    }
    var b: Vector<Double>?
    if let vector {
      let values = try readMatrix(vector)
      guard values.count == a.rowCount, values.rowCount == 1 || values.columnCount == 1 else {
        throw Failure(
          status: .badData,
          message: "\(vector) holds \(values.rowCount)×\(values.columnCount) numbers: the vector b needs "
            + "\(a.rowCount), one for each row of the matrix")
      }
      b = Vector(values.withUnsafeBufferPointer { Array($0) })
    }
    return Problem(
      objective: try QuadraticForm(a, b), names: (1...a.rowCount).map { "x\($0)" },
      title: "f(x) = ½xᵀAx − bᵀx with A of \(path), \(a.rowCount)×\(a.rowCount)")
  }

  private func readMatrix(_ path: String) throws -> Matrix<Double> {
    if path.lowercased().hasSuffix(".npy") { return try NPYFile(path).matrix() }
    var options = CSVOptions()
    options.hasHeader = false
    return try CSVFile(path, options: options).read().values
  }
}

/// A quadratic problem with the names of its parameters.
struct Problem {
  var objective: any QuadraticObjective
  var names: [String]
  var title: String
  /// The closed-form solution's inputs, where the problem is a least-squares one.
  var leastSquares: LeastSquares?
  var loaded: LoadedData?
  var standardization: Standardization?
  var hasIntercept = false

  init(objective: some QuadraticObjective, names: [String], title: String) {
    self.objective = objective
    self.names = names
    self.title = title
  }

  init(_ loaded: LoadedData, _ options: DataOptions, ridge: Double) throws {
    let raw = try loaded.features()
    hasIntercept = options.hasIntercept
    guard raw.columnCount + (hasIntercept ? 1 : 0) > 0 else { throw RegressionError.noTerms }
    if options.standardize {
      let isCentred = options.hasIntercept
      standardization =
        try loaded.weights.map { try Standardization(of: raw, isCentred: isCentred, weights: $0) }
        ?? Standardization(of: raw, isCentred: isCentred)
    }
    let features = standardization?.applied(to: raw) ?? raw
    let design = hasIntercept ? features.prependingOnes() : features
    let loss = try LeastSquares(
      design, loaded.y ?? .zeros(design.rowCount), weights: loaded.weights, ridge: ridge,
      penalized: hasIntercept ? .allButFirst : .all)
    objective = loss
    leastSquares = loss
    names = (hasIntercept ? ["(Intercept)"] : []) + loaded.terms.names
    let scaled = options.standardize ? ", columns standardized" : ""
    let penalty = ridge > 0 ? " + (λ/2)‖β‖², λ = \(ridge)" : ""
    let squares = loaded.weights == nil ? "(1/n)‖y − Xβ‖²" : "(1/Σw)Σw(y − xᵀβ)²"
    title =
      "\(squares)\(penalty) of \(loaded.source): "
      + NumberFormat.count(design.rowCount, "row") + ", "
      + NumberFormat.count(design.columnCount, "coefficient") + scaled
    self.loaded = loaded
  }

  /// The bounds of the curvature, with a line on the terminal where they take long.
  func curvatureBounds() throws -> CurvatureBounds {
    guard let leastSquares else { return try objective.curvatureBounds() }
    return try inProgress("bounding the eigenvalues of the Hessian") {
      try leastSquares.curvatureBounds {
        ProgressLine.shared.show("estimating λmax, passes over the data", done: $0, of: $1)
      }
    }
  }

  /// What each method will cost; the bounds are found first.
  func plan(tolerance: Double, iterationLimit: Int? = nil) throws -> PlannedProblem {
    if let leastSquares {
      let speed = MachineSpeed.measured(on: leastSquares.x)
      let expected = leastSquares.boundsCost(speed: speed).seconds
      if expected > 2 { note("the bounds of the curvature will take about \(NumberFormat.seconds(expected)) …") }
    }
    let start = ContinuousClock.now
    _ = try curvatureBounds()
    let seconds = (ContinuousClock.now - start) / .seconds(1)
    let plan =
      if let form = objective as? QuadraticForm {
        try form.plan(tolerance: tolerance, iterationLimit: iterationLimit)
      } else {
        try leastSquares!.plan(tolerance: tolerance, iterationLimit: iterationLimit)
      }
    return PlannedProblem(plan: plan, boundsSeconds: seconds, isForm: leastSquares == nil)
  }

  /// The coefficients of the raw columns from those that were optimized.
  func rawCoefficients(_ point: Vector<Double>) -> Vector<Double> {
    guard let standardization else { return point }
    let slopes = Vector(point.dropFirst(hasIntercept ? 1 : 0))
    let raw = standardization.rawCoefficients(slopes: slopes, intercept: hasIntercept ? point[0] : 0)
    return hasIntercept ? Vector([raw.intercept] + Array(raw.slopes)) : raw.slopes
  }

  /// The minimizer by a direct method, in the coordinates of the optimizer; of many the one of least norm.
  func closedForm(_ method: LeastSquaresMethod = .qr) throws -> Vector<Double> {
    if let form = objective as? QuadraticForm { return try CholeskyDecomposition(form.matrix).solve(form.vector) }
    guard let loss = leastSquares else { return [] }
    var problem = LeastSquaresProblem(loss.x, loss.y, weights: loss.normalizedWeights?.values)
    if loss.ridge > 0 {
      let strength = loss.weightTotal * loss.ridge / 2
      problem.penalty = Vector((0..<names.count).map { hasIntercept && $0 == 0 ? 0 : strength })
    }
    return try LeastSquaresSolver(method: method, minimumNorm: true).solve(problem)[0].coefficients
  }
}
