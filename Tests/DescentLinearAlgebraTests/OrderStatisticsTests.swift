import DescentLinearAlgebra
import Testing

@Suite struct OrderStatisticsTests {
  @Test(arguments: [1, 2, 3, 10, 101, 1000])
  func ranksAreThoseOfSorting(count: Int) {
    var generator = DescentLinearAlgebra.SeededGenerator(seed: UInt64(count))
    for kind in 0..<4 {
      let values: [Double] = (0..<count).map { i in
        switch kind {
        case 0: generator.normal()
        case 1: Double(i % 3)
        case 2: Double(i)
        default: -Double(i)
        }
      }
      let ranks = [0, count / 4, count / 2, count - 1].reduce(into: [Int]()) { ranks, rank in
        if ranks.last.map({ $0 < rank }) ?? true { ranks.append(rank) }
      }
      var selected = values
      placeRanks(ranks, in: &selected)
      let sorted = values.sorted()
      for rank in ranks { #expect(selected[rank] == sorted[rank]) }
      #expect(selected.sorted() == sorted)
    }
  }

  @Test func nothingToSelect() {
    var values: [Double] = []
    placeRanks([], in: &values)
    #expect(values.isEmpty)
  }
}
