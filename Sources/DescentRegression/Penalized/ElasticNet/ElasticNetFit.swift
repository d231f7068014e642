import DescentLinearAlgebra

/// The elastic nets of one set of data, in columns of standard deviation 1.
struct ElasticNetFit {
  /// One model: the slopes of the design's centred columns that are not zero.
  struct Model: Sendable {
    var indices: [Int]
    var slopes: [Double]
    /// ‖r‖²/‖y‖², with shares of weights; nil where y does not vary.
    var unexplained: Double?
    var outcome: CoordinateDescent.Outcome
  }

  let configuration: ElasticNet
  let design: PenalizedDesign
  let varies: [Bool]
  let descent: CoordinateDescent
  private let scales: [Double]

  /// Up to so many columns, and no more than rows, all covariances are formed. With fewer rows residuals come nearer to
  /// zero than the rounding of covariances allows.
  private static let mostCovariances = 4096

  init(_ configuration: ElasticNet, _ design: PenalizedDesign) {
    self.configuration = configuration
    self.design = design
    let (n, p) = (design.rowCount, design.columnCount)
    let source: CoordinateDescent.Source
    if p <= min(n, Self.mostCovariances) {
      let moments = StandardizedMoments(design)
      (scales, varies) = (moments.scales, moments.varies)
      source = .covariances(moments.gram, products: moments.products, targetSquares: moments.targetSquares)
    } else {
      let columns = StandardizedColumns(design)
      (scales, varies) = (columns.scales, columns.varies)
      source = .columns(columns.columns, target: columns.target)
    }
    // The penalty of a raw column is that of the standardized one divided by its standard deviation.
    let units = design.data.units
    let factors = configuration.standardizes ? scales.map { _ in 1 } : zip(units, scales).map { $0 / $1 }
    descent = CoordinateDescent(source, factors: factors, isNonNegative: configuration.isNonNegative)
  }

  /// α of the automatic path.
  private var pathRatio: Double { max(configuration.l1Ratio, 1e-3) }

  /// The least λ at which all coefficients are zero, to the last digit.
  var largestLambda: Double {
    let wanted = descent.largestPenalty
    guard wanted > 0 else { return 0 }
    let (convention, unit) = (configuration.convention, design.data.targetUnit)
    return PenaltyConvention.leastLambda(convention.elasticNetLambda(l1: wanted / unit, l1Ratio: pathRatio)) { lambda in
      convention.elasticNetPenalties(lambda, l1Ratio: pathRatio).l1 * unit >= wanted
    }
  }

  /// The models of the penalties, which descend.
  func models(_ lambdas: [Double]) -> [Model] {
    var previous = descent.largestPenalty
    return lambdas.map { lambda in
      let penalties = configuration.convention.elasticNetPenalties(lambda, l1Ratio: configuration.l1Ratio)
      let l1 = penalties.l1 * design.data.targetUnit
      let outcome = descent.solve(
        l1: l1, l2: penalties.l2, previousL1: previous, tolerance: configuration.tolerance,
        maximumSweeps: configuration.maximumSweeps)
      previous = l1
      let solution = descent.solution
      let indices = solution.indices.filter { solution[$0] != 0 }
      let total = descent.targetSquares
      return Model(
        indices: indices, slopes: indices.map { solution[$0] / scales[$0] },
        unexplained: total > 0 ? descent.residualSquares / total : nil, outcome: outcome)
    }
  }
}
