/// Stops the program with a message that survives in release builds, unlike that of `precondition`.
@inline(never)
func requireDistributionParameter(_ isValid: Bool, _ type: String, _ name: String, _ value: Double, _ range: String) {
  guard isValid else { fatalError("\(type): \(name) is \(value), but must be \(range)") }
}

/// Stops the program unless the degrees of freedom are between 1e-10 and the limit: outside the arithmetic gives out.
func requireDegreesOfFreedom(_ value: Double, upTo limit: Double, _ type: String, _ name: String) {
  let range = limit.isInfinite ? "positive (at least 1e-10)" : "positive and finite (from 1e-10 to \(limit))"
  requireDistributionParameter(value >= 1e-10 && value <= limit, type, name, value, range)
}
