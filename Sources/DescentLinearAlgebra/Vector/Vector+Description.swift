extension Vector: CustomStringConvertible {
  /// The elements in brackets; of more than ten the first and last five, and how many there are.
  public var description: String {
    guard count > 10 else { return "[" + map { "\($0)" }.joined(separator: ", ") + "]" }
    let first = prefix(5).map { "\($0)" }.joined(separator: ", ")
    let last = suffix(5).map { "\($0)" }.joined(separator: ", ")
    return "[\(first), … \(last)] (\(count) elements)"
  }
}
