import DescentLinearAlgebra

/// Stochastic gradient descent: a step for each mini-batch of a few samples, over any ``UpdateRule``.
///
/// ```swift
/// let fit = try StochasticGradientDescent().minimize(LeastSquares(x, y))
/// let other = try StochasticGradientDescent(Adam(rate: 0.01), batchSize: 64, seed: 7).minimize(LogisticLoss(x, y))
/// ```
///
/// An iteration is an *epoch*: all samples once, in an order drawn anew from the seed, and then one evaluation of the whole
/// objective, so that values, gradients and stopping criteria are those of the objective and not of a batch. With
/// ``samplesPerIteration`` it is a part of an epoch. The noise of
/// the batches keeps the steps from coming to rest: averages of the points do better (``averaging``), as do batches that
/// grow, schedules that fall, and variance reduction, with which the method converges like a full gradient.
///
/// Without a rule the step is found from the data: on objectives with a linear predictor, 1/(2𝓛) with 𝓛 the expected
/// smoothness of a batch (Gower et al. 2019), in columns that are standardized by a change of variables; the data stay as
/// they are.
///
/// The run ends by itself where for ``patience`` epochs the value has not fallen by the part ``tolerance``.
///
/// - Complexity: an epoch is a pass over X in random order and one in order, and O(p) for each batch; twice the first
///   with variance reduction. No allocation after the first epoch.
/// - Note: H. Robbins, S. Monro 1951.
public struct StochasticGradientDescent<Rule: UpdateRule>: Optimizer {
  /// What makes steps of the gradients of batches. ``RuleStep/index`` counts batches.
  public var rule: Rule
  /// b, the samples in a batch.
  public var batchSize: Int
  /// What the batch size is multiplied by after each epoch, at least 1.
  public var batchGrowth: Double
  /// The samples after which the whole objective is evaluated; nil for all, an epoch.
  public var samplesPerIteration: Int?
  /// Which mean of the points is evaluated and returned.
  public var averaging: Averaging
  /// Whether the gradient of a batch is freed of its noise by that at the last epoch's point: SVRG.
  ///
  /// g ← g_B(x) − g_B(x̃) + ∇f(x̃), whose variance falls to 0 as x and x̃ come to the minimum (R. Johnson, T. Zhang 2013).
  public var reducesVariance: Bool
  /// Whether columns are standardized by a change of variables, where the objective has a linear predictor.
  public var standardizes: Bool
  /// Whether the rates of the rule are multiples of 1/(2𝓛), half of that with variance reduction.
  public var scalesSteps: Bool
  /// The iterations without a fall after which the run ends.
  public var patience: Int
  /// The part of the value that counts as a fall.
  public var tolerance: Double
  /// What the order of the samples is drawn from.
  public var seed: UInt64

  /// Stochastic descent over a rule, with its rates as they are.
  public init(
    _ rule: Rule, batchSize: Int = 32, batchGrowth: Double = 1, samplesPerIteration: Int? = nil,
    averaging: Averaging = .none, reducesVariance: Bool = false, standardizes: Bool = false, patience: Int = 10,
    tolerance: Double = 1e-4,
    seed: UInt64 = 1
  ) {
    self.rule = rule
    self.batchSize = batchSize
    self.batchGrowth = batchGrowth
    self.samplesPerIteration = samplesPerIteration
    self.averaging = averaging
    self.reducesVariance = reducesVariance
    self.standardizes = standardizes
    scalesSteps = false
    self.patience = patience
    self.tolerance = tolerance
    self.seed = seed
  }
}

extension StochasticGradientDescent: Equatable where Rule: Equatable {}
extension StochasticGradientDescent: Hashable where Rule: Hashable {}

