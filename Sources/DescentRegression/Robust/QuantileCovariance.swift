import DescentLinearAlgebra
import Foundation

/// The covariance of the coefficients of quantile regression.
///
/// Analytic weights make rows wᵢxᵢ and wᵢyᵢ of the data, and all is that of these. Frequencies count rows.
struct QuantileCovariance {
  private let program: QuantileProgram
  private let counts: Vector<Double>?
  private let quantile: Double
  /// n.
  private let observationCount: Int

  /// A matrix, and what a person should know of it.
  typealias Result = (matrix: Matrix<Double>?, warning: String?)

  /// The most observations of which the residuals next to 0 are sorted and fitted one by one.
  private static let largestCount = 10_000_000

  init(_ program: QuantileProgram, _ rows: RowWeights, _ quantile: Double) {
    self.program = program
    counts = rows.counts
    observationCount = rows.observationCount
    self.quantile = quantile
  }

  /// n^(−1/3) z^(2/3) (1.5 φ(q)²/(2q² + 1))^(1/3) with q the normal τ-quantile and z the 97.5 % one (Hall, Sheather 1988).
  private var bandwidth: Double {
    let normal = NormalDistribution()
    let q = normal.quantile(quantile)
    let density = normal.density(q)
    return cbrt(1.5 * density * density / (2 * q * q + 1) / Double(observationCount))
      * pow(normal.upperQuantile(0.025), 2.0 / 3)
  }

  /// τ(1 − τ) (XᵀFX)⁻¹XᵀX(XᵀFX)⁻¹, fᵢ = 2h/(xᵢ(β(τ + h) − β(τ − h))); rows whose fits cross count with f = 0.
  func sandwich() -> Result {
    var h = bandwidth
    while quantile - h < 0 || quantile + h > 1 { h /= 2 }
    let high = QuantileFit(program, quantile: min(quantile + h, 1 - 1e-12))
    let low = QuantileFit(program, quantile: max(quantile - h, 1e-12))
    let plain = program.x * high.coefficients.subtracting(low.coefficients)
    let distances = counts == nil ? program.weighed(plain) : plain
    let least = 1e-8 * distances.maximumMagnitude()
    let crossing = distances.indices.reduce(0) { $0 + (distances[$1] > least ? 0 : counts?[$1] ?? 1) }
    var warning: String?
    if crossing > 0 {
      warning =
        "the fits to the quantiles \(shortDecimal(quantile - h)) and \(shortDecimal(quantile + h)) cross in "
        + "\(Int(crossing)) row\(crossing == 1 ? "" : "s"), which standard errors leave out: see whether they are plausible"
    }
    // With Z = V X S for X: (XᵀFX)⁻¹XᵀX(XᵀFX)⁻¹ = S (ZᵀFZ)⁻² Sᵀ. Of frequencies Z holds a factor too many.
    let densities = distances.mapElements { $0 > least ? 2 * h / $0 : 0 }
    let gram = program.basis.scalingRows(by: roots(densities)).gram()
    guard let cholesky = try? CholeskyDecomposition(gram), cholesky.conditionNumber < 1e14 else {
      return (nil, "too few rows have a density at the quantile: standard errors do not exist")
    }
    let half = program.unscaled(cholesky.solve(Matrix.identity(program.columnCount)))
      .scaled(by: (quantile * (1 - quantile)).squareRoot())
    guard counts != nil else { return (half.transposed().gram(), warning) }
    let ones = Vector(repeating: 1.0, count: program.rowCount)
    let middle = program.basis.scalingRows(by: roots(ones))
    return ((middle * half.transposed()).gram().scaled(by: 1 / program.objectiveScale), warning)
  }

  /// The roots of values; for frequencies over the frequency, which Z holds.
  private func roots(_ values: Vector<Double>) -> Vector<Double> {
    guard counts != nil, let scales = program.scales else { return values.mapElements { $0.squareRoot() } }
    var result = values
    result.combineElements(with: scales) { ($0 / $1).squareRoot() }
    return result
  }

  /// τ(1 − τ) s² (XᵀX)⁻¹: s is the slope of a median fit to the ordered residuals next to 0, as many as the bandwidth says,
  /// against their ranks over n − p.
  ///
  /// - Parameter residuals: of the data.
  func independent(_ residuals: Vector<Double>) -> Result {
    let (n, p) = (observationCount, program.columnCount)
    let residuals = counts == nil ? program.weighed(residuals) : residuals
    let zero = 1e-8 * max(residuals.maximumMagnitude(), .leastNormalMagnitude)
    let exact = residuals.indices.reduce(0) { $0 + (residuals[$1].magnitude < zero ? Int(counts?[$1] ?? 1) : 0) }
    let count = max(p + 1, Int((Double(n) * bandwidth).rounded(.up)))
    let ranks = exact..<min(n, exact + count + 1)
    guard ranks.count >= 3 else {
      return (nil, "too few rows lie off the fit: standard errors do not exist")
    }
    guard counts == nil || ranks.count <= Self.largestCount else {
      return (nil, "the frequencies stand for too many rows to fit their residuals one by one: take the sandwich")
    }
    let ordered = nearest(residuals, ranks).sorted()
    let places = Matrix(rows: ranks.map { [1, Double($0 + 1) / Double(n - p)] })
    guard let line = try? QuantileProgram(places, Vector(ordered), names: ["(Intercept)", "rank"]),
      let inverse = inverseGram
    else { return (nil, nil) }
    let sparsity = QuantileFit(line, quantile: 0.5).coefficients[1]
    return (inverse.scaled(by: quantile * (1 - quantile) * (sparsity * sparsity)), nil)
  }

  /// (XᵀX)⁻¹ of the observations.
  private var inverseGram: Matrix<Double>? {
    guard let counts else { return program.inverseGram }
    let names = (0..<program.columnCount).map { "x\($0 + 1)" }
    return try? fullRankSolution(program.x, program.y, weights: counts, names: names).inverseGram
  }

  /// The residuals of these ranks in the order of their sizes, each as often as it counts.
  private func nearest(_ residuals: Vector<Double>, _ ranks: Range<Int>) -> [Double] {
    let order = residuals.indices.sorted { (residuals[$0].magnitude, $0) < (residuals[$1].magnitude, $1) }
    guard let counts else { return ranks.map { residuals[order[$0]] } }
    var result: [Double] = []
    var first = 0
    for row in order where first < ranks.upperBound {
      let own = first..<first + Int(counts[row])
      result.append(contentsOf: repeatElement(residuals[row], count: own.clamped(to: ranks).count))
      first = own.upperBound
    }
    return result
  }
}
