import DescentLinearAlgebra
import Foundation
import Testing

// The tests have a generator of the same name of their own.
private typealias Generator = DescentLinearAlgebra.SeededGenerator

/// Random numbers that are the same everywhere, and look like what they are.
@Suite struct RandomNumberTests {
  @Test func theNumbersAreThoseOfTheirDefinition() {
    // xoshiro256** seeded by SplitMix64 from 0: the first number of the reference implementation.
    var generator = Generator(seed: 0)
    #expect(generator.next() == 0x99EC_5F36_CB75_F2B4)
    var copy = generator
    #expect(copy.next() == generator.next())
  }

  @Test func aStateCanBeSaved() throws {
    var generator = Generator(seed: 42)
    _ = generator.normal()
    var saved = try JSONDecoder().decode(Generator.self, from: JSONEncoder().encode(generator))
    for _ in 0..<10 { #expect(saved.next() == generator.next()) }
  }

  @Test func momentsAreThoseOfTheDistributions() {
    var generator = Generator(seed: 7)
    let count = 100_000
    let uniform = (0..<count).map { _ in generator.uniform() }
    let normal = (0..<count).map { _ in generator.normal() }
    #expect(uniform.allSatisfy { $0 >= 0 && $0 < 1 })
    func moment(_ values: [Double], _ power: Double) -> Double {
      values.reduce(0) { $0 + pow($1, power) } / Double(count)
    }
    // Within five standard deviations of what is expected.
    #expect((moment(uniform, 1) - 0.5).magnitude < 5 * 0.289 / 316)
    #expect(moment(normal, 1).magnitude < 5.0 / 316)
    #expect((moment(normal, 2) - 1).magnitude < 5 * 1.42 / 316)
    #expect((moment(normal, 4) - 3).magnitude < 5 * 9.8 / 316)
  }

  @Test func indicesAreEquallyLikely() {
    var generator = Generator(seed: 3)
    var counts = [Int](repeating: 0, count: 7)
    for _ in 0..<70_000 { counts[generator.index(below: 7)] += 1 }
    for count in counts { #expect((Double(count) - 10_000).magnitude < 5 * 93) }
    #expect(generator.index(below: 1) == 0)
  }

  @Test func aShuffleKeepsTheElements() {
    var generator = Generator(seed: 5)
    var elements = Array(0..<1000)
    generator.shuffle(&elements)
    #expect(elements != Array(0..<1000))
    #expect(elements.sorted() == Array(0..<1000))
    // Each element comes to each place: the mean place of the first is the middle.
    var sum = 0
    for _ in 0..<2000 {
      var five = Array(0..<5)
      generator.shuffle(&five)
      sum += five.firstIndex(of: 0)!
    }
    #expect((Double(sum) / 2000 - 2).magnitude < 5 * 1.42 / 44.7)
    var none: [Int] = []
    generator.shuffle(&none)
    #expect(none.isEmpty)
  }
}
