import Foundation
import Testing

@Suite struct CertifyTests {
  static let names = ["Norris", "NoInt1", "Longley", "Wampler1", "Wampler3", "Filip"]

  @Test func theTable() throws {
    let run = try Workspace().descent("certify --floor 2")
    #expect(run.exitCode == 0)
    #expect(run.errors == "")
    let lines = run.output.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines[0] == "Correct digits by the method auto, NIST Statistical Reference Datasets")
    #expect(lines[2] == "set       coefficients  ceiling  standard errors  ceiling")
    #expect(lines[3...8].map { $0.prefix { $0 != " " } } == Self.names.map { $0[...] })
    // The ceilings depend on the data alone: rounded to doubles, they lie in the last digits of the certified values.
    let cells = lines[3...8].map { $0.split(separator: " ") }
    #expect(cells.map { $0[2] } == ["14.0", "14.7", "14.6", "15.0", "15.0", "14.0"])
    #expect(cells.map { $0[4] } == ["13.9", "15.0", "14.9", "–", "14.4", "14.8"])
    #expect(cells.allSatisfy { $0[5] == "passed" })
    #expect(lines[10] == "6 of 6 sets have 2 digits, or all that their stored data allow.")
    #expect(lines[11...] == [""])
  }

  @Test func allKeysArePresent() throws {
    let run = try Workspace().descent("certify --floor 2 --json")
    #expect(run.exitCode == 0)
    let sets = try run.jsonList()
    #expect(sets.map { $0["set"] as? String } == Self.names)
    for set in sets {
      #expect(
        set.keys.sorted() == [
          "ceiling", "coefficientDigits", "message", "passed", "set", "standardErrorCeiling", "standardErrorDigits",
        ])
      #expect(try set.number("coefficientDigits") > 2)
      #expect(set["passed"] as? Bool == true && set.isNull("message"))
    }
    // Exact fits have no standard errors.
    #expect(sets.filter { $0.isNull("standardErrorDigits") }.map { $0["set"] as? String } == ["Wampler1"])
  }

  /// What `certify` says of a set is what a fit of its file shows.
  @Test(arguments: [("Longley", ""), ("NoInt1", "--no-intercept"), ("Wampler3", "--polynomial x:5")])
  func digitsAreThoseOfAFit(_ name: String, _ options: String) throws {
    let set = try #require(
      try Workspace().descent("certify --method qr --json").jsonList().first { $0["set"] as? String == name })
    let fit = try Workspace().descent(
      "fit \(Fixture.certifiedPath("\(name).csv")) --target y --method qr --json \(options)")
    let truth = try Fixture.certified(name)
    let found = try fit.json().list("coefficients")
    func worst(_ key: String, _ values: [Double]) -> Double {
      zip(found, values).map { correctDigits($0[key], $1) }.min()!
    }
    // A last place of an estimate is worth up to a twentieth of a digit here.
    #expect(abs(try set.number("coefficientDigits") - worst("estimate", truth.coefficients)) < 0.1)
    #expect(abs(try set.number("standardErrorDigits") - worst("standardError", truth.errors)) < 0.1)
  }

  @Test func aSetBelowTheFloorIsExitCodeOne() throws {
    // The normal equations cannot solve Filip, whose Gram matrix is singular in doubles.
    let run = try Workspace().descent("certify --method cholesky")
    #expect(run.exitCode == 1)
    let line = try #require(run.output.split(separator: "\n").first { $0.hasPrefix("Filip") })
    #expect(line.hasSuffix("failed"))
    #expect(run.errors.hasPrefix("descent: below 13 digits: "))
    #expect(run.errors.contains("Filip ("))
    let sets = try Workspace().descent("certify --method cholesky --json").jsonList()
    #expect(sets.last?["passed"] as? Bool == false)
    #expect(sets.first?["passed"] as? Bool == true)
  }

  @Test func usage() throws {
    for floor in ["-1", "nan", "inf"] {
      let run = try Workspace().descent("certify --floor \(floor)")
      #expect(run.exitCode == 2)
      #expect(run.errors.hasPrefix("Error: --floor must be a number of digits from 0 on"))
    }
  }
}
