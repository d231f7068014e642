import Foundation
import Testing

#if canImport(FoundationXML)
  import FoundationXML
#endif

/// The worked examples against answers that can be worked out by hand, or are known to many digits.
@Suite struct DemoTests {
  /// What `descent demo --json` prints.
  private static let all = Result { try Workspace().descent("demo --json") }

  private static func example(_ number: Int) throws -> [String: Any] {
    let examples = try all.get().jsonList()
    let found = examples.filter { $0["number"] as? Int == number }
    #expect(found.count == 1, "example \(number)")
    return try #require(found.first)
  }

  /// A number, what it is called, what it must be, and by how much it may differ.
  static let numbers: [(example: Int, figure: String, expected: [Double], tolerance: Double)] = [
    (1, "θ", [5, -10, 20], 0),
    (1, "factor of a step", [-2], 0),
    (1, "largest stable step", [1], 1e-14),
    (2, "θ", [5, 0], 0),
    (2, "steps", [1], 0),
    (3, "steps until 1 % is left", [228], 0),
    (3, "factor of a step", [0.98], 1e-15),
    (4, "θ", [5, 1, 0.2, 0.04], 1e-15),
    (5, "x with α = 0.1", [0, 0.6, 1.08, 1.464, 1.7712], 1e-14),
    (5, "x with α = 1.1", [0, 6.6, -1.32, 8.184, -3.2208], 1e-13),
    (6, "point after the step", [1.2, -0.6], 1e-15),
    (6, "f before", [8], 0),
    (6, "f after", [2.88], 1e-14),
    (7, "point after the step", [1, -2], 0),
    (7, "f before", [8], 0),
    (7, "f after", [0], 0),
    (8, "largest stable step", [0.2], 1e-14),
    (8, "condition number", [10], 1e-11),
    (9, "distance to (3, 1)", [2.188626569563], 5e-13),
    (10, "distance to (3, 1)", [0.0514087334761], 5e-14),
    (11, "distance to (3, 1)", [10.169982669907753], 1e-12),
    (11, "factor of a step in y", [-1.05], 1e-14),
    (11, "largest stable step", [0.04], 1e-14),
    (11, "eigenvalues", [2, 50], 1e-13),
    (11, "condition number", [25], 1e-11),
    (12, "x from −0.4", [-1.4729976011], 5e-11),
    (12, "f there", [-5.4441920666], 5e-11),
    (12, "steps from −0.4", [38], 0),
    (12, "x from 0.4", [1.3469974085], 5e-11),
    (12, "f there, from 0.4", [-2.6185559808], 5e-11),
    (12, "steps from 0.4", [55], 0),
    (13, "w after 500 steps", [0.8199460313, 1.6473440409], 6e-11),
    (13, "w after 20 000 steps", [0.7, 2], 1e-10),
    (13, "closed form", [0.7, 2], 1e-14),
    (14, "closed form", [0.41451949, 2.01509501], 5e-9),
    (14, "largest difference", [0], 1e-10),
    (14, "eigenvalues", [1.87489564, 2.63503873], 5e-9),
    (15, "f*", [0.5 * (1.0 / 41 - 1)], 1e-15),
    (15, "x", (1...40).map { 1 - Double($0) / 41 }, 1e-12),
    (15, "coordinates moved in 10 steps", [10], 0),
    (16, "Newton: distance to (1, 1)", [0], 1e-8),
    (16, "BFGS: distance to (1, 1)", [0], 1e-8),
    (16, "L-BFGS: distance to (1, 1)", [0], 1e-8),
    (16, "conjugate gradients: distance to (1, 1)", [0], 1e-8),
    (16, "Barzilai–Borwein: distance to (1, 1)", [0], 1e-8),
    (16, "gradient descent with Armijo steps: distance to (1, 1)", [0], 1e-8),
    (16, "gradient descent with α = 0.001: distance to (1, 1)", [0], 1e-8),
    (17, "steps from (0, 1)", [219], 0),
    (17, "point from (0, 1)", [0, 0], 1e-10),
    (17, "eigenvalues there", [-1, 1], 1e-15),
    (17, "escape direction", [1, 0], 0),
    (17, "steps from (10⁻⁶, 1)", [249], 0),
    (17, "point from (10⁻⁶, 1)", [1, 0], 1e-10),
    (17, "f there", [-0.25], 1e-15),
    (17, "f reached with noise", [-0.25], 1e-15),
    (18, "β from 0", [-1.0 / 18, 1.0 / 9, 5.0 / 18], 1e-10),
    (18, "β of least norm", [-1.0 / 18, 1.0 / 9, 5.0 / 18], 1e-15),
    (19, "limit of gradient descent", [0.2], 1e-14),
    (19, "limit of Nesterov", [0.2 * 1.9 / 2.8], 1e-14),
    (19, "limit of the heavy ball", [0.38], 1e-14),
    (20, "ratio of the first steps", [10], 1e-13),
    (20, "largest difference with ten times the step", [0], 1e-14),
  ]

