import DescentLinearAlgebra

/// Minimizes Σ vᵢℓᵢ(ηᵢ) + λ₁Σfⱼ|βⱼ| + ½λ₂Σfⱼ²βⱼ², η = β₀ + Zβ + offset, for columns z of standard deviation 1 and shares v
/// of weights, whose sum is 1; ℓ are the losses of a ``RowModel``.
///
/// Each step goes to the minimum of the penalty and the quadratic that has the gradient of the losses and ZᵀWZ
/// (proximal Newton; Lee, Sun, Saunders 2014), or ZᵀWZ of some steps ago where that is cheaper. It has the columns that are worked on only; the others, whose coefficients
/// are zero, are looked at when these are done.
final class ProximalNewton {
  let model: RowModel
  let response: ResponseData
  /// Z.
  let design: Matrix<Double>
  let varies: [Bool]
  let hasIntercept: Bool
  let isNonNegative: Bool
  /// fⱼ.
  let factors: [Double]
  /// Σw, by which all sums are divided.
  let weightSum: Double
  /// Σvℓ at μ = y.
  let leastLoss: Double
  /// Whether W holds minus the second derivatives instead of their expectations.
  let isObserved: Bool
  let maximumIterations: Int

  /// β₀ and β.
  var constant: Double
  var beta: [Double]
  /// The columns that are worked on, and these columns.
  var working: [Int] = []
  private(set) var isWorking: [Bool]
  private(set) var packed: Matrix<Double>
  /// What is known at the present coefficients; nil where the columns have changed.
  var point: Point?
  /// Of the present coefficients, or of those some steps ago; nil where the columns have changed.
  var curvature: Curvature?
  /// How many steps ago that was.
  var curvatureAge = 0
  /// For all columns −∂/∂βⱼ of the losses, of the last point where they were asked for.
  var gradient: [Double]
  /// The largest change of a coefficient in the last step.
  var lastChange = 0.0
  /// The least λ₁ at which all coefficients are zero.
  private(set) var largestPenalty = 0.0
  /// The loss of the model of the intercept alone.
  private(set) var nullLoss = 0.0

  var l1 = 0.0
  var l2 = 0.0
  /// λ₁, or a ten-thousandth of the largest where it is less: what violations are measured by.
  var reference = 1.0

  /// The losses and their derivatives at some coefficients, all sums with shares of weights.
  struct Point {
    /// Σvℓ.
    var loss: Double
    /// Σu, u being −v times the derivative of ℓ by η.
    var pull: Double
    /// Σw.
    var weightSum: Double
    /// Zᵀu of the columns that are worked on.
    var products: [Double]
    /// u and w of each row.
    var pulls, weights: Vector<Double>
  }

  /// The second derivatives at some coefficients, by the intercept and the columns that are worked on.
  struct Curvature {
    /// Σw.
    var weightSum: Double
    /// ZᵀW1.
    var sums: [Double]
    /// ZᵀWZ.
    var gram: Matrix<Double>
  }

  /// Starts from the model of the intercept alone.
  ///
  /// - Parameter constant: the intercept of that.
  /// - Throws: where the link has no mean for it.
  init(
    _ rows: StandardizedRows, _ response: ResponseData, _ model: RowModel, weightSum: Double, factors: [Double],
    constant: Double, hasIntercept: Bool, isNonNegative: Bool, maximumIterations: Int
  ) throws {
    self.model = model
    self.response = response
    design = rows.matrix
    varies = rows.varies
    self.hasIntercept = hasIntercept
    self.isNonNegative = isNonNegative
    self.factors = factors
    self.weightSum = weightSum
    self.constant = constant
    self.maximumIterations = maximumIterations
    leastLoss = model.saturated(response) / 2 / weightSum
    isObserved = model.isConvex && !model.isCanonical
    let p = factors.count
    beta = Array(repeating: 0, count: p)
    gradient = beta
    isWorking = Array(repeating: false, count: p)
    packed = .zeros(rows.matrix.rowCount, 0)
    ContiguousProducts.prepare()
    let null = evaluateRows()
    guard null.loss.isFinite else {
      throw RegressionError.noValidStart(family: model.family.name, link: model.link.rawValue)
    }
    nullLoss = null.loss
    point = null
    findGradient()
    for j in 0..<p {
      largestPenalty = max(largestPenalty, (isNonNegative ? gradient[j] : gradient[j].magnitude) / factors[j])
    }
  }

  /// Sets the penalties.
  func setPenalties(l1: Double, l2: Double) {
    self.l1 = l1
    self.l2 = l2
    reference = max(l1, 1e-4 * largestPenalty, .leastNormalMagnitude)
  }

  /// Works on columns too whose gradient is that large, and on some more that will come soon.
  ///
  /// - Returns: whether there was one that it did not work on.
  /// - Complexity: one pass over X where there was.
  func include(above bound: Double) -> Bool {
    func size(_ j: Int) -> Double { (isNonNegative ? gradient[j] : gradient[j].magnitude) / factors[j] }
    let places = factors.indices
    guard places.contains(where: { !isWorking[$0] && varies[$0] && size($0) >= bound && size($0) > 0 }) else {
      return false
    }
    for j in places where varies[j] && size(j) > 0 && size(j) >= 0.7 * bound { isWorking[j] = true }
    working = places.filter { isWorking[$0] }
    // Most of a matrix, or of a narrow one, is not worth a copy.
    if working.count > places.count / 2 || places.count <= 32 {
      working = Array(places)
      isWorking = Array(repeating: true, count: places.count)
    }
    packed = working.count == places.count ? design : design.selecting(columns: working)
    point = nil
    curvature = nil
    return true
  }

  /// The penalty of the present coefficients.
  var penalty: Double {
    zip(beta, factors).reduce(0) { sum, next in
      let size = next.1 * next.0.magnitude
      return sum + l1 * size + 0.5 * l2 * size * size
    }
  }

  /// The share of the null model's deviance that is explained; nil where there is none.
  func explained(_ loss: Double) -> Double? {
    nullLoss > leastLoss ? 1 - max(0, loss - leastLoss) / (nullLoss - leastLoss) : nil
  }
}

extension RowModel {
  /// Whether the loss of every row is a convex function of η.
  var isConvex: Bool {
    switch (kind, link) {
    case (.gaussian, .identity), (.poisson, _), (.gamma, .inverse), (.gamma, .log), (.inverseGaussian, .inverseSquare),
      (.inverseGaussian, .inverse), (.negativeBinomial, .log):
      true
    case (.binomial, let link): link != .cauchit
    default: false
    }
  }
}
