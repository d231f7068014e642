internal import CDescentKernels

/// The types of elements that a gradient kernel reads.
package protocol GradientElement: BLASScalar {
  /// gradient += Σ w r x, sums[0] += Σ w r², sums[1] += Σ w r, residuals[i] = r over some rows, on this thread, with
  /// r = y − offset − x·β (y = nil: 0); each of `rows`, `y`, `weights`, `gradient` and `residuals` may be left out.
  static func addGradient(
    x: UnsafePointer<Self>, stride: Int, rows: UnsafePointer<Int>?, rowCount: Int, columnCount: Int,
    y: UnsafePointer<Self>?, weights: UnsafePointer<Self>?, coefficients: UnsafePointer<Double>?, offset: Double,
    gradient: UnsafeMutablePointer<Double>?, sums: UnsafeMutablePointer<Double>,
    residuals: UnsafeMutablePointer<Double>?)

  /// gradient += Σ w u x, sums[0] += Σ w ℓ, sums[1] += Σ w u over some rows, on this thread, for a loss ℓ(η, y) that is not
  /// the square and its pull u, with η = offset + offsets + x·β; each of `rows`, `offsets`, `weights` and `gradient` may
  /// be left out.
  static func addLoss(
    _ loss: (number: Int32, threshold: Double), x: UnsafePointer<Self>, stride: Int, rows: UnsafePointer<Int>?,
    rowCount: Int, columnCount: Int, y: UnsafePointer<Self>, offsets: UnsafePointer<Self>?,
    weights: UnsafePointer<Self>?, coefficients: UnsafePointer<Double>?, offset: Double,
    gradient: UnsafeMutablePointer<Double>?, sums: UnsafeMutablePointer<Double>)
}

extension Double: GradientElement {
  package static func addGradient(
    x: UnsafePointer<Double>, stride: Int, rows: UnsafePointer<Int>?, rowCount: Int, columnCount: Int,
    y: UnsafePointer<Double>?, weights: UnsafePointer<Double>?, coefficients: UnsafePointer<Double>?, offset: Double,
    gradient: UnsafeMutablePointer<Double>?, sums: UnsafeMutablePointer<Double>,
    residuals: UnsafeMutablePointer<Double>?
  ) {
    descent_gradient_double(
      x, stride, rows, rowCount, columnCount, y, weights, coefficients, offset, gradient, sums, residuals)
  }

  package static func addLoss(
    _ loss: (number: Int32, threshold: Double), x: UnsafePointer<Double>, stride: Int, rows: UnsafePointer<Int>?,
    rowCount: Int, columnCount: Int, y: UnsafePointer<Double>, offsets: UnsafePointer<Double>?,
    weights: UnsafePointer<Double>?, coefficients: UnsafePointer<Double>?, offset: Double,
    gradient: UnsafeMutablePointer<Double>?, sums: UnsafeMutablePointer<Double>
  ) {
    descent_loss_double(
      loss.number, loss.threshold, x, stride, rows, rowCount, columnCount, y, offsets, weights, coefficients, offset,
      gradient, sums)
  }
}

extension Float: GradientElement {
  package static func addGradient(
    x: UnsafePointer<Float>, stride: Int, rows: UnsafePointer<Int>?, rowCount: Int, columnCount: Int,
    y: UnsafePointer<Float>?, weights: UnsafePointer<Float>?, coefficients: UnsafePointer<Double>?, offset: Double,
    gradient: UnsafeMutablePointer<Double>?, sums: UnsafeMutablePointer<Double>,
    residuals: UnsafeMutablePointer<Double>?
  ) {
    descent_gradient_float(
      x, stride, rows, rowCount, columnCount, y, weights, coefficients, offset, gradient, sums, residuals)
  }

  package static func addLoss(
    _ loss: (number: Int32, threshold: Double), x: UnsafePointer<Float>, stride: Int, rows: UnsafePointer<Int>?,
    rowCount: Int, columnCount: Int, y: UnsafePointer<Float>, offsets: UnsafePointer<Float>?,
    weights: UnsafePointer<Float>?, coefficients: UnsafePointer<Double>?, offset: Double,
    gradient: UnsafeMutablePointer<Double>?, sums: UnsafeMutablePointer<Double>
  ) {
    descent_loss_float(
      loss.number, loss.threshold, x, stride, rows, rowCount, columnCount, y, offsets, weights, coefficients, offset,
      gradient, sums)
  }
}
