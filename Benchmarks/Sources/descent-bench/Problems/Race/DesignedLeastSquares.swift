import Descent
import Foundation

/// A least-squares problem whose answer, eigenvalues and course of gradient descent are known beforehand.
///
/// X = U diag(s) Vᵀ with columns of cosines in U and V (the discrete cosine transform, orthonormal by construction). The
/// Hessian (2/n) XᵀX then has the eigenvalues λ = 2s²/n, here spread evenly on a logarithmic scale from 1/κ to 1. The true
/// coefficients have the same share in each eigenvector, and y deviates from X β by a vector orthogonal to X.
struct DesignedLeastSquares {
  let conditionNumber: Double
  let eigenvalues: [Double]
  let x: Matrix<Double>
  let y: Vector<Double>
  /// β*, of length 1.
  let truth: Vector<Double>

  /// - Precondition: there are at least two columns and two rows more than columns.
  init(rows n: Int, columns p: Int, conditionNumber: Double) {
    self.conditionNumber = conditionNumber
    eigenvalues = (0..<p).map { pow(conditionNumber, -Double($0) / Double(p - 1)) }
    let singularValues = eigenvalues.map { (Double(n) * $0 / 2).squareRoot() }
    let v = Self.cosines(p, columns: 0..<p)
    let scaled = Matrix(p, p) { elements in
      for i in 0..<p { for j in 0..<p { elements[i * p + j] = singularValues[i] * v[j, i] } }
    }
    x = Self.cosines(n, columns: 1..<p + 1) * scaled
    truth = Vector((0..<p).map { i in (0..<p).reduce(0) { $0 + v[i, $1] } / Double(p).squareRoot() })
    let noise = Self.cosines(n, columns: p + 1..<p + 2).scaled(by: 0.1 * Double(n).squareRoot())
    y = (x * truth).adding(noise.column(0))
  }

  var rowCount: Int { x.rowCount }
  var columnCount: Int { x.columnCount }
  var name: String { "n = \(rowCount), p = \(columnCount), κ = \(conditionNumber)" }
  var byteCount: Int { x.count * MemoryLayout<Double>.stride }

  /// Columns of the orthogonal matrix of the discrete cosine transform of this size.
  private static func cosines(_ size: Int, columns: Range<Int>) -> Matrix<Double> {
    let table = (0..<4 * size).map { cos(Double.pi * Double($0) / Double(2 * size)) * (2 / Double(size)).squareRoot() }
    return Matrix(size, columns.count) { elements in
      for i in 0..<size {
        for (place, j) in columns.enumerated() {
          let value = j == 0 ? (1 / Double(size)).squareRoot() : table[(2 * i + 1) * j % (4 * size)]
          elements[i * columns.count + place] = value
        }
      }
    }
  }

  // MARK: What theory says

  /// The relative error after `iterations` steps of size `step` from 0: each eigenvector's share shrinks by 1 − αλ.
  func expectedError(step: Double, iterations: Int) -> Double {
    let squares = eigenvalues.map { pow(1 - step * $0, 2 * Double(iterations)) }
    return (squares.reduce(0, +) / Double(eigenvalues.count)).squareRoot()
  }

  /// The first iteration with at most this relative error.
  func expectedIterations(step: Double, tolerance: Double) -> Int {
    var (low, high) = (0, 1)
    while expectedError(step: step, iterations: high) > tolerance { (low, high) = (high, 2 * high) }
    while high - low > 1 {
      let middle = (low + high) / 2
      if expectedError(step: step, iterations: middle) > tolerance { low = middle } else { high = middle }
    }
    return high
  }
}
