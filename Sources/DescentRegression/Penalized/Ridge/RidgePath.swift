import DescentLinearAlgebra

/// The ridge fits for many penalties, and any other that is asked for.
///
/// Generalized cross-validation estimates the error of predictions by (1/n)‖r‖²/(1 − d/n)², where d are the degrees of
/// freedom (Golub, Heath, Wahba 1979). With weights (1/n)‖r‖² is Σwr²/Σw; n is the number of observations, for frequency
/// weights Σw.
public struct RidgePath: PenalizedPath {
  /// The configuration of the fit.
  public let configuration: RidgeRegression
  /// The penalties, descending.
  public let lambdas: [Double]
  /// The degrees of freedom of each fit, Σ σ²/(σ² + c) and 1 for the intercept.
  public let degreesOfFreedom: [Double]
  /// Σ wr² of each fit.
  public let residualSumsOfSquares: [Double]
  /// 1 − RSS/TSS of each fit; nil where y does not vary.
  public let rSquared: [Double?]
  /// The generalized cross-validation of each fit; nil where no degrees of freedom are left.
  public let generalizedCrossValidation: [Double?]
  /// The place of the λ of the least generalized cross-validation; the first where none exists.
  public let bestIndex: Int
  /// What a person should know about the fit.
  public let warnings: [String]

  let spectrum: RidgeSpectrum
  /// The slopes of the design's centred columns, one column for each λ.
  private let slopes: Matrix<Double>

  init(_ configuration: RidgeRegression, _ spectrum: RidgeSpectrum, lambdas: [Double]) {
    let design = spectrum.design
    let data = design.data
    let count = data.weights?.observationCount ?? Double(data.rowCount)
    let strengths = lambdas.map { spectrum.strength($0, configuration.convention) }
    let freedoms = strengths.map(spectrum.degreesOfFreedom)
    let squares = strengths.map(spectrum.meanSquare)
    let (unit, sum) = (data.targetUnit, design.rawWeightSum)
    self.configuration = configuration
    self.spectrum = spectrum
    self.lambdas = lambdas
    slopes = spectrum.slopes(strengths)
    degreesOfFreedom = freedoms
    residualSumsOfSquares = squares.map { $0 / unit / unit * sum }
    rSquared = squares.map { spectrum.targetSquares > 0 ? 1 - $0 / spectrum.targetSquares : nil }
    let criterion = zip(squares, freedoms).map { square, freedom -> Double? in
      let rest = 1 - freedom / count
      // With no degrees of freedom left both sides of the fraction are rounding.
      return rest > 1e-10 ? square / (rest * rest) / unit / unit : nil
    }
    generalizedCrossValidation = criterion
    let best = criterion.indices.filter { criterion[$0] != nil }.min { criterion[$0]! < criterion[$1]! } ?? 0
    bestIndex = best
    var warnings = data.constantColumns(spectrum.varies)
    if spectrum.targetSquares == 0 { warnings.append("\(data.target) does not vary: R² does not exist") }
    if lambdas.count > 1, best == lambdas.count - 1 {
      warnings.append(
        "the least λ of the path is the best by generalized cross-validation: smaller ones may be better still")
    }
    self.warnings = warnings
  }

  /// The model of the least generalized cross-validation.
  public var best: PenalizedModel { self[bestIndex] }

  /// The model of the λ at that place of the path.
  public subscript(index: Int) -> PenalizedModel {
    guard lambdas.indices.contains(index) else { trapIndex("RidgePath: the λ", index, lambdas.count) }
    return model(
      lambdas[index], Array(slopes.column(index)), freedom: degreesOfFreedom[index], rSquared: rSquared[index])
  }

  /// The model of any λ from 0 on, exactly: it need not be one of the path.
  ///
  /// - Precondition: λ is a number from 0 on.
  /// - Complexity: 2p² flops.
  public subscript(lambda lambda: Double) -> PenalizedModel {
    guard lambda >= 0, lambda.isFinite else { trap("RidgePath: λ must be a number from 0 on, not \(lambda)") }
    let strength = spectrum.strength(lambda, configuration.convention)
    let total = spectrum.targetSquares
    return model(
      lambda, Array(spectrum.slopes([strength]).column(0)), freedom: spectrum.degreesOfFreedom(strength),
      rSquared: total > 0 ? 1 - spectrum.meanSquare(strength) / total : nil)
  }

  private func model(_ lambda: Double, _ slopes: [Double], freedom: Double, rSquared: Double?) -> PenalizedModel {
    let design = spectrum.design
    let raw = design.raw(slopes, at: slopes.indices)
    return PenalizedModel(
      lambda: lambda, slopes: raw.slopes, intercept: raw.intercept, hasIntercept: design.hasIntercept,
      data: design.data, degreesOfFreedom: freedom, rSquared: rSquared)
  }
}

extension PenalizedData {
  /// A warning where columns do not vary.
  func constantColumns(_ varies: [Bool]) -> [String] {
    let names = zip(terms.names, varies).filter { !$0.1 }.map(\.0)
    guard !names.isEmpty else { return [] }
    let list = names.prefix(5).joined(separator: ", ") + (names.count > 5 ? " and \(names.count - 5) more" : "")
    return ["\(list) \(names.count == 1 ? "does" : "do") not vary: the coefficient is 0"]
  }
}
