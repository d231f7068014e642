import DescentLinearAlgebra

/// ‖x‖₂ of what an iteration looks at each time: four sums side by side, and the careful norm where their squares leave
/// the range of the numbers.
func euclideanNorm(_ vector: Vector<Double>) -> Double {
  let x = vector.span
  var sums = SIMD4<Double>()
  var i = 0
  while i + 4 <= x.count {
    let four = SIMD4(x[i], x[i + 1], x[i + 2], x[i + 3])
    sums += four * four
    i += 4
  }
  var sum = sums.sum()
  while i < x.count {
    sum += x[i] * x[i]
    i += 1
  }
  return sum > 1e-280 && sum < .infinity ? sum.squareRoot() : vector.norm()
}
