import Descent

/// A path of any penalty, as far as `descent path` tells of it.
struct FittedPath {
  /// What cross-validation says.
  struct Judgement {
    var errors, standardErrors: [Double]
    var minimum, oneStandardError: Int
    var folds: Int
    var seed: UInt64
    var metric: String
    var isBetterWhenHigher: Bool

    init<Path>(_ judged: CrossValidation<Path>, metric: String = "mse", isBetterWhenHigher: Bool = false) {
      self.metric = metric
      self.isBetterWhenHigher = isBetterWhenHigher
      errors = judged.meanErrors
      standardErrors = judged.standardErrors
      minimum = judged.bestIndex
      oneStandardError = judged.oneStandardErrorIndex
      folds = judged.folds.folds
      seed = judged.folds.seed
    }
  }

  /// What is minimized.
  var objective: String
  var convention: PenaltyConvention
  /// How λ was chosen; nil where there was nothing to choose from.
  var selection: PenaltyOptions.Selection?
  /// Of generalized linear models.
  var family: GeneralizedLinearRegression.Family?
  var link: GeneralizedLinearRegression.Link?
  var nullDeviance: Double?
  var violations: [Double]?
  var lambdas: [Double]
  var degreesOfFreedom: [Double]
  /// R², or the share of the deviance.
  var explained: [Double?]
  /// Of the lasso and the elastic net.
  var nonZero: [Int]?
  var gaps: [Double?]?
  var isConverged: [Bool]?
  var largestLambda: Double?
  /// Of the ridge.
  var gcv: [Double?]?
  var leaveOneOut: [Double?]?
  var judgement: Judgement?
  /// The place of the model that is reported.
  var chosen: Int
  var model: any PenalizedPathModel
  /// What is saved of it.
  var saved: ModelFile.Model
  /// All models, in turn.
  var models: (Int) -> any PenalizedPathModel
  var warnings: [String]

  init(_ path: RidgePath, _ judgement: Judgement?, _ selection: PenaltyOptions.Selection?, objective: String) {
    self.objective = objective
    self.selection = selection
    convention = path.configuration.convention
    lambdas = path.lambdas
    degreesOfFreedom = path.degreesOfFreedom
    explained = path.rSquared
    gcv = path.generalizedCrossValidation
    self.judgement = judgement
    models = { path[$0] }
    var warnings = path.warnings
    if selection != .gcv { warnings.removeAll { $0.hasPrefix("the least λ of the path") } }
    switch selection {
    case nil: chosen = 0
    case .gcv:
      chosen = path.bestIndex
      if path.generalizedCrossValidation.allSatisfy({ $0 == nil }) {
        warnings.append("no λ leaves degrees of freedom: generalized cross-validation does not exist")
      }
    case .leaveOneOut:
      let left = path.leaveOneOut()
      leaveOneOut = left.meanSquaredErrors
      chosen = left.bestIndex
      if let place = left.leverageOneRows.firstIndex(where: { $0 != nil }) {
        warnings.append(
          "row \(left.leverageOneRows[place]! + 1) has leverage 1 at λ = \(path.lambdas[place]): no other row says "
            + "anything about it, and the leave-one-out error does not exist")
      }
    case .minimum, .oneStandardError: chosen = Self.choice(judgement, selection)
    }
    self.warnings = warnings
    model = path[chosen]
    saved = .linear(path[chosen].predictor)
  }

  init(_ path: ElasticNetPath, _ judgement: Judgement?, _ selection: PenaltyOptions.Selection?, objective: String) {
    self.objective = objective
    self.selection = selection
    convention = path.configuration.convention
    lambdas = path.lambdas
    degreesOfFreedom = path.degreesOfFreedom
    explained = path.rSquared
    nonZero = path.nonZeroCounts
    gaps = path.dualityGaps
    isConverged = path.isConverged
    largestLambda = path.largestLambda
    self.judgement = judgement
    chosen = Self.choice(judgement, selection)
    model = path[chosen]
    saved = .linear(path[chosen].predictor)
    models = { path[$0] }
    warnings = path.warnings
  }

  init(
    _ path: PenalizedGeneralizedLinearPath, _ judgement: Judgement?, _ selection: PenaltyOptions.Selection?,
    objective: String, offsetColumn: String?
  ) {
    self.objective = objective
    self.selection = selection
    convention = path.configuration.convention
    family = path.configuration.family
    link = path.configuration.link
    nullDeviance = path.nullDeviance
    violations = path.violations
    lambdas = path.lambdas
    degreesOfFreedom = path.degreesOfFreedom
    explained = path.devianceRatios
    nonZero = path.nonZeroCounts
    gaps = path.dualityGaps
    isConverged = path.isConverged
    largestLambda = path.largestLambda
    self.judgement = judgement
    chosen = Self.choice(judgement, selection)
    model = path[chosen]
    var predictor = path[chosen].predictor
    predictor.offsetColumn = offsetColumn
    saved = .generalizedLinear(predictor)
    models = { path[$0] }
    warnings = path.warnings
  }

  /// What a saved model says of its path.
  var settings: [String: String] {
    var settings = ["lambda": "\(lambdas[chosen])", "convention": convention.rawValue]
    settings["family"] = family?.name
    settings["link"] = link?.rawValue
    return settings
  }

  /// The place of the λ that the folds choose; the first where there is nothing to choose from.
  private static func choice(_ judgement: Judgement?, _ selection: PenaltyOptions.Selection?) -> Int {
    judgement.map { selection == .oneStandardError ? $0.oneStandardError : $0.minimum } ?? 0
  }
}
