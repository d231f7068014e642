import DescentLinearAlgebra
import Testing

@Suite struct DescriptionTests {
  @Test func smallMatricesAreShownWhole() {
    #expect(Matrix(rows: [[1.0, -20.5], [300.0, 4.0]]).description == "[  1.0  -20.5]\n[300.0    4.0]")
    #expect(Matrix(rows: [[Double.nan, .infinity]]).description == "[nan  inf]")
  }

  @Test func largeOnesAreCut() {
    let text = Matrix<Double>.zeros(12, 11).description
    let lines = text.split(separator: "\n")
    #expect(lines.count == 12)
    #expect(lines[0] == "[0.0  0.0  0.0  0.0  0.0  …  0.0  0.0  0.0  0.0  0.0]")
    #expect(lines[5] == "[  …    …    …    …    …  …    …    …    …    …    …]")
    #expect(lines[11] == "(12×11)")
    #expect(Matrix<Double>.zeros(10, 10).description.split(separator: "\n").count == 10)
  }

  @Test func emptyOnesSayTheirShape() {
    #expect(Matrix<Double>.zeros(0, 3).description == "[] (0×3)")
    #expect(Matrix<Double>.zeros(3, 0).description == "[] (3×0)")
  }

  @Test func vectors() {
    #expect(Vector<Double>([]).description == "[]")
    #expect(Vector([1.0, 2.5]).description == "[1.0, 2.5]")
    let eleven = Vector((1...11).map { Double($0) })
    #expect(eleven.description == "[1.0, 2.0, 3.0, 4.0, 5.0, … 7.0, 8.0, 9.0, 10.0, 11.0] (11 elements)")
    #expect("\(eleven.prefix(2).map { $0 })" == "[1.0, 2.0]")
  }
}
