import DescentLinearAlgebra

extension Vector<Double> {
  /// The pattern again and again.
  static func repeating(_ pattern: [Double], count: Int) -> Self {
    Vector((0..<count).map { pattern[$0 % pattern.count] })
  }
}

extension TestProblem {
  static func requireMultiple(_ n: Int, of factor: Int, _ name: String) {
    guard n > 0, n.isMultiple(of: factor) else {
      trap("\(name): it has \(factor), \(2 * factor), \(3 * factor), … parameters, not \(n)")
    }
  }

  static func requireAtLeast(_ least: Int, _ n: Int, _ name: String) {
    guard n >= least else { trap("\(name): it has \(least) parameters or more, not \(n)") }
  }

  static func requireResiduals(_ m: Int, forParameters n: Int, _ name: String) {
    guard m >= n else { trap("\(name): it has at least as many residuals as parameters, not \(m) for \(n)") }
  }
}
