/// Finds what somebody meant who mistyped a name.
package enum NearestName {
  /// The name nearest to `name` among `candidates`, if one is near enough to be what was meant.
  ///
  /// Near is an edit distance (insertions, deletions, replacements and swaps of neighbours, upper and lower case taken
  /// as equal) of at most a third of the length, or one being the beginning of the other.
  ///
  /// - Complexity: O(sum of the products of the lengths).
  package static func suggestion(for name: String, among candidates: [String]) -> String? {
    let wanted = Array(name.lowercased().unicodeScalars)
    guard !wanted.isEmpty else { return nil }
    var best: (distance: Int, name: String)?
    for candidate in candidates where !candidate.isEmpty {
      let scalars = Array(candidate.lowercased().unicodeScalars)
      var distance = distance(wanted, scalars)
      let isBeginning =
        min(wanted.count, scalars.count) >= 3 && (scalars.starts(with: wanted) || wanted.starts(with: scalars))
      guard distance <= max(1, max(wanted.count, scalars.count) / 3) || isBeginning else { continue }
      // One-letter names are all near each other: x for y is no help.
      if max(wanted.count, scalars.count) == 1, distance > 0 { continue }
      if isBeginning { distance = min(distance, 1) }
      if best.map({ distance < $0.distance }) ?? true { best = (distance, candidate) }
    }
    return best?.name
  }

  /// `; did you mean 'speed'?` or nothing, then the list of names.
  package static func hint(for name: String, among candidates: [String]) -> String {
    let question = suggestion(for: name, among: candidates).map { "; did you mean '\($0)'?" } ?? "."
    return "\(question) The columns are \(list(candidates))"
  }

  /// The names with commas between them, the middle left out of a long list.
  package static func list(_ names: [String], limit: Int = 20) -> String {
    if names.count <= limit { return names.joined(separator: ", ") }
    return names.prefix(limit - 1).joined(separator: ", ") + ", … , \(names[names.count - 1]) (\(names.count) in all)"
  }

  /// Optimal string alignment distance (Damerau 1964, Wagner and Fischer 1974).
  static func distance(_ first: [Unicode.Scalar], _ second: [Unicode.Scalar]) -> Int {
    var beforeLast = [Int](repeating: 0, count: second.count + 1)
    var last = Array(0...second.count)
    for i in first.indices {
      var current = [i + 1]
      for j in second.indices {
        var cost = min(current[j] + 1, last[j + 1] + 1, last[j] + (first[i] == second[j] ? 0 : 1))
        if i > 0, j > 0, first[i] == second[j - 1], first[i - 1] == second[j] {
          cost = min(cost, beforeLast[j - 1] + 1)
        }
        current.append(cost)
      }
      (beforeLast, last) = (last, current)
    }
    return last[second.count]
  }
}
