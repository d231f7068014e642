import DescentLinearAlgebra
import Testing

@Suite struct LongRowsTests {
  @Test(arguments: [1, 2, 7, 63, 64, 65, 1000], [0, 1, 3, 6])
  func firstRowsAreThoseOfAProduct(columns: Int, count: Int) {
    var generator = SeededGenerator(UInt64(columns * 10 + count))
    func random(_ n: Int) -> Vector<Double> {
      Vector((0..<n).map { _ in Double(Int(truncatingIfNeeded: generator.next() % 2001) - 1000) / 8 })
    }
    var rows = Matrix<Double>.zeros(6, columns)
    for i in 0..<6 { rows.setRow(i, to: random(columns)) }
    let (x, factors, y) = (random(columns), random(6), random(columns))

    // All numbers are eighths of small integers, so that sums are exact in any order.
    var products = Vector<Double>(repeating: -1, count: 6)
    rows.multiplyFirstRows(count, by: x, into: &products)
    for i in 0..<count { #expect(products[i] == (0..<columns).reduce(0) { $0 + rows[i, $1] * x[$1] }) }

    var sum = y
    rows.addFirstRows(count, factors, to: &sum)
    for j in 0..<columns { #expect(sum[j] == (0..<count).reduce(y[j]) { $0 + factors[$1] * rows[$1, j] }) }
  }
}
