public import Descent

extension ChartPage {
  /// The eigenvalues of a Hessian, and by what part each step of gradient descent shrinks the slowest error, for each step.
  ///
  /// The second chart shows max |1 − αλᵢ| against α: below 1 gradient descent is stable.
  ///
  /// - Parameters:
  ///   - eigenvalues: all of H, in any order; those that are not positive are left out of the first chart.
  ///   - bounds: what the steps are made from.
  /// - Complexity: O(p).
  public static func spectrum(_ eigenvalues: some Collection<Double>, _ bounds: CurvatureBounds) -> ChartPage {
    let sorted = eigenvalues.sorted(by: >)
    let (first, last) = (sorted.first ?? 0, sorted.last ?? 0)
    var spectrum = Chart(
      "Eigenvalues of the Hessian", x: .init("from the largest on", range: 0...Double(sorted.count + 1)),
      y: .init("λ", isLogarithmic: true))
    spectrum.series = [
      .init(nil, sorted.enumerated().map { .init(Double($0.offset + 1), $0.element) }, style: .points)
    ]
    let limit = bounds.maximumStableStep
    var factors = Chart("What is left of the slowest error after a step", x: .init("step α"), y: .init("max |1 − αλ|"))
    let steps = limit.isFinite ? (0...240).map { limit * 1.2 * Double($0) / 240 } : []
    let part = { (step: Double) in max(abs(1 - step * first), abs(1 - step * last)) }
    factors.series = [.init(nil, steps.map { .init($0, part($0)) })]
    factors.x.range = limit.isFinite ? 0...limit * 1.2 : nil
    factors.y.range = 0...1.5
    factors.marks = [.vertical(bounds.safeStep, name: "safe step \(NumberFormat.plain(bounds.safeStep, 4))")]
    if let optimal = bounds.optimalStep {
      factors.marks.append(.vertical(optimal, name: "optimal step \(NumberFormat.plain(optimal, 4))"))
    }
    factors.marks.append(.vertical(limit, name: "largest stable step \(NumberFormat.plain(limit, 4))"))
    return ChartPage(nil, [spectrum, factors], columnCount: 2)
  }
}
