import Descent
import DescentReport
import Foundation

/// What a benchmark found, in the form that people read. Text, JSON and Markdown all come from it; JSON has the figures in
/// full precision beside it, under `results`.
struct Report: Codable {
  /// The name of the subcommand.
  let benchmark: String
  let machine: Machine
  /// Names and versions of what Descent was measured beside; only in JSON.
  private(set) var peers: [String] = []
  /// What was to be measured beside it and could not, with the reason.
  private(set) var missingPeers: [String] = []
  /// Bytes a second that all threads stream from memory.
  let streamBandwidth: Double?
  /// What was measured and how, line by line.
  let setting: [String]
  let tables: [BenchmarkTable]
  /// Pictures of the figures.
  private(set) var pictures: [Picture]
  /// What follows, sentence by sentence.
  let conclusion: [String]

  /// A picture, by the name of its file, with words for those who do not see it.
  struct Picture: Codable {
    let file, words: String
  }

  init(
    _ benchmark: String, _ machine: Machine, streamBandwidth: Double? = nil, setting: [String] = [],
    tables: [BenchmarkTable] = [], pictures: [Picture] = [], conclusion: [String]
  ) {
    self.benchmark = benchmark
    self.machine = machine
    self.streamBandwidth = streamBandwidth
    self.setting = setting
    self.tables = tables
    self.pictures = pictures
    self.conclusion = conclusion
  }

  /// Prints text, or one JSON object with the results in full precision.
  func show(_ results: some Encodable, json: Bool) throws {
    guard json else { return print(text) }
    var report = self
    report.peers = PeerLog.versions()
    report.missingPeers = PeerLog.missing
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    print(String(decoding: try encoder.encode(WithResults(report: report, results: results)), as: UTF8.self))
  }

  /// Leaves out pictures that are not there.
  mutating func keepPictures(_ isThere: (Picture) -> Bool) { pictures = pictures.filter(isThere) }

  private var text: String {
    let head = [machine.header] + setting.map(wrapped)
    return ([head.joined(separator: "\n")] + tables.map(\.text) + [conclusion.map(wrapped).joined(separator: "\n")])
      .filter { !$0.isEmpty }.joined(separator: "\n\n")
  }

  private struct WithResults<Results: Encodable>: Encodable {
    enum Key: CodingKey { case results }

    let report: Report
    let results: Results

    func encode(to encoder: any Encoder) throws {
      try report.encode(to: encoder)
      var container = encoder.container(keyedBy: Key.self)
      try container.encode(results, forKey: .results)
    }
  }
}

/// Why a benchmark could not be run, or must not be believed.
enum BenchmarkError: Error, CustomStringConvertible {
  case wrongAnswer(String)
  case childFailed(String)

  var description: String {
    switch self {
    case .wrongAnswer(let what): "\(what) is wrong: nothing was timed"
    case .childFailed(let what): what
    }
  }
}

/// A word to whoever waits, on standard error.
func note(_ text: String) {
  FileHandle.standardError.write(Data((text + "\n").utf8))
}

/// A sentence on the peers of one race: how many times as long as Descent each takes.
func comparison(_ race: String, _ ratios: [(peer: String, ratio: Double)]) -> String {
  let parts = ratios.enumerated().map { index, item in
    let times = "\(NumberFormat.significant(item.ratio, 3)) times"
    return index == 0 ? "\(item.peer) takes \(times) as long as Descent" : "\(item.peer) \(times)"
  }
  return "\(race): \(parts.joined(separator: ", "))."
}

/// Lines of at most 100 characters.
func wrapped(_ text: String) -> String {
  var lines: [String] = []
  for word in text.split(separator: " ") {
    if let last = lines.last, last.count + word.count < 100 {
      lines[lines.count - 1] = last + " " + word
    } else {
      lines.append(String(word))
    }
  }
  return lines.joined(separator: "\n")
}
