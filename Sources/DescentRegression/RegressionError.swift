internal import DescentData
import DescentLinearAlgebra

/// Why a model could not be fitted to the data. Each message names the cause and the next step.
public enum RegressionError: Error, Sendable, Equatable {
  /// There are fewer rows than coefficients.
  case tooFewRows(rows: Int, coefficients: Int)
  /// There are fewer rows with a weight above 0 than coefficients.
  case tooFewWeightedRows(rows: Int, of: Int, coefficients: Int)
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
  // Multinomial models:
  /// All rows are of one class.
  case singleClass(target: String, name: String)
  /// A class has no rows, or none with a weight above 0.
  case emptyClass(target: String, name: String)
  /// The class of a row is missing. The row counts from 0.
  case missingClass(target: String, row: Int)
  /// A number that is to be a class is no whole one. The row counts from 0.
  case notAClass(target: String, row: Int, value: Double)
  /// A name that is to be a class is none of these.
  case unknownClass(target: String, name: String, classes: [String])
  /// A number of observations of a class is negative. The row counts from 0.
  case negativeCount(name: String, row: Int, value: Double)
  /// There are so many classes that the coefficients would not fit into memory.
  case tooManyClasses(target: String, classes: Int, coefficients: Int)
  // Nonlinear and robust models.
  /// A model has no parameters.
  case noParameters
  /// There are fewer rows than parameters of a nonlinear model.
  case tooFewObservations(rows: Int, parameters: Int)
  /// A parameter starts from no number, or from outside of its bounds.
  case invalidStart(parameter: String, value: Double, range: ClosedRange<Double>?)
  /// A nonlinear model has no finite value at the start. The row counts from 0.
  case modelNotFinite(row: Int, value: Double)
  /// A derivative of a nonlinear model is not finite at the start. The row counts from 0.
  case derivativeNotFinite(parameter: String, row: Int)
  /// The derivatives of a nonlinear model are not finite where its search ended.
  case modelNotSmooth
  /// A frequency is no whole number. The row counts from 0.
  case fractionalFrequency(row: Int, value: Double)
  /// Frequencies add up to more than there are whole numbers.
  case tooManyObservations(Double)
  /// A quantile does not lie between 0 and 1.
  case invalidQuantile(Double)
  /// The rows that a robust fit has not rejected no longer determine the coefficients.
  case robustRankDeficient(rows: Int, coefficients: Int)

  // Metrics, scaling and selection.

  /// There are no rows to compute this of.
  case emptyInput(String)
  /// A value that a metric is to judge is NaN or infinite; `what` says which, such as `prediction`.
  case nonFiniteInput(what: String, row: Int, value: Double)
  /// A value that a metric is to judge lies where the metric is not defined.
  case outOfDomain(what: String, row: Int, value: Double, requirement: String)
  /// A metric does not exist for these values.
  case undefinedMetric(metric: String, reason: String)
  /// The difference of the largest and the smallest value of a column is beyond all doubles.
  case spreadTooLarge(column: String)
  /// There are more folds than rows.
  case tooManyFolds(folds: Int, rows: Int)
  /// A class has fewer rows than there are folds, so that one of them would be without it.
  case tooManyFoldsForClass(name: String, rows: Int, folds: Int)
  /// There are more folds than groups.
  case tooFewGroups(groups: Int, folds: Int)
  /// The rows that a model is fitted to lack one of the levels of a factor, or a class.
  case missingLevel(level: String, factor: String, fold: Int)
  /// A split would leave no row to fit to, or none to judge by.
  case emptySplit(reason: String)
  /// The model could not be fitted, or not be judged, in a fold; folds count from 0.
  case foldFailed(fold: Int, reason: String)
  /// No candidate of a search could be fitted and judged.
  case searchFailed(candidates: Int, reason: String)

  // Penalized models.

