extension String {
  /// The output of `step-size` with … for each duration, two blanks before those of a table, and for the recommendation,
  /// which depends on them.
  var withoutTimes: String {
    replacing(#/ +[0-9.]+ (?:ns|µs|ms|s)(?= |\n)/#, with: "  …")
      .replacing(#/took [0-9.]+ (?:µs|ms|s)/#, with: "took …")
      .replacing(#/flops +time/#, with: "flops  time")
      .replacing(#/Recommended: [^\n]+/#, with: "Recommended: …")
  }
}
