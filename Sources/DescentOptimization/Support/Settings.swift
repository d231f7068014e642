// What settings of methods must be; each check names the setting, its value and its range.

/// - Throws: ``OptimizationError/invalidSetting(name:value:range:)`` where the condition does not hold.
func requireSetting(
  _ isValid: Bool, _ name: @autoclosure () -> String, _ value: @autoclosure () -> some CustomStringConvertible,
  _ range: @autoclosure () -> String
) throws {
  guard isValid else { throw OptimizationError.invalidSetting(name: name(), value: "\(value())", range: range()) }
}

/// - Throws: where a setting is not a positive finite number.
func requirePositiveSetting(_ value: Double, _ name: String) throws {
  try requireSetting(value > 0 && value.isFinite, name, value, "a positive finite number")
}

/// - Throws: where a setting is negative or not finite.
func requireNonNegativeSetting(_ value: Double, _ name: String) throws {
  try requireSetting(value >= 0 && value.isFinite, name, value, "a number from 0 on")
}

/// - Throws: where a setting does not lie in 0 ..< 1.
func requireFractionSetting(_ value: Double, _ name: String) throws {
  try requireSetting(value >= 0 && value < 1, name, value, "a number from 0 to below 1")
}

/// - Throws: where a number of things is not positive.
func requireCountSetting(_ count: Int, _ name: String) throws {
  try requireSetting(count >= 1, name, count, "at least 1")
}
