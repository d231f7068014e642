import ArgumentParser
import Descent

/// What is penalized, how strongly, and which penalty is chosen.
struct PenaltyOptions: ParsableArguments {
  enum Penalty: String, ExpressibleByArgument, CaseIterable {
    case ridge, lasso
    case elasticNet = "elastic-net"
  }

  enum Selection: String, ExpressibleByArgument, CaseIterable {
    case minimum
    case oneStandardError = "one-standard-error"
    case gcv
    case leaveOneOut = "leave-one-out"

    /// Whether folds are needed.
    var isByFolds: Bool { self == .minimum || self == .oneStandardError }
  }

  @Option(help: "lasso (‖β‖₁), elastic-net (both) or ridge (‖β‖²).")
  var penalty: Penalty = .lasso

  @Option(parsing: .unconditional, help: "α, the share of ‖β‖₁ in the penalty of an elastic net, 0 to 1. Default: 0.5.")
  var alpha: Double?

  @Option(parsing: .unconditional, help: "How many values of λ, evenly spaced in log λ.")
  var lambdas: Int?

  @Option(
    parsing: .unconditional,
    help: "The least λ of the path in relation to the largest. Default: 1e-4, for fewer rows than columns 1e-2.")
  var ratio: Double?

  @Option(parsing: .unconditional, help: "These values of λ instead, separated by commas.")
  var lambda: NumberList?

  @Option(
    name: .customLong("penalty-convention"),
    help: "What λ multiplies: textbook, glmnet or sklearn, see above. Default: textbook, with --family glmnet.")
  var convention: PenaltyConvention?

  @Flag(name: .customLong("no-standardize"), help: "Penalize the coefficients of the raw columns.")
  var noStandardize = false

  @Flag(name: .customLong("non-negative"), help: "Rule out coefficients below zero (not for a ridge).")
  var nonNegative = false

  @Option(parsing: .unconditional, help: "How many folds for cross-validation. Default: 10, or as many as rows.")
  var folds: Int?

  @Option(parsing: .unconditional, help: "Which random folds.")
  var seed: UInt64 = 1

  @Option(
    help: """
      How λ is chosen: minimum (of the cross-validated error), one-standard-error (the largest λ within one standard error \
      of it), for a ridge also gcv or leave-one-out. Default: minimum, for a ridge gcv unless --folds is given.
      """)
  var select: Selection?

  /// What a saved model says of its penalty.
  var settings: [String: String] {
    var settings = ["penalty": penalty.rawValue, "standardizes": noStandardize ? "no" : "yes"]
    if penalty == .elasticNet { settings["alpha"] = "\(alpha ?? 0.5)" }
    return settings
  }

  func validate() throws {
    if penalty != .elasticNet, alpha != nil {
      throw ValidationError("--alpha goes with --penalty elastic-net: a lasso has α = 1, a ridge α = 0")
    }
    if let alpha, !(0...1).contains(alpha) { throw ValidationError("--alpha must lie between 0 and 1") }
    if let lambdas, lambdas < 1 || lambdas > 1_000_000 {
      throw ValidationError("--lambdas must lie between 1 and 1000000")
    }
    if let ratio, !(ratio > 0 && ratio < 1) { throw ValidationError("--ratio must lie between 0 and 1, such as 0.001") }
    if let lambda, !lambda.numbers.allSatisfy({ $0 >= 0 }) {
      throw ValidationError("--lambda takes numbers from 0 on, separated by commas")
    }
    if lambda != nil, lambdas != nil || ratio != nil {
      throw ValidationError("--lambda gives the values that --lambdas and --ratio would make: give one or the other")
    }
    if penalty == .ridge, nonNegative { throw ValidationError("--non-negative goes with a lasso or an elastic net") }
    if let folds, folds < 2 { throw ValidationError("--folds must be at least 2") }
    if let select, !select.isByFolds {
      guard penalty == .ridge else {
        throw ValidationError(
          "--select \(select.rawValue) goes with --penalty ridge: give minimum or one-standard-error")
      }
      if folds != nil { throw ValidationError("--folds goes with --select minimum or one-standard-error") }
    }
  }

  /// α.
  var share: Double {
    switch penalty {
    case .ridge: 0
    case .lasso: 1
    case .elasticNet: alpha ?? 0.5
    }
  }

  /// How λ is chosen; nil where there is nothing to choose from.
  ///
  /// - Parameter isLinear: whether a ridge has generalized cross-validation.
  func selection(isLinear: Bool = true) -> Selection? {
    if lambda?.numbers.count == 1 || lambdas == 1, select == nil, folds == nil { return nil }
    return select ?? (isLinear && penalty == .ridge && folds == nil ? .gcv : .minimum)
  }

  /// The penalties.
  var sequence: LambdaSequence {
    lambda.map { .values($0.numbers) } ?? .automatic(count: lambdas ?? 100, ratio: ratio)
  }

  /// The folds for so many rows.
  func splits(rowCount: Int) -> KFold { KFold(folds: folds ?? min(10, rowCount), seed: seed) }

  /// Fits the path, and judges it where that is wanted.
  func fit(_ data: PenalizedData, hasIntercept: Bool) throws -> FittedPath {
    let (splits, selection, objective) = (splits(rowCount: data.rowCount), selection(), formula)
    let convention = convention ?? .textbook
    if penalty == .ridge {
      let ridge = RidgeRegression(
        lambdas: sequence, convention: convention, hasIntercept: hasIntercept, standardizes: !noStandardize)
      guard selection?.isByFolds == true else {
        return FittedPath(try ridge.fit(data), nil, selection, objective: objective)
      }
      let judged = try ridge.crossValidate(data, folds: splits)
      return FittedPath(judged.path, FittedPath.Judgement(judged), selection, objective: objective)
    }
    let net = ElasticNet(
      l1Ratio: share, lambdas: sequence, convention: convention, hasIntercept: hasIntercept,
      standardizes: !noStandardize, isNonNegative: nonNegative)
    guard selection != nil else { return FittedPath(try net.fit(data), nil, selection, objective: objective) }
    let judged = try net.crossValidate(data, folds: splits)
    return FittedPath(judged.path, FittedPath.Judgement(judged), selection, objective: objective)
  }
}

extension PenaltyConvention: ExpressibleByArgument {}
