extension TestProblem {
  /// The 35 problems of Moré, Garbow, Hillstrom (1981), in their order; those of any number of parameters with a usual one.
  public static let moreGarbowHillstrom: [TestProblem] = [
    rosenbrock, freudensteinRoth, powellBadlyScaled, brownBadlyScaled, beale, jennrichSampson, helicalValley, bard,
    gaussian, meyer, gulf, box, powellSingular, wood, kowalikOsborne, brownDennis, osborne1, biggs, osborne2, watson(),
    extendedRosenbrock(), extendedPowellSingular(), penaltyI(), penaltyII(), variablyDimensioned(), trigonometric(),
    brownAlmostLinear(), discreteBoundaryValue(), discreteIntegralEquation(), broydenTridiagonal(), broydenBanded(),
    linearFullRank(), linearRankOne(), linearRankOneWithZeros(), chebyquad(),
  ]

  /// All problems: those with a number, then the others.
  public static let all: [TestProblem] =
    moreGarbowHillstrom + [
      himmelblau, doubleWell, saddle, rastrigin(), styblinskiTang(), nesterovQuadratic(), maximumEntropy,
    ]
}
