/// f = Σ rᵢ² + Σ tᵢ.
struct ValueSum: Summation {
  private(set) var value = 0.0

  var needsSlopes: Bool { false }

  mutating func square(_ residual: Double) { value += residual * residual }

  mutating func term(_ summand: Double) { value += summand }

  mutating func slope(_ j: Int, _ derivative: Double) {}
}
