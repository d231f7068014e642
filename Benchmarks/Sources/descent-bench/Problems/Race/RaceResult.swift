import Descent
import Foundation

/// What the race found on one problem: all that a table or a picture needs.
struct RaceResult: Encodable {
  let rows, columns: Int
  /// κ of the Hessian.
  let conditionNumber: Double
  /// S, the seconds to stream X once.
  let passSeconds: Double
  let sides: [SideResult]

  init(_ problem: DesignedLeastSquares, sides: [SideResult], passSeconds: Double) {
    rows = problem.rowCount
    columns = problem.columnCount
    conditionNumber = problem.conditionNumber
    self.sides = sides
    self.passSeconds = passSeconds
  }

  /// One side.
  struct SideResult: Encodable {
    let side: RaceSide
    let isClosedForm: Bool
    /// One for each level.
    let levels: [Level]
    /// The seconds of forming XᵀX before the first step and of bounding its eigenvalues; they are part of all times. Nil where
    /// that is not needed.
    let gramSeconds, boundsSeconds: Double?
    /// The iterations and passes over X of the whole run, and where it ended; those of closed forms are nil.
    let iterations, passes: Int?
    /// The seconds to the end of the run, which for descent is the last level or where it was given up.
    let seconds: Double
    let relativeError, digits: Double

    init(
      _ side: RaceSide, check: RaceRun, runs: [RaceRun], levels: [Double], predicted: [Int], bounds: [Int?]
    ) {
      self.side = side
      isClosedForm = side.isClosedForm
      self.levels = levels.indices.map { k in
        let isReached = k < check.arrivals.count
        return Level(
          tolerance: levels[k], timing: isReached ? Timing(runs.map { $0.arrivals[k].seconds }) : nil,
          iterations: isReached && !side.isClosedForm ? check.arrivals[k].iteration : nil,
          passes: isReached && !side.isClosedForm ? check.arrivals[k].passes : nil,
          predictedIterations: k < predicted.count ? predicted[k] : nil, iterationBound: bounds[k])
      }
      gramSeconds = side.formsGram ? runs.map(\.gramSeconds).min() : nil
      boundsSeconds = side.needsBounds ? runs.map(\.boundsSeconds).min() : nil
      iterations = side.isClosedForm ? nil : check.iterations
      passes = check.passes
      seconds = check.seconds
      relativeError = check.error
      digits = check.claimedDigits ?? min(16, -log10(max(check.error, 1e-16)))
    }
  }

  /// A level of the error on the way of a side.
  struct Level: Encodable {
    let tolerance: Double
    /// From X and y to the level; nil where it was not reached.
    let timing: Timing?
    let iterations, passes: Int?
    /// What theory predicts exactly, and what κ alone guarantees; nil where it does neither.
    let predictedIterations, iterationBound: Int?
  }
}

extension RaceResult {
  /// A side with its time to a level.
  typealias Arrival = (side: SideResult, timing: Timing)

  /// The fastest of some sides to a level, by their minima; nil where none reaches it.
  func fastest(to level: Int, among isIncluded: (SideResult) -> Bool) -> Arrival? {
    sides.filter(isIncluded)
      .compactMap { side in side.levels[level].timing.map { (side, $0) } }
      .min { $0.timing.minimum < $1.timing.minimum }
  }

  func fastestDescent(to level: Int) -> Arrival? {
    fastest(to: level) { !$0.isClosedForm }
  }

  func rival(_ rival: Crossover.Rival, to level: Int) -> Arrival? {
    fastest(to: level) { rival == .fastestClosedForm ? $0.isClosedForm : $0.side == .defaultEngine }
  }

  func standing(to level: Int, beside rival: Crossover.Rival) -> Standing {
    Standing(fastestDescent(to: level)?.timing, self.rival(rival, to: level)?.timing)
  }

  /// How descent stands beside a rival.
  struct Standing {
    /// How many times faster descent is, by the minima: below 1 where it is slower. Nil where one of them does not get there.
    let ratio: Double?
    /// Whether descent wins; nil where neither is ahead by more than a twentieth in minimum and median.
    let descentWins: Bool?

    init(_ descent: Timing?, _ rival: Timing?) {
      guard let descent, let rival else {
        ratio = nil
        descentWins = descent == nil && rival == nil ? nil : descent != nil
        return
      }
      ratio = rival.minimum / descent.minimum
      descentWins = descent.isFaster(than: rival) ? true : rival.isFaster(than: descent) ? false : nil
    }
  }
}
