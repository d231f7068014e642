import Descent

/// A path of any penalty, as far as `descent path` tells of it.
struct FittedPath {
  /// What cross-validation says.
  struct Judgement {
    var errors, standardErrors: [Double]
    var minimum, oneStandardError: Int
    var folds: Int
    var seed: UInt64

    init<Path>(_ judged: CrossValidation<Path>) {
      errors = judged.meanErrors
      standardErrors = judged.standardErrors
      minimum = judged.bestIndex
      oneStandardError = judged.oneStandardErrorIndex
      folds = judged.folds.folds
      seed = judged.folds.seed
    }
  }

  var lambdas: [Double]
  var degreesOfFreedom: [Double]
  var rSquared: [Double?]
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
  var model: PenalizedModel
  /// All models, in turn.
  var models: (Int) -> PenalizedModel
  var warnings: [String]

  init(_ path: RidgePath, _ judgement: Judgement?, _ selection: PenaltyOptions.Selection?) {
    lambdas = path.lambdas
    degreesOfFreedom = path.degreesOfFreedom
    rSquared = path.rSquared
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
    case .minimum: chosen = judgement?.minimum ?? 0
    case .oneStandardError: chosen = judgement?.oneStandardError ?? 0
    }
    self.warnings = warnings
    model = path[chosen]
  }

  init(_ path: ElasticNetPath, _ judgement: Judgement?, oneStandardError: Bool = false) {
    lambdas = path.lambdas
    degreesOfFreedom = path.degreesOfFreedom
    rSquared = path.rSquared
    nonZero = path.nonZeroCounts
    gaps = path.dualityGaps
    isConverged = path.isConverged
    largestLambda = path.largestLambda
    self.judgement = judgement
    chosen = judgement.map { oneStandardError ? $0.oneStandardError : $0.minimum } ?? 0
    model = path[chosen]
    models = { path[$0] }
    warnings = path.warnings
  }
}
