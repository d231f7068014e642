public import DescentLinearAlgebra
import Glibc

extension QuadraticPrediction {
  /// xₜ = x₀ − V φ(Λ) Vᵀg₀ with φ(λ) = (1 − (1 − αλ)ᵗ)/λ, and αt at λ = 0.
  ///
  /// Elements beyond all doubles are infinite.
  ///
  /// - Parameters:
  ///   - t: the steps.
  ///   - step: α.
  /// - Precondition: t ≥ 0; the step is finite and at least 0.
  /// - Complexity: 2p² flops.
  public func iterate(afterSteps t: Int, step: Double) -> Vector<Double> {
    requireSteps(t)
    let factors = factors(step)
    let moved = Vector(
      zip(factors, gradientComponents).map { factor, c in c == 0 ? 0 : c * factor.displacement(t) })
    if moved.allSatisfy({ $0.isFinite }) { return start.subtracting(eigenvectors * moved) }
    // Infinities of both signs would add up to NaN: the largest component is made 1, and the sum is scaled back.
    let logarithms = zip(factors, gradientComponents).map { factor, c in
      c == 0 ? -.infinity : log(c.magnitude) + factor.logarithmOfDisplacement(t)
    }
    let largest = logarithms.max() ?? 0
    let scaled = Vector(zip(moved, logarithms).map { $0 < 0 ? -exp($1 - largest) : exp($1 - largest) })
    return start.subtracting((eigenvectors * scaled).mapElements { $0 == 0 ? 0 : $0 * exp(largest) })
  }

  /// ‖gₜ‖₂ = √(Σ (1 − αλᵢ)²ᵗ cᵢ²); infinite where it exceeds all doubles.
  ///
  /// - Precondition: t ≥ 0; the step is finite and at least 0.
  /// - Complexity: O(p).
  public func gradientNorm(afterSteps t: Int, step: Double) -> Double {
    requireSteps(t)
    let factors = factors(step)
    guard t > 0 else { return initialGradientNorm }
    let components = zip(factors, gradientComponents).map { factor, c in c == 0 ? 0 : c * factor.power(t) }
    return components.contains { $0.isInfinite } ? .infinity : Vector(components).norm()
  }

  /// f(xₜ) = f(x₀) − Σ cᵢ² (1 − (1 − αλᵢ)²ᵗ)/(2λᵢ).
  ///
  /// Where there is a minimum and it is nearer than the start, f* and the excess over it are added instead, so that nothing
  /// cancels: the error is some roundings of f(x₀) or f*, as in a run.
  ///
  /// - Precondition: t ≥ 0; the step is finite and at least 0.
  /// - Complexity: O(p).
  public func value(afterSteps t: Int, step: Double) -> Double {
    requireSteps(t)
    var decrease = 0.0
    for (factor, c) in zip(factors(step), gradientComponents) where c != 0 { decrease += c * factor.decrease(t) * c }
    if let excess = excess(afterSteps: t, step: step), let minimum, excess < decrease { return minimum + excess }
    return initialValue - decrease
  }

  /// f(xₜ) − f* = Σ (1 − αλᵢ)²ᵗ cᵢ²/(2λᵢ), all of whose terms are positive; nil where there is no minimum.
  ///
  /// - Precondition: t ≥ 0; the step is finite and at least 0.
  /// - Complexity: O(p).
  public func excess(afterSteps t: Int, step: Double) -> Double? {
    requireSteps(t)
    let factors = factors(step)
    guard hasMinimum else { return nil }
    var sum = 0.0
    for (factor, c) in zip(factors, gradientComponents) where c != 0 && factor.eigenvalue > 0 {
      let component = c * factor.power(t)
      sum += 0.5 * component / factor.eigenvalue * component
    }
    return sum
  }

  /// f*, the minimum, as the objective computes it; nil where there is none.
  public var minimum: Double? { hasMinimum ? stationary.value : nil }

  /// x*, the minimizer that stable steps lead to; nil where there is none. Directions without curvature keep the start.
  public var minimizer: Vector<Double>? { hasMinimum ? stationary.point : nil }

  /// No eigenvalue is negative, and where one is zero the gradient has no part along it but rounding.
  private var hasMinimum: Bool {
    let rounding =
      8 * stationary.gradientRounding + eigenvalueError * (start.norm() + stationary.point.norm())
      + Double(start.count + 4) * 0x1p-53 * initialGradientNorm
    return zip(eigenvalues, gradientComponents).allSatisfy { eigenvalue, c in
      eigenvalue > 0 || (eigenvalue == 0 && c.magnitude <= rounding)
    }
  }
}

extension StepFactor {
  /// log|φ|, where φ itself may exceed all doubles.
  func logarithmOfDisplacement(_ t: Int) -> Double {
    let direct = displacement(t).magnitude
    return direct.isFinite ? log(direct) : Double(t) * logarithm - log(eigenvalue.magnitude)
  }
}
