import Descent
import Foundation
import Testing

enum JSONCopy {
  static func of<Value: Codable>(_ value: Value) throws -> Value {
    try JSONDecoder().decode(Value.self, from: JSONEncoder().encode(value))
  }

  static func decode<Value: Decodable>(_ type: Value.Type, _ text: String) throws -> Value {
    try JSONDecoder().decode(type, from: Data(text.utf8))
  }
}

/// The values in the tests of formulas; those of R are from 4.2.2 with the same data.
enum FormulaData {
  static let columns: [(name: String, column: DataTable.Column)] = [
    ("y", .numbers([1, 3, 2, 5, 4, 7, 8, 6])), ("x", .numbers([1, 2, 4, 3, 6, 5, 8, 7])),
    ("z", .numbers([0.5, 1.5, 1, 2, 3, 2.5, 4, 3.5])), ("k", .text(["a", "b", "c", "a", "b", "c", "a", "b"])),
    ("l", .text(["u", "u", "v", "v", "u", "v", "v", "u"])), ("n", .numbers([1, 2, 2, 10, 1, 10, 2, 1])),
  ]

  static func table() throws -> DataTable { try DataTable(columns: columns) }

  static func frame(_ text: String, references: [String: String] = [:]) throws -> ModelFrame {
    try ModelFrame(Formula(text), table(), references: references)
  }
}

@Suite struct ModelFrameTests {
  /// `colnames(model.matrix(formula))` in R, without the intercept's.
  @Test(arguments: [
    ("y ~ k", "kb kc"), ("y ~ k - 1", "ka kb kc"), ("y ~ x + k - 1", "x ka kb kc"), ("y ~ k + l - 1", "ka kb kc lv"),
    ("y ~ l * k", "lv kb kc lv:kb lv:kc"), ("y ~ k * x", "kb kc x kb:x kc:x"), ("y ~ k:x", "ka:x kb:x kc:x"),
    ("y ~ k:x - 1", "ka:x kb:x kc:x"), ("y ~ k + k:x", "kb kc ka:x kb:x kc:x"), ("y ~ x + x:k", "x x:kb x:kc"),
    ("y ~ k:l", "ka:lu kb:lu kc:lu ka:lv kb:lv kc:lv"), ("y ~ k:l - 1", "ka:lu kb:lu kc:lu ka:lv kb:lv kc:lv"),
    ("y ~ l + k:l", "lv lu:kb lv:kb lu:kc lv:kc"), ("y ~ k/x", "kb kc ka:x kb:x kc:x"),
    ("y ~ k/l", "kb kc ka:lv kb:lv kc:lv"),
    ("y ~ (x + z + k)^2", "x z kb kc x:z x:kb x:kc z:kb z:kc"),
    ("y ~ factor(n) * x", "factor(n)2 factor(n)10 x factor(n)2:x factor(n)10:x"),
    ("y ~ l:k:x", "lu:ka:x lv:ka:x lu:kb:x lv:kb:x lu:kc:x lv:kc:x"),
    ("y ~ x * k * l - k:l", "x kb kc lv x:kb x:kc x:lv x:kb:lv x:kc:lv"),
    ("y ~ (x + k)/l", "x kb kc x:ka:lu x:kb:lu x:kc:lu x:ka:lv x:kb:lv x:kc:lv"), ("y ~ . - n", "x z kb kc lv"),
    ("y ~ x + 0 + k", "x ka kb kc"), ("y ~ 0 + x:k", "x:ka x:kb x:kc"), ("y ~ C(k)", "C(k)b C(k)c"),
    ("y ~ (k + l + n)^2 - k:l + 1", "kb kc lv n kb:n kc:n lv:n"), ("y ~ k + l:n + n:k", "kb kc lu:n lv:n kb:n kc:n"),
    ("y ~ k:l + k:x", "ka:lu kb:lu kc:lu ka:lv kb:lv kc:lv ka:x kb:x kc:x"), ("y ~ x:z + k", "kb kc x:z"),
  ])
  func `columns are named as R names them`(text: String, names: String) throws {
    #expect(try FormulaData.frame(text).columnNames.joined(separator: " ") == names)
  }

