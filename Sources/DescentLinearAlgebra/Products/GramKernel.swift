internal import CDescentKernels

/// The kernels of the Gram matrix for one set of instructions.
package struct GramKernel: Sendable, CustomStringConvertible {
  private let level: Int32

  /// What this process uses: the best that the processor has, or less where `DESCENT_KERNELS` says so.
  package static let best = GramKernel(level: descent_kernel_level())

  /// All that run on this processor, the slowest first.
  package static let all = (0...best.level).map(GramKernel.init)

  private init(level: Int32) { self.level = level }

  package var description: String { ["portable", "AVX2", "AVX-512"][Int(level)] }

  func add(_ rows: GramRows, to sums: GramSums, scratch: UnsafeMutablePointer<Double>) {
    var from = descent_gram_rows(
      x: rows.x, x_stride: rows.stride, row_count: rows.count, column_count: rows.columns.count,
      targets: rows.targets, target_stride: rows.targetCount, target_count: rows.targetCount, weights: rows.weights)
    from.x += rows.columns.lowerBound
    var to = descent_gram_sums(
      gram: sums.gram, products: sums.products, sums: sums.sums, squares: sums.squares, stride: sums.stride,
      rest: sums.rest)
    let column = rows.columns.lowerBound
    to.gram += column * sums.stride + column
    if let products = sums.products { to.products = products + column }
    if column > 0 { (to.sums, to.squares) = (nil, nil) }
    descent_gram_add(level, &from, &to, scratch)
  }

  static func scratchCount(columns: Int, targets: Int) -> Int { descent_gram_scratch_count(columns, targets) }
}

/// Rows of X, targets and weights, without an owner.
struct GramRows: @unchecked Sendable {
  var x: UnsafePointer<Double>
  let stride: Int
  /// The columns of X to be used.
  var columns: Range<Int>
  var targets: UnsafePointer<Double>?
  let targetCount: Int
  var weights: UnsafePointer<Double>?
  var count: Int

  subscript(rows: Range<Int>) -> GramRows {
    var part = self
    part.x += rows.lowerBound * stride
    part.targets = targets.map { $0 + rows.lowerBound * targetCount }
    part.weights = weights.map { $0 + rows.lowerBound }
    part.count = rows.count
    return part
  }

  func columns(_ columns: Range<Int>) -> GramRows {
    var part = self
    part.columns = columns
    return part
  }
}

/// The places of the sums over some rows: XᵀWX on and above the diagonal; then, with E for a column of ones and the
/// targets, EᵀWX, Σ w e and Σ w e².
struct GramSums: @unchecked Sendable {
  let gram: UnsafeMutablePointer<Double>
  let products, sums, squares: UnsafeMutablePointer<Double>?
  let stride: Int
  /// So many elements behind each sum stands what rounding took off it; 0 where that is not kept.
  let rest: Int

  init(at base: UnsafeMutablePointer<Double>, columns: Int, targets: Int?, keepsRests: Bool = false) {
    gram = base
    rest = keepsRests ? Self.count(columns: columns, targets: targets) : 0
    stride = Self.padded(columns)
    if let targets {
      let extras = Self.padded(1 + targets)
      let products = base + stride * stride
      self.products = products
      sums = products + extras * stride
      squares = products + extras * (stride + 1)
    } else {
      (products, sums, squares) = (nil, nil, nil)
    }
  }

  static func count(columns: Int, targets: Int?) -> Int {
    let (stride, extras) = (padded(columns), targets.map { padded(1 + $0) } ?? 0)
    return stride * stride + extras * (stride + 2)
  }

  private static func padded(_ count: Int) -> Int { (count + 7) / 8 * 8 }
}
