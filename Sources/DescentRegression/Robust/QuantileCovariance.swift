import DescentLinearAlgebra
import Foundation

/// The covariance of the coefficients of quantile regression.
enum QuantileCovariance {
  /// n^(−1/3) z^(2/3) (1.5 φ(q)²/(2q² + 1))^(1/3) with q the normal τ-quantile and z the 97.5 % one (Hall, Sheather 1988).
  static func bandwidth(_ quantile: Double, rowCount: Int) -> Double {
    let normal = NormalDistribution()
    let q = normal.quantile(quantile)
    let density = normal.density(q)
    return cbrt(1.5 * density * density / (2 * q * q + 1) / Double(rowCount))
      * pow(normal.upperQuantile(0.025), 2.0 / 3)
  }

  /// τ(1 − τ) (XᵀFX)⁻¹XᵀX(XᵀFX)⁻¹, fᵢ = 2h/(xᵢ(β(τ + h) − β(τ − h))); rows whose fits cross count with f = 0.
  static func sandwich(_ program: QuantileProgram, _ quantile: Double) -> (Matrix<Double>?, String?) {
    let (n, p) = (program.rowCount, program.columnCount)
    var h = bandwidth(quantile, rowCount: n)
    while quantile - h < 0 || quantile + h > 1 { h /= 2 }
    let high = QuantileFit(program, quantile: min(quantile + h, 1 - 1e-12))
    let low = QuantileFit(program, quantile: max(quantile - h, 1e-12))
    let distances = program.x * high.coefficients.subtracting(low.coefficients)
    let least = 1e-8 * distances.maximumMagnitude()
    let crossing = distances.count { !($0 > least) }
    var warning: String?
    if crossing > 0 {
      warning =
        "the fits to the quantiles \(shortDecimal(quantile - h)) and \(shortDecimal(quantile + h)) cross in \(crossing) "
        + "row\(crossing == 1 ? "" : "s"), which standard errors leave out: see whether they are plausible"
    }
    let roots = distances.mapElements { $0 > least ? (2 * h / $0).squareRoot() : 0 }
    // With Z for X: (XᵀFX)⁻¹XᵀX(XᵀFX)⁻¹ = S (ZᵀFZ)⁻² Sᵀ.
    let gram = program.basis.scalingRows(by: roots).gram()
    guard let cholesky = try? CholeskyDecomposition(gram), cholesky.conditionNumber < 1e14 else {
      return (nil, "too few rows have a density at the quantile: standard errors do not exist")
    }
    let inverse = cholesky.solve(Matrix.identity(p))
    let factor = (quantile * (1 - quantile)).squareRoot()
    let half = program.unscaled(inverse).scaled(by: factor)
    return (half.transposed().gram(), warning)
  }

  /// τ(1 − τ) s² (XᵀX)⁻¹: s is the slope of a median fit to the ordered residuals next to 0, as many as the bandwidth says,
  /// against their ranks over n − p.
  static func independent(
    _ program: QuantileProgram, _ quantile: Double, _ residuals: Vector<Double>
  ) -> (Matrix<Double>?, String?) {
    let (n, p) = (program.rowCount, program.columnCount)
    let zero = 1e-8 * max(residuals.maximumMagnitude(), .leastNormalMagnitude)
    let exact = residuals.count { $0.magnitude < zero }
    let count = max(p + 1, Int((Double(n) * bandwidth(quantile, rowCount: n)).rounded(.up)))
    let nearest = residuals.indices.sorted {
      (residuals[$0].magnitude, $0) < (residuals[$1].magnitude, $1)
    }
    let chosen = (exact...(exact + count)).filter { $0 < n }
    guard chosen.count >= 3 else {
      return (nil, "too few rows lie off the fit: standard errors do not exist")
    }
    let ordered = Vector(chosen.map { residuals[nearest[$0]] }.sorted())
    let ranks = Matrix(rows: chosen.map { [1, Double($0 + 1) / Double(n - p)] })
    guard let line = try? QuantileProgram(ranks, ordered, names: ["(Intercept)", "rank"]) else { return (nil, nil) }
    let sparsity = QuantileFit(line, quantile: 0.5).coefficients[1]
    return (program.inverseGram.scaled(by: quantile * (1 - quantile) * (sparsity * sparsity)), nil)
  }
}
