/// One line of the table: a problem, a step, and the times of all sides.
struct LeastSquaresRaceResult: Encodable {
  let rows, columns: Int
  let conditionNumber: Double
  let step: DesignedStep
  /// The iterations to the tolerance, and those that κ alone guarantees.
  let iterations, bound: Int
  /// The bytes of X.
  let byteCount: Int
  /// How many of the iterations on X were timed; the time of all is in proportion.
  let passesTimed: Int
  let onePass, descentOnX, descentOnGram, normalEquations: Timing
  /// Who is faster in minimum and median; `even` where the minima are close, `unclear` where the medians disagree.
  let winner: String
  /// How many times faster the winner is.
  let ratio: Double
  /// The steps on X that cost as much as the normal equations.
  let breakEvenIterations: Double

  init(
    _ problem: DesignedLeastSquares, _ step: DesignedStep, tolerance: Double, iterations: Int, passesTimed: Int,
    onePass: Timing, descentOnGram: Timing, normalEquations: Timing
  ) {
    rows = problem.rowCount
    columns = problem.columnCount
    conditionNumber = problem.conditionNumber
    self.step = step
    self.iterations = iterations
    bound = step.bound(conditionNumber: problem.conditionNumber, tolerance: tolerance)
    byteCount = problem.byteCount
    self.passesTimed = passesTimed
    self.onePass = onePass
    descentOnX = onePass.scaled(by: Double(iterations))
    self.descentOnGram = descentOnGram
    self.normalEquations = normalEquations

    let isOnX = descentOnX.minimum < descentOnGram.minimum
    let descent = isOnX ? descentOnX : descentOnGram
    ratio = max(descent.minimum / normalEquations.minimum, normalEquations.minimum / descent.minimum)
    if descent.isFaster(than: normalEquations) {
      winner = isOnX ? "descent on X" : "descent on XᵀX"
    } else if normalEquations.isFaster(than: descent) {
      winner = "normal equations"
    } else {
      winner = ratio < 1.05 ? "even" : "unclear"
    }
    breakEvenIterations = normalEquations.minimum / onePass.minimum
  }
}
