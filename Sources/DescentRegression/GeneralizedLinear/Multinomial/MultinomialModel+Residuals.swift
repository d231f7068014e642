public import DescentLinearAlgebra
import Foundation

extension MultinomialModel {
  /// What residuals measure.
  public enum ResidualKind: String, Sendable, CaseIterable, Codable {
    /// yₖ/N − πₖ
    case response
    /// (yₖ − Nπₖ)√(w/(Nπₖ)): their squares add up to Pearson's χ².
    case pearson
    /// sign(yₖ − Nπₖ)√(2w(yₖ log(yₖ/(Nπₖ)) − yₖ + Nπₖ)): their squares add up to the deviance.
    case deviance
  }

  /// The residuals, a row for each row and a column for each of ``classes``; computed anew with each call.
  ///
  /// - Complexity: O(n K).
  public func residuals(_ kind: ResidualKind = .deviance) -> Matrix<Double> {
    let count = classes.count
    return data.withRows { rows in
      Matrix(rowCount, count) { elements in
        for row in 0..<rowCount {
          let (weight, total) = (rows.weight(row) * data.weightUnit, rows.total(row))
          for k in 0..<count {
            let (probability, residual) = (probabilities[row, k], countResiduals[row, k])
            let place = row * count + k
            switch kind {
            case .response: elements[place] = residual / total
            case .pearson:
              let variance = total * probability
              elements[place] = variance > 0 ? residual * (weight / variance).squareRoot() : 0
            case .deviance:
              let unit = ClassStatistics.unitDeviance(
                rows.count(row, k), total, probability, residual: residual)
              let size = (weight * max(0, unit)).squareRoot()
              elements[place] = residual < 0 ? -size : size
            }
          }
        }
      }
    }
  }

  /// The most probable class of each row.
  public var predictedClasses: [String] { predictor.mostProbable(probabilities) }

  /// How often each class was predicted for each class, rows counting by their weights. Nil where rows are counts.
  public var confusionMatrix: ConfusionMatrix<String>? {
    data.codes.flatMap { codes in
      try? ConfusionMatrix(
        actual: codes.map { classes[Int($0)] }, predicted: predictedClasses,
        weights: data.weights?.scaled(by: data.weightUnit))
    }
  }
}
