import Descent
import Foundation
import Testing

/// What holds of streams whatever the data.
@Suite struct StreamTests {
  static func random(_ rows: Int, _ columns: Int, seed: UInt64) -> Observations {
    var generator = SplitMix(seed: seed)
    let x = Matrix<Double>(rows, columns, (0..<rows * columns).map { _ in generator.nextSigned() })
    let y = Vector((0..<rows).map { row in x.row(row).sum() + generator.nextSigned() + 3 })
    return Observations(x, y)
  }

  static func record(_ stream: LinearRegression.Stream) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    return String(decoding: try encoder.encode(stream), as: UTF8.self)
  }

  @Test(arguments: Kept.allCases)
  func theBlocksChangeNoBit(_ kept: Kept) throws {
    // More rows than wait at once.
    let data = Self.random(9000, 3, seed: 1)
    let whole = try Self.record(data.stream(keeps: kept))
    for blocks in [2, 7, 100, 4500] { #expect(try Self.record(data.stream(blocks: blocks, keeps: kept)) == whole) }
  }

  @Test(arguments: Kept.allCases)
  func theThreadsChangeNoBit(_ kept: Kept) throws {
    let data = Self.random(9000, 3, seed: 2)
    let before = Parallelism.threadCount
    defer { Parallelism.threadCount = before }
    Parallelism.threadCount = 1
    let one = try Self.record(data.stream(keeps: kept))
    Parallelism.threadCount = 3
    #expect(try Self.record(data.stream(keeps: kept)) == one)
  }

  @Test(arguments: Kept.allCases)
  func aModelAtAnyTimeChangesNothing(_ kept: Kept) throws {
    let data = Self.random(60, 2, seed: 3)
    var stream = try data.stream(rows: Array(0..<30), keeps: kept)
    let early = try stream.model()
    #expect(early.rowCount == 30)
    let (x, y) = data.rows(30..<60)
    try stream.update(with: x, y: y)
    #expect(try Self.record(stream) == Self.record(data.stream(keeps: kept)))
  }

  @Test(arguments: Kept.allCases)
  func unitsThatGrowOnTheWayChangeNoBit(_ kept: Kept) throws {
    // Columns that begin 2¹⁰⁰ smaller than they end, against the same rows in another order.
    var data = Self.random(50, 2, seed: 4)
    data.x = Matrix(50, 2, (0..<100).map { data.x[$0 / 2, $0 % 2].scaled(byPowerOfTwo: ($0 / 2 - 25) * 4) })
    let whole = try LinearRegression().fit(data.x, data.y, terms: data.terms)
    for rows in [Array(0..<50), (0..<50).reversed()] {
      var stream = try LinearRegression().stream(terms: data.terms, keeps: kept)
      for row in rows {
        var one = try LinearRegression().stream(terms: data.terms, keeps: kept)
        try one.update(with: data.rows([row]).0, y: data.rows([row]).1)
        try stream.merge(one)
      }
      for (found, expected) in zip(try stream.model().coefficients, whole.coefficients) {
        #expect(correctDigits(found.estimate, expected.estimate!) >= 15)
      }
    }
  }

  @Test(arguments: [(-1000, 0), (900, 0), (0, -450), (0, 450), (-400, 500)])
  func extremeUnits(_ exponents: (Int, Int)) throws {
    let data = Self.random(40, 2, seed: 5)
    let x = data.x.mapElements { $0.scaled(byPowerOfTwo: exponents.0) }
    let y = data.y.mapElements { $0.scaled(byPowerOfTwo: exponents.1) }
    for kept in Kept.allCases {
      let plain = try data.stream(LinearRegression(hasIntercept: false), keeps: kept).model()
      let scaled = try Observations(x, y).stream(LinearRegression(hasIntercept: false), keeps: kept).model()
      for (found, expected) in zip(scaled.coefficients, plain.coefficients) {
        #expect(found.estimate == expected.estimate!.scaled(byPowerOfTwo: exponents.1 - exponents.0))
        #expect(found.pValue == expected.pValue)
      }
      #expect(scaled.rSquared == plain.rSquared)
    }
  }

  @Test(arguments: [true, false], [0.0, 0.3])
  func agreesWithTheFitOfAllRows(_ hasIntercept: Bool, _ ridge: Double) throws {
    let data = Self.random(300, 4, seed: 6)
    var generator = SplitMix(seed: 9)
    let numbers = Vector((0..<300).map { _ in Double(generator.next() % 4) })
    for standardizes in [false, true] {
      let regression = LinearRegression(hasIntercept: hasIntercept, ridge: ridge, standardizes: standardizes)
      let kinds = [
        nil, ObservationWeights.frequency(numbers), .analytic(numbers), .analytic(numbers.scaled(by: 0x1p-31)),
      ]
      for (weights, kept) in kinds.flatMap({ weights in Kept.allCases.map { (weights, $0) } }) {
        let whole = try regression.fit(data.x, data.y, terms: data.terms, weights: weights)
        var streams = try (0..<2).map { _ in try regression.stream(terms: data.terms, keeps: kept) }
        for row in 0..<300 {
          let own: ObservationWeights? =
            switch weights {
            case nil: nil
            case .frequency(let values): .frequency([values[row]])
            case .analytic(let values): .analytic([values[row]])
            }
          try streams[row % 2].update(with: data.rows([row]).0, y: data.rows([row]).1, weights: own)
        }
        try streams[1].merge(streams[0])
        let model = try streams[1].model()
        for (found, expected) in zip(model.coefficients, whole.coefficients) {
          #expect(correctDigits(found.estimate, expected.estimate!) >= (standardizes ? 13 : 14.9))
          #expect((found.standardError == nil) == (expected.standardError == nil))
          if let error = expected.standardError { #expect(correctDigits(found.standardError, error) >= 14.5) }
        }
        #expect(model.rowCount == 300 && model.degreesOfFreedom == whole.degreesOfFreedom)
        #expect(correctDigits(model.rSquared, whole.rSquared!) >= 13)
        #expect((model.logLikelihood == nil) == (whole.logLikelihood == nil))
        if let likelihood = whole.logLikelihood { #expect(correctDigits(model.logLikelihood, likelihood) >= 13) }
        #expect(model.warnings == whole.warnings)
        let rows = data.rows(0..<5).0
        #expect(try correctDigits(model.predict(rows)[3], whole.predict(rows)[3]) >= 13)
      }
    }
  }

  @Test(arguments: Kept.allCases)
  func dependentColumnsAreDropped(_ kept: Kept) throws {
    var data = Self.random(40, 3, seed: 8)
    data.x = Matrix(40, 3, (0..<40).flatMap { [data.x[$0, 0], data.x[$0, 1], data.x[$0, 0] - 2 * data.x[$0, 1]] })
    let whole = try LinearRegression().fit(data.x, data.y, terms: data.terms)
    let stream = try data.merged(shards: 13, seed: 2, keeps: kept)
    let model = try stream.model()
    #expect(model.rank == 3 && model.droppedColumns == whole.droppedColumns && model["x3"]?.estimate == nil)
    for (found, expected) in zip(try data.refined(stream).model().coefficients, whole.coefficients) {
      #expect((found.estimate == nil) == (expected.estimate == nil))
      if let estimate = expected.estimate { #expect(correctDigits(found.estimate, estimate) >= 15) }
    }
    #expect(throws: RegressionError.rankDeficient(dropped: whole.droppedColumns)) {
      try data.stream(LinearRegression(isStrict: true), keeps: kept).model()
    }
  }

  @Test(arguments: Kept.allCases)
  func aSecondPassOfShardsAgrees(_ kept: Kept) throws {
    let data = Self.random(80, 3, seed: 10)
    let stream = try data.stream(keeps: kept)
    var passes = try [Int](0..<2).map { _ in try stream.beginRefinement() }
    for row in 0..<80 { try passes[row % 2].refine(with: data.rows([row]).0, y: data.rows([row]).1) }
    try passes[0].merge(passes[1])
    let whole = try LinearRegression().fit(data.x, data.y, terms: data.terms)
    for (found, expected) in zip(try passes[0].model().coefficients, whole.coefficients) {
      #expect(found.estimate == expected.estimate)
      #expect(correctDigits(found.standardError, expected.standardError!) >= 15)
    }
  }

  @Test(arguments: Kept.allCases)
  func manyColumns(_ kept: Kept) throws {
    let data = Self.random(900, 70, seed: 12)
    let whole = try LinearRegression().fit(data.x, data.y, terms: data.terms)
    // Shards of fewer rows than columns too.
    for stream in [try data.stream(keeps: kept), try data.merged(shards: 20, seed: 4, keeps: kept)] {
      for (found, expected) in zip(try stream.model().coefficients, whole.coefficients) {
        #expect(correctDigits(found.estimate, expected.estimate!) >= 14.5)
        #expect(correctDigits(found.standardError, expected.standardError!) >= 14.5)
      }
    }
  }

  @Test(arguments: Kept.allCases)
  func aStreamGoesThroughAFile(_ kept: Kept) throws {
    let data = Self.random(70, 3, seed: 11)
    let path = NSTemporaryDirectory() + "stream-\(UUID().uuidString).json"
    defer { try? FileManager.default.removeItem(atPath: path) }
    var stream = try data.stream(rows: Array(0..<40), keeps: kept)
    try stream.write(to: path)
    var read = try LinearRegression.Stream(contentsOf: path)
    #expect(try Self.record(read) == Self.record(stream))
    #expect(read.rowCount == 40 && read.terms == stream.terms && read.keeps == kept)
    for rows in [40..<55, 55..<70] {
      let (x, y) = data.rows(rows)
      try read.update(with: x, y: y)
      try stream.update(with: x, y: y)
    }
    for (found, expected) in zip(try read.model().coefficients, try stream.model().coefficients) {
      #expect(correctDigits(found.estimate, expected.estimate!) >= 15)
    }
  }
}
