extension GeneralizedLinearRegression {
  /// The distribution of y, which says how its variance depends on its mean: Var y = φ V(μ)/w.
  ///
  /// The quasi families take over a variance function and estimate the dispersion φ; they have no likelihood, and hence
  /// no AIC (Wedderburn 1974).
  public enum Family: Sendable, Equatable, Codable {
    /// V = 1; any y. φ is estimated.
    case gaussian
    /// V = μ(1 − μ); y of 0 or 1, a proportion, or successes out of trials.
    case binomial
    /// V = μ; counts from 0 on.
    case poisson
    /// V = μ²; y above 0. φ is estimated.
    case gamma
    /// V = μ³; y above 0. φ is estimated.
    case inverseGaussian
    /// V = μ + μ²/θ; counts from 0 on. With nil for θ it is estimated by maximum likelihood, in turns with β.
    case negativeBinomial(theta: Double?)
    /// V = μ(1 − μ), φ estimated.
    case quasiBinomial
    /// V = μ, φ estimated.
    case quasiPoisson

    /// The links the family may have, its usual one first.
    public var links: [Link] {
      switch self {
      case .gaussian: [.identity, .log, .inverse]
      case .binomial, .quasiBinomial: [.logit, .probit, .complementaryLogLog, .cauchit, .log, .identity]
      case .poisson, .quasiPoisson: [.log, .squareRoot, .identity]
      case .gamma: [.inverse, .log, .identity]
      case .inverseGaussian: [.inverseSquare, .inverse, .log, .identity]
      case .negativeBinomial: [.log, .squareRoot, .identity]
      }
    }

    /// Whether φ is estimated, by Pearson's χ² over the degrees of freedom; it is 1 otherwise.
    public var estimatesDispersion: Bool {
      switch self {
      case .gaussian, .gamma, .inverseGaussian, .quasiBinomial, .quasiPoisson: true
      case .binomial, .poisson, .negativeBinomial: false
      }
    }

    /// The name in lower case, as the command takes it.
    public var name: String {
      switch self {
      case .gaussian: "gaussian"
      case .binomial: "binomial"
      case .poisson: "poisson"
      case .gamma: "gamma"
      case .inverseGaussian: "inverse-gaussian"
      case .negativeBinomial: "negative-binomial"
      case .quasiBinomial: "quasi-binomial"
      case .quasiPoisson: "quasi-poisson"
      }
    }

    /// Whether y is a number of successes, or a proportion of them.
    var isBinomial: Bool { self == .binomial || self == .quasiBinomial }

    /// Whether y counts something, without a limit.
    var isCount: Bool {
      switch self {
      case .poisson, .quasiPoisson, .negativeBinomial: true
      default: false
      }
    }

    /// Whether there is no likelihood.
    var isQuasi: Bool { self == .quasiBinomial || self == .quasiPoisson }

    /// Whether the dispersion is a parameter of the likelihood, which AIC counts.
    var hasScaleParameter: Bool { estimatesDispersion && !isQuasi }

    /// Whether the iterations of Fisher and of Newton are the same.
    func isCanonical(_ link: Link) -> Bool {
      switch (self, link) {
      case (.gaussian, .identity), (.binomial, .logit), (.quasiBinomial, .logit), (.poisson, .log),
        (.quasiPoisson, .log), (.gamma, .inverse), (.inverseGaussian, .inverseSquare):
        true
      default: false
      }
    }
  }

  /// The function g with g(μ) = η = Xβ + offset.
  public enum Link: String, Sendable, Equatable, Codable, CaseIterable {
    /// η = μ
    case identity
    /// η = log μ
    case log
    /// η = log(μ/(1 − μ))
    case logit
    /// η = Φ⁻¹(μ)
    case probit
    /// η = log(−log(1 − μ))
    case complementaryLogLog = "cloglog"
    /// η = tan(π(μ − ½))
    case cauchit
    /// η = 1/μ
    case inverse
    /// η = 1/μ²
    case inverseSquare = "inverse-square"
    /// η = √μ
    case squareRoot = "sqrt"
  }
}
