import Descent

/// What runs in the race: closed forms and ways of descent.
enum RaceSide: String, CaseIterable, Encodable {
  case normalEquations = "normal equations"
  case defaultEngine = "default engine"
  case qr = "QR"
  case svd = "SVD"
  case safeOnX = "safe step on X"
  case optimalOnX = "optimal step on X"
  case safeOnGram = "safe step on XᵀX"
  case optimalOnGram = "optimal step on XᵀX"
  case nesterov = "Nesterov"
  case chebyshev = "Chebyshev on XᵀX"
  case conjugateGradientsOnX = "conjugate gradients on X"
  case conjugateGradientsOnGram = "conjugate gradients on XᵀX"
  case lbfgs = "L-BFGS on X"
  case miniBatches = "mini-batches"

  /// Whether its time depends on neither tolerance nor condition number.
  var isClosedForm: Bool {
    switch self {
    case .normalEquations, .defaultEngine, .qr, .svd: true
    default: false
    }
  }

  /// Whether the others are measured by it, so that it is repeated whatever it costs.
  var isMeasure: Bool { self == .normalEquations || self == .defaultEngine }

  /// Whether it needs bounds of the eigenvalues of the Hessian, which are proven from XᵀX.
  var needsBounds: Bool {
    switch self {
    case .safeOnX, .optimalOnX, .safeOnGram, .optimalOnGram, .nesterov, .chebyshev: true
    default: false
    }
  }

  /// Whether XᵀX is formed before the first step.
  var formsGram: Bool { needsBounds || self == .conjugateGradientsOnGram }

  /// Whether the iterations are known exactly beforehand, so that a run that differs by more than one is wrong.
  var hasFixedStep: Bool {
    switch self {
    case .safeOnX, .optimalOnX, .safeOnGram, .optimalOnGram: true
    default: false
    }
  }

  /// The course of the error with these bounds; nil where theory has none.
  func course(_ bounds: CurvatureBounds) -> ErrorCourse.Method? {
    switch self {
    case .safeOnX, .safeOnGram: .constantStep(bounds.safeStep)
    case .optimalOnX, .optimalOnGram: bounds.optimalStep.map { .constantStep($0) }
    case .nesterov: bounds.nesterovParameters.map { .nesterov($0) }
    case .chebyshev: bounds.chebyshevInterval.map { .chebyshev($0) }
    case .conjugateGradientsOnX, .conjugateGradientsOnGram: .conjugateGradients
    default: nil
    }
  }

  /// The iterations that κ alone guarantees; what holds for the gradient holds for the error too.
  func bound(_ predicted: PredictedIterations) -> Int? {
    switch self {
    case .safeOnX, .safeOnGram: predicted.gradientDescentSafe
    case .optimalOnX, .optimalOnGram: predicted.gradientDescentOptimal
    case .nesterov: predicted.nesterov
    case .chebyshev: predicted.chebyshev
    case .conjugateGradientsOnX, .conjugateGradientsOnGram: predicted.conjugateGradient
    default: nil
    }
  }
}
