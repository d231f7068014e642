import Descent

/// One run of a side of the race.
struct RaceRun {
  /// One for each level that was reached, the loosest first.
  let arrivals: [LevelWatch.Arrival]
  /// The seconds to the end.
  let seconds: Double
  /// The seconds of forming XᵀX before the first step, and those of bounding its eigenvalues; 0 where that is not needed.
  var gramSeconds = 0.0
  var boundsSeconds = 0.0
  let iterations: Int
  /// The passes over X but that which forms XᵀX and that which sees that X is finite; nil for closed forms.
  let passes: Int?
  /// The relative error at the end.
  let error: Double
  /// The digits that the answer claims, where it is what the others are compared with.
  var claimedDigits: Double?
  /// What the steps were derived from.
  var bounds: CurvatureBounds?
}
