import Descent
import Foundation

/// A random quadratic whose bounds are to be held against the truth, as `exact_curvature.py` reads it.
struct CurvatureProblem: Encodable {
  private let matrix, x: [[Double]]?
  private let ridge: Double?
  private let firstPenalized: Int?
  private let bounds: [Double]
  private let floor: Double?

  private enum CodingKeys: String, CodingKey {
    case matrix, x, ridge, bounds, floor
    case firstPenalized = "first_penalized"
  }

  /// Sizes 1 to 40, condition numbers up to 10¹²; kinds of spectra and of problems take turns.
  init(_ index: Int, _ generator: inout SplitMix) throws {
    let p = 1 + Int(generator.next() % 40)
    let condition = pow(10, 12 * generator.nextSigned().magnitude)
    let kind = ConditionedMatrix.Spectrum(rawValue: index % ConditionedMatrix.Spectrum.allCases.count)!
    let seed = generator.next()
    let found: CurvatureBounds
    if index % 3 < 2 {
      let root = ConditionedMatrix(size: p, condition: condition, spectrum: kind, seed: seed)
      var a = root.symmetric
      // Powers of two from 10⁻²⁰ to 10²⁰, and some with a negative eigenvalue.
      if index % 7 == 0 { for i in 0..<p { a[i, i] -= 0.3 } }
      a = a.scaled(by: pow(2, Double(Int(generator.next() % 129)) - 64))
      found = try CurvatureBounds(of: a)
      (matrix, x, ridge, firstPenalized, floor) = (a.rows, nil, nil, nil, nil)
    } else {
      let n = 1 + Int(generator.next() % 60)
      let root = ConditionedMatrix(size: p, condition: condition.squareRoot(), spectrum: kind, seed: seed)
      let design = Matrix.random(n, p, using: &generator) * root.matrix
      let penalty = index % 2 == 0 ? 0 : pow(10, -6 * generator.nextSigned().magnitude)
      let first = index % 4 < 2 ? 0 : 1
      let loss = try LeastSquares(design, .zeros(n), ridge: penalty, penalized: first == 0 ? .all : .allButFirst)
      found = try loss.curvatureBounds()
      (matrix, x, ridge, firstPenalized) = (nil, design.rows, penalty, first)
      floor = first == 0 ? penalty : 0
    }
    guard found.isCertified else { throw BenchmarkError.wrongAnswer("problem \(index), which is not proven,") }
    bounds = [
      found.lambdaMax.lowerBound, found.lambdaMax.upperBound, found.lambdaMin.lowerBound, found.lambdaMin.upperBound,
    ]
  }

  func line() throws -> String { String(decoding: try JSONEncoder().encode(self), as: UTF8.self) }
}

/// Matrices with known singular values, spread in several ways from 1 down to 1/κ.
struct ConditionedMatrix {
  enum Spectrum: Int, CaseIterable {
    case graded, repeated, clustered, random, one
  }

  private let values: [Double]
  private let vectors: Matrix<Double>

  init(size p: Int, condition: Double, spectrum: Spectrum = .graded, seed: UInt64) {
    var generator = SplitMix(seed: seed)
    values = (0..<p).map { i in
      switch spectrum {
      case .graded: pow(condition, -Double(i) / Double(max(1, p - 1)))
      case .repeated: i < p / 2 ? 1 : 1 / condition
      case .clustered: 1 - 1e-9 * Double(i) + (i == p - 1 ? 1 / condition - 1 : 0)
      case .random: pow(condition, -generator.nextSigned().magnitude)
      case .one: 1
      }
    }
    vectors = Self.reflection(p, &generator) * Self.reflection(p, &generator)
  }

  private static func reflection(_ p: Int, _ generator: inout SplitMix) -> Matrix<Double> {
    let v = Matrix.random(1, p, using: &generator)
    return Matrix.identity(p).subtracting(v.transposed() * v.scaled(by: 2 / v.norm() / v.norm()))
  }

  /// diag(s) Vᵀ.
  var matrix: Matrix<Double> { vectors.transposed().scalingRows(by: Vector(values)) }

  /// V diag(s) Vᵀ, exactly symmetric.
  var symmetric: Matrix<Double> {
    var a = vectors * matrix
    for i in 0..<a.rowCount { for j in 0..<i { a[i, j] = a[j, i] } }
    return a
  }
}

extension Matrix<Double> {
  fileprivate var rows: [[Double]] { (0..<rowCount).map { i in (0..<columnCount).map { self[i, $0] } } }
}
