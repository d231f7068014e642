import ArgumentParser
import Descent

/// The distribution of the target, for generalized linear models.
struct FamilyOptions: ParsableArguments {
  @Option(
    help: """
      The distribution of the target instead of least squares: gaussian, binomial, poisson, gamma, inverse-gaussian, \
      negative-binomial, quasi-binomial or quasi-poisson; or multinomial, for a target of text or whole numbers.
      """)
  var family: FamilyName?

  @Option(
    help: """
      The link of the family: identity, log, logit, probit, cloglog, cauchit, inverse, inverse-square or sqrt. Default: \
      the family's usual one.
      """)
  var link: GeneralizedLinearRegression.Link?

  @Option(help: "With --family: a column that is added to the linear predictor.")
  var offset: String?

  @Option(help: "With --family binomial: the column of the numbers of trials; the target then counts successes.")
  var trials: String?

  @Option(parsing: .unconditional, help: "With --family negative-binomial: θ. Default: estimated.")
  var theta: Double?

  @Option(
    name: .customLong("reference-class"), parsing: .unconditional,
    help: "With --family multinomial: the class that the others are held against. Default: the first in sorted order.")
  var referenceClass: String?

  func validate() throws {
    guard let family else {
      let given =
        [("--link", link != nil), ("--offset", offset != nil), ("--trials", trials != nil)]
        + [("--theta", theta != nil), ("--reference-class", referenceClass != nil)]
      if let option = given.first(where: \.1)?.0 { throw ValidationError("\(option) needs a --family") }
      return
    }
    if theta != nil, family != .negativeBinomial {
      throw ValidationError("--theta goes with --family negative-binomial")
    }
    if referenceClass != nil, family != .multinomial {
      throw ValidationError("--reference-class goes with --family multinomial")
    }
    if offset != nil, family == .multinomial { throw ValidationError("--offset does not go with --family multinomial") }
    let known = family.family(theta: theta)?.links ?? [.logit]
    if let link, !known.contains(link) {
      throw ValidationError(
        "--family \(family.rawValue) has no link \(link.rawValue): choose "
          + known.map(\.rawValue).joined(separator: ", "))
    }
    if trials != nil, family != .binomial, family != .quasiBinomial {
      throw ValidationError("--trials goes with --family binomial or quasi-binomial")
    }
  }

  /// The columns that are read beside features and target.
  var extras: [ExtraColumn] {
    [
      offset.map { ExtraColumn(option: "--offset", name: $0) },
      trials.map { ExtraColumn(option: "--trials", name: $0) },
    ]
    .compactMap(\.self)
  }
}

/// A family as it is written on the command line.
enum FamilyName: String, ExpressibleByArgument, CaseIterable {
  case gaussian, binomial, poisson, gamma
  case inverseGaussian = "inverse-gaussian"
  case negativeBinomial = "negative-binomial"
  case quasiBinomial = "quasi-binomial"
  case quasiPoisson = "quasi-poisson"
  case multinomial

  /// Nil for the multinomial one, which has several linear predictors.
  func family(theta: Double?) -> GeneralizedLinearRegression.Family? {
    switch self {
    case .gaussian: .gaussian
    case .binomial: .binomial
    case .poisson: .poisson
    case .gamma: .gamma
    case .inverseGaussian: .inverseGaussian
    case .negativeBinomial: .negativeBinomial(theta: theta)
    case .quasiBinomial: .quasiBinomial
    case .quasiPoisson: .quasiPoisson
    case .multinomial: nil
    }
  }
}

extension GeneralizedLinearRegression.Link: ExpressibleByArgument {}
