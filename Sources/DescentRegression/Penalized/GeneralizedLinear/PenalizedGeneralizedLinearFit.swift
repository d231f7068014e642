import DescentLinearAlgebra

/// The penalized models of some rows of the data.
struct PenalizedGeneralizedLinearFit {
  /// One model: the slopes of the design's centred columns that are not zero, and the intercept of these.
  struct Model: Sendable {
    var indices: [Int]
    var slopes: [Double]
    var constant: Double
    /// 1 − D/D₀; nil where the response does not vary.
    var explained: Double?
    var outcome: ProximalNewton.Outcome
  }

  /// Why a path has fewer models than penalties.
  enum Ending: Sendable { case saturated, divergent }

  let configuration: PenalizedGeneralizedLinearRegression
  let data: PenalizedResponse
  let design: PenalizedDesign
  let varies: [Bool]
  /// Whether the response does.
  let targetVaries: Bool
  /// The mean deviance of the model of the intercept alone.
  let nullDeviance: Double
  let newton: ProximalNewton
  private let scales: [Double]

  /// A fit that explains more than this ends an automatic path.
  private static let mostExplained = 0.999

  /// - Parameter rows: those that are fitted to, all by default.
  init(
    _ configuration: PenalizedGeneralizedLinearRegression, _ data: PenalizedResponse, rows: [Int]? = nil
  ) throws {
    self.configuration = configuration
    self.data = data
    design = PenalizedDesign(data.features, rows: rows, hasIntercept: configuration.hasIntercept)
    let response = data.response(of: rows)
    let null = try data.null(response, hasIntercept: configuration.hasIntercept)
    let standardized = StandardizedRows(design)
    (scales, varies) = (standardized.scales, standardized.varies)
    // The penalty of a raw column is that of the standardized one divided by its standard deviation.
    let factors =
      configuration.standardizes ? scales.map { _ in 1 } : zip(data.features.units, scales).map { $0 / $1 }
    newton = try ProximalNewton(
      standardized, response, data.model, weightSum: design.weightSum, factors: factors, constant: null.constant,
      hasIntercept: configuration.hasIntercept, isNonNegative: configuration.isNonNegative,
      maximumIterations: configuration.maximumIterations)
    nullDeviance =
      if let deviance = null.deviance {
        deviance / design.weightSum
      } else {
        max(0, 2 * (newton.nullLoss - newton.leastLoss))
      }
    targetVaries = nullDeviance > 4 * newton.rounding(newton.nullLoss)
  }

  /// α of the automatic path.
  private var pathRatio: Double { max(configuration.l1Ratio, 1e-3) }

  /// The least λ at which all coefficients are zero, to the last digit.
  var largestLambda: Double {
    let (wanted, sum) = (newton.largestPenalty, design.rawWeightSum)
    guard wanted > 0, targetVaries else { return 0 }
    return PenaltyConvention.leastLambda(configuration.lambda(l1: wanted, weightSum: sum, l1Ratio: pathRatio)) {
      configuration.penalties($0, weightSum: sum, l1Ratio: pathRatio).l1 >= wanted
    }
  }

  /// The models of the penalties, which descend.
  ///
  /// - Parameter isAutomatic: whether they end where nearly all is explained.
  func models(_ lambdas: [Double], isAutomatic: Bool) -> (models: [Model], ending: Ending?) {
    var models: [Model] = []
    var previous = newton.largestPenalty
    let isLimited = isAutomatic && newton.model.kind != .gaussian
    for lambda in lambdas {
      let (l1, l2) = configuration.penalties(
        lambda, weightSum: design.rawWeightSum, l1Ratio: configuration.l1Ratio)
      let outcome =
        l1 >= newton.largestPenalty || !targetVaries
        ? newton.null(l1: l1, l2: l2)
        : newton.solve(l1: l1, l2: l2, previousL1: previous, tolerance: configuration.tolerance)
      previous = l1
      if outcome.isDivergent { return (models, .divergent) }
      let indices = newton.beta.indices.filter { newton.beta[$0] != 0 }
      let explained = targetVaries ? newton.explained(outcome.loss) : nil
      models.append(
        Model(
          indices: indices, slopes: indices.map { newton.beta[$0] / scales[$0] }, constant: newton.constant,
          explained: explained, outcome: outcome))
      if isLimited, let explained, explained > Self.mostExplained, models.count < lambdas.count {
        return (models, .saturated)
      }
    }
    return (models, nil)
  }

  /// The path of all rows.
  ///
  /// - Throws: where there is no fit at any λ given.
  static func path(
    _ configuration: PenalizedGeneralizedLinearRegression, _ data: PenalizedResponse
  ) throws -> PenalizedGeneralizedLinearPath {
    let fit = try PenalizedGeneralizedLinearFit(configuration, data)
    let ratio = data.features.rowCount < data.features.columnCount ? 1e-2 : 1e-4
    let lambdas = configuration.lambdas.values(largest: fit.largestLambda, defaultRatio: ratio)
    let isAutomatic = if case .automatic = configuration.lambdas { true } else { false }
    let (models, ending) = fit.models(lambdas, isAutomatic: isAutomatic)
    guard !models.isEmpty else { throw RegressionError.noFiniteFit(target: data.features.target, lambda: lambdas[0]) }
    return PenalizedGeneralizedLinearPath(fit, lambdas: lambdas, models: models, ending: ending)
  }
}
