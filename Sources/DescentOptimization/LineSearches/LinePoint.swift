/// A point on the line x + αd of a search: α, φ(α) = f(x + αd) and φ′(α) = g(x + αd)ᵀd.
package struct LinePoint: Sendable, Codable, Hashable {
  /// α.
  package var step: Double
  /// φ(α).
  package var value: Double
  /// φ′(α).
  package var slope: Double

  /// α, φ(α) and φ′(α).
  package init(step: Double, value: Double, slope: Double) {
    self.step = step
    self.value = value
    self.slope = slope
  }

  /// Whether value and slope are numbers. A gradient with an element that is none has a slope that is none.
  package var isFinite: Bool { value.isFinite && slope.isFinite }
}
