import DescentLinearAlgebra

extension ProximalNewton {
  /// The most columns whose covariances are formed; with more, and with fewer rows, the columns themselves are swept over.
  private static let mostCovariances = 4096

  var usesCovariances: Bool { working.count <= min(response.count, Self.mostCovariances) }

  /// Losses and derivatives at the present coefficients.
  ///
  /// - Complexity: n m (m + 6) flops for m columns that are worked on and one pass over them; with fewer rows 4nm.
  func evaluate() -> Point {
    guard usesCovariances, !working.isEmpty else { return evaluateRows() }
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
    return Point(
      loss: moments.value / 2 / sum, pull: moments.targetSums[0] / sum, weightSum: moments.weightSum / sum,
      products: working.indices.map { moments.products[$0, 0] / sum },
      covariances: (moments.columnSums.map { $0 / sum }, moments.gram), pulls: pulls, weights: weights)
  }

  /// The same without covariances.
  func evaluateRows() -> Point {
    let n = response.count
    var eta = Vector<Double>(repeating: constant, count: n)
    if !working.isEmpty {
      multiply(packed, by: Vector(working.map { beta[$0] }), into: &eta, accumulating: 1)
    }
    var (pulls, weights) = (Vector<Double>.zeros(n), Vector<Double>.zeros(n))
    let (model, isObserved) = (model, isObserved)
    let sums = response.withRows { rows in
      eta.withUnsafeMutableBufferPointer { eta in
        pulls.withUnsafeMutableBufferPointer { pulls in
          weights.withUnsafeMutableBufferPointer { weights in
            let (eta, u) = (SharedPointer(eta.baseAddress!), SharedPointer(pulls.baseAddress!))
            let w = SharedPointer(weights.baseAddress!)
            return BlockSums.sums(n) { block in
              var sums = [0.0, 0, 0]
              for first in stride(from: block.lowerBound, to: block.upperBound, by: RowWeighting.mostRows) {
                let range = first..<min(block.upperBound, first + RowWeighting.mostRows)
                sums[0] += model.weigh(
                  range, of: rows, eta: eta.base + first, weights: w.base + first, target: u.base + first,
                  observed: isObserved)
                for i in range {
                  u.base[i] *= w.base[i]
                  sums[1] += u.base[i]
                  sums[2] += w.base[i]
                }
              }
              return sums
            }
          }
        }
      }
    }
    return Point(
      loss: sums[0] / 2 / weightSum, pull: sums[1] / weightSum, weightSum: sums[2] / weightSum,
      products: working.isEmpty ? [] : products(packed, pulls), covariances: nil, pulls: pulls, weights: weights)
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
