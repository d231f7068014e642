import DescentLinearAlgebra
import Glibc

/// log x, for files that do not import the C library.
func logarithm(_ x: Double) -> Double { log(x) }

/// eˣ, for files that do not import the C library.
func exponential(_ x: Double) -> Double { exp(x) }

/// A point of the uniform distribution in the ball around 0: a direction of normal numbers, and a radius whose p-th power is
/// uniform (M. E. Muller 1959).
func drawFromBall(_ vector: inout Vector<Double>, _ radius: Double, _ generator: inout SeededGenerator) {
  guard !vector.isEmpty else { return }
  var norm = 0.0
  while norm == 0 {
    for i in vector.indices { vector[i] = generator.normal() }
    norm = euclideanNorm(vector)
  }
  vector.scale(by: radius * pow(generator.uniform(), 1 / Double(vector.count)) / norm)
}
