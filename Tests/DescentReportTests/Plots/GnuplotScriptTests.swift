import Descent
import DescentReport
import Foundation
import Testing

@Suite struct GnuplotScriptTests {
  private static var small: Chart {
    Chart(
      "Loss", x: .init("iteration"), y: .init("f", isLogarithmic: true),
      series: [
        .init("run", [.init(0, 8), .init(1, 0.1), .init(2, 0), .init(3, .infinity)]),
        .init("it's", [.init(0, 8)], style: .dashed),
      ],
      marks: [.horizontal(0.05, name: "closed form")])
  }

  @Test func aSmallChartHasThisScript() {
    #expect(
      GnuplotScript(ChartPage(Self.small), as: .svg).text == #"""
        set encoding utf8
        set terminal svg size 800,500 noenhanced dynamic font 'sans-serif,14'
        $data1_1 << EOD
        0.0 8.0
        1.0 0.1
        NaN NaN
        NaN NaN
        EOD
        $data1_2 << EOD
        0.0 8.0
        EOD
        reset
        set border 3 linecolor rgb '#767676' linewidth 1
        set tics nomirror textcolor rgb '#767676'
        set title 'Loss' textcolor rgb '#767676'
        set xlabel 'iteration' textcolor rgb '#767676'
        set ylabel 'f' textcolor rgb '#767676'
        set logscale y
        set format y '%g'
        set key bmargin center horizontal height 1 Left reverse textcolor rgb '#767676'
        plot $data1_1 using 1:2 with lines linewidth 2 linecolor rgb '#0072B2' title 'run', \
          $data1_2 using 1:2 with lines linewidth 2 dashtype 2 linecolor rgb '#D55E00' title 'it'."'".'s', \
          0.05 with lines linewidth 1.5 dashtype 4 linecolor rgb '#767676' title 'closed form'

        """#)
  }

  @Test func aFileIsNamedWhereItIsAskedFor() {
    let text = GnuplotScript(ChartPage(Self.small), as: .png, output: "o'clock.png").text
    #expect(text.contains(#"set output 'o'."'".'clock.png'"# + "\n"))
    #expect(text.hasSuffix("\nunset output\n"))
  }

  /// Long lines are thinned, and neither their ends nor their extremes are lost.
  @Test func thinningKeepsEndsAndExtremes() throws {
    var points = (0..<100_000).map { Chart.Point(Double($0), 1 + 0.001 * Double($0 % 7)) }
    points[44_444].y = 9
    points[77_777].y = -9
    let chart = Chart("", x: .init(""), y: .init(""), series: [.init(nil, points)])
    let lines = GnuplotScript(ChartPage(chart), as: .svg).text.split(separator: "\n")
    #expect(lines.count < 2100)
    for line in ["0.0 1.0", "44444.0 9.0", "77777.0 -9.0", "99999.0 1.004"] {
      #expect(lines.contains(line[...]), "\(line)")
    }
  }

  @Test func longTitlesAreBroken() {
    let words = Array(repeating: "word", count: 40).joined(separator: " ")
    let chart = Chart(words, x: .init(""), y: .init(""), series: [.init(nil, [.init(0, 0)])])
    let text = GnuplotScript(ChartPage(chart), as: .svg).text
    #expect(text.contains(#"word'."\n".'word"#))
  }
}
