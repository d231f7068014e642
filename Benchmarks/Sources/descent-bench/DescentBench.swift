import ArgumentParser

/// `descent-bench`: what Descent is measured by.
@main
struct DescentBench: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "descent-bench",
    abstract: "Measures Descent: against the alternatives, and against what the machine can do.",
    discussion: """
      All sides of a comparison take turns in one run, answers are checked before anything is timed, and every table \
      names the minimum and the median. S is the time to stream the same bytes once from memory with all threads.
      """,
    subcommands: [
      GradientDescentCommand.self,
      GradientCommand.self,
      GramCommand.self,
      GramDescentCommand.self,
      LeastSquaresCommand.self,
      DigitsCommand.self,
      AgreementCommand.self,
      CurvatureCommand.self,
      StabilityCommand.self,
      GLMCommand.self,
      OptimizersCommand.self,
      StochasticCommand.self,
      PenalizedCommand.self,
      SummaryCommand.self,
      BLASCommand.self,
      CSVCommand.self,
      NPYCommand.self,
      AllCommand.self,
      MeasureProductCommand.self,
      MeasureCSVCommand.self,
      MeasureLeastSquaresCommand.self,
      MeasureGLMCommand.self,
    ])
}
