import DescentData
public import DescentRegression
import Foundation

/// A fitted model as a file: what predicts, which columns it needs, and what it was fitted to.
///
/// ```swift
/// let model = try GeneralizedLinearRegression.poisson.fit(formula, table)
/// try ModelFile(model, source: "visits.csv", date: "2026-11-27").write(to: "visits.json")
///
/// let saved = try ModelFile(contentsOf: "visits.json")
/// if case .generalizedLinear(let predictor) = saved.model { means = try predictor.predict(newTable) }
/// ```
///
/// The file is JSON of a few kilobytes: coefficients in full precision, their covariance, and none of the data.
public struct ModelFile: Sendable, Equatable {
  /// What predicts.
  public enum Model: Sendable, Equatable {
    /// A linear model, penalized ones among them.
    case linear(LinearPredictor)
    /// A generalized linear model.
    case generalizedLinear(GeneralizedLinearPredictor)
    /// A multinomial model.
    case multinomial(MultinomialPredictor)
    /// An M-estimate.
    case robust(RobustPredictor)
    /// Quantile regressions of the same target.
    case quantiles([RobustPredictor])
  }

  /// What a model was fitted to, and how.
  public struct Origin: Sendable, Codable, Equatable {
    /// The file or the table of the data; nil where the caller did not say.
    public var source: String?
    /// The rows of the fit.
    public var rowCount: Int
    /// The rows that were left out because of missing cells.
    public var rowsDropped: Int
    /// The day of the fit as the caller gave it: no clock is read, so that the same fit writes the same file.
    public var date: String?
    /// The settings of the fit.
    public var options: [String: String]

    /// What a model was fitted to, and how.
    public init(
      source: String? = nil, rowCount: Int, rowsDropped: Int = 0, date: String? = nil, options: [String: String] = [:]
    ) {
      self.source = source
      self.rowCount = rowCount
      self.rowsDropped = rowsDropped
      self.date = date
      self.options = options
    }
  }

  /// The latest version of the format.
  public static let currentFormat = 3

  /// What predicts.
  public let model: Model
  /// What it was fitted to; nil in files of a version that did not say.
  public var origin: Origin?

  /// The columns that data must have.
  public var columns: [ModelColumn] {
    switch model {
    case .linear(let predictor): predictor.columns
    case .generalizedLinear(let predictor): predictor.columns
    case .multinomial(let predictor): predictor.columns
    case .robust(let predictor): predictor.columns
    case .quantiles(let predictors): predictors.first?.columns ?? []
    }
  }

  /// A model that predicts.
  public init(_ model: Model, origin: Origin? = nil) {
    self.model = model
    self.origin = origin
  }
}

extension ModelFile {
  /// A linear model.
  ///
  /// - Parameters:
  ///   - fit: the model.
  ///   - source: the file or the table of the data.
  ///   - rowsDropped: the rows that were left out because of missing cells.
  ///   - date: the day of the fit.
  public init(_ fit: some LinearFit, source: String? = nil, rowsDropped: Int = 0, date: String? = nil) {
    self.init(.linear(fit.predictor), fit.configuration, source, rows: fit.rowCount, rowsDropped, date)
  }

  private init(
    _ model: Model, _ configuration: some Encodable, _ source: String?, rows: Int, _ rowsDropped: Int, _ date: String?
  ) {
    self.init(
      model,
      origin: Origin(
        source: source, rowCount: rows, rowsDropped: rowsDropped, date: date, options: options(of: configuration)))
  }

  /// A generalized linear model.
  public init(_ fit: GeneralizedLinearModel, source: String? = nil, rowsDropped: Int = 0, date: String? = nil) {
    self.init(.generalizedLinear(fit.predictor), fit.configuration, source, rows: fit.rowCount, rowsDropped, date)
  }

  /// A multinomial model.
  public init(_ fit: MultinomialModel, source: String? = nil, rowsDropped: Int = 0, date: String? = nil) {
    self.init(.multinomial(fit.predictor), fit.configuration, source, rows: fit.rowCount, rowsDropped, date)
  }

  /// A robust fit.
  ///
  /// - Parameters:
  ///   - fit: the model.
  ///   - terms: what its columns were made of; by default each is a column of its name.
  ///   - design: the formula that made them, where there was one.
  ///   - source: the file or the table of the data.
  ///   - rowsDropped: the rows that were left out because of missing cells.
  ///   - date: the day of the fit.
  public init(
    _ fit: RobustModel, terms: ModelTerms? = nil, design: DesignSpecification? = nil, source: String? = nil,
    rowsDropped: Int = 0, date: String? = nil
  ) {
    self.init(
      .robust(fit.predictor(terms: terms, design: design)), fit.configuration, source, rows: fit.rowCount, rowsDropped,
      date)
  }

  /// Quantile regressions of the same target.
  ///
  /// - Precondition: there is one at least.
  public init(
    _ fits: [QuantileModel], terms: ModelTerms? = nil, design: DesignSpecification? = nil, source: String? = nil,
    rowsDropped: Int = 0, date: String? = nil
  ) {
    var settings = options(of: fits[0].configuration)
    settings["quantile"] = fits.map { "\($0.quantile)" }.joined(separator: ", ")
    self.init(
      .quantiles(fits.map { $0.predictor(terms: terms, design: design) }),
      origin: Origin(
        source: source, rowCount: fits[0].rowCount, rowsDropped: rowsDropped, date: date, options: settings))
  }
}

/// The settings of a configuration by their names.
private func options(of configuration: some Encodable) -> [String: String] {
  guard let data = try? JSONEncoder().encode(configuration),
    let values = try? JSONDecoder().decode([String: Setting].self, from: data)
  else { return [:] }
  return values.mapValues(\.description)
}

/// A setting as JSON has it.
private enum Setting: Decodable, CustomStringConvertible {
  case flag(Bool)
  case number(Double)
  case text(String)
  case settings([String: Setting])

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if let value = try? container.decode(Bool.self) {
      self = .flag(value)
    } else if let value = try? container.decode(Double.self) {
      self = .number(value)
    } else if let value = try? container.decode(String.self) {
      self = .text(value)
    } else {
      self = .settings(try container.decode([String: Setting].self))
    }
  }

  var description: String {
    switch self {
    case .flag(let value): value ? "yes" : "no"
    case .number(let value): value == value.rounded() && value.magnitude < 1e15 ? "\(Int(value))" : "\(value)"
    case .text(let value): value
    case .settings(let values):
      values.sorted { $0.key < $1.key }.map { name, value in
        if case .settings(let inner) = value, inner.isEmpty { return name }
        return "\(name) \(value)"
      }.joined(separator: ", ")
    }
  }
}
