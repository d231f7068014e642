/// Colours that people who are colour-blind can tell apart, of middling brightness, so that they show on white and on black.
///
/// M. Okabe, K. Ito, *Color Universal Design*, 2008, without yellow and black; the darker ones first.
enum Palette {
  static let colours = ["#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9"]
  /// Text, axes and what stays behind: a contrast of 4.5 on white and of 4.6 on black.
  static let neutral = "#767676"

  /// The colour of the n-th series; they begin again after the last.
  static func colour(_ n: Int) -> String { colours[n % colours.count] }
}
