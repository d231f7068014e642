import Descent
import Foundation

/// A least-squares problem of random size, condition number and residuals, its columns in units of very different sizes.
struct GeneratedLeastSquares {
  enum Residuals: CaseIterable {
    /// Those that rounding y leaves.
    case small
    /// Random deviations, a tenth of the fitted values.
    case random
    /// Orthogonal to X, with ρ = ‖r‖/(‖X‖‖β‖) about 1.
    case orthogonal
  }

  let x: Matrix<Double>
  let y: Vector<Double>
  let hasIntercept: Bool

  /// X = U diag(s) Vᵀ with random orthonormal U and V and singular values from 1 to 1/κ.
  ///
  /// - Parameter index: makes the problem what it is: every third has the same kind of residuals, every second an
  ///   intercept; κ runs from 10 to 10¹³.
  init(index: Int, largestRowCount: Int, largestColumnCount: Int) throws {
    var generator = SplitMix(seed: UInt64(40_000 + index))
    let residuals = Residuals.allCases[index % 3]
    hasIntercept = index / 3 % 2 == 0
    let p = 1 + Int(generator.next() % UInt64(largestColumnCount))
    let fraction = (generator.nextSigned() + 1) / 2
    let least = Double(2 * p + 4)
    let n = Int(least * pow(Double(max(largestRowCount, 2 * p + 4)) / least, fraction)) / 2 * 2
    let conditionNumber = pow(10, 7 + 6 * generator.nextSigned())

    // For residuals that are orthogonal exactly every row stands there twice, once with +r and once with −r.
    let distinct = residuals == .orthogonal ? n / 2 : n
    let u = try QRDecomposition(Matrix.random(distinct, p, using: &generator)).thinQ()
    let v = try QRDecomposition(Matrix.random(p, p, using: &generator)).thinQ()
    let values = Vector((0..<p).map { pow(conditionNumber, -Double($0) / Double(max(1, p - 1))) })
    let design = u.scalingColumns(by: values) * v.transposed()
    let units = Vector((0..<p).map { _ in pow(10, (3 * generator.nextSigned()).rounded()) })
    // Between 0.5 and 1.5 with any sign: no coefficient is nothing but noise.
    let truth = Vector((0..<p + 1).map { _ in generator.nextSigned() }.map { $0 + ($0 < 0 ? -0.5 : 0.5) })
    let slopes = Vector(truth.dropFirst())
    let fitted = (design * slopes).adding(constant: hasIntercept ? truth[0] : 0)
    let noise = Vector((0..<distinct).map { _ in generator.nextSigned() })
    let scaled = design.scalingColumns(by: units)
    switch residuals {
    case .small:
      x = scaled
      y = fitted
    case .random:
      x = scaled
      y = fitted.adding(noise.scaled(by: 0.1 * fitted.norm() / noise.norm()))
    case .orthogonal:
      let residual = noise.scaled(by: slopes.norm() / noise.norm())
      x = .concatenating(rowsOf: [scaled, scaled])
      y = Vector(Array(fitted.adding(residual)) + Array(fitted.subtracting(residual)))
    }
  }

  /// X with the column of an intercept where there is one.
  var design: Matrix<Double> { hasIntercept ? x.prependingOnes() : x }

  /// κ_s of the columns scaled by powers of two and ρ = ‖r‖/(‖X‖‖β‖) of these: they decide how many digits there can be.
  func difficulty(coefficients: [Double], residualNorm: Double) throws -> (conditionNumber: Double, rho: Double) {
    let design = self.design
    let exponents = (0..<design.columnCount).map { Int(design.column($0).maximumMagnitude().exponent) }
    let scaled = design.scalingColumns(by: Vector(exponents.map { scalbn(1, -$0) }))
    let values = try SingularValueDecomposition.singularValues(of: scaled)
    let norm = Vector(zip(coefficients, exponents).map { scalbn($0, $1) }).norm()
    return (values[0] / values[values.count - 1], residualNorm / (values[0] * norm))
  }
}
