import Descent

typealias Kept = LinearRegression.Stream.Kept

/// Observations to be streamed.
struct Observations {
  var x: Matrix<Double>
  var y: Vector<Double>
  var terms: ModelTerms

  init(_ x: Matrix<Double>, _ y: Vector<Double>, degree: Int = 1) {
    self.x = x
    self.y = y
    let columns = (0..<x.columnCount).map { "x\($0 + 1)" }
    terms = ModelTerms(columns: columns, degrees: degree > 1 ? ["x1": degree] : [:])
  }

  init(_ table: Table, target: String = "y", degree: Int = 1) throws {
    self.init(
      try table.matrix(columns: table.columnNames.filter { $0 != target }), try table[target], degree: degree)
  }

  func rows(_ rows: some Collection<Int>) -> (Matrix<Double>, Vector<Double>) {
    (x.selecting(rows: Array(rows)), Vector(rows.map { y[$0] }))
  }

  /// A stream that has seen these rows, in this order.
  func stream(
    _ regression: LinearRegression = LinearRegression(), rows chosen: [Int]? = nil, blocks: Int = 1,
    keeps kept: Kept = .moments
  ) throws -> LinearRegression.Stream {
    let chosen = chosen ?? Array(0..<y.count)
    var stream = try regression.stream(terms: terms, keeps: kept)
    for block in 0..<blocks {
      let (x, y) = rows(chosen[block * chosen.count / blocks..<(block + 1) * chosen.count / blocks])
      try stream.update(with: x, y: y)
    }
    return stream
  }

  /// Shards of some rows each, merged two and two in an order that the seed decides.
  func merged(
    _ regression: LinearRegression = LinearRegression(), shards: Int, seed: UInt64, keeps kept: Kept = .moments
  ) throws -> LinearRegression.Stream {
    var generator = SplitMix(seed: seed)
    var streams = try (0..<shards).map { shard in
      try stream(
        regression, rows: Array(shard * y.count / shards..<(shard + 1) * y.count / shards), keeps: kept)
    }
    while streams.count > 1 {
      let source = streams.remove(at: Int(generator.next() % UInt64(streams.count)))
      try streams[Int(generator.next() % UInt64(streams.count))].merge(source)
    }
    return streams[0]
  }

  /// A second pass with each row its own block.
  func refined(_ stream: LinearRegression.Stream) throws -> LinearRegression.Refinement {
    var pass = try stream.beginRefinement()
    for row in 0..<y.count {
      let (x, y) = rows([row])
      try pass.refine(with: x, y: y)
    }
    return pass
  }

  /// Wampler's polynomials of degree 5 (1970): exact for 1 and 2; 3, 4 and 5 with residuals 1, 100 and 10000 times some.
  static func wampler(_ number: Int) -> Observations {
    let residuals: [Double] = [
      759, -2048, 2048, -2048, 2523, -2048, 2048, -2048, 1838, -2048, 2048, -2048, 1838, -2048, 2048, -2048, 2523,
      -2048, 2048, -2048, 759,
    ]
    let factor: Double = number == 3 ? 1 : number == 4 ? 100 : number == 5 ? 10000 : 0
    // Of the second set 10⁵ y is an integer, of which the quotient is the double nearest to the published number.
    let factors = number == 2 ? [100_000, 10_000, 1000, 100, 10, 1] : [1, 1, 1, 1, 1, 1]
    let y = (0...20).map { (x: Int) -> Double in
      // Horner's scheme.
      let value = factors.reversed().reduce(0) { $0 * x + $1 }
      return number == 2 ? Double(value) / 100_000 : Double(value) + factor * residuals[x]
    }
    return Observations(Matrix(column: Vector((0...20).map(Double.init))), Vector(y), degree: 5)
  }
}
