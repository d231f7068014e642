import DescentOptimization
import Testing

@Suite struct InterpolationTests {
  private func point(_ step: Double, _ c: [Double]) -> LinePoint {
    LinePoint(
      step: step, value: c[0] + step * (c[1] + step * (c[2] + step * c[3])),
      slope: c[1] + step * (2 * c[2] + step * 3 * c[3]))
  }

  @Test(arguments: [1.0, 1e-150, 1e150], [0.5, 3.0, -2.0])
  func aCubicIsMinimizedExactly(size: Double, other: Double) {
    // x³ − 3x has its minimum at 1.
    let c = [0.0, -3 * size, 0, size]
    let found = Interpolation.cubic(point(0, c), point(other, c))
    #expect((found - 1).magnitude < 1e-14)
    #expect((Interpolation.cubic(point(other, c), point(0, c)) - 1).magnitude < 1e-14)
  }

  @Test(arguments: [0.25, 7.0])
  func aParabolaIsMinimizedExactly(other: Double) {
    let c = [5.0, -4, 2, 0]
    #expect((Interpolation.quadratic(point(0, c), point(other, c)) - 1).magnitude < 1e-14)
    #expect((Interpolation.secant(point(0, c), point(other, c)) - 1).magnitude < 1e-14)
    #expect((Interpolation.cubic(point(0, c), point(other, c)) - 1).magnitude < 1e-14)
  }

  @Test func whereThereIsNoMinimumThereIsNoNumber() {
    let line = [0.0, -1, 0, 0]
    let rising = [0.0, 1, 0, 1]
    #expect(Interpolation.quadratic(point(0, line), point(1, line)).isNaN)
    #expect(Interpolation.secant(point(0, line), point(1, line)).isNaN)
    #expect(Interpolation.cubic(point(0, rising), point(1, rising)).isNaN)
    let wall = LinePoint(step: 1, value: .infinity, slope: .nan)
    #expect(Interpolation.cubic(point(0, line), wall).isNaN)
  }
}
