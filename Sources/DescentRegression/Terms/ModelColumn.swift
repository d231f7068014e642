/// A column that data must have for a model to predict.
public struct ModelColumn: Sendable, Codable, Equatable {
  /// Its name.
  public let name: String
  /// The texts that the fit knew, the reference first; nil for a column of numbers.
  public let levels: [String]?
}

extension ModelFeatures {
  /// The columns of the data, each once.
  var columns: [ModelColumn] {
    guard let design else { return terms.columns.map { ModelColumn(name: $0, levels: nil) } }
    let texts = design.variables.filter { $0.isFactor && !$0.levelsAreNumbers }
    return design.columns.map { name in
      ModelColumn(name: name, levels: texts.first { $0.factorColumn == name }?.levels)
    }
  }
}

extension LinearPredictor {
  /// The columns that a table must have.
  public var columns: [ModelColumn] { features.columns }
}

extension GeneralizedLinearPredictor {
  /// The columns that a table must have, that of the offset too.
  public var columns: [ModelColumn] {
    let named = features.columns
    guard let offsetColumn, !named.contains(where: { $0.name == offsetColumn }) else { return named }
    return named + [ModelColumn(name: offsetColumn, levels: nil)]
  }
}

extension MultinomialPredictor {
  /// The columns that a table must have.
  public var columns: [ModelColumn] { features.columns }
}

extension RobustPredictor {
  /// The columns that a table must have.
  public var columns: [ModelColumn] { features.columns }
}
