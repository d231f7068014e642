import ArgumentParser
import Descent

/// A list of numbers on the command line, such as `1,-0.5`.
struct NumberList: ExpressibleByArgument {
  var numbers: [Double]

  init?(argument: String) {
    let parts = argument.split(separator: ",", omittingEmptySubsequences: false)
    let numbers = parts.compactMap { Double($0.drop { $0 == " " }) }
    guard numbers.count == parts.count, numbers.allSatisfy(\.isFinite) else { return nil }
    self.numbers = numbers
  }
}

/// A step size on the command line: a number, `safe`, `optimal`, `exact`, `armijo` or `wolfe`.
struct StepArgument: ExpressibleByArgument, CustomStringConvertible {
  var step: Descent.StepSize

  init?(argument: String) {
    switch argument {
    case "safe": step = .safe
    case "optimal": step = .optimal
    case "exact": step = .exactLineSearch
    case "armijo": step = .armijo
    case "wolfe": step = .strongWolfe
    default:
      guard let number = Double(argument), number > 0, number.isFinite else { return nil }
      step = .constant(number)
    }
  }

  /// Whether the step is searched for along each direction.
  var needsLineSearch: Bool {
    switch step {
    case .constant, .safe, .optimal, .schedule: false
    case .exactLineSearch, .armijo, .strongWolfe: true
    }
  }

  /// As it is written on the command line.
  var description: String { step.description }
}
