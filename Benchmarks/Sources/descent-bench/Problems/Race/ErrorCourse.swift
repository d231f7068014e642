import Descent

/// How the error of an iterative method shrinks on a designed problem, in the coordinates of its eigenvectors: found from the
/// eigenvalues alone, in exact arithmetic but for the rounding of these few numbers.
///
/// Each method multiplies the error along an eigenvector by a polynomial of its eigenvalue; the recurrences here are those of
/// the polynomials. Runs from 0 begin with the same share along each eigenvector.
struct ErrorCourse {
  /// The methods whose course is known beforehand.
  enum Method {
    /// Gradient descent with this step.
    case constantStep(Double)
    /// Nesterov's method.
    case nesterov(MomentumParameters)
    /// The Chebyshev semi-iteration on an interval.
    case chebyshev(ClosedRange<Double>)
    /// Conjugate gradients.
    case conjugateGradients
  }

  private let method: Method
  private let eigenvalues: [Double]
  private var iteration = 0
  private var errors: [Double]
  /// The velocity, or the direction of the last step.
  private var direction: [Double]
  /// ρ of the last step, of the semi-iteration.
  private var ratio = 0.0

  init(_ method: Method, eigenvalues: [Double]) {
    self.method = method
    self.eigenvalues = eigenvalues
    errors = Array(repeating: 1 / Double(eigenvalues.count).squareRoot(), count: eigenvalues.count)
    direction = Array(repeating: 0, count: eigenvalues.count)
  }

  /// The iterations at which the relative error is first at or below each level, as far as they are at most `limit`.
  ///
  /// - Parameter levels: falling.
  static func iterations(_ method: Method, on problem: DesignedLeastSquares, to levels: [Double], limit: Int) -> [Int] {
    if case .constantStep(let step) = method {
      return levels.map { problem.expectedIterations(step: step, tolerance: $0) }
    }
    var course = ErrorCourse(method, eigenvalues: problem.eigenvalues)
    var found: [Int] = []
    while found.count < levels.count, course.iteration <= limit {
      let norm = course.errors.reduce(0) { $0 + $1 * $1 }.squareRoot()
      while found.count < levels.count, norm <= levels[found.count] { found.append(course.iteration) }
      course.advance()
    }
    return found
  }

  private mutating func advance() {
    switch method {
    case .constantStep(let step):
      for i in errors.indices { errors[i] *= 1 - step * eigenvalues[i] }
    case .nesterov(let parameters):
      let (step, momentum) = (parameters.step, parameters.momentum)
      for i in errors.indices {
        let ahead = errors[i] - step * momentum * direction[i]
        direction[i] = momentum * direction[i] + eigenvalues[i] * ahead
        errors[i] -= step * direction[i]
      }
    case .chebyshev(let interval):
      advanceChebyshev(interval)
    case .conjugateGradients:
      advanceConjugateGradients()
    }
    iteration += 1
  }

  /// Y. Saad, *Iterative Methods for Sparse Linear Systems*, 2003, algorithm 12.1.
  private mutating func advanceChebyshev(_ interval: ClosedRange<Double>) {
    let center = 0.5 * (interval.upperBound + interval.lowerBound)
    let halfWidth = 0.5 * (interval.upperBound - interval.lowerBound)
    let next = iteration == 0 ? halfWidth / center : halfWidth / (2 * center - halfWidth * ratio)
    let step = iteration == 0 ? 1 / center : 2 / (2 * center - halfWidth * ratio)
    for i in errors.indices {
      direction[i] = next * ratio * direction[i] - step * eigenvalues[i] * errors[i]
      errors[i] += direction[i]
    }
    ratio = next
  }

  private mutating func advanceConjugateGradients() {
    let before = ratio
    let squares = errors.indices.reduce(0) { $0 + eigenvalues[$1] * errors[$1] * eigenvalues[$1] * errors[$1] }
    let beta = before > 0 ? squares / before : 0
    var curvature = 0.0
    for i in errors.indices {
      direction[i] = beta * direction[i] - eigenvalues[i] * errors[i]
      curvature += eigenvalues[i] * direction[i] * direction[i]
    }
    guard curvature > 0 else { return }
    for i in errors.indices { errors[i] += squares / curvature * direction[i] }
    ratio = squares
  }
}