  /// There is no observation.
  case noRows
  /// The mean of a response has no linear predictor: all rows are of one class, or all counts 0.
  case noNullModel(target: String, mean: Double, family: String)
  /// Coefficients grow without bound at this λ.
  case noFiniteFit(target: String, lambda: Double)

  // Streams.
  /// A block of rows has another number of columns than the stream.
  case blockOfOtherWidth(columns: Int, expected: Int, rowsBefore: Int)
  /// Two streams, or a stream and a block, do not belong together.
  case streamMismatch(String)
  /// A file or a record of a stream cannot be read.
  case invalidStream(String)
  /// A second pass has not seen the rows of the first one.
  case incompletePass(rows: Int, expected: Int)
}

extension RegressionError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .tooFewRows(let rows, let coefficients):
      "\(rows) row\(rows == 1 ? "" : "s") cannot determine \(coefficients) coefficients: there are infinitely many exact "
        + "fits. Choose fewer features (--features), a ridge (--ridge 0.1), or the solution of least norm (--minimum-norm)"
    case .tooFewWeightedRows(let rows, let all, let coefficients):
      "\(rows) of \(all) rows \(rows == 1 ? "has" : "have") a weight above 0, too few to determine \(coefficients) "
        + "coefficients. Give more rows a weight, or choose fewer features (--features) or a ridge (--ridge 0.1)"
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
    case .singleClass(let target, let name):
      "\(target) is \(name) in every row, so that there is nothing to tell apart: give rows of at least two classes"
    case .emptyClass(let target, let name):
      "The class \(name) of \(target) has no row with a weight above 0: leave the class out, or give it rows"
    case .missingClass(let target, let row):
      "\(target) is missing in row \(row + 1): leave the row out, or give it a class"
    case .notAClass(let target, let row, let value):
      "\(target) is \(value) in row \(row + 1), and a class is a text or a whole number: correct the value, or group "
        + "such numbers first"
    case .unknownClass(let target, let name, let classes):
      "\(target) has no class '\(name)'"
        + (NearestName.suggestion(for: name, among: classes).map { "; did you mean '\($0)'?" } ?? ".")
        + " Its classes are \(NearestName.list(classes))"
    case .negativeCount(let name, let row, let value):
      "\(name) counts \(value) observations in row \(row + 1): correct it to 0 or more, or leave the row out"
    case .tooManyClasses(let target, let classes, let coefficients):
      "\(target) has \(classes) classes, with \(coefficients) coefficients for each: too many to fit. Is \(target) a "
        + "class? Group its values, or fit numbers by least squares"
    case .noParameters:
      "There is nothing to fit: the model has no parameters. Give a start for each of them"
    case .tooFewObservations(let rows, let parameters):
      "\(rows) row\(rows == 1 ? "" : "s") cannot determine \(parameters) parameters. "
        + "Give more data, or a model with fewer parameters"
    case .invalidStart(let parameter, let value, let range):
      if let range {
        "The start of \(parameter) is \(value), outside of its bounds \(range.lowerBound) and \(range.upperBound): "
          + "start between them"
      } else {
        "The start of \(parameter) is \(value): start from a finite number"
      }
    case .modelNotFinite(let row, let value):
      "The model is \(value) in row \(row + 1) at the start: choose a start where it is defined in all rows"
    case .derivativeNotFinite(let parameter, let row):
      "The derivative of the model with respect to \(parameter) is not finite in row \(row + 1) at the start: "
        + "choose a start where the model is smooth in all rows"
    case .modelNotSmooth:
      "The derivatives of the model are not finite where the search ended: keep it away from there with bounds, or start "
        + "elsewhere"
    case .fractionalFrequency(let row, let value):
      "The frequency of row \(row + 1) is \(value), and medians count whole rows: round it, or take analytic weights "
        + "(--weights-kind analytic)"
    case .tooManyObservations(let sum):
      "The frequencies add up to \(sum), more than can be counted: divide them by a number, or take analytic weights "
        + "(--weights-kind analytic)"
    case .invalidQuantile(let value):
      "A quantile must lie between 0 and 1, such as 0.5 for the median, and not be \(value)"
    case .robustRankDeficient(let rows, let coefficients):
      "Only \(rows) row\(rows == 1 ? " keeps" : "s keep") a weight, and they do not determine \(coefficients) "
        + "coefficients. Take a larger constant, the Huber loss, or fewer features"
    case .emptyInput(let what):
      "\(what) needs at least one row, and there is none: check how the rows were chosen"
    case .nonFiniteInput(let what, let row, let value):
      "The \(what) of row \(row + 1) is \(value): judge only finite numbers, by leaving out such rows or giving them the "
        + "weight 0"
    case .outOfDomain(let what, let row, let value, let requirement):
      "The \(what) of row \(row + 1) is \(value): \(requirement)"
    case .undefinedMetric(let metric, let reason):
      "\(metric) does not exist here: \(reason)"
    case .spreadTooLarge(let column):
      "The spread of \(column) is beyond all doubles: divide the column by a power of ten"
    case .tooManyFolds(let folds, let rows):
      "\(folds) folds cannot be made of \(rows) row\(rows == 1 ? "" : "s"), because each needs one: take at most \(rows) "
        + "(--folds), which leaves out one row at a time"
    case .tooManyFoldsForClass(let name, let rows, let folds):
      "The class \(name) has \(rows) row\(rows == 1 ? "" : "s"), too few for each of \(folds) folds to have one: take at "
        + "most \(rows) folds, or join the class with another"
    case .tooFewGroups(let groups, let folds):
      groups < 2
        ? "All rows are in one group, which cannot be split without tearing it apart: take finer groups"
        : "\(folds) folds cannot be made of \(groups) groups without tearing one apart: take at most \(groups) folds, or "
          + "finer groups"
    case .missingLevel(let level, let factor, let fold):
      "No row that fold \(fold + 1) fits to has the level \(level) of \(factor), so that nothing can be learned of it: "
        + "stratify the folds by \(factor), take more folds, or join the level with another"
    case .emptySplit(let reason):
      "The rows cannot be split so: \(reason)"
    case .foldFailed(let fold, let reason):
      "Fold \(fold + 1): \(reason)"
    case .searchFailed(let candidates, let reason):
      (candidates == 1 ? "The candidate" : "Each of \(candidates) candidates") + " failed, the first with: \(reason)"
    case .noRows:
      "There are no rows to fit to: give data with at least one observation"
    case .noNullModel(let target, let mean, let family):
      "The mean of \(target) is \(mean), of which a model of the \(family) family has no intercept: give rows of both "
        + "classes, or counts above 0, and to every fold"
    case .noFiniteFit(let target, let lambda):
      "\(target) is separated by the columns, so that coefficients grow without bound at λ = \(lambda): take a larger λ"
    case .blockOfOtherWidth(let columns, let expected, let rowsBefore):
      "The block behind row \(rowsBefore) has \(columns) column\(columns == 1 ? "" : "s"), the stream has \(expected): "
        + "give each block the columns of terms.columns, in that order. The stream is as it was before"
    case .streamMismatch(let reason): reason
    case .invalidStream(let reason): reason
    case .incompletePass(let rows, let expected):
      "The second pass has seen \(rows) row\(rows == 1 ? "" : "s") and the first one \(expected): give it all the rows "
        + "of the first one, each once"
    }
  }
}

extension RegressionError {
  /// That there are too few rows, of which only those with a weight above 0 count.
  static func tooFew(_ rows: Int, of all: Int, isWeighted: Bool, coefficients: Int) -> RegressionError {
    isWeighted
      ? .tooFewWeightedRows(rows: rows, of: all, coefficients: coefficients)
      : .tooFewRows(rows: rows, coefficients: coefficients)
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
