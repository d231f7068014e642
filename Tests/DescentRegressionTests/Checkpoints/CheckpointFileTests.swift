import Descent
import Foundation
import Testing

/// A checkpoint in a file gives the run back, and says what is wrong where it cannot.
@Suite struct CheckpointFileTests {
  private let path = FileManager.default.temporaryDirectory.appendingPathComponent(
    "descent-checkpoint-\(UUID().uuidString).json"
  ).path

  private func loss(_ seed: UInt64 = 1) throws -> LeastSquares {
    var generator = SeededGenerator(seed: seed)
    let x = Matrix(40, 3, (0..<120).map { _ in generator.normal() })
    return try LeastSquares(x, Vector((0..<40).map { _ in generator.normal() }))
  }

  @Test func aFileGivesTheSameBits() throws {
    defer { try? FileManager.default.removeItem(atPath: path) }
    let (loss, optimizer) = (try loss(), Adam(rate: 0.05))
    let whole = try optimizer.minimize(loss, until: .iterations(60))
    let saver = CheckpointSaver(path: path, optimizer, every: 25, notes: ["data": "random"])
    _ = try optimizer.minimize(loss, until: .iterations(40), checkpoint: saver.note)
    #expect(saver.error == nil)

    let saved = try Checkpoint(contentsOf: path, of: Adam.self)
    #expect(saved.state.progress.iteration == 25)
    #expect(saved.notes == ["data": "random"])
    #expect(saved.optimizer == optimizer)
    let result = try saved.resume(on: loss, until: .iterations(60))
    #expect(result.state == whole.state)
    #expect(result.value == whole.value && result.minimizer == whole.minimizer)
    #expect(try CheckpointHeader(contentsOf: path).method == "Adam")
  }

  @Test func whatDoesNotFitIsRefused() throws {
    defer { try? FileManager.default.removeItem(atPath: path) }
    let (loss, optimizer) = (try loss(), Momentum(rate: 0.01))
    let result = try optimizer.minimize(loss, until: .iterations(7))
    let checkpoint = Checkpoint(optimizer, result.state, best: result.state.iterate)
    try checkpoint.write(to: path)

    #expect(throws: CheckpointError.otherMethod(path: path, found: "Momentum", expected: "Adam")) {
      try Checkpoint<Adam>(contentsOf: path)
    }
    let other = try self.loss(2)
    #expect(
      throws: CheckpointError.otherProblem(
        saved: result.state.iterate.value, here: other.value(at: result.state.iterate.point))
    ) { try checkpoint.resume(on: other) }
    #expect(throws: CheckpointError.otherParameters(saved: 3, here: 1)) {
      try checkpoint.resume(on: QuadraticForm([[1]]))
    }
    #expect(throws: CheckpointError.self) { try Checkpoint<Momentum>(contentsOf: path + ".missing") }

    let text = try String(contentsOfFile: path, encoding: .utf8)
    for broken in [String(text.prefix(text.count / 2)), "", "[1, 2]", "{\"descentModel\": 1}"] {
      try broken.write(toFile: path, atomically: false, encoding: .utf8)
      #expect {
        try Checkpoint<Momentum>(contentsOf: path)
      } throws: { error in
        guard case .damaged = error as? CheckpointError else { return false }
        return "\(error)".contains("Nothing was changed")
      }
      // Reading changes nothing.
      #expect(try String(contentsOfFile: path, encoding: .utf8) == broken)
    }
    try text.replacing("\"descentCheckpoint\":1", with: "\"descentCheckpoint\":2").write(
      toFile: path, atomically: false, encoding: .utf8)
    #expect(throws: CheckpointError.laterVersion(path: path, format: 2)) { try Checkpoint<Momentum>(contentsOf: path) }
  }

  @Test func aRunThatBrokeCanBeSavedToo() throws {
    defer { try? FileManager.default.removeItem(atPath: path) }
    let f = try QuadraticForm([[1e300]])
    let optimizer = Momentum(rate: 1, momentum: 0)
    let result = try optimizer.minimize(f, from: [1], until: .iterations(5))
    #expect(result.termination.name == "nonFinite")
    try Checkpoint(optimizer, result.state, best: result.state.iterate).write(to: path)
    let saved = try Checkpoint<Momentum>(contentsOf: path)
    #expect(!saved.state.progress.isFinite)
  }

  @Test func aFileThatCannotBeWrittenDoesNotEndTheRun() throws {
    let optimizer = Momentum(rate: 0.01)
    let saver = CheckpointSaver(path: "/nowhere/at/all.json", optimizer, every: 1)
    let result = try optimizer.minimize(loss(), until: .iterations(3), checkpoint: saver.note)
    #expect(result.iterations == 3)
    #expect(saver.error != nil)
  }
}
