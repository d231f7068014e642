internal import DescentData
import DescentLinearAlgebra

extension ClassData {
  /// Checks the response of a fit and brings it into one form.
  init(
    _ response: MultinomialRegression.Response, weights: ObservationWeights?, reference: String?, target: String
  ) throws {
    var (names, codes, counts) = try Self.read(response, target)
    let found = names
    let first = try Self.place(of: reference, among: names, target)
    if first > 0 {
      let order = [first] + names.indices.filter { $0 != first }
      names = order.map { found[$0] }
      counts = counts?.selecting(columns: order)
      codes = codes?.map { Int32($0) == Int32(first) ? 0 : $0 < first ? $0 + 1 : $0 }
    }
    self.names = names
    self.codes = codes
    self.counts = counts
    count = response.count
    totals = counts?.rowSums()
    let normalized = try weights.map { try NormalizedWeights($0.values) }
    self.weights = normalized?.values
    weightUnit = 1.0.scaled(byPowerOfTwo: normalized?.exponent ?? 0)
    if let totals, let row = totals.firstIndex(where: { !($0 > 0 && $0.isFinite) }) {
      throw RegressionError.invalidTrials(row: row, value: totals[row])
    }
    var sums = [DoubleDouble](repeating: DoubleDouble(0), count: names.count)
    for row in 0..<count {
      let weight = self.weights?[row] ?? 1
      if let counts {
        for k in names.indices { sums[k] = sums[k] + DoubleDouble.product(weight, counts[row, k]) }
      } else {
        let k = Int(codes![row])
        sums[k] = sums[k] + DoubleDouble(weight)
      }
    }
    classTotals = sums.map(\.high)
    let present = names.indices.filter { classTotals[$0] > 0 }
    if present.count == 1 { throw RegressionError.singleClass(target: target, name: names[present[0]]) }
    if let empty = found.first(where: { classTotals[names.firstIndex(of: $0)!] == 0 }) {
      throw RegressionError.emptyClass(target: target, name: empty)
    }
  }

  private static func read(
    _ response: MultinomialRegression.Response, _ target: String
  ) throws -> (names: [String], codes: [Int32]?, counts: Matrix<Double>?) {
    switch response {
    case .classes(let column):
      if let row = column.codes.firstIndex(of: TextColumn.missing) {
        throw RegressionError.missingClass(target: target, row: row)
      }
      return (column.levels, column.codes, nil)
    case .integers(let values):
      let found = Set(values).sorted()
      let places = Dictionary(uniqueKeysWithValues: zip(found, Int32(0)...))
      return (found.map { String($0) }, values.map { places[$0]! }, nil)
    case .counts(let counts, let names):
      let names = names ?? (1...max(1, counts.columnCount)).map { "\($0)" }
      guard names.count == counts.columnCount else {
        trapCount("MultinomialRegression.fit: columns of counts, names of classes", counts.columnCount, names.count)
      }
      var seen: Set<String> = []
      if let twice = names.first(where: { !seen.insert($0).inserted }) {
        throw RegressionError.invalidConfiguration("Two classes are named \(twice): give each a name of its own")
      }
      for row in 0..<counts.rowCount {
        for (k, name) in names.enumerated() {
          let value = counts[row, k]
          guard value.isFinite else {
            let column = counts.column(k)
            throw RegressionError.nonFinite(
              column: name, row: row, value: value, count: column.count { !$0.isFinite })
          }
          guard value >= 0 else { throw RegressionError.negativeCount(name: name, row: row, value: value) }
        }
      }
      return (names, nil, counts)
    }
  }

  private static func place(of reference: String?, among names: [String], _ target: String) throws -> Int {
    guard let reference else { return 0 }
    guard let place = names.firstIndex(of: reference) else {
      throw RegressionError.unknownClass(target: target, name: reference, classes: names)
    }
    return place
  }

  /// Whether all counts are whole numbers.
  var isWhole: Bool { counts?.withUnsafeBufferPointer { $0.allSatisfy { $0 == $0.rounded() } } ?? true }
}
