import DescentReport

extension WorkedExample {
  /// The page with these examples.
  static func page(_ told: [(example: WorkedExample, telling: Telling)]) -> HTMLPage {
    HTMLPage(
      "Gradient descent in worked examples",
      lead: """
        Small problems whose answers are known. Every number comes from a run of Descent's optimizers, made for this page, \
        and where there are two variables the run can be played with: change the step size and see what becomes of it.
        """,
      sections: told.map { $0.example.section($0.telling) })
  }

  private func section(_ telling: Telling) -> HTMLPage.Section {
    HTMLPage.Section(
      "\(number). \(title)",
      [.remark(problem)] + telling.story.map { .text($0) } + [.picture(telling.picture)]
        + (telling.player.map { [.player($0)] } ?? []) + [.table(telling.figureTable)])
  }
}
