import Descent
import DescentReport

extension FittedPath {
  /// The coefficients against λ, with the λ that was chosen; those of standardized columns as they were penalized.
  func chart(_ loaded: LoadedData, isStandardized: Bool) throws -> Chart {
    let features = try isStandardized ? loaded.features() : nil
    let scaling = try features.map { features in
      try loaded.weights.map { try Standardization(of: features, isCentred: model.hasIntercept, weights: $0) }
        ?? Standardization(of: features, isCentred: model.hasIntercept)
    }
    return .coefficientPath(
      lambdas.indices.map(models), title: "Coefficients: \(loaded.source)", scales: scaling?.scales,
      chosen: lambdas[chosen])
  }
}
