import DescentLinearAlgebra
import Foundation

/// θ of the negative binomial family by maximum likelihood: in turns with the coefficients, which hardly depend on it
/// (Lawless 1987), until it does not change any more.
struct NegativeBinomialFit {
  let fit: GeneralizedLinearFit
  let data: ResponseData
  let notes: [String]

  private static let mostTurns = 60

  func run() throws -> GeneralizedLinearModel {
    // θ = ∞ is the Poisson family.
    let poisson = RowModel(.poisson, fit.configuration.link)
    var means = try means(of: poisson)
    var theta = startingTheta(means)
    let limit = 1e7 * (1 + largest(data.y))
    for _ in 0..<Self.mostTurns {
      let before = theta
      theta = min(limit, maximizing(theta, means))
      if theta >= limit || (theta - before).magnitude <= 4e-15 * theta { break }
      means = try self.means(of: fit.rowModel(theta: theta))
    }
    var notes = notes
    if theta >= limit {
      notes.append(
        "the counts vary no more than Poisson's would: θ has no maximum and was stopped at \(shortDecimal(theta)); use "
          + "the poisson family")
    }
    return try fit.model(data, notes: notes, theta: theta)
  }

  private func largest(_ vector: Vector<Double>) -> Double { vector.reduce(0) { max($0, $1) } }

  private func means(of row: RowModel) throws -> [Double] {
    let result = try fit.scoring(
      data, row, values: fit.values, terms: fit.terms, hasIntercept: fit.configuration.hasIntercept)
    return result.eta.map { row.link.values($0).mean }
  }

  /// By moments: n/Σ(y/μ − 1)².
  private func startingTheta(_ means: [Double]) -> Double {
    var (sum, total) = (0.0, 0.0)
    data.withRows { rows in
      for row in means.indices {
        let ratio = rows.y[row] / means[row] - 1
        sum += rows.weight(row) * ratio * ratio
        total += rows.weight(row)
      }
    }
    return sum > 0 ? total / sum : 1
  }

  /// Newton's method on log θ.
  private func maximizing(_ start: Double, _ means: [Double]) -> Double {
    var theta = start
    for _ in 0..<100 {
      let (score, information) = Self.derivatives(theta, data, means)
      // In t = log θ the slope is θs, the curvature θs − θ²i.
      let curvature = theta * score - theta * theta * information
      let step = curvature < 0 ? -theta * score / curvature : (score > 0 ? 0.5 : -0.5)
      let bounded = max(-2, min(2, step))
      theta *= exp(bounded)
      guard theta < 1e15 else { return theta }
      if bounded.magnitude <= 1e-15 { break }
    }
    return theta
  }

  /// The derivative of the log-likelihood by θ, and minus the second one.
  static func derivatives(_ theta: Double, _ data: ResponseData, _ means: [Double]) -> (Double, Double) {
    let sums = BlockSums.sums(data.count) { range in
      data.withRows { rows in
        var (score, information) = (0.0, 0.0)
        for row in range {
          let (y, weight, mean) = (rows.y[row], rows.weight(row), means[row])
          guard weight > 0 else { continue }
          let gammas = Polygamma.differences(theta, y)
          let total = mean + theta
          score += weight * (gammas.digamma - log1p(mean / theta) - (y - mean) / total)
          information += weight * (gammas.trigamma - 1 / theta + 2 / total - (y + theta) / (total * total))
        }
        return [score, information]
      }
    }
    return (sums[0], sums[1])
  }
}

/// The derivatives of log Γ.
enum Polygamma {
  /// ψ(θ + y) − ψ(θ) and ψ′(θ) − ψ′(θ + y): sums of y terms where that are few.
  static func differences(_ theta: Double, _ y: Double) -> (digamma: Double, trigamma: Double) {
    guard y > 256 || y != y.rounded() else {
      var (first, second) = (0.0, 0.0)
      for k in 0..<Int(y) {
        let inverse = 1 / (theta + Double(k))
        first += inverse
        second += inverse * inverse
      }
      return (first, second)
    }
    return (digamma(theta + y) - digamma(theta), trigamma(theta) - trigamma(theta + y))
  }

  /// ψ(x), x > 0: recurrence up to 12, then the asymptotic series.
  static func digamma(_ x: Double) -> Double {
    var (x, sum) = (x, 0.0)
    while x < 12 {
      sum -= 1 / x
      x += 1
    }
    let w = 1 / (x * x)
    let series =
      w * (1.0 / 12 - w * (1.0 / 120 - w * (1.0 / 252 - w * (1.0 / 240 - w * (1.0 / 132 - w * 691 / 32_760)))))
    return sum + log(x) - 0.5 / x - series
  }

  /// ψ′(x), x > 0.
  static func trigamma(_ x: Double) -> Double {
    var (x, sum) = (x, 0.0)
    while x < 12 {
      sum += 1 / (x * x)
      x += 1
    }
    let w = 1 / (x * x)
    let series = w * (1.0 / 6 - w * (1.0 / 30 - w * (1.0 / 42 - w * (1.0 / 30 - w * (5.0 / 66 - w * 691 / 2730)))))
    return sum + 1 / x + 0.5 * w + series / x
  }
}
