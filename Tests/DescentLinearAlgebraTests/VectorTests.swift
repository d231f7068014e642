import DescentLinearAlgebra
import Testing

@Suite struct VectorTests {
  @Test func makingVectors() {
    #expect(Vector([1.0, 2.0]) == [1, 2])
    #expect(Vector(repeating: Float(2), count: 3) == [2, 2, 2])
    #expect(Vector<Double>.zeros(2) == [0, 0])
    #expect(Vector((1...3).lazy.map { Double($0) }) == [1, 2, 3])
    #expect(Vector<Double>([]).isEmpty && Vector<Double>.zeros(0) == [])
    #expect(Vector(Vector([1.0, 2.0])[1...]) == [2])
  }

  @Test func itIsACollection() {
    var v: Vector = [3.0, 1.0, 2.0]
    #expect(v.map { $0 + 1 } == [4, 2, 3])
    #expect(Array(v) == [3, 1, 2] && v.first == 3 && v.last == 2)
    #expect(Array(v[1...]) == [1, 2])
    v.sort()
    #expect(v == [1, 2, 3])
    v.swapAt(0, 2)
    v[1] *= 5
    #expect(v == [3, 10, 1])
    v[0..<2] = Vector([7.0, 8.0])[0..<2]
    #expect(v == [7, 8, 1])
    #expect(v.firstIndex(of: 8) == 1)
  }

  @Test func writingToACopyLeavesTheOriginal() {
    let v: Vector = [1.0, 2.0]
    var w = v
    #expect(w.address == v.address)
    w[0] = 9
    #expect(v == [1, 2] && w == [9, 2])
    let before = w.address
    w[1] = 3
    w.scale(by: 2)
    #expect(w.address == before)
    w.sort()
    #expect(w.address == before)
  }

  @Test func spans() {
    var v: Vector = [1.0, 2.0, 3.0]
    do {
      var span = v.mutableSpan
      for i in span.indices { span[i] *= 2 }
    }
    #expect(v == [2, 4, 6])
    #expect(v.span.count == 3 && v.span[2] == 6)
    #expect(v.view.count == 3 && v.view[1] == 4)
    var empty = Vector<Float>.zeros(0)
    #expect(empty.span.isEmpty && empty.mutableSpan.isEmpty)
  }

  @Test func equalityIsThatOfIEEE754() {
    #expect(Vector([Double.nan]) != Vector([Double.nan]))
    #expect(Vector([-0.0]) == [0.0])
    #expect(Vector([1.0]) != [1.0, 1.0])
  }

  @Test(arguments: [0, 1, 7, 4095, 4096, 4097, 8193, 30_000])
  func dotAgreesWithALoop(count: Int) {
    func check<S: BLASScalar>(_: S.Type) {
      let (x, y) = (Vector<S>.random(count, seed: 1), Vector<S>.random(count, seed: 2))
      var (sum, magnitudes) = (0.0, 0.0)
      for i in 0..<count {
        sum += Double(x[i]) * Double(y[i])
        magnitudes += abs(Double(x[i]) * Double(y[i]))
      }
      #expect(abs(Double(x.dot(y)) - sum) <= 30 * Double(S.ulpOfOne) * magnitudes)
      #expect(x.dot(y) == x.dot(Array(y)))
      #expect(x.dot(y) == x.view.dot(y.view))
    }
    check(Double.self)
    check(Float.self)
  }

  @Test func addingAProduct() {
    var y: Vector = [1.0, 2.0]
    y.addProduct(of: 2, [10, 20])
    #expect(y == [21, 42])
    y.addProduct(of: 1, y)
    #expect(y == [42, 84])
    var empty = Vector<Double>.zeros(0)
    empty.addProduct(of: 2, empty)
    #expect(empty.isEmpty)
  }
}
