import Foundation
import Testing

#if canImport(FoundationXML)
  import FoundationXML
#endif

/// `--html` of each command. Without gnuplot these tests fail: scripts/install-dependencies installs it.
/// `scripts/check-page` opens the pages in a browser and plays them.
@Suite struct PageTests {
  private static let line = "\(Fixture.path("line.csv")) --target y"
  private static let longley = "\(Fixture.path("longley.csv")) --target totemp"

  /// A command, what its page has, and what it has not.
  static let pages: [(command: String, words: [String], absent: [String])] = [
    (
      "descend \(line) --step 0.3",
      [
        "<h1>A run of gradient descent</h1>", "Converged: ", "(Intercept)", "theory", "closed form",
        "largest stable step",
        "‖g‖", "class=\"player\"", "The path",
      ], []
    ),
    ("descend \(line) --optimizer nesterov", ["class=\"player\"", "\"rule\":\"nesterov\""], []),
    ("descend \(line) --loss huber", ["The path", "(Intercept)"], ["class=\"player\""]),
    ("descend \(longley) --standardize --iterations 50", ["gnpdefl", "The value"], ["class=\"player\"", "The path"]),
    ("descend \(line) --step 0.8 --iterations 30", ["The path", "warning", "exceeds the largest stable step"], []),
    (
      "fit \(longley)",
      [
        "Regression of totemp", "Least squares of 16 rows of \(Fixture.path("longley.csv")), 7 coefficients.",
        "<pre>descent fit \(longley) --html page.html</pre>", "<th scope=\"col\" class=\"right\">std. error</th>",
        "gnpdefl", "Normal quantiles", "Cook", "condition number", "digits: coefficients ",
      ], ["class=\"player\""]
    ),
    ("fit \(longley) --anova --diagnostics --robust HC3", ["sum of squares", "variance inflation", "HC3"], []),
  ]

  @Test(arguments: pages.indices) func eachPageHasItsParts(_ index: Int) throws {
    let (command, words, absent) = Self.pages[index]
    let workspace = Workspace()
    let plain = try workspace.descent(command)
    let run = try workspace.descent("\(command) --html page.html")
    #expect(run.exitCode == plain.exitCode && run.errors == plain.errors, "\(run.errors)")
    #expect(workspace.contents == ["page.html"])
    let page = try workspace.text("page.html")
    for word in words { #expect(page.contains(word), "\(command): \(word)") }
    for word in absent { #expect(!page.contains(word), "\(command): \(word)") }
    #expect(!page.contains("http:") && !page.contains("https:"))
    #expect(XMLParser(data: Data(page.dropFirst("<!DOCTYPE html>\n".count).utf8)).parse())
  }

  @Test func thePageOfTheExamplesHasAllOfThem() throws {
    let workspace = Workspace()
    let run = try workspace.descent("demo --html demo.html --json")
    #expect(run.exitCode == 0 && run.errors == "")
    let page = try workspace.text("demo.html")
    for example in try run.jsonList() {
      let number = try #require(example["number"] as? Int)
      let title = try #require(example["title"] as? String)
      #expect(page.contains("<h2 id=\"part-\(number)-title\">\(number). \(title)</h2>"), "\(number)")
      #expect(page.contains("<a href=\"#part-\(number)\">"))
    }
    let played = try run.jsonList().filter { !$0.isNull("player") }.compactMap { $0["number"] as? Int }
    #expect(played == [6, 7, 8, 9, 10, 11, 16, 17, 19, 20])
    #expect(page.ranges(of: "class=\"player\"").count == played.count)
    #expect(XMLParser(data: Data(page.dropFirst("<!DOCTYPE html>\n".count).utf8)).parse())
  }

  @Test func theFormulaAndTheCommandAreNamed() throws {
    let workspace = Workspace("a b.csv", "x,y\n1,2\n2,4\n3,5\n4,4\n")
    let run = try workspace.shell("$descent fit 'a b.csv' --formula 'y ~ log(x)' --html page.html")
    #expect(run.exitCode == 0, "\(run.errors)")
    let page = try workspace.text("page.html")
    #expect(page.contains("<p class=\"lead\">Least squares of 4 rows of a b.csv, 2 coefficients: y ~ log(x)</p>"))
    let command = page.components(separatedBy: "<pre>").last?.replacing("&#39;", with: "'") ?? ""
    #expect(command.hasPrefix("descent fit 'a b.csv' --formula 'y ~ log(x)' --html page.html</pre>"))
  }

  @Test func namesOfColumnsAreOnlyText() throws {
    let workspace = Workspace("d.csv", "<b>&amp;,y\n1,2\n2,4\n3,5\n4,4\n")
    let run = try workspace.descent("fit d.csv --target y --html page.html")
    #expect(run.exitCode == 0, "\(run.errors)")
    let page = try workspace.text("page.html")
    #expect(page.contains("<th scope=\"row\">&lt;b&gt;&amp;amp;</th>") && !page.contains("<b>"))
  }

  @Test(arguments: ["demo 11", "descend \(line)", "fit \(line)"])
  func withoutGnuplotThereIsNoPage(_ command: String) throws {
    let workspace = Workspace()
    let run = try workspace.shell("PATH=/nowhere $descent \(command) --html page.html")
    #expect(run.exitCode == 3)
    // A page of stories takes the place of those that would be printed.
    #expect(run.output.isEmpty == command.hasPrefix("demo"))
    #expect(
      run.errors == """
        descent: page.html was not written, because its pictures need gnuplot, which is not on the PATH: apt install \
        gnuplot-nox, and try again

        """)
    #expect(workspace.contents == [])
  }

  @Test(arguments: [
    ("fit \(line) --html a.pdf", "--html takes a file that ends in .html or .htm, and not 'a.pdf'"),
    ("fit \(line) --html a.html --quantile 0.5", "--html shows residuals of least squares and does not go with"),
    (
      "fit \(line) --html a.html --family poisson",
      "--html shows residuals of least squares and does not go with --family"
    ),
    ("fit \(line) --html a.html --stream", "--html shows residuals of least squares and does not go with --stream"),
    ("demo --list --html a.html", "--list prints titles only"),
  ])
  func mistakesAreNamed(command: String, message: String) throws {
    try expectRefusal(of: command, by: message)
  }
}
