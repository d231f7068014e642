/// f and its gradient g = Σ 2 rᵢ ∇rᵢ + Σ ∇tᵢ, without keeping a Jacobian.
struct GradientSum: Summation {
  private(set) var value = 0.0
  private var weight = 0.0
  private let gradient: UnsafeMutableBufferPointer<Double>

  /// Sets the gradient to zero and adds to it.
  init(into gradient: UnsafeMutableBufferPointer<Double>) {
    gradient.update(repeating: 0)
    self.gradient = gradient
  }

  mutating func square(_ residual: Double) {
    value += residual * residual
    weight = 2 * residual
  }

  mutating func term(_ summand: Double) {
    value += summand
    weight = 1
  }

  mutating func slope(_ j: Int, _ derivative: Double) { gradient[j] += weight * derivative }
}
