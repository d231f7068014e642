internal import CDescentKernels

/// Elementary functions of many numbers at a time, several in a register.
package enum ArrayFunctions {
  /// result[i] = eˣ, off by about 1 unit in the last place at most; `result` may be `x`.
  package static func exponentials(
    _ x: UnsafePointer<Double>, count: Int, into result: UnsafeMutablePointer<Double>
  ) {
    descent_exponentials(x, count, result)
  }

  /// result[i] = log(1 + t) for t from 0 to 1, off by less than 2 units in the last place; `result` may be `t`.
  package static func logarithmsOfOnePlus(
    _ t: UnsafePointer<Double>, count: Int, into result: UnsafeMutablePointer<Double>
  ) {
    descent_logarithms_of_one_plus(t, count, result)
  }
}
