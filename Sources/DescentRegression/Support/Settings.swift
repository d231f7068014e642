/// - Throws: where the level of an interval is none.
func requireLevel(_ level: Double) throws {
  guard level > 0, level < 1 else {
    throw RegressionError.invalidConfiguration(
      "The level must lie between 0 and 1, such as 0.95, and not be \(level)")
  }
}

/// - Throws: where λ of a ridge is none.
func requireRidge(_ ridge: Double) throws {
  guard ridge >= 0, ridge.isFinite else {
    throw RegressionError.invalidConfiguration("The ridge must be a number from 0 on, not \(ridge)")
  }
}
