import DescentLinearAlgebra

/// What the algorithms of this library cost for X of n rows and p columns at the speed of a machine.
struct CostModel {
  let speed: MachineSpeed
  let rowCount: Int
  let columnCount: Int

  /// A multiplication and an addition in double-double arithmetic.
  private static let refinedFlops = 20.0
  /// What no cache holds.
  private static let cacheBytes = 16e6
  /// The most columns for which the solver keeps what rounding takes off XᵀX, and works in double-double on R.
  private static let mostColumnsWithRests = 200

  private var n: Double { Double(rowCount) }
  private var p: Double { Double(columnCount) }
  private var elements: Double { n * p }
  private var cubed: Double { p * p * p }

  // MARK: Parts

  /// A gradient by a pass over X.
  var pass: Cost {
    Cost(passes: 1, flops: 4 * elements, bytes: 8 * elements, seconds: 8 * elements / speed.passBandwidth)
  }

  /// The same in double-double arithmetic.
  var refinedPass: Cost {
    Cost(
      passes: 1, flops: 2 * Self.refinedFlops * elements, bytes: 8 * elements,
      seconds: 8 * elements / speed.refinedPassBandwidth)
  }

  /// XᵀX.
  var product: Cost {
    Cost(
      passes: 1, flops: elements * p, bytes: 8 * elements,
      seconds: max(elements * p / speed.productRate, 8 * elements / speed.passBandwidth))
  }

  /// The product of a p×p matrix with a vector.
  var matrixVector: Cost {
    let bytes = 8 * p * p
    let seconds = 2 * p * p / speed.matrixVectorRate
    return Cost(
      flops: 2 * p * p, bytes: bytes,
      seconds: bytes > Self.cacheBytes ? max(seconds, bytes / speed.passBandwidth) : seconds)
  }

  /// Work on p×p matrices column by column, such as eigenvalues.
  private func factorization(_ flops: Double) -> Cost { Cost(flops: flops, seconds: flops / speed.factorizationRate) }

  /// Work on p×p matrices at the rate of products, which small ones do not reach.
  private func dense(_ flops: Double) -> Cost {
    Cost(flops: flops, seconds: flops / (columnCount < 64 ? speed.factorizationRate : speed.productRate))
  }

  private func refinedFactorization(_ products: Double) -> Cost {
    Cost(flops: Self.refinedFlops * products, seconds: products / speed.refinedFactorizationRate)
  }

  private var overhead: Cost { Cost(seconds: speed.solveOverhead) }

  // MARK: Bounds

  /// XᵀX and proven bounds of its eigenvalues: three or four Cholesky decompositions and some 200 products with vectors.
  var provenBounds: Cost { product.adding(boundsOfMatrix) }

  /// The bounds of a p×p matrix that is at hand.
  var boundsOfMatrix: Cost {
    factorization(columnCount <= 32 ? 9 * cubed : cubed).adding(columnCount <= 32 ? Cost() : matrixVector.repeated(200))
      .adding(overhead)
  }

  /// The steps of Lanczos, one pass each.
  func estimatedBounds(steps: Int) -> Cost {
    let k = Double(steps)
    return pass.repeated(steps).adding(Cost(flops: 8 * p * k * k, seconds: 8 * p * k * k / speed.matrixVectorRate))
  }

  // MARK: Closed forms

  /// Normal equations in double, as `RefinedCholesky` solves them.
  ///
  /// - Parameter condition: the condition number of the columns scaled to the same size.
  func normalEquations(condition: Double) -> Cost {
    let hasRests = columnCount <= Self.mostColumnsWithRests
    let unit = 0x1p-53
    let error = condition * condition * (hasRests ? 4 * unit / max(1, n / 48).squareRoot() : unit)
    let refinements = condition <= 5e3 ? 1 : condition <= 2e5 ? 2 : 3
    var cost = overhead.adding(product).adding(factorization(4.0 / 3 * cubed)).adding(dense(cubed))
    cost = cost.adding(hasRests ? refinedFactorization(cubed / 3) : dense(2.0 / 3 * cubed))
    if error > (hasRests ? 5e-10 : 1e-7) {
      cost = cost.adding(product).adding(
        Cost(flops: 2 * elements * p, seconds: 2 * elements * p / speed.productRate))
    }
    return cost.adding(refinedPass.repeated(refinements))
  }

  /// Normal equations in double-double arithmetic, twice where the columns are ill conditioned.
  func doubleDouble(condition: Double) -> Cost {
    let times = condition > 0x1p22 ? 3.0 : 1
    let products = times * n * refinedProducts(columns: columnCount)
    let gram = Cost(
      passes: times > 1 ? 2 : 1, flops: Self.refinedFlops * products, bytes: (times > 1 ? 16 : 8) * elements,
      seconds: products / speed.refinedProductRate)
    return overhead.adding(gram).adding(refinedFactorization(times > 1 ? cubed : cubed / 3))
      .adding(factorization(8.0 / 3 * cubed)).adding(dense(cubed)).adding(refinedPass)
  }

  /// Householder QR as `HouseholderLeastSquares` does it, which copies X three times and reads it six times besides.
  func householderQR(isDeficient: Bool) -> Cost {
    let flops = reflectionFlops(rows: rowCount, columns: columnCount)
    // Column by column each of the p steps reads and writes all that is left; in blocks of 32 columns each block does.
    let sweeps = columnCount <= 128 ? 1.5 * p : 1.5 * p / 32
    let reflections = Cost(
      passes: 3, flops: flops, bytes: 8 * elements * (6 + sweeps),
      seconds: flops / speed.reflectionRate + 8 * elements / speed.copyBandwidth)
    // With singular vectors where the solution of least norm is asked for.
    return overhead.adding(reflections).adding(pass.repeated(3)).adding(dense(4.0 / 3 * cubed))
      .adding(factorization((isDeficient ? 20 : 8.0 / 3) * cubed))
  }

  /// The Cholesky decomposition of a p×p matrix, and a solution with it.
  var cholesky: Cost {
    overhead.adding(dense(cubed / 3)).adding(Cost(passes: 1, flops: 2 * p * p, bytes: 16 * p * p))
  }

  // MARK: Iterations

  /// So many iterations with the gradients of passes, of which the start has one too.
  func iterationsOnData(_ count: Int) -> Cost {
    pass.adding(pass.adding(Cost(seconds: speed.stepOverhead)).repeated(count))
  }

  /// So many iterations on XᵀX, with passes for anchors and the check of the end.
  func iterationsOnGram(_ count: Int, passes: Int, areRefined: Bool) -> Cost {
    matrixVector.adding(matrixVector.adding(Cost(seconds: speed.stepOverhead)).repeated(count))
      .adding((areRefined ? refinedPass : pass).repeated(passes))
  }
}
