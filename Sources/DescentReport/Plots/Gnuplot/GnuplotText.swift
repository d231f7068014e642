/// Texts and numbers as gnuplot's scripts have them.
enum GnuplotText {
  /// A text between single quotes, in which gnuplot looks for nothing but the next quote. Quotes of the text stand by
  /// themselves between double ones, since gnuplot 5.4 ends a text that begins with a doubled one there. Control characters
  /// become blanks.
  static func quoted(_ text: String) -> String {
    var scalars = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      switch scalar.properties.generalCategory {
      case .control, .lineSeparator, .paragraphSeparator, .unassigned, .surrogate: scalars.append(" ")
      default: scalars.append(scalar)
      }
    }
    let quote = #""'""#
    let parts = String(scalars).split(separator: "'", omittingEmptySubsequences: false)
      .flatMap { $0.isEmpty ? [quote] : [quote, "'\($0)'"] }.dropFirst()
    return parts.isEmpty ? "''" : parts.joined(separator: ".")
  }

  /// The same in lines of about `width` characters, broken between words.
  static func quoted(_ text: String, width: Int) -> String {
    var lines: [String] = []
    for word in text.split(separator: " ", omittingEmptySubsequences: false) {
      if let last = lines.last, last.count + word.count < width {
        lines[lines.count - 1] = "\(last) \(word)"
      } else {
        lines.append(String(word))
      }
    }
    return lines.map(quoted).joined(separator: #"."\n"."#)
  }

  /// A number in full precision; `NaN`, which gnuplot leaves out, for what is not finite or beyond its axes.
  static func number(_ value: Double) -> String {
    value.magnitude <= 1e300 ? "\(value)" : "NaN"
  }
}
