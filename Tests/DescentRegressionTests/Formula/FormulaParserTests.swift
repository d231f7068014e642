import Descent
import Testing

@Suite struct FormulaParserTests {
  /// Formulas as they are written and as they are printed back.
  @Test(arguments: [
    ("y~a+b", "y ~ a + b"), ("y ~ a+b*c:d", "y ~ a + b * c:d"), ("y~(a+b)^2", "y ~ (a + b)^2"),
    ("y ~ (a+b)**2", "y ~ (a + b)^2"), ("y ~ -1+a", "y ~ -1 + a"), ("y ~ a + -1", "y ~ a - 1"), ("~ .", "~ ."),
    ("log( y )~I( x^2 )+I(x*-2/z)", "log(y) ~ I(x^2) + I(x * -2/z)"), ("y ~ poly(x,3)", "y ~ poly(x, 3)"),
    ("y ~ poly(x, degree=2, raw=T)", "y ~ poly(x, 2, raw = TRUE)"),
    ("y ~ factor(k,ref='b')", "y ~ factor(k, ref = \"b\")"),
    ("y ~ C(k, Treatment(reference='b'))", "y ~ C(k, Treatment(\"b\"))"),
    ("y ~ relevel(factor(k), \"b\")", "y ~ relevel(factor(k), ref = \"b\")"), ("y ~ np.log(x)", "y ~ log(x)"),
    ("`a b` ~ Q(\"c d\") + `2x`", "`a b` ~ `c d` + `2x`"), ("y ~ a/b", "y ~ a/b"), ("y ~ x\n + z", "y ~ x + z"),
    ("y ~ offset(log(t)) + x", "y ~ offset(log(t)) + x"), ("y ~ 1", "y ~ 1"), ("y ~ Größe.2", "y ~ Größe.2"),
    ("y ~ factor(n, ref = 2L)", "y ~ factor(n, ref = \"2\")"),
    ("y/2 - 1 ~ exp(-(x + 1)^2)", "y/2 - 1 ~ exp(-(x + 1)^2)"),
  ])
  func `formulas print back`(written: String, printed: String) throws {
    let formula = try Formula(written)
    #expect(formula.description == printed)
    #expect(try Formula(printed) == formula)
  }

  /// The terms of a formula, over the columns a … e, y.
  private func terms(_ text: String) throws -> String {
    let columns = ["y", "a", "b", "c", "d", "e"].map { ($0, DataTable.Column.numbers([1, 2, 3])) }
    let frame = try ModelFrame(Formula(text), DataTable(columns: columns))
    return ((frame.hasIntercept ? ["1"] : []) + frame.specification.terms.map(\.name)).joined(separator: " ")
  }

  @Test(arguments: [
    ("y ~ a + b", "1 a b"), ("y ~ a * b", "1 a b a:b"), ("y ~ a + b:c", "1 a b:c"), ("y ~ b:c + a", "1 a b:c"),
    ("y ~ a * b:c", "1 a b:c a:b:c"), ("y ~ (a + b + c)^2", "1 a b c a:b a:c b:c"),
    ("y ~ (a + b + c)^2 - a:b", "1 a b c a:c b:c"), ("y ~ (a + b)^9", "1 a b a:b"),
    ("y ~ (a + b * c)^2", "1 a b c a:b a:c b:c a:b:c"), ("y ~ a/b", "1 a a:b"),
    ("y ~ (a + b)/c", "1 a b a:b:c"), ("y ~ a/(b + c)", "1 a a:b a:c"), ("y ~ a + a + a:a", "1 a"),
    ("y ~ b:a + a:b", "1 b:a"), ("y ~ a + b:a", "1 a a:b"), ("y ~ a - 1", "a"), ("y ~ 0 + a", "a"),
    ("y ~ a + 0 + 1", "1 a"),
    ("y ~ -1 + a", "a"), ("y ~ a - 0", "1 a"), ("y ~ 1", "1"), ("y ~ .", "1 a b c d e"), ("y ~ . - c - e", "1 a b d"),
    ("a + b ~ .", "1 y c d e"), ("y ~ (. - d - e)^2", "1 a b c a:b a:c b:c"),
    ("y ~ a * b * c - a:b:c", "1 a b c a:b a:c b:c"),
    ("y ~ a - a", "1"), ("y ~ log(a):b + log(a)", "1 log(a) log(a):b"), ("y ~ c + a:c - c", "1 c:a"),
  ])
  func `terms as R has them`(text: String, expected: String) throws {
    #expect(try terms(text) == expected)
  }

