import DescentLinearAlgebra
import Foundation

/// The argument x of an incomplete beta function, with y = 1 − x, given by its odds x/y, so that neither is ever the
/// result of a subtraction and neither is lost when the odds leave the range of a double.
struct BetaArgument: Sendable {
  /// The argument and its complement, in double-double; zero where they underflow.
  let x, y: DoubleDouble
  private let significand: DoubleDouble
  private let exponent: Int

  /// The argument with the odds `significand · 2^exponent`.
  init(oddsSignificand significand: DoubleDouble, exponent: Int) {
    self.significand = significand
    self.exponent = exponent
    let one = DoubleDouble(1)
    if exponent < 0 {
      let odds = significand.scaled(byPowerOfTwo: exponent)
      y = one / (one + odds)
      x = odds * y
    } else {
      let odds = (one / significand).scaled(byPowerOfTwo: -exponent)
      x = one / (one + odds)
      y = odds * x
    }
  }

  /// log x.
  var logarithmOfX: DoubleDouble {
    exponent < 0 ? logarithmOfOdds + y.logarithm : x.logarithm
  }

  /// log y.
  var logarithmOfY: DoubleDouble {
    exponent < 0 ? y.logarithm : x.logarithm - logarithmOfOdds
  }

  private var logarithmOfOdds: DoubleDouble {
    significand.logarithm + DoubleDouble.logarithm(ofPowerOfTwo: exponent)
  }
}
