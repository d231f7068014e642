import Descent
import DescentReport

extension DescendReport {
  /// The report as a page with its pictures.
  func page(_ pictures: RunPictures) -> HTMLPage {
    var page = HTMLPage("A run of \(OptimizerName(rawValue: optimizer)?.title ?? optimizer)", lead: title)
    let end = isBroken ? [HTMLPage.Block.warning(message)] : [.text(message)]
    page.sections = [
      .init(
        "The end of the run",
        warnings.map { .warning($0) } + end + diagnosis.map { .text($0) } + [
          .table(coefficientTable, caption: isBroken ? "The point of the lowest value seen" : nil), .table(figureTable),
        ]),
      .init(
        "Value, gradient and steps",
        [
          .picture(
            ChartPage(
              nil,
              (pictures.losses() + [
                pictures.gradientNorm().titled("The gradient norm"), pictures.stepSizes().titled("The step size"),
              ]).filter(\.hasPoints), columnCount: 2))
        ]),
    ]
    if pictures.points.count > 1 { page.sections.append(path(pictures)) }
    if let basinTable { page.sections.append(.init("Basins, the lowest first", [.table(basinTable)])) }
    page.sections.append(.command)
    return page
  }

  private func path(_ pictures: RunPictures) -> HTMLPage.Section {
    let path = HTMLPage.Block.picture(ChartPage(pictures.path().titled("The path over lines of equal height")))
    guard let player = pictures.player() else { return .init("The path", [path]) }
    let numbers =
      "The player computes with the coefficients of the quadratic, and agrees with the run up to rounding."
    return .init("The path", [path, .player(player), .remark(numbers)])
  }

  private var figureTable: TextTable {
    var table = TextTable(["", ""], alignments: [.left, .left])
    var rows: [(String, String)] = [
      ("value", NumberFormat.plain(value.value, 9)), ("gradient norm", NumberFormat.plain(gradientNorm.value, 3)),
      ("step", NumberFormat.plain(stepSize.value)), ("iterations", NumberFormat.count(iterations)),
      ("evaluations", NumberFormat.count(evaluations)), ("time", NumberFormat.seconds(seconds)),
    ]
    if let held = validationValue.value {
      rows.append(("lowest value at the held-out rows", NumberFormat.plain(held, 9)))
    }
    if let distance = distanceToClosedForm.value {
      rows.append(("relative distance to the closed form", NumberFormat.plain(distance, 3)))
    }
    for (name, text) in rows { table.addRow([name, text]) }
    return table
  }

  private var basinTable: TextTable? {
    guard let basins = basins.value else { return nil }
    var table = TextTable(["value", "descents", "at"], alignments: [.left, .right, .left])
    for basin in basins {
      let point = basin.coefficients.prefix(6).map { NumberFormat.plain($0.value, 6) }.joined(separator: ", ")
      table.addRow([
        NumberFormat.plain(basin.value.value, 9), NumberFormat.count(basin.hits),
        point + (basin.coefficients.count > 6 ? ", …" : ""),
      ])
    }
    return table
  }
}

extension Chart {
  /// The same under another title.
  func titled(_ title: String) -> Chart {
    var chart = self
    chart.title = title
    return chart
  }
}
