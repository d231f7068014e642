import DescentLinearAlgebra
import Testing

@Suite struct ElementwiseTests {
  let a: Matrix = [[1.0, -2.0], [3.0, 4.0]]
  let b: Matrix = [[2.0, 2.0], [0.5, -1.0]]

  @Test func elementByElement() {
    #expect(a.adding(b) == [[3, 0], [3.5, 3]])
    #expect(a.adding(b, scaledBy: 2) == [[5, 2], [4, 2]])
    #expect(a.subtracting(b) == [[-1, -4], [2.5, 5]])
    #expect(a.multiplyingElements(by: b) == [[2, -4], [1.5, -4]])
    #expect(a.dividingElements(by: b) == [[0.5, -1], [6, -4]])
    #expect(a.scaled(by: -1) == [[-1, 2], [-3, -4]])
    #expect(a.adding(constant: 1) == [[2, -1], [4, 5]])
    #expect(a.mapElements { $0 * $0 } == [[1, 4], [9, 16]])
    #expect(a == [[1, -2], [3, 4]])
  }

  @Test func inPlaceWithItself() {
    var c = a
    c.add(c)
    #expect(c == a.scaled(by: 2))
    c.subtract(c)
    #expect(c == Matrix.zeros(2, 2))
    c.combineElements(with: b) { $1 - $0 }
    #expect(c == b)
  }

  @Test func divisionAndScalingFollowIEEE754() {
    let quotients = Vector([1.0, -1.0, 0.0]).dividingElements(by: [0, 0, 0])
    #expect(quotients[0] == .infinity && quotients[1] == -.infinity && quotients[2].isNaN)
    let scaled = Vector([Double.nan, .infinity, 1]).scaled(by: 0)
    #expect(scaled[0].isNaN && scaled[1].isNaN && scaled[2] == 0)
  }

  @Test func errorsInATransformationArePassedOn() {
    struct Stop: Error {}
    #expect(throws: Stop.self) { try a.mapElements { _ in throw Stop() } }
    var c = a
    #expect(throws: Stop.self) {
      try c.transformElements {
        if $0 > 1 { throw Stop() }
        return $0 * 10
      }
    }
    #expect(c == [[10, -20], [3, 4]])
  }

  @Test func broadcasting() {
    #expect(a.addingToEachRow([10, 20]) == [[11, 18], [13, 24]])
    #expect(a.subtractingFromEachRow([1, 2]) == [[0, -4], [2, 2]])
    #expect(a.addingToEachColumn([10, 20]) == [[11, 8], [23, 24]])
    #expect(a.scalingColumns(by: [2, 3]) == [[2, -6], [6, 12]])
    #expect(a.scalingRows(by: [2, 3]) == [[2, -4], [9, 12]])
    #expect(Matrix<Float>.zeros(0, 2).scalingColumns(by: [1, 2]) == Matrix.zeros(0, 2))
    #expect(Matrix<Float>.zeros(2, 0).scalingRows(by: [1, 2]) == Matrix.zeros(2, 0))
  }

  @Test func closeness() {
    #expect(Vector([1.0, 2.0]).isClose(to: [1 + 1e-9, 2]))
    #expect(!Vector([1.0, 2.0]).isClose(to: [1 + 1e-7, 2]))
    #expect(Vector([0.0]).isClose(to: [1e-9], absoluteTolerance: 1e-8))
    #expect(Vector([Double.infinity]).isClose(to: [.infinity]))
    #expect(!Vector([Double.infinity]).isClose(to: [-.infinity]))
    #expect(!Vector([Double.infinity]).isClose(to: [1]))
    #expect(!Vector([1.0]).isClose(to: [.infinity], absoluteTolerance: .infinity))
    #expect(!Vector([Double.nan]).isClose(to: [.nan]))
    #expect(!Vector([Double.nan]).isClose(to: [1], absoluteTolerance: .infinity))
    #expect(!Vector([1.0]).isClose(to: [.nan], absoluteTolerance: .infinity))
  }
}
