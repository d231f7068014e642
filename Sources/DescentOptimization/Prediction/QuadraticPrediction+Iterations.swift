import DescentLinearAlgebra
import Glibc

extension QuadraticPrediction {
  /// At which iteration gradient descent stops by `.relativeGradientNorm(below: tolerance)`: the first t ≥ 0 with
  /// ‖gₜ‖ ≤ ε‖g₀‖.
  ///
  /// The uncertainty is how far that moves when each 1 − αλᵢ changes by α(p + 4)u‖H‖, and the tolerance by four times the
  /// estimated rounding of a run's gradient.
  ///
  /// - Parameters:
  ///   - step: α.
  ///   - tolerance: ε.
  /// - Precondition: the step is finite and at least 0, the tolerance at least 0.
  /// - Complexity: O(p log t), and O(p²) for the rounding.
  public func iterations(step: Double, tolerance: Double) -> PredictedCount {
    guard tolerance >= 0 else { trap("QuadraticPrediction: the tolerance \(tolerance) must be at least 0") }
    let factors = factors(step)
    guard initialGradientNorm > 0, tolerance < 1 else {
      return PredictedCount(count: 0, uncertainty: 0, isBelowRounding: false)
    }
    let target = log(tolerance)
    let count = decay(factors, shiftedBy: 0).firstCount(target)
    let rounding = gradientRounding(factors, step, afterSteps: count) / (tolerance * initialGradientNorm)
    let isBelowRounding = !(rounding < 1)
    let margin = 4 * rounding
    // Each step rounds a product and a difference, which is a part of the point's move.
    let shift = step * eigenvalueError + 0x1p-51
    let earliest = isBelowRounding ? nil : decay(factors, shiftedBy: -shift).firstCount(target + log1p(margin))
    let latest = margin < 1 ? decay(factors, shiftedBy: shift).firstCount(target + log1p(-margin)) : nil
    var uncertainty: Int?
    if let count, let earliest, let latest {
      uncertainty = max(count - earliest, latest - count, 0)
    } else if count == nil, earliest == nil, !isBelowRounding {
      uncertainty = 0
    }
    return PredictedCount(count: count, uncertainty: uncertainty, isBelowRounding: isBelowRounding)
  }

  /// The same for the step that gradient descent settles on, see ``step(_:)``.
  ///
  /// - Throws: as a run does where the step cannot be settled.
  public func iterations(step: StepSize, tolerance: Double) throws -> PredictedCount {
    iterations(step: try self.step(step), tolerance: tolerance)
  }

  private func decay(_ factors: [StepFactor], shiftedBy shift: Double) -> GradientDecay {
    let logarithmOfNorm = log(gradientComponents.norm())
    let present = zip(gradientComponents, factors).filter { $0.0 != 0 }
    return GradientDecay(
      weights: present.map { log($0.0.magnitude) - logarithmOfNorm },
      logarithms: present.map { $0.1.logarithm(shiftedBy: shift) })
  }

  /// How large the error of ‖gₜ‖ is that rounding makes in a run.
  ///
  /// Each step adds to the point an error w of about u‖x‖ and α times the gradient's rounding η. Along an eigenvector these
  /// come to λw/(1 − ρ) = w/α where they all have the same sign, and to λw √(Σρ²ˢ) where they are independent, which is more
  /// where ρ is near −1. Errors made while the point is still moving shrink with the move.
  private func gradientRounding(_ factors: [StepFactor], _ step: Double, afterSteps count: Int?) -> Double {
    let u = 0x1p-53
    let noise = stationary.gradientRounding
    let t = count ?? 0
    let size = max(stationary.point.norm(), iterate(afterSteps: t, step: step).norm())
    let injected = u * size + step * noise
    guard step > 0, count != nil else { return u * size + noise }
    let curvature = eigenvalues.maximumMagnitude()
    let early = 4 * u * curvature * (start.norm() + stationary.point.norm())
    var (along, squares, norm, distance) = (0.0, 0.0, 0.0, 0.0)
    for (factor, c) in zip(factors, gradientComponents) {
      let power = factor.power(t)
      let error = max(factor.eigenvalue.magnitude * injected * factor.accumulation(t), early * power.magnitude)
      let gradient = c * power
      along += gradient * error * (gradient * error)
      squares += error * error
      norm += gradient * gradient
      if factor.eigenvalue != 0 { distance += (gradient / factor.eigenvalue) * (gradient / factor.eigenvalue) }
    }
    let moving = 4 * u * curvature * distance.squareRoot() * Double(t + 1).squareRoot()
    let steady = u * size / step + noise + moving
    guard norm > 0 else { return steady + squares.squareRoot() }
    return steady + (along / norm).squareRoot() + min(0.5 * squares / norm.squareRoot(), squares.squareRoot())
  }
}
