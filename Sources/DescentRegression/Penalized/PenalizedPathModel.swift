public import DescentLinearAlgebra

/// One model of a path: coefficients that belong to a penalty λ.
public protocol PenalizedPathModel: Sendable, Equatable {
  /// λ.
  var lambda: Double { get }
  /// How many parameters the fit is worth.
  var degreesOfFreedom: Double { get }
  /// The share of the deviance that is explained, R² of linear models; nil where the response does not vary.
  var devianceRatio: Double? { get }
  /// The terms, without the intercept.
  var terms: ModelTerms { get }
  /// The name of what is predicted.
  var target: String { get }
  /// Whether the first coefficient is a constant.
  var hasIntercept: Bool { get }
  /// The intercept where there is one, then β of each term, in the units of the raw columns.
  var allCoefficients: Vector<Double> { get }
}

extension PenalizedPathModel {
  /// The constant term; nil where none was fitted.
  public var intercept: Double? { hasIntercept ? allCoefficients[0] : nil }

  /// β of each term, without the intercept.
  public var slopes: Vector<Double> { Vector(allCoefficients.dropFirst(hasIntercept ? 1 : 0)) }

  /// All coefficients by name, the intercept first.
  public var coefficients: [PenalizedModel.Coefficient] {
    let names = (hasIntercept ? ["(Intercept)"] : []) + terms.names
    return zip(names, allCoefficients).map { PenalizedModel.Coefficient(name: $0, estimate: $1) }
  }

  /// The coefficients that are not zero, and the intercept.
  public var nonZeroCoefficients: [PenalizedModel.Coefficient] {
    coefficients.enumerated().filter { $0.offset == 0 && hasIntercept || $0.element.estimate != 0 }.map(\.element)
  }

  /// The coefficient of a term, by name.
  public subscript(name: String) -> Double? { coefficients.first { $0.name == name }?.estimate }
}
