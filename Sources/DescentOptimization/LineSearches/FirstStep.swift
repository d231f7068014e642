/// The α of the first trial along −g, before anything is known of the curvature: a step of unit length. Where the value is
/// positive, not beyond 2f/‖g‖², which ends at the minimum of the parabola that falls to 0; sums of squares are seldom
/// steeper.
func firstGradientStep(_ iterate: Iterate, _ progress: Progress) -> Double {
  let norm = progress.gradientNorm
  guard norm > 0 else { return 1 }
  let unit = 1 / norm
  let toZero = 2 * iterate.value / norm / norm
  let step = toZero > 0 ? min(unit, toZero) : unit
  return step > 0 ? min(step, .greatestFiniteMagnitude) : .leastNormalMagnitude
}
