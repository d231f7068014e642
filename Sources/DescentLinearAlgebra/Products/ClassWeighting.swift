/// What the rows of a model of K classes weigh and pull, made of their products with coefficients on the way.
///
/// Class 0 is the reference: its products are 0. The pairs of classes (k, l), k < l, are numbered in the order (0, 1),
/// (0, 2), …, (1, 2), ….
package struct ClassWeighting: Sendable {
  /// Takes the numbers of some rows and their products η = c + xB, K − 1 for each row, one row behind the other. Writes
  /// what pulls each η in its place, and for each pair and row a weight, those of a pair behind each other and a pair
  /// ``mostRows`` elements behind the one before; returns what is to be summed up over the rows. Called on several threads
  /// at the same time, once for each row.
  package typealias Weigh =
    @Sendable (
      _ rows: Range<Int>, _ products: UnsafeMutablePointer<Double>, _ weights: UnsafeMutablePointer<Double>
    ) -> Double

  /// The most rows that are handed over at a time.
  package static let mostRows = GramSummation.pieceRows

  /// B: a row for each column of X, a column for each class but the first.
  let coefficients: Matrix<Double>
  /// c, one for each class but the first; nil for a model without an intercept.
  let constants: [Double]?
  let weigh: Weigh

  package init(_ coefficients: Matrix<Double>, constants: [Double]?, weigh: @escaping Weigh) {
    if let constants, constants.count != coefficients.columnCount {
      trapCount("ClassWeighting: columns of the coefficients, constants", coefficients.columnCount, constants.count)
    }
    self.coefficients = coefficients
    self.constants = constants
    self.weigh = weigh
  }

  /// The number of classes, K.
  var classCount: Int { coefficients.columnCount + 1 }
}

/// The pairs of classes, in the order of their numbers.
struct ClassPairs {
  let classCount: Int

  var count: Int { classCount * (classCount - 1) / 2 }

  /// The classes k < l of each pair.
  var all: [(k: Int, l: Int)] {
    (0..<classCount).flatMap { k in (k + 1..<max(k + 1, classCount)).map { (k, $0) } }
  }

  /// Adds a pair's Gram matrix of q columns to the information of all coefficients, q for each class but the first: to the
  /// diagonal blocks of both classes, and off it to the block between them.
  func add(_ k: Int, _ l: Int, q: Int, _ add: (_ row: Int, _ column: Int, _ i: Int, _ j: Int, _ sign: Double) -> Void) {
    for i in 0..<q {
      for j in 0..<q {
        let (second, first) = ((l - 1) * q, (k - 1) * q)
        add(second + i, second + j, i, j, 1)
        guard k > 0 else { continue }
        add(first + i, first + j, i, j, 1)
        add(first + i, second + j, i, j, -1)
        add(second + i, first + j, i, j, -1)
      }
    }
  }
}
