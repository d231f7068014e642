import Descent

/// A descent over lines of equal height that is played in a page: forwards, backwards, with other steps.
///
/// The page computes the path itself, by the operations of the library's optimizers on the same ``BivariatePolynomial``: its
/// points have the same bits.
public struct Player: Sendable, Hashable {
  /// A method, as the page computes it.
  public struct Method: Sendable, Hashable {
    /// What is done in a step.
    public enum Rule: String, Sendable, Hashable, CaseIterable {
      /// x ← x − αg, `GradientDescent`.
      case gradientDescent
      /// v ← βv + g, x ← x − αv, `Momentum`.
      case heavyBall
      /// v ← βv + (1 − β)g, x ← x − αv, `Momentum` in the other convention.
      case averagedMomentum
      /// v ← βv + g(x + β(x − xₜ₋₁)), x ← x − αv, `Nesterov`.
      case nesterov
    }

    /// What is done in a step.
    public var rule: Rule
    /// β; 0 for gradient descent.
    public var momentum: Double
    /// The largest stable step, with its formula; nil where the function is no quadratic.
    public var limit: StepLimit?

    /// A method.
    ///
    /// - Parameters:
    ///   - rule: what is done in a step.
    ///   - momentum: β.
    ///   - curvature: of a quadratic, from which the largest stable step follows; nil for others.
    public init(_ rule: Rule, momentum: Double = 0, curvature: CurvatureBounds? = nil) {
      self.rule = rule
      self.momentum = momentum
      limit = curvature.flatMap { bounds in
        switch rule {
        case .gradientDescent: bounds.gradientDescentLimit
        case .heavyBall: Momentum(rate: .constant(1), momentum: momentum).stepLimit(for: bounds)
        case .averagedMomentum:
          Momentum(rate: .constant(1), momentum: momentum, convention: .averaged).stepLimit(for: bounds)
        case .nesterov: Nesterov(rate: .constant(1), momentum: momentum).stepLimit(for: bounds)
        }
      }
    }

    /// The library's optimizer that takes the same steps.
    public func optimizer(step: Double) -> any Optimizer {
      switch rule {
      case .gradientDescent: GradientDescent(step: .constant(step))
      case .heavyBall: Momentum(rate: .constant(step), momentum: momentum)
      case .averagedMomentum: Momentum(rate: .constant(step), momentum: momentum, convention: .averaged)
      case .nesterov: Nesterov(rate: .constant(step), momentum: momentum)
      }
    }

    /// Its name, with β where it has one.
    public var name: String {
      let beta = NumberFormat.plain(momentum, 3)
      return switch rule {
      case .gradientDescent: "gradient descent"
      case .heavyBall: "heavy ball, β = \(beta)"
      case .averagedMomentum: "averaged momentum, β = \(beta)"
      case .nesterov: "Nesterov, β = \(beta)"
      }
    }
  }

  /// What is minimized.
  public var function: BivariatePolynomial
  /// Where the path begins, two numbers.
  public var start: [Double]
  /// The methods that can be chosen, at least one.
  public var methods: [Method]
  /// α at first.
  public var step: Double
  /// The upper end of the slider of α.
  public var largestStep: Double
  /// How many steps there are at most.
  public var stepCount: Int
  /// ‖g‖ at which a path ends; 0 for none.
  public var tolerance: Double
  /// What is shown of the plane, from left to right.
  public var x: ClosedRange<Double>
  /// What is shown of the plane, from bottom to top.
  public var y: ClosedRange<Double>
  /// The names of the two variables.
  public var names: [String]
  /// A minimum to be marked; nil for none.
  public var minimum: [Double]?
  /// The heights of the lines; nil for eleven that lie equally far apart on a parabola.
  public var levels: [Double]?

  /// A player.
  ///
  /// - Parameters:
  ///   - function: what is minimized.
  ///   - start: where the path begins.
  ///   - methods: those that can be chosen.
  ///   - step: α at first.
  ///   - stepCount: how many steps there are at most.
  ///   - tolerance: ‖g‖ at which a path ends; 0 for none.
  ///   - names: of the two variables.
  ///   - minimum: one to be marked; nil for none.
  ///   - view: what is shown of the plane; by default the path of the first method, the start and the minimum with a margin.
  ///   - levels: the heights of the lines; nil for eleven that lie equally far apart on a parabola.
  ///   - largestStep: the upper end of the slider; by default half as much again as the largest limit, or twice the step.
  /// - Precondition: there is a method; start and minimum have two numbers; the step is positive.
  public init(
    _ function: BivariatePolynomial, from start: [Double], methods: [Method], step: Double, stepCount: Int,
    tolerance: Double = 0, names: [String] = ["x", "y"], minimum: [Double]? = nil,
    view: (x: ClosedRange<Double>, y: ClosedRange<Double>)? = nil, levels: [Double]? = nil, largestStep: Double? = nil
  ) {
    precondition(!methods.isEmpty && start.count == 2 && (minimum?.count ?? 2) == 2 && names.count == 2, "Player")
    precondition(step > 0 && stepCount >= 1, "Player: the step \(step) and the count \(stepCount) must be positive")
    self.function = function
    self.start = start
    self.methods = methods
    self.step = step
    self.stepCount = stepCount
    self.tolerance = tolerance
    self.names = names
    self.minimum = minimum
    self.levels = levels
    let limit = methods.compactMap(\.limit?.maximum).filter(\.isFinite).max()
    self.largestStep = largestStep ?? max(1.5 * (limit ?? 0), (limit == nil ? 2 : 1.05) * step)
    (x, y) = view ?? (0...1, 0...1)
    if view == nil, let path = try? path(), !path.isEmpty { (x, y) = Self.view(of: path, minimum) }
  }

  /// The part of the plane that has the path, as far as it does not run away.
  private static func view(of path: [Point], _ minimum: [Double]?) -> (ClosedRange<Double>, ClosedRange<Double>) {
    let size = max(path[0].x.magnitude, path[0].y.magnitude, 1)
    let near = path.filter { max($0.x.magnitude, $0.y.magnitude) <= 100 * size }
    let marked = minimum ?? [path[0].x, path[0].y]
    return (Chart.padded(near.map(\.x) + [marked[0]])!, Chart.padded(near.map(\.y) + [marked[1]])!)
  }
}

extension Player {
  /// A place of a path.
  public struct Point: Sendable, Hashable, Encodable {
    /// t.
    public let iteration: Int
    /// The two variables.
    public let x, y: Double
    /// f there.
    public let value: Double
    /// ‖g‖ there.
    public let gradientNorm: Double
  }

  /// The path by the library's optimizer, which is that of the page.
  ///
  /// It ends after ``stepCount`` steps, where ‖g‖ is at most ``tolerance``, and where a number is not finite.
  ///
  /// - Parameters:
  ///   - method: its place among ``methods``.
  ///   - step: α; ``step`` by default.
  /// - Throws: as the optimizer does.
  public func path(method: Int = 0, step: Double? = nil) throws -> [Point] {
    try points(methods[method].optimizer(step: step ?? self.step))
  }

  private func points(_ optimizer: some Optimizer) throws -> [Point] {
    var points: [Point] = []
    _ = try optimizer.minimize(
      function, from: start,
      until: (.gradientNorm(below: tolerance) || .iterations(stepCount)).stoppingHopelessRuns(false),
      observers: [
        { progress, point in
          guard progress.isFinite else { return .stop }
          points.append(
            Point(
              iteration: progress.iteration, x: point[0], y: point[1], value: progress.value,
              gradientNorm: progress.gradientNorm))
          return .proceed
        }
      ])
    return points
  }
}
