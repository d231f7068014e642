import Descent
import Foundation
import Testing

@Suite struct ScalingTests {
  private static let scalers: [any ColumnScaler] = [
    StandardScaling(), StandardScaling(isCentred: false), MinMaxScaling(), MinMaxScaling(range: -1...3),
    MaximumMagnitudeScaling(), RobustScaling(), RobustScaling(quantiles: 0.1...0.95, isCentred: false),
  ]

  private func matrix(_ rows: Int, _ columns: Int, seed: UInt64) -> Matrix<Double> {
    var generator = SeededGenerator(seed: seed)
    return Matrix(rows, columns) { elements in
      for i in elements.indices {
        elements[i] = pow(10, Double(i % columns * 3 - 3)) * (generator.normal() + Double(i % columns))
      }
    }
  }

  @Test(arguments: Array(scalers.indices), [2, 3, 17, 40])
  func appliedAndTakenBack(scaler: Int, rows: Int) throws {
    let x = matrix(rows, 3, seed: UInt64(rows))
    let scaling = try Self.scalers[scaler].fit(x)
    #expect(scaling.columnsWithoutSpread.isEmpty)
    let back = scaling.inverted(scaling.applied(to: x))
    for column in 0..<3 {
      let size = x.column(column).maximumMagnitude()
      for row in 0..<rows { #expect((back[row, column] - x[row, column]).magnitude <= 1e-15 * size) }
    }
    // A linear model of scaled columns is one of raw columns.
    let slopes: Vector = [1.5, -2, 0.25]
    let raw = scaling.rawCoefficients(slopes: slopes, intercept: 0.75)
    let scaled = (scaling.applied(to: x) * slopes).adding(constant: 0.75)
    let unscaled = (x * raw.slopes).adding(constant: raw.intercept)
    // What is large and cancels beside raw columns is rounded.
    let sizes = (0..<3).map { raw.slopes[$0].magnitude * x.column($0).maximumMagnitude() }
    let size = 1 + raw.intercept.magnitude + sizes.reduce(0, +)
    for row in 0..<rows { #expect((scaled[row] - unscaled[row]).magnitude < 1e-15 * size) }
    let decoded = try JSONDecoder().decode(FittedScaling.self, from: JSONEncoder().encode(scaling))
    #expect(decoded == scaling)
  }

  @Test(arguments: Array(scalers.indices), [1, 2] as [UInt64])
  func weightsRepeatRows(scaler: Int, seed: UInt64) throws {
    let x = matrix(12, 3, seed: seed)
    let weights = Vector((0..<12).map { Double($0 * 5 % 4) })
    let rows = (0..<12).flatMap { Array(repeating: $0, count: Int(weights[$0])) }
    let weighted = try Self.scalers[scaler].fit(x, weights: weights)
    let repeated = try Self.scalers[scaler].fit(x.selecting(rows: rows))
    for column in 0..<3 {
      #expect(correctDigits(weighted.scales[column], repeated.scales[column]) > 14)
      let difference = weighted.centers[column] - repeated.centers[column]
      #expect(difference.magnitude <= 1e-15 * x.column(column).maximumMagnitude())
    }
  }

  @Test(arguments: Array(scalers.indices), [1, 2, 5])
  func columnsWithoutSpread(scaler: Int, rows: Int) throws {
    let x = Matrix<Double>(rows * 6, 2) { elements in
      for i in elements.indices { elements[i] = i % 2 == 0 ? 0 : Double(i / 2) }
    }
    let scaling = try Self.scalers[scaler].fit(x)
    #expect(scaling.columnsWithoutSpread == [0])
    #expect(scaling.scales[0] == 1)
    #expect(scaling.applied(to: x).column(0).allSatisfy { $0 == scaling.offset })
    // 0.1 thirty times has a mean that is rounded.
    let tenth = Matrix<Double>(repeating: 0.1, 30, 1)
    let isCentred = [0, 2, 3, 5].contains(scaler)
    let constant = try Self.scalers[scaler].fit(tenth)
    // Without a centre a constant has a size, but no distance of quantiles.
    #expect(constant.columnsWithoutSpread == (isCentred || scaler == 6 ? [0] : []))
    #expect(constant.applied(to: tenth).allElements { $0.isFinite })
  }

  @Test func endsAreMet() throws {
    let x = matrix(25, 3, seed: 9)
    let unit = try MinMaxScaling().fit(x).applied(to: x)
    let sizes = try MaximumMagnitudeScaling().fit(x).applied(to: x)
    let standard = try StandardScaling().fit(x).applied(to: x)
    for column in 0..<3 {
      #expect(unit.column(column).minimum() == 0 && unit.column(column).maximum() == 1)
      #expect(sizes.column(column).maximumMagnitude() == 1)
      #expect(standard.column(column).mean().magnitude < 1e-14)
    }
    #expect(standard.isClose(to: Standardization(of: x, isCentred: true).applied(to: x), relativeTolerance: 1e-15))
  }

  /// scikit-learn 1.9.1: `RobustScaler().fit(X)`, and with `quantile_range=(10, 95)`; the data are those of the metrics.
  @Test func quantilesOfType7() throws {
    let x = Matrix(columns: [Judged.y, Judged.predictions, Judged.weights])
    let quartiles = try RobustScaling().fit(x)
    #expect(quartiles.centers == [6.125, 6.4375, 2.5])
    #expect(quartiles.scales == [4.875, 5.09375, 2])
    let wide = try RobustScaling(quantiles: 0.1...0.95).fit(x)
    for (scale, truth) in zip(wide.scales, [8.3125, 9.056249999999999, 4.0]) {
      #expect(correctDigits(scale, truth) > 14)
    }
  }

  @Test func outliersDoNotCountInRobustScaling() throws {
    var x = matrix(41, 2, seed: 4)
    let before = try RobustScaling().fit(x)
    let largest = (0..<41).max { x[$0, 0] < x[$1, 0] }!
    x[largest, 0] = 1e300
    #expect(try RobustScaling().fit(x) == before)
  }

  @Test(arguments: ["[1]", "[1, 0]", "[1, -2]"])
  func filesThatLieAreRefused(scales: String) {
    let text = #"{"centers": [0, 0], "offset": 0, "columnsWithoutSpread": [], "scales": "# + scales + "}"
    #expect(throws: DecodingError.self) { try JSONDecoder().decode(FittedScaling.self, from: Data(text.utf8)) }
  }

  @Test func mistakesHaveTheirMessages() {
    func check(_ message: String, _ body: () throws -> FittedScaling) {
      let error = #expect(throws: RegressionError.self) { try body() }
      #expect(error?.description == message)
    }
    let x: Matrix = [[1.0, 2], [3, 4]]
    check("MinMaxScaling needs at least one row, and there is none: check how the rows were chosen") {
      try MinMaxScaling().fit(.zeros(0, 2))
    }
    check("b has 1 non-finite value, the first in row 2: nan. Remove or replace such rows") {
      try RobustScaling().fit([[1, 2], [3, .nan]], weights: nil, names: ["a", "b"])
    }
    check("x2 has 1 non-finite value, the first in row 3: inf. Remove or replace such rows") {
      try StandardScaling().fit([[.nan, 1], [1, 2], [3, .infinity]], weights: [0, 1, 1])
    }
    check("The range of min–max scaling must have a finite width above 0, such as 0...1, and not be 2.0...2.0") {
      try MinMaxScaling(range: 2...2).fit(x)
    }
    check(
      "The quantiles of robust scaling must be two different numbers from 0 to 1, such as 0.25...0.75, and not "
        + "0.25...1.5"
    ) { try RobustScaling(quantiles: 0.25...1.5).fit(x) }
    check(
      "Robust scaling counts rows, so that weights must be whole numbers, and 0.5 is none: repeat rows, or take "
        + "StandardScaling"
    ) { try RobustScaling().fit(x, weights: [1, 0.5]) }
    check("The spread of x1 is beyond all doubles: divide the column by a power of ten") {
      try MinMaxScaling().fit([[-1.5e308], [1.5e308]] as Matrix<Double>)
    }
    check("All weights are 0, which leaves no observation: give the rows that are to count a weight above 0") {
      try MaximumMagnitudeScaling().fit(x, weights: [0, 0])
    }
  }
}

extension Matrix<Double> {
  fileprivate func allElements(_ predicate: (Double) -> Bool) -> Bool {
    withUnsafeBufferPointer { $0.allSatisfy(predicate) }
  }
}
