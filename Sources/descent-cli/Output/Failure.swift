import Descent
import DescentReport
import Foundation

/// The exit codes of the tool.
enum ExitStatus: Int32 {
  case good = 0
  /// `certify`: a reference set has fewer correct digits than asked for.
  case belowFloor = 1
  case usage = 2
  case badData = 3
  case notConverged = 4
  case rankDeficient = 5
}

/// An error with its exit code: what a command throws to end with a sentence on standard error.
struct Failure: Error {
  var status: ExitStatus
  var message: String
}

extension Failure {
  /// The exit code and the sentence of whatever a command may throw; nil for errors of the argument parser.
  init?(_ error: any Error) {
    switch error {
    case let failure as Failure: self = failure
    case let error as DataError: self.init(status: .badData, message: error.description + error.option)
    case let error as RegressionError:
      switch error {
      case .rankDeficient: self.init(status: .rankDeficient, message: error.description)
      case .invalidConfiguration: self.init(status: .usage, message: error.description)
      default: self.init(status: .badData, message: error.description)
      }
    case let error as FormulaError:
      switch error.kind {
      case .syntax, .unknownFunction, .badArgument, .response: self.init(status: .usage, message: error.description)
      default: self.init(status: .badData, message: error.description)
      }
    case let error as OptimizationError:
      switch error {
      case .invalidRidge, .ridgeBesideScaling, .invalidStep, .invalidSetting, .invalidThreshold, .unsuitedObjective,
        .curvatureUnknown, .noStrongConvexity, .hessianUnknown, .notQuadratic, .noFixedStep:
        self.init(status: .usage, message: error.description)
      default:
        self.init(status: .badData, message: error.description)
      }
    case let error as ModelFileError: self.init(status: .badData, message: error.description)
    case let error as CheckpointError: self.init(status: .badData, message: error.description)
    case LinearAlgebraError.invalidWeight(let row, let value):
      // Rows of a table count from 1.
      self.init(status: .badData, message: OptimizationError.invalidWeight(row: row, value: value).description)
    case let error as LinearAlgebraError: self.init(status: .badData, message: error.description)
    case let error as PlotError: self.init(status: .badData, message: error.description)
    default: return nil
    }
  }
}

extension DataError {
  /// The option that does what the message advises, where there is one.
  fileprivate var option: String {
    switch kind {
    case .textColumn, .allRowsDropped: " (--features)"
    case .missingValue: " (without --fail-missing)"
    case .notANumber, .nonFinite: message.contains("missing value") ? " (--missing)" : ""
    default: ""
    }
  }
}
