import Descent
import Foundation

/// A least-squares problem with a condition number and residuals as wanted; columns in units of very different sizes.
struct GeneratedProblem: Sendable, CustomStringConvertible {
  enum Residuals: String, Sendable, CaseIterable {
    /// Those that rounding y leaves.
    case small
    /// Random deviations, a tenth of the fitted values.
    case random
    /// Orthogonal to X with ρ = ‖r‖/(‖X‖‖β‖) = 1: the least squares that are hardest.
    case orthogonal
  }

  let x: Matrix<Double>
  let y: Vector<Double>
  let hasIntercept: Bool
  let description: String

  /// X = U diag(s) Vᵀ with random orthonormal U and V and singular values from 1 to 1/κ on a logarithmic scale, its
  /// columns then multiplied by powers of ten.
  init(
    rows n: Int, columns p: Int, conditionNumber: Double, residuals: Residuals, hasIntercept: Bool = false, seed: UInt64
  ) throws {
    var generator = SplitMix(seed: seed)
    let u = try QRDecomposition(Matrix.random(n, p, using: &generator)).thinQ()
    let v = try QRDecomposition(Matrix.random(p, p, using: &generator)).thinQ()
    let values = Vector((0..<p).map { pow(conditionNumber, -Double($0) / Double(max(1, p - 1))) })
    let design = u.scalingColumns(by: values) * v.transposed()
    x = design.scalingColumns(by: Vector((0..<p).map { _ in pow(10, (6 * generator.nextSigned()).rounded()) }))
    // Between 0.5 and 1.5 with any sign: no coefficient is nothing but noise.
    let truth = Vector((0..<p + 1).map { _ in generator.nextSigned() }.map { $0 + ($0 < 0 ? -0.5 : 0.5) })
    let slopes = Vector(truth.dropFirst())
    let fitted = (design * slopes).adding(constant: hasIntercept ? truth[0] : 0)
    var noise = Vector((0..<n).map { _ in generator.nextSigned() })
    switch residuals {
    case .small: noise = .zeros(n)
    case .random: noise = noise.scaled(by: 0.1 * fitted.norm() / noise.norm())
    case .orthogonal:
      // By the exact solution: a projection with rounded numbers leaves X⁺r of the size κ² u.
      noise = ExactLeastSquares(x, noise, hasIntercept: hasIntercept).residuals(x, noise, hasIntercept: hasIntercept)
      noise = noise.scaled(by: slopes.norm() / noise.norm())
    }
    y = fitted.adding(noise)
    self.hasIntercept = hasIntercept
    description = "\(n)×\(p), κ \(conditionNumber), \(residuals) residuals, seed \(seed)"
  }

  /// What decides how many digits can be had: the condition number κ_s of the columns scaled by powers of two, and
  /// ρ = ‖r‖/(‖X‖‖β‖) of these.
  func difficulty(_ exact: ExactLeastSquares) throws -> (conditionNumber: Double, rho: Double) {
    let design = hasIntercept ? x.prependingOnes() : x
    let exponents = (0..<design.columnCount).map { j in Int(design.column(j).maximumMagnitude().exponent) }
    let factors = Vector(exponents.map { scalbn(1, -$0) })
    let values = try SingularValueDecomposition.singularValues(of: design.scalingColumns(by: factors))
    let coefficients = Vector(exponents.enumerated().map { j, exponent in scalbn(exact.coefficient(j), exponent) })
    return (values[0] / values[values.count - 1], exact.residualNorm / (values[0] * coefficients.norm()))
  }
}

extension ExactLeastSquares {
  /// y − Xβ with the exact β, each sum formed in double-double and rounded once.
  fileprivate func residuals(_ x: Matrix<Double>, _ y: Vector<Double>, hasIntercept: Bool) -> Vector<Double> {
    let design = hasIntercept ? x.prependingOnes() : x
    let pairs = (0..<count).map { coefficientPair($0) }
    return Vector(
      y.enumerated().map { i, value in
        var (high, low) = (value, 0.0)
        for (j, pair) in pairs.enumerated() {
          let product = -design[i, j] * pair.high
          let productError = (-product).addingProduct(-design[i, j], pair.high)
          let sum = high + product
          let part = sum - high
          low += (high - (sum - part)) + (product - part) + productError - design[i, j] * pair.low
          high = sum
        }
        return high + low
      })
  }
}

/// A small generator with a seed (Steele, Lea, Flood 2014).
struct SplitMix {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  /// A number between −1 and 1 with 53 random bits.
  mutating func nextSigned() -> Double { Double(Int64(bitPattern: next()) >> 10) * 0x1p-53 }
}

extension Matrix<Double> {
  /// Elements between −1 and 1.
  fileprivate static func random(_ rowCount: Int, _ columnCount: Int, using generator: inout SplitMix) -> Matrix {
    Matrix(rowCount, columnCount) { elements in
      for i in elements.indices { elements[i] = generator.nextSigned() }
    }
  }
}
