import DescentLinearAlgebra

/// ‖x‖₂ of what an iteration looks at each time: four sums side by side, and the careful norm where their squares leave
/// the range of the numbers.
func euclideanNorm(_ vector: Vector<Double>) -> Double {
  let x = vector.span
  let sum = x.innerProduct(x)
  return sum > 1e-280 && sum < .infinity ? sum.squareRoot() : vector.norm()
}
