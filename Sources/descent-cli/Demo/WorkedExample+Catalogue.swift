extension WorkedExample {
  /// All of them, in order.
  static let all: [WorkedExample] =
    [
      tooLargeAStep, oneStep, tooSmallAStep, aGoodStep, aShiftedParabola, twoBowlsStep, roundBowl, stableSteps,
      crawlingValley, zigzagValley, divergingValley, twoMinima, lineThroughFourPoints, fiftyPoints, worstQuadratic,
      rosenbrock, saddle, leastNorm, momentumLimits, momentumConventions,
    ]
}
