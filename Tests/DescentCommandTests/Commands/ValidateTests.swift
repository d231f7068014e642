import Foundation
import Testing

@Suite struct ValidateTests {
  private static let stackloss = "validate \(Fixture.path("stackloss.csv")) --target stackloss"

  @Test func theTablesOfLongley() throws {
    let run = try Workspace().descent(
      "validate \(Fixture.path("longley.csv")) --target totemp --folds 4 --ridge 0,0.001,1 --standardize")
    #expect(run.exitCode == 0)
    #expect(run.errors == "")
    #expect(
      run.output == """
        16 rows of totemp, 4 folds in the random order of seed 1

        rmse         mean of folds  std. error  all folds together
        null               3447.49     319.026             3491.49
        linear             408.152     27.4058             410.903
        ridge 0.001        368.249     70.6728             388.061
        ridge 1            855.165     71.3743             864.055

        best: ridge 0.001

        """)
  }

  /// √(PRESS/n) and predicted R² of the fit to all rows, by NumPy: Q of X = QR gives the leverages h, and (r/(1 − h))² their
  /// sum.
  @Test func leavingOutOneRowAtATime() throws {
    let workspace = Workspace()
    let rmse = try workspace.descent(Self.stackloss + " --folds 21 --json").json()
    let linear = try rmse.list("models")[1]
    #expect(correctDigits(linear["pooledScore"], 3.7280719626311827) > 12)
    #expect((linear["foldScores"] as? [Double])?.count == 21)
    let r2 = try workspace.descent(Self.stackloss + " --folds 21 --metric r2 --json").json()
    for model in try r2.list("models") {
      #expect(model.isNull("score") && model.isNull("standardError"))
      #expect((model["foldScores"] as? [Any])?.allSatisfy { $0 is NSNull } == true)
    }
    #expect(correctDigits(try r2.list("models")[1]["pooledScore"], 0.8589485992929647) > 12)
    // The null model is fitted too: 1 − n²/(n − 1)² for every target.
    #expect(correctDigits(try r2.list("models")[0]["pooledScore"], 1 - 441.0 / 400) > 13)
  }

  @Test func allKeysArePresent() throws {
    let report = try Workspace().descent(Self.stackloss + " --json --learning-curve --folds 3 --ridge 0.5,0").json()
    #expect(
      report.keys.sorted() == [
        "best", "folds", "isBetterWhenHigher", "learningCurve", "metric", "models", "rows", "rowsDropped", "seconds",
        "seed",
        "target", "warnings",
      ])
    let models = try report.list("models")
    #expect(models.map { $0["name"] as? String } == ["null", "ridge 0.5", "linear"])
    #expect(models[0].isNull("ridge") && models[1]["ridge"] as? Double == 0.5)
    for model in models {
      #expect(model.keys.sorted() == ["foldScores", "name", "pooledScore", "ridge", "score", "standardError"])
    }
    let points = try report.list("learningCurve")
    #expect(points.map { $0["rows"] as? Int } == [8, 9, 10, 11, 12, 13, 14])
    for point in points {
      #expect(
        point.keys.sorted() == [
          "failure", "rows", "testScore", "testStandardError", "trainScore", "trainStandardError",
        ])
    }
    // All rows of each split are those of the cross-validation itself.
    let best = try #require(models.first { $0["name"] as? String == report["best"] as? String })
    #expect(points.last?["testScore"] as? Double == best["score"] as? Double)
    let plain = try Workspace().descent(Self.stackloss + " --json").json()
    #expect(plain.isNull("learningCurve") && plain["folds"] as? Int == 10 && plain["seed"] as? Int == 1)
  }

  @Test func theLearningCurveAsAFile() throws {
    let workspace = Workspace()
    let run = try workspace.descent(Self.stackloss + " --folds 3 --learning-curve --trace curve.csv")
    #expect(run.exitCode == 0)
    #expect(
      run.output.contains("\nlearning curve of linear\n\nrows fitted to  rmse of them  std. error  of those left out"))
    let lines = try workspace.text("curve.csv").split(separator: "\n")
    #expect(lines.first == "rows,train,trainStandardError,test,testStandardError")
    #expect(lines.count == 8 && lines[1].hasPrefix("8,"))
  }

  @Test func theSeedAndNotTheThreadsChooseTheNumbers() throws {
    let workspace = Workspace()
    let command = Self.stackloss + " --ridge 0,1 --learning-curve"
    let one = try workspace.descent(command + " --threads 1")
    #expect(try workspace.descent(command + " --threads 3").output == one.output)
    #expect(try workspace.descent(command + " --seed 2").output != one.output)
  }

  @Test func weightsCount() throws {
    let workspace = Workspace("w.csv", "x,w,y\n1,1,2\n2,1,4.5\n3,1,6\n4,1,8.5\n5,0,1000\n6,1,12\n7,1,13\n8,1,17\n")
    workspace.file("d.csv", "x,y\n1,2\n2,4.5\n3,6\n4,8.5\n6,12\n7,13\n8,17\n")
    let all = try workspace.descent("validate d.csv --target y --folds 7 --json").json().list("models")
    // A row of weight 0 that is left out alone has no score, and changes nothing for the others.
    let alone = try workspace.descent("validate w.csv --target y --weights w --folds 8 --json").json().list("models")
    #expect(alone[1].isNull("score"))
    #expect(correctDigits(alone[1]["pooledScore"], try all[1].number("pooledScore")) > 12)
  }

  @Test func aModelThatFindsNothingIsNamed() throws {
    let rows = (0..<20).map { "\($0 * 7 % 20),\($0 * $0 * 13 % 11)" }.joined(separator: "\n")
    let run = try Workspace("d.csv", "x,y\n\(rows)\n").descent("validate d.csv --target y")
    #expect(run.exitCode == 0)
    #expect(run.errors == "warning: no model predicts better than the null model does\n")
  }

  static let mistakes: [(command: String, message: String)] = [
    (
      "validate d.csv --target y --folds 5",
      "descent: 5 folds cannot be made of 4 rows, because each needs one: take at most 4 (--folds), which leaves out one "
        + "row at a time\n"
    ),
    (
      "validate d.csv --target y --folds 2 --metric auc",
      "descent: The actual value of row 1 is 2.0: auc judges events, which are 1, and their absence, which is 0\n"
    ),
    (
      "validate zero.csv --target y --folds 2 --metric mape",
      "descent: The actual value of row 2 is 0.0: a percentage of 0 does not exist. Take mae, or leave out such rows\n"
    ),
    (
      "validate few.csv --target y --folds 2",
      "descent: Fold 1: 2 rows cannot determine 3 coefficients: there are infinitely many exact fits."
    ),
  ]

  @Test(arguments: mistakes.indices)
  func eachMistakeIsNamed(_ index: Int) throws {
    let (command, message) = Self.mistakes[index]
    let workspace = Workspace("d.csv", goodData)
    workspace.file("zero.csv", "x,y\n1,1\n2,0\n3,2\n4,1\n5,3\n6,2\n")
    workspace.file("few.csv", "a,b,y\n1,2,1\n2,1,0\n3,3,2\n4,0,1\n")
    let run = try workspace.descent(command)
    #expect(run.exitCode == 3)
    #expect(run.output == "")
    #expect(run.errors.hasPrefix(message), "\(run.errors)")
  }
}