  @Test func `names with blanks in them`() throws {
    let names = { try FormulaData.frame($0).columnNames }
    #expect(
      try names("y ~ poly(x, 2) * l")
        == ["poly(x, 2)1", "poly(x, 2)2", "lv", "poly(x, 2)1:lv", "poly(x, 2)2:lv"])
    #expect(try names("y ~ poly(x, 1)") == ["poly(x, 1)"])
    #expect(
      try names("y ~ poly(log(x), 2, raw = TRUE)")
        == ["poly(log(x), 2, raw = TRUE)1", "poly(log(x), 2, raw = TRUE)2"])
    #expect(try names("y ~ relevel(k, ref = \"b\")") == ["relevel(k, ref = \"b\")a", "relevel(k, ref = \"b\")c"])
    #expect(try names("y ~ log(x + 1) + sqrt(x/2) + I(-x^2)") == ["log(x + 1)", "sqrt(x/2)", "I(-x^2)"])
  }

  @Test func `values are those of model.matrix`() throws {
    #expect(
      try FormulaData.frame("y ~ l * k").x == [
        [0, 0, 0, 0, 0], [0, 1, 0, 0, 0], [1, 0, 1, 0, 1], [1, 0, 0, 0, 0], [0, 1, 0, 0, 0], [1, 0, 1, 0, 1],
        [1, 0, 0, 0, 0], [0, 1, 0, 0, 0],
      ])
    #expect(
      try FormulaData.frame("y ~ factor(n) * l - 1").x == [
        [1, 0, 0, 0, 0, 0], [0, 1, 0, 0, 0, 0], [0, 1, 0, 1, 1, 0], [0, 0, 1, 1, 0, 1], [1, 0, 0, 0, 0, 0],
        [0, 0, 1, 1, 0, 1], [0, 1, 0, 1, 1, 0], [1, 0, 0, 0, 0, 0],
      ])
    #expect(
      try FormulaData.frame("y ~ k:x - 1").x == [
        [1, 0, 0], [0, 2, 0], [0, 0, 4], [3, 0, 0], [0, 6, 0], [0, 0, 5], [8, 0, 0], [0, 7, 0],
      ])
    #expect(try FormulaData.frame("y ~ z + x").x == DataTableColumns.matrix(["z", "x"]))
    #expect(try FormulaData.frame("y ~ I(x * z) + poly(x, 2, raw = TRUE)").x[2, 2] == 16)
    #expect(try FormulaData.frame("log(y) ~ x").y?[1] == log(3))
    #expect(try FormulaData.frame("y ~ x + offset(2 * z)").offset == [1, 3, 2, 4, 6, 5, 8, 7])
  }

  @Test func `reference levels`() throws {
    #expect(try FormulaData.frame("y ~ k", references: ["k": "b"]).columnNames == ["ka", "kc"])
    #expect(try FormulaData.frame("y ~ k - 1", references: ["k": "c"]).columnNames == ["kc", "ka", "kb"])
    #expect(
      try FormulaData.frame("y ~ factor(n)", references: ["n": "10"]).columnNames == ["factor(n)1", "factor(n)2"])
    // What the formula says itself comes first.
    let both = try FormulaData.frame("y ~ factor(k, ref = \"b\")", references: ["k": "c"])
    #expect(both.columnNames == ["factor(k, ref = \"b\")a", "factor(k, ref = \"b\")c"])
    #expect(
      try FormulaData.frame("y ~ C(n, Treatment(2))").columnNames == [
        "C(n, Treatment(\"2\"))1", "C(n, Treatment(\"2\"))10",
      ])
    let messages: [(String, [String: String], String)] = [
      ("y ~ k", ["k": "d"], "k has no level 'd' to be the reference. Its levels are a, b, c"),
      (
        "y ~ x", ["x": "1"],
        "A reference level is given for x, which is no factor of the formula: it has none (a column of "
          + "numbers becomes one by factor(x))"
      ),
      (
        "y ~ k", ["kk": "a"],
        "A reference level is given for kk, which is no factor of the formula; did you mean 'k'? The "
          + "factors are k"
      ),
    ]
    for (text, references, message) in messages {
      let error = #expect(throws: FormulaError.self) { try FormulaData.frame(text, references: references) }
      #expect(error?.message == message)
    }
  }

  @Test func `missing cells`() throws {
    var columns = FormulaData.columns
    columns[1].column = .numbers([1, 2, .nan, 3, 6, 5, 8, 7])
    columns[3].column = .text(["a", "b", "c", "a", nil, "c", "a", "b"])
    columns[5].column = .numbers([1, 2, 2, .nan, 1, 10, 2, 1])
    let table = try DataTable(columns: columns)
    let frame = try ModelFrame(Formula("y ~ x + k"), table, extraColumns: ["n"])
    #expect(frame.keptRows == [0, 1, 5, 6, 7])
    #expect(frame.rowsDropped == 3)
    #expect(frame.extraColumns["n"] == [1, 2, 10, 2, 1])
    #expect(frame.warnings == ["dropped 3 rows with missing values, of 8 read (missing in x 1, k 1, n 1)"])
    // Columns that are not used may be missing.
    #expect(try ModelFrame(Formula("y ~ z"), table).rowsDropped == 0)
    // A level that stands in dropped rows only is none.
    columns[1].column = .numbers([1, 2, .nan, 3, 6, .nan, 8, 7])
    #expect(try ModelFrame(Formula("y ~ x + k"), DataTable(columns: columns)).columnNames == ["x", "kb"])
    let error = #expect(throws: DataError.self) { try ModelFrame(Formula("y ~ x + k"), table, missing: .refused) }
    #expect(
      error?.message
        == "2 of 8 rows of the table have missing values (x 1, k 1), the first is row 3 of the table; fill them in, or let "
        + "such rows be dropped")
  }

  @Test(arguments: [
    ("y ~ xx", FormulaError.Kind.unknownColumn, 4, "the table has no column 'xx'; did you mean 'x'?"),
    ("yy ~ x", .unknownColumn, 0, "the table has no column 'yy'; did you mean 'y'?"),
    ("y ~ x - ww", .unknownColumn, 8, "the table has no column 'ww'. The columns are y, x, z, k, l, n"),
    (
      "y ~ z + log(x - 1)", .outsideDomain, 12,
      "log(x - 1) does not exist in row 1 of the table: x - 1 is 0, and a logarithm "
    ),
    (
      "y ~ sqrt(3 - x)", .outsideDomain, 13,
      "sqrt(3 - x) does not exist in row 3 of the table: 3 - x is -1, and a square "
    ),
    ("y ~ I(1/(x - 2))", .outsideDomain, 9, "1/(x - 2) does not exist in row 2 of the table: (x - 2) is 0. "),
    (
      "y ~ exp(x * 200)", .outsideDomain, 8,
      "exp(x * 200) is beyond all doubles in row 3 of the table: x * 200 is 800. "
    ),
    ("y ~ I((2 - x)^0.5)", .outsideDomain, 11, "(2 - x)^0.5 does not exist in row 3 of the table: it is -2^0.5. "),
    ("log(x - 3) ~ z", .outsideDomain, 4, "log(x - 3) does not exist in row 1 of the table: x - 3 is -2, and "),
    ("y ~ log(k)", .textForNumbers, 8, "k holds text, 'a' in row 1 of the table; log(k) needs numbers"),
    ("k ~ x", .textForNumbers, 0, "k holds text, 'a' in row 1 of the table; numbers are needed here"),
    ("y ~ poly(n, 3)", .degreeTooHigh, 9, "poly(n, 3) needs more than 3 different values, and n has 3 in the rows"),
    ("y ~ x + y", .response, 0, "y is what the formula explains and also among the terms"),
  ])
  func `errors of data`(text: String, kind: FormulaError.Kind, position: Int, message: String) {
    let error = #expect(throws: FormulaError.self) { try FormulaData.frame(text) }
    #expect((error?.kind, error?.position) == (kind, position))
    #expect(error?.message.hasPrefix(message) == true, "\(error?.message ?? "")")
  }

  @Test func `a factor with one level`() throws {
    let table = try DataTable(["y": .numbers([1, 2, 3]), "k": .text(["a", "a", "a"]), "n": .numbers([2, 2, 2])])
    for (text, name) in [
      ("y ~ k", "k has one level only in the 3 rows that are used, 'a'"), ("y ~ factor(n) - 1", "n has one"),
    ] {
      let error = #expect(throws: FormulaError.self) { try ModelFrame(Formula(text), table) }
      #expect(error?.kind == .oneLevel)
      #expect(error?.message.hasPrefix(name) == true)
    }
    // What is taken away again need not have two.
    #expect(try ModelFrame(Formula("y ~ . - k"), table).columnNames == ["n"])
  }

  @Test func `a dummy named like a column`() throws {
    let table = try DataTable(["y": .numbers([1, 2, 3]), "k": .text(["a", "b", "b"]), "kb": .numbers([1, 2, 4])])
    #expect(#expect(throws: FormulaError.self) { try ModelFrame(Formula("y ~ ."), table) }?.kind == .duplicateName)
  }

  @Test func `factors that would not fit into memory`() throws {
    let count = 200_000
    let table = try DataTable([
      "y": .numbers(Vector((0..<count).map(Double.init))), "id": .numbers(Vector((0..<count).map(Double.init))),
    ])
    let error = #expect(throws: FormulaError.self) { try ModelFrame(Formula("y ~ factor(id)"), table) }
    #expect(error?.kind == .tooLarge)
    #expect(error?.message.hasSuffix("factor(id) alone has 200000 levels; leave it out") == true)
  }

  @Test func `rows of many blocks, and missing ones in their places`() throws {
    let count = 5000
    let table = try DataTable([
      "y": .numbers(Vector((0..<count).map(Double.init))),
      "x": .numbers(Vector((0..<count).map { Double($0 % 97) / 7 })),
      "k": .text(TextColumn((0..<count).map { $0 % 11 == 0 ? nil : "level \($0 % 5)" })),
    ])
    let formula = try Formula("y ~ poly(x, 3) * k + log(x + 1)")
    let frame = try ModelFrame(formula, table)
    let whole = try frame.specification.matrix(from: table)
    #expect(whole.selecting(rows: frame.keptRows) == frame.x)
    #expect((0..<count).allSatisfy { whole[$0, 0].isNaN == ($0 % 11 == 0) })
    for (i, row) in frame.keptRows.enumerated() where i % 371 == 0 {
      let x = Double(row % 97) / 7
      #expect(frame.x[i, 7] == log(x + 1))
      #expect(frame.x[i, 3] == (row % 5 == 1 ? 1 : 0))
    }
  }

  @Test func `columns that need backticks`() throws {
    let table = try DataTable([
      "miles per gallon": .numbers([1, 2, 4]), "log": .numbers([3, 1, 2]), "k 1": .text(["a", "b", "a"]),
    ])
    let frame = try ModelFrame(Formula("`miles per gallon` ~ log + `k 1`"), table)
    #expect(frame.columnNames == ["log", "`k 1`b"])
    #expect(frame.responseName == "`miles per gallon`")
    #expect(try ModelFrame(Formula("Q('miles per gallon') ~ ."), table).columnNames == ["log", "`k 1`b"])
  }
}

private enum DataTableColumns {
  static func matrix(_ names: [String]) throws -> Matrix<Double> {
    let table = try FormulaData.table()
    return Matrix(
      columns: try names.map { name in
        guard case .numbers(let values) = try table[name] else { return [] }
        return values
      })
  }
}
