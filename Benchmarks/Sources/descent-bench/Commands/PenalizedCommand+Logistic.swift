import Descent
import Foundation

extension PenalizedCommand {
  /// A binomial lasso beside glmnet, with glmnet's own threshold and with one for violations of 10⁻⁸.
  func raceLogistic(_ problem: PenalizedProblem, in folder: URL) throws -> [Row] {
    let classes = problem.classes
    let regression = PenalizedGeneralizedLinearRegression(family: .binomial)
    let path = try regression.fit(problem.x, classes)
    note("Newton steps: \(path.iterationCounts.reduce(0, +)), models: \(path.lambdas.count)")
    let peer = try glmnet("penalized_logistic.R", problem.x, classes, in: folder)
    let thresholds = peer == nil ? [] : [1e-7, 1e-15]
    var answers = [Answer?](repeating: nil, count: thresholds.count)
    let own = Side { _ = try regression.fit(problem.x, classes) }
    let others = thresholds.indices.map { index in
      Side(measuredBy: {
        let answer = try peer!.answer(to: "1 \(thresholds[index])", as: Answer.self)
        answers[index] = answer
        return answer.seconds
      })
    }
    let violation = try problem.violation(of: path, classes: classes)
    let timings = try interleaved([own] + others, repeats: common.repeats)
    return [
      Row(name: "logistic lasso: Descent", timing: timings[0], violation: violation)
    ]
      + thresholds.indices.map {
        Row(
          name: "logistic lasso: \(answers[$0]!.library)", timing: timings[$0 + 1], violation: answers[$0]!.violation)
      }
  }
}