  @Test(arguments: numbers.indices) func eachNumberIsTheKnownOne(_ index: Int) throws {
    let (number, name, expected, tolerance) = Self.numbers[index]
    let figures = try #require(try Self.example(number)["figures"] as? [String: Any])
    let value = try #require(figures[name], "\(number): no '\(name)' among \(figures.keys.sorted())")
    let found = (value as? [Double]) ?? (value as? Double).map { [$0] } ?? []
    try #require(found.count == expected.count, "\(name): \(found)")
    for (number, wanted) in zip(found, expected) { #expect((number - wanted).magnitude <= tolerance, "\(name)") }
  }

  @Test func momentumEndsAsItsLimitsSay() throws {
    let figures = try #require(try Self.example(19)["figures"] as? [String: Any])
    #expect(try figures.number("growth of the gradient with Nesterov") > 1e8)
    #expect(try figures.number("steps of gradient descent") < 1000)
    #expect(try figures.number("steps of the heavy ball") < 1000)
  }

  /// The story has the numbers of the run, as far as it shows digits of them.
  @Test(arguments: [
    (1, ["−2", "20"]), (3, ["228", "0.98"]), (5, ["1.7712", "−3.2208"]), (6, ["(1.2, −0.6)", "2.88"]),
    (9, ["2.188627"]), (10, ["0.0514087"]), (11, ["10.17", "0.04", "5 %"]),
    (12, ["−1.4729976011", "38", "1.3469974085", "55", "−5.4441920666", "−2.6185559808"]),
    (13, ["0.8199460313", "(0.7, 2)"]), (14, ["(0.414519494, 2.01509501)"]), (15, ["−0.487804878"]),
    (17, ["219", "249", "saddle", "±(1, 0)", "−0.25"]), (18, ["(−0.0555556, 0.111111, 0.277778)"]),
    (19, ["0.1357", "0.38", "diverges"]), (20, ["10 times"]),
  ])
  func theStoryHasTheNumbers(number: Int, words: [String]) throws {
    let story = try #require(try Self.example(number)["story"] as? [String]).joined(separator: " ")
    for word in words { #expect(story.contains(word), "\(story)") }
  }

  @Test func allTwentyAreToldInOrder() throws {
    #expect(try Self.all.get().jsonList().map { $0["number"] as? Int } == Array(1...20))
    let run = try Workspace().descent("demo")
    #expect(run.exitCode == 0 && run.errors == "")
    let titles = run.output.split(separator: "\n").filter { $0.contains(#/^\d+\. /#) }
    #expect(titles.count == 20)
    #expect(run.output.split(separator: "\n").allSatisfy { !$0.hasSuffix(" ") })
  }

  @Test func someAreToldWhenAskedFor() throws {
    let run = try Workspace().descent("demo 11 3")
    #expect(run.output.hasPrefix("11. A valley: diverging\n"))
    #expect(run.output.contains("\n\n3. A step that is too small\n"))
    #expect(run.output.contains("distance to (3, 1)     10.1699826"))
    let list = try Workspace().descent("demo --list")
    #expect(list.output.split(separator: "\n").count == 21)
  }

  @Test func withoutGnuplotTheyAreTold() throws {
    let run = try Workspace().shell("PATH=/nowhere $descent demo 11")
    #expect(run.exitCode == 0 && run.errors == "")
    #expect(run.output.hasPrefix("11. A valley"))
  }

  @Test func theFiftyPointsAreThoseOfTheFixture() throws {
    let fit = try Workspace().descent("fit \(Fixture.path("line.csv")) --target y --json").json().estimates()
    let figures = try #require(try Self.example(14)["figures"] as? [String: Any])
    #expect(figures["closed form"] as? [Double] == [fit["(Intercept)"]!, fit["x"]!])
  }

  @Test func eachPictureIsDrawn() throws {
    let workspace = Workspace()
    let run = try workspace.descent("demo --plot pictures/")
    #expect(run.exitCode == 0 && run.errors == "" && run.output == "", "\(run.errors)")
    for number in 1...20 {
      let picture = try workspace.text("pictures/example-\(number < 10 ? "0" : "")\(number).svg")
      #expect(XMLParser(data: Data(picture.utf8)).parse())
    }
  }

  @Test func onePictureIsAFileOrTheTerminal() throws {
    let workspace = Workspace()
    #expect(try workspace.descent("demo 11 --plot path.png").exitCode == 0)
    #expect(workspace.contents == ["path.png"])
    let run = try workspace.descent("demo 1 2 --plot -")
    #expect(run.exitCode == 0)
    let first = try #require(run.output.range(of: "Each step leads to the other side"))
    let second = try #require(run.output.range(of: "2. The minimum in one step"))
    #expect(first.upperBound < second.lowerBound)
  }

  @Test(arguments: [
    ("demo 21", "There is no example 21: they have numbers from 1 to 20, descent demo --list"),
    ("demo 0", "There is no example 0"),
    ("demo x", "The value 'x' is invalid for '<numbers>'"),
    ("demo --plot all.svg", "--plot 'all.svg' is one file for 20 pictures: give it a folder, such as pictures/"),
    ("demo 1 --plot run.pdf", "--plot takes a file that ends in .svg, .png or .txt, a folder, or - for the terminal"),
    ("demo 1 --plot - --json", "--plot - and --json both print to standard output"),
    ("demo --list --json", "--list prints titles only"),
  ])
  func mistakesAreNamed(command: String, message: String) throws {
    try expectRefusal(of: command, by: message)
  }
}
