public import DescentData
public import DescentLinearAlgebra
import Foundation

/// What a multinomial model needs to predict, and nothing of the data it was fitted to.
public struct MultinomialPredictor: Sendable, Codable, Equatable {
  /// The classes, the reference first.
  public let classes: [String]
  /// The terms, without the intercept.
  public let terms: ModelTerms
  /// What the classes are classes of.
  public let target: String
  /// Whether the first coefficient of a class is a constant.
  public let hasIntercept: Bool
  /// A row for each class but the reference: the intercept where there is one, then one for each term; 0 for a dropped
  /// one.
  public let coefficients: Matrix<Double>
  /// The indices of the terms, counted with the intercept, that were not dropped.
  public let keptColumns: [Int]
  /// The covariance of the coefficients of the kept columns, those of a class behind those of the one before; nil where
  /// there is no inference.
  public let covariance: Matrix<Double>?
  /// What makes the features of a table, where the model was fitted by a formula; nil where `terms` do.
  public internal(set) var design: DesignSpecification?

  /// The probabilities of the classes for rows of features, a column for each of ``classes``.
  ///
  /// - Parameter x: one column for each column of ``ModelTerms/columns``, in that order.
  /// - Precondition: x has that many columns.
  /// - Complexity: O(n p K).
  public func probabilities(_ x: Matrix<Double>) throws -> Matrix<Double> {
    let eta = try linearPredictors(x)
    let (m, count) = (classes.count - 1, classes.count)
    return Matrix(eta.rowCount, count) { elements in
      for row in 0..<eta.rowCount {
        let largest = (0..<m).reduce(0) { max($0, eta[row, $1]) }
        var sum = 0.0
        for k in 0..<count {
          let value = exp((k == 0 ? 0 : eta[row, k - 1]) - largest)
          elements[row * count + k] = value
          sum += value
        }
        for k in 0..<count { elements[row * count + k] /= sum }
      }
    }
  }

  /// log(πₖ/π₀) for rows of features, a column for each class but the reference.
  public func linearPredictors(_ x: Matrix<Double>) throws -> Matrix<Double> {
    try features.matrix(x) * coefficients.transposed()
  }

  /// The most probable class of each row; of equal ones the first.
  public func predict(_ x: Matrix<Double>) throws -> [String] { mostProbable(try probabilities(x)) }

  /// The probabilities for the rows of a table, which must have the columns of the model by name.
  public func probabilities(_ table: Table) throws -> Matrix<Double> {
    try probabilities(
      design == nil ? table.matrix(columns: terms.columns) : features.completeRows(of: DataTable(table)).x)
  }

  /// The most probable class of each row of a table.
  public func predict(_ table: Table) throws -> [String] { mostProbable(try probabilities(table)) }

  func mostProbable(_ probabilities: Matrix<Double>) -> [String] {
    (0..<probabilities.rowCount).map { row in
      classes[classes.indices.reduce(0) { probabilities[row, $1] > probabilities[row, $0] ? $1 : $0 }]
    }
  }

  /// What makes the columns of the coefficients.
  var features: ModelFeatures { ModelFeatures(terms: terms, design: design, hasIntercept: hasIntercept) }
}