  /// The position of the caret.
  @Test(arguments: [
    ("", nil, FormulaError.Kind.syntax), ("y + x", 5, .syntax), ("y ~", 3, .syntax), ("y ~ a + )", 8, .syntax),
    ("y ~ (a + b", 10, .syntax), ("y ~ a b", 6, .syntax), ("y ~ a ~ b", 6, .syntax), ("y ~ a $ b", 6, .syntax),
    ("y ~ x^2", 5, .syntax), ("y ~ log(x)^2", 10, .syntax), ("y ~ (a + b)^1.5", 12, .syntax), ("y ~ 2*x", 4, .syntax),
    ("y ~ a * -b", 8, .syntax), ("y ~ 2x", 4, .syntax), ("y ~ `a", 4, .syntax), ("y ~ 1e999", 4, .syntax),
    ("y ~ lgo(x)", 4, .unknownFunction), ("y ~ I(lgo(x))", 6, .unknownFunction), ("y ~ log()", 8, .badArgument),
    ("y ~ log(x, 2)", 9, .badArgument), ("y ~ poly(x)", 10, .badArgument), ("y ~ poly(x, 0)", 12, .badArgument),
    ("y ~ poly(x, 2, 3)", 15, .badArgument), ("y ~ poly(x, 2.5)", 12, .badArgument),
    ("y ~ factor(log(x))", 11, .badArgument),
    ("y ~ log(poly(x, 2))", 8, .badArgument), ("y ~ factor(k, levels = 2)", 14, .badArgument),
    ("y ~ relevel(k)", 13, .badArgument),
    ("y ~ C(k, Sum)", 9, .badArgument), ("y ~ a %in% b", 6, .syntax), ("y ~ a | b", 6, .syntax),
    ("y ~ Q(x)", 6, .syntax),
  ])
  func `errors have their places`(text: String, position: Int?, kind: FormulaError.Kind) {
    let error = #expect(throws: FormulaError.self) { try Formula(text) }
    #expect((error?.position, error?.kind) == (position, kind), "\(error?.description ?? "")")
  }

  @Test func `the message shows the place`() {
    let error = #expect(throws: FormulaError.self) { try Formula("mpg ~ weight +\tlgo(power)") }
    #expect(
      error?.description == """
        Formulas have no function lgo; did you mean log? There are log, log2, log10, log1p, exp, expm1, sqrt, abs, sin, \
        cos, tan, I, poly, factor, C, relevel, offset, Q
          mpg ~ weight + lgo(power)
                         ^
        """)
    let power = #expect(throws: FormulaError.self) { try Formula("y ~ x^2") }
    #expect(
      power?.message
        == "x^2 would be x alone: among terms ^ crosses them, as in (a + b)^2. For the power itself write I(x^2)")
  }

  @Test func `deep and wide formulas end`() {
    let deep = "y ~ " + String(repeating: "(", count: 100_000)
    #expect(#expect(throws: FormulaError.self) { try Formula(deep) }?.kind == .syntax)
    #expect(throws: FormulaError.self) { try Formula("y ~ I(" + String(repeating: "2^", count: 100_000) + "x)") }
    let columns = (0..<40).map { ("x\($0)", DataTable.Column.numbers([1, 2])) }
    let error = #expect(throws: FormulaError.self) {
      try ModelFrame(Formula("x0 ~ .^8".replacing(".", with: "(.)")), DataTable(columns: columns))
    }
    #expect(error?.kind == .tooLarge)
  }

  @Test func `arithmetic has its precedence`() throws {
    let table = try DataTable(["y": .numbers([1, 2]), "x": .numbers([3, 5])])
    let values: [(String, Double)] = [
      ("I(-x^2)", -9), ("I((-x)^2)", 9), ("I(2^x^0.5)", 3.3219970854839125), ("I(12/x/2)", 2), ("I(2 + x * 4)", 14),
      ("I(2 - x - 1)", -2), ("I(--x)", 3), ("I(2^-x)", 0.125), ("I(+x)", 3), ("I(1e1 + .5)", 10.5), ("log2(x + 5)", 3),
      ("log10(x * 100/3)", 2), ("exp(x - 3)", 1), ("expm1(x - 3)", 0), ("log1p(x - 3)", 0), ("sqrt(x * 3)", 3),
      ("abs(-x)", 3), ("sin(x - 3)", 0), ("cos(x - 3)", 1), ("tan(x - 3)", 0),
    ]
    for (text, value) in values {
      let frame = try ModelFrame(Formula("y ~ \(text)"), table)
      #expect((frame.x[0, 0] - value).magnitude <= 4 * value.ulp, "\(text)")
    }
  }

  @Test func `formulas through JSON`() throws {
    let formula = try Formula("log(y) ~ `a b` * factor(k, ref = \"u \\\"v\\\"\") + poly(x, 3) - 1")
    #expect(try JSONCopy.of(formula) == formula)
    #expect(throws: DecodingError.self) { try JSONCopy.decode(Formula.self, "\"y ~ (\"") }
  }
}
