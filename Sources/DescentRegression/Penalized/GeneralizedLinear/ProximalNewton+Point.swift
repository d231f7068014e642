import DescentLinearAlgebra

extension ProximalNewton {
  /// The most columns whose covariances are formed; with more, and with fewer rows, the columns themselves are swept over.
  private static let mostCovariances = 4096

  var usesCovariances: Bool { working.count <= min(response.count, Self.mostCovariances) }

  /// Whether ZᵀWZ of some steps ago may serve: for few columns it is as cheap as a gradient, and without a penalty the
  /// length of Newton steps says whether rows are separated.
  var reusesCurvature: Bool { usesCovariances && working.count > 64 && (l1 > 0 || l2 > 0) }

  /// Losses and derivatives at the present coefficients, the second ones too unless rows are fewer than columns.
  ///
  /// - Complexity: n m (m + 6) flops for m columns that are worked on and one pass over them; with fewer rows 4nm.
  func evaluate() -> (point: Point, curvature: Curvature?) {
    guard usesCovariances, !working.isEmpty else { return (evaluateRows(), nil) }
    let n = response.count
    var (pulls, weights) = (Vector<Double>.zeros(n), Vector<Double>.zeros(n))
    let (model, isObserved, sum) = (model, isObserved, weightSum)
    let moments = response.withRows { rows in
      pulls.withUnsafeMutableBufferPointer { pulls in
        weights.withUnsafeMutableBufferPointer { weights in
          let (u, w) = (SharedPointer(pulls.baseAddress!), SharedPointer(weights.baseAddress!))
          return Moments(
            of: packed,
            RowWeighting(Vector(working.map { beta[$0] }), constant: constant) { range, eta, weight, target in
              let value = model.weigh(
                range, of: rows, eta: eta, weights: weight, target: target, observed: isObserved)
              for i in 0..<range.count {
                (w.base + range.lowerBound)[i] = weight[i]
                (u.base + range.lowerBound)[i] = weight[i] * target[i]
              }
              return value
            })
        }
      }
    }
    let point = Point(
      loss: moments.value / 2 / sum, pull: moments.targetSums[0] / sum, weightSum: moments.weightSum / sum,
      products: working.indices.map { moments.products[$0, 0] / sum }, pulls: pulls, weights: weights)
    let curvature = Curvature(
      weightSum: point.weightSum, sums: moments.columnSums.map { $0 / sum }, gram: moments.gram.scaled(by: 1 / sum))
    return (point, curvature)
  }

  /// Losses and first derivatives at the present coefficients.
  ///
  /// - Complexity: 4nm flops for m columns that are worked on, one pass over them.
  func evaluateRows() -> Point {
    let (n, m) = (response.count, working.count)
    var (pulls, weights) = (Vector<Double>.zeros(n), Vector<Double>.zeros(n))
    let (model, isObserved, constant) = (model, isObserved, constant)
    let coefficients = working.map { beta[$0] }
    let columns = packed
    let sums = response.withRows { rows in
      pulls.withUnsafeMutableBufferPointer { pulls in
        weights.withUnsafeMutableBufferPointer { weights in
          let (u, w) = (SharedPointer(pulls.baseAddress!), SharedPointer(weights.baseAddress!))
          return BlockSums.sums(n) { block in
            var sums = [Double](repeating: 0, count: 3 + m)
            withUnsafeTemporaryAllocation(of: Double.self, capacity: RowWeighting.mostRows) { eta in
              columns.withUnsafeBufferPointer { columns in
                sums.withUnsafeMutableBufferPointer { sums in
                  for first in stride(from: block.lowerBound, to: block.upperBound, by: RowWeighting.mostRows) {
                    let range = first..<min(block.upperBound, first + RowWeighting.mostRows)
                    for i in range {
                      eta[i - first] =
                        m == 0
                        ? constant
                        : constant + ContiguousProducts.dot(m, columns.baseAddress! + i * m, coefficients)
                    }
                    sums[0] += model.weigh(
                      range, of: rows, eta: eta.baseAddress!, weights: w.base + first, target: u.base + first,
                      observed: isObserved)
                    for i in range {
                      u.base[i] *= w.base[i]
                      sums[1] += u.base[i]
                      sums[2] += w.base[i]
                      if m > 0 {
                        ContiguousProducts.addProduct(
                          m, of: u.base[i], columns.baseAddress! + i * m, to: sums.baseAddress! + 3)
                      }
                    }
                  }
                }
              }
            }
            return sums
          }
        }
      }
    }
    return Point(
      loss: sums[0] / 2 / weightSum, pull: sums[1] / weightSum, weightSum: sums[2] / weightSum,
      products: sums.dropFirst(3).map { $0 / weightSum }, pulls: pulls, weights: weights)
  }

  /// Zᵀu.
  private func products(_ columns: Matrix<Double>, _ pulls: Vector<Double>) -> [Double] {
    var result = Vector<Double>.zeros(columns.columnCount)
    multiply(columns.view.transposed, by: pulls.view, into: &result, scale: 1 / weightSum)
    return Array(result)
  }

  /// Finds the gradient by all columns, at the present point.
  ///
  /// - Complexity: one pass over X, unless all columns are worked on.
  func findGradient() {
    guard let point else { return }
    gradient = working.count == factors.count ? point.products : products(design, point.pulls)
  }
}
