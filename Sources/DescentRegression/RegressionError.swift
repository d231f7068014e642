import DescentLinearAlgebra

/// Why a model could not be fitted to the data. Each message names the cause and the next step.
public enum RegressionError: Error, Sendable, Equatable {
  /// There are fewer rows than coefficients.
  case tooFewRows(rows: Int, coefficients: Int)
  /// There are no columns to fit, and no intercept.
  case noTerms
  /// Columns depend on each other, and the caller asked for that to be refused.
  case rankDeficient(dropped: [DroppedColumn])
  /// The Cholesky decomposition of XᵀX broke down.
  case choleskyFailed
  /// A value of a column is NaN or infinite.
  case nonFinite(column: String, row: Int, value: Double, count: Int)
  /// A power of a column, or its standardized form, is beyond all doubles.
  case powerTooLarge(column: String, row: Int)
  /// The coefficient of this term is too large or too small for a double.
  case coefficientOutOfRange(String)
  /// A weight is negative, NaN or infinite.
  case invalidWeight(row: Int, value: Double)
  /// All weights are zero.
  case noPositiveWeight
  /// A value of the configuration makes no sense.
  case invalidConfiguration(String)
  /// Data to predict from lack a column of the model.
  case missingColumn(String)
  /// What was asked for needs standard errors, and such a fit has none.
  case noInference(String)
  /// All rows are in one cluster.
  case singleCluster
  // Generalized linear models:
  /// A value of the response is none that the family has. The row counts from 0.
  case responseOutOfRange(target: String, row: Int, value: Double, allowed: String)
  /// A number of trials is not positive, NaN or infinite.
  case invalidTrials(row: Int, value: Double)
  /// There are more successes than trials.
  case moreSuccessesThanTrials(target: String, row: Int, successes: Double, trials: Double)
  /// The first iteration of a generalized linear model leads out of the range of the link.
  case noValidStart(family: String, link: String)
  /// Two models cannot be compared by F or an analysis of deviance; why.
  case notNested(String)
}

extension RegressionError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .tooFewRows(let rows, let coefficients):
      "\(rows) row\(rows == 1 ? "" : "s") cannot determine \(coefficients) coefficients: there are infinitely many exact "
        + "fits. Choose fewer features (--features), a ridge (--ridge 0.1), or the solution of least norm (--minimum-norm)"
    case .noTerms:
      "There is nothing to fit: no features and no intercept"
    case .rankDeficient(let dropped):
      dropped.map(\.description).joined(separator: "; ")
        + ". Leave out one column of each group, or let the fit drop them (without --strict)"
    case .choleskyFailed:
      "The columns depend on each other too closely for the normal equations (--method cholesky): "
        + "use --method qr or auto, which find out which ones"
    case .nonFinite(let column, let row, let value, let count):
      "\(column) has \(count) non-finite value\(count == 1 ? "" : "s"), the first in row \(row + 1): \(value). "
        + "Remove or replace such rows"
    case .powerTooLarge(let column, let row):
      "A power of \(column) is beyond all doubles in row \(row + 1): divide the column by a power of ten"
    case .coefficientOutOfRange(let name):
      "The coefficient of \(name) is too large or too small for a double: multiply or divide the column by a power of ten"
    case .invalidWeight(let row, let value):
      InvalidWeights.weight(row: row, value: value).message()
    case .noPositiveWeight:
      InvalidWeights.allZero.message()
    case .invalidConfiguration(let message): message
    case .missingColumn(let name):
      "The data have no column \(name), which the model needs"
    case .noInference(let what):
      "There is no inference for \(what): fit without a ridge, with independent columns and more rows than coefficients"
    case .singleCluster:
      "All rows are in one cluster, so that nothing says how clusters vary: group by a column with at least two values, "
        + "or take HC3"
    case .responseOutOfRange(let target, let row, let value, let allowed):
      "\(target) is \(value) in row \(row + 1), and must be \(allowed). Correct the value, leave the row out, or choose "
        + "another family"
    case .invalidTrials(let row, let value):
      "The number of trials in row \(row + 1) is \(value): it must be a finite number above 0. Correct it, or leave the "
        + "row out"
    case .moreSuccessesThanTrials(let target, let row, let successes, let trials):
      "\(target) has \(successes) successes of \(trials) trials in row \(row + 1). Correct one of them; proportions are "
        + "given as such"
    case .noValidStart(let family, let link):
      "The \(family) family with the link \(link) has no mean for the linear predictors of the first iteration. Fit an "
        + "intercept too, or choose another link"
    case .notNested(let reason):
      "These two models cannot be compared: \(reason). Fit both to the same data, the second "
        + "with the terms of the first and more"
    }
  }
}

/// A column that was left out of a fit because others already say all that it says.
public struct DroppedColumn: Sendable, Codable, Equatable, CustomStringConvertible {
  /// The name of the column.
  public let name: String
  /// The columns of which it is a linear combination; none for a column of zeros.
  public let dependsOn: [String]

  /// A dropped column with its reason.
  public init(name: String, dependsOn: [String]) {
    self.name = name
    self.dependsOn = dependsOn
  }

  public var description: String {
    dependsOn.isEmpty
      ? "\(name) is zero in every row" : "\(name) is a linear combination of \(dependsOn.joined(separator: ", "))"
  }
}