extension StochasticGradientDescent where Rule == Momentum {
  /// Stochastic descent with steps and standardized columns of its own finding.
  ///
  /// - Parameters:
  ///   - rate: the step as a multiple of what is found, 1/(2𝓛).
  ///   - batchSize: the samples in a batch.
  ///   - batchGrowth: what that is multiplied by after each epoch, at least 1.
  ///   - samplesPerIteration: the samples after which the whole objective is evaluated; nil for all.
  ///   - averaging: which mean of the points is returned; with variance reduction the last point.
  ///   - reducesVariance: whether the noise of batches is taken off (SVRG).
  ///   - patience: the iterations without a fall after which the run ends.
  ///   - tolerance: the part of the value that counts as a fall.
  ///   - seed: what the order of the samples is drawn from.
  public init(
    rate: Schedule = 1, batchSize: Int = 32, batchGrowth: Double = 1, samplesPerIteration: Int? = nil,
    averaging: Averaging = .polynomial(3), reducesVariance: Bool = false, patience: Int = 10, tolerance: Double = 1e-4,
    seed: UInt64 = 1
  ) {
    self.init(
      Momentum(rate: rate, momentum: 0), batchSize: batchSize, batchGrowth: batchGrowth,
      samplesPerIteration: samplesPerIteration, averaging: reducesVariance ? .none : averaging,
      reducesVariance: reducesVariance, standardizes: true,
      patience: patience, tolerance: tolerance, seed: seed)
    scalesSteps = true
  }
}

/// Which mean of the points of stochastic descent is its result.
public enum Averaging: Sendable, Codable, Hashable {
  /// The last point.
  case none
  /// The mean of all points (D. Ruppert 1988; B. T. Polyak, A. B. Juditsky 1992).
  case uniform
  /// A mean whose weights grow like kᵞ with the number k of the step, so that the beginning is forgotten
  /// (O. Shamir, T. Zhang 2013).
  case polynomial(Double)

  /// The weight of the k-th point, counted from 1, in the mean.
  func weight(_ k: Int) -> Double {
    switch self {
    case .none: 1
    case .uniform: 1 / Double(k)
    case .polynomial(let degree): (degree + 1) / (Double(k) + degree)
    }
  }
}

extension StochasticGradientDescent {
  /// What a run of stochastic descent carries from one epoch to the next.
  public struct State: OptimizerState, Equatable {
    /// The averaged point, in the coordinates of the objective.
    public internal(set) var iterate: Iterate
    public internal(set) var progress: Progress
    public internal(set) var notes: [String] = []
    /// What the rule remembers.
    public internal(set) var memory: Rule.Memory
    /// The batches so far.
    public internal(set) var batches = 0
    /// What the rates of the rule are multiplied by.
    public internal(set) var stepScale: Double
    /// The epochs that are done.
    public internal(set) var epochs = 0
    /// The samples of this epoch that are done.
    public internal(set) var position = 0
    var generator: SeededGenerator
    /// The generator at the beginning of this epoch, which its order is drawn from.
    var epochGenerator: SeededGenerator
    var scaling: StandardizedCoordinates
    var sampleCount: Int
    /// θ, the point of the steps.
    var point: Vector<Double>
    /// The mean of θ.
    var average: Vector<Double>
    /// For rules that extrapolate: θ before the last step.
    var previous: Vector<Double>
    /// The lowest value so far, and the iterations since it fell.
    var lowest: Double
    var idleIterations = 0
    /// What an epoch works in; no part of a checkpoint.
    var scratch = Scratch()

    private enum CodingKeys: CodingKey {
      case iterate, progress, notes, memory, batches, stepScale, epochs, position, generator, epochGenerator, scaling
      case sampleCount, point, average, previous, lowest, idleIterations
    }

    public static func == (a: Self, b: Self) -> Bool {
      a.iterate == b.iterate && a.progress == b.progress && a.notes == b.notes && a.memory == b.memory
        && a.batches == b.batches && a.stepScale == b.stepScale && a.generator == b.generator
        && a.epochs == b.epochs && a.position == b.position && a.epochGenerator == b.epochGenerator
        && a.scaling == b.scaling && a.sampleCount == b.sampleCount && a.point == b.point && a.average == b.average
        && a.previous == b.previous && a.lowest == b.lowest && a.idleIterations == b.idleIterations
    }
  }

  /// The order of the samples and vectors of one epoch.
  struct Scratch: Sendable {
    var order: [Int] = []
    var beta = Vector<Double>.zeros(0)
    var gradient = Vector<Double>.zeros(0)
    var anchorGradient = Vector<Double>.zeros(0)
    var lookahead = Vector<Double>.zeros(0)

    /// Puts the samples into their own order, for an epoch to begin.
    mutating func begin(sampleCount: Int, parameterCount p: Int) {
      guard order.count == sampleCount, beta.count == p else {
        order = Array(0..<sampleCount)
        (beta, gradient, anchorGradient, lookahead) = (.zeros(p), .zeros(p), .zeros(p), .zeros(p))
        return
      }
      var span = order.mutableSpan
      for i in span.indices { span[i] = i }
    }
  }
}
