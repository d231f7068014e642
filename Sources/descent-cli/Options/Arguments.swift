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

  /// The steps that have a name.
  static let names: [(name: String, step: Descent.StepSize)] = [
    ("safe", .safe), ("optimal", .optimal), ("exact", .exactLineSearch), ("armijo", .armijo), ("wolfe", .strongWolfe),
  ]

  static var defaultCompletionKind: CompletionKind { .list(names.map(\.name)) }

  init?(argument: String) { try? self.init(checking: argument) }

  /// - Throws: `ValidationError` that says what a step may be.
  init(checking argument: String) throws {
    if let named = Self.names.first(where: { $0.name == argument }) {
      step = named.step
      return
    }
    guard let number = Double(argument), number > 0, number.isFinite else {
      throw ValidationError("a step is a positive number or one of \(Self.names.map(\.name).joined(separator: ", "))")
    }
    step = .constant(number)
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
