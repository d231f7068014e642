import DescentLinearAlgebra
import DescentOptimization
import Foundation
import Testing

@Suite struct DifferenceHessianTests {
  /// log Σ exp(aᵢᵀx) of four rows aᵢ.
  static let logSumOfExponentials = TwiceDifferentiableClosure(3) { point, gradient in
    let (weights, sum) = softmax(point)
    for j in 0..<3 { gradient[j] = (0..<4).reduce(0) { $0 + weights[$1] * rows[$1][j] } }
    return log(sum)
  } hessian: { point in
    let (weights, _) = softmax(point)
    var result = Matrix<Double>.zeros(3, 3)
    let means = (0..<3).map { j in (0..<4).reduce(0) { $0 + weights[$1] * rows[$1][j] } }
    for j in 0..<3 {
      for k in 0..<3 {
        for i in 0..<4 { result[j, k] += weights[i] * (rows[i][j] - means[j]) * (rows[i][k] - means[k]) }
      }
    }
    return result
  }

  private static let rows: [[Double]] = [[1, 2, 0], [-1, 0.5, 3], [0, -2, 1], [2, 1, -1]]

  private static func softmax(_ point: Span<Double>) -> (weights: [Double], sum: Double) {
    let terms = rows.map { row in exp(row[0] * point[0] + row[1] * point[1] + row[2] * point[2]) }
    let sum = terms.reduce(0, +)
    return (terms.map { $0 / sum }, sum)
  }

  static let waves = TwiceDifferentiableClosure(2) { point, gradient in
    let (x, y) = (point[0], point[1])
    gradient[0] = cos(x) * exp(y)
    gradient[1] = sin(x) * exp(y) + cos(y)
    return sin(x) * exp(y) + sin(y)
  } hessian: { point in
    let (x, y) = (point[0], point[1])
    return [[-sin(x) * exp(y), cos(x) * exp(y)], [cos(x) * exp(y), sin(x) * exp(y) - sin(y)]]
  }

  @Test(arguments: 0..<5)
  func theErrorIsWithinItsEstimate(function: Int) throws {
    let functions = [
      Self.logSumOfExponentials, Self.waves, CriticalPointTests.rosenbrock, CriticalPointTests.twoValleys,
      CriticalPointTests.quartic,
    ]
    let f = functions[function]
    for seed in 0..<60 {
      let size = [0.01, 1, 3][seed % 3]
      let point = Vector<Double>.random(f.parameterCount, seed: UInt64(seed)).scaled(by: size)
      let exact = f.hessian(at: point)
      let found = try DifferenceHessian(of: f, at: point)
      let error = found.matrix.subtracting(exact)
      for i in 0..<f.parameterCount {
        for j in 0..<f.parameterCount {
          let estimate = found.errorEstimates[i, j]
          #expect(error[i, j].magnitude <= estimate, "\(point) \(i) \(j): \(error[i, j]) \(estimate)")
        }
      }
      #expect(error.norm() <= found.errorNorm)
      #expect(found.errorNorm < 1e-8 * max(1, exact.norm()))
      #expect(found.matrix.isSymmetric())
      #expect(found.evaluations == 4 * f.parameterCount + 1)
    }
  }

  @Test func aGradientOfSinglePrecision() throws {
    // It is off by 6 · 10⁻⁸, which over a step for double precision is a hundredth.
    let f = ClosureObjective(2) { point, gradient in
      gradient[0] = Double(Float(sin(point[0]) + point[1]))
      gradient[1] = Double(Float(point[0] + point[1] * exp(point[1])))
      return 0
    }
    for seed in 0..<40 {
      let point = Vector<Double>.random(2, seed: UInt64(seed))
      let found = try DifferenceHessian(of: f, at: point, gradientRounding: 0x1p-24)
      let (x, y) = (point[0], point[1])
      let error = found.matrix.subtracting([[cos(x), 1], [1, (1 + y) * exp(y)]]).norm()
      #expect(error <= found.errorNorm)
      #expect(found.errorNorm < 5e-3)
    }
  }

  @Test func stepsFollowTheSizeOfTheParameters() throws {
    // Second derivatives of (x/s)² + (x/s)⁴ at s and at 0, for s far from 1.
    for s in [1e-9, 1e9] {
      let f = ClosureObjective(1) { point, gradient in
        let t = point[0] / s
        gradient[0] = (2 * t + 4 * t * t * t) / s
        return t * t + t * t * t * t
      }
      let away = try DifferenceHessian(of: f, at: [s], typicalSize: s).matrix[0, 0] * s * s
      #expect((away - 14).magnitude < 1e-8)
      let origin = try DifferenceHessian(of: f, at: [0], typicalSize: s)
      #expect((origin.matrix[0, 0] * s * s - 2).magnitude < 1e-12)
    }
  }

  @Test func noParameters() throws {
    let found = try DifferenceHessian(of: ClosureObjective(0) { _, _ in 1 }, at: [])
    #expect(found.matrix.rowCount == 0)
    #expect(found.errorNorm == 0)
  }
}
