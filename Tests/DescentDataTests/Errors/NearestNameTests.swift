import DescentData
import Testing

@Suite struct NearestNameTests {
  @Test(arguments: [
    ("sped", "speed"), ("Speed", "speed"), ("dsit", "dist"), ("temprature", "temperature"), ("temp", "temperature"),
    ("x21", "x2"), ("wieght", "weight"),
  ])
  func `what was meant`(typed: String, meant: String) {
    let names = ["speed", "dist", "temperature", "weight", "x2"]
    #expect(NearestName.suggestion(for: typed, among: names) == meant)
  }

  @Test(arguments: ["", "banana", "y", "humidity"]) func `nothing near`(typed: String) {
    #expect(NearestName.suggestion(for: typed, among: ["speed", "dist", "x", ""]) == nil)
  }

  @Test func `a long list is shortened`() {
    let names = (1...50).map { "x\($0)" }
    #expect(NearestName.list(names, limit: 4) == "x1, x2, x3, … , x50 (50 in all)")
    #expect(NearestName.list(Array(names.prefix(4)), limit: 4) == "x1, x2, x3, x4")
  }
}
