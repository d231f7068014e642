import Descent
import Testing

@Suite struct OrthogonalPolynomialTests {
  /// From exact rational arithmetic, square roots with 60 digits; R 4.2.2 has the same to 15 digits. Rows are degrees.
  private static let values: [[Double]] = [
    [
      -0.14273214856184377, -0.0767288428685056, 0.3412920931893027, 0.00027501377372224226, 0.6053053159626554,
      -0.6267563903129902, -0.2659383191894083, 0.16528327800706763,
    ],
    [
      -0.24514352983183382, -0.2786171717011152, -0.018047349097942148, -0.29194976018922947, 0.5670873576476202,
      0.6221318891945922, -0.1282121501560861, -0.22724928586600562,
    ],
    [
      0.27673735270032246, 0.1285742415069358, -0.5184708619601532, -0.05808461811783184, 0.3958830261618377,
      -0.2887412564283629, 0.4750803010448736, -0.4109781849076216,
    ],
    [
      0.036823688988293496, 0.2778046822854379, -0.5693386416580354, 0.41726948071401254, 0.16529075795882753,
      0.10473271902165325, -0.5979681691427688, 0.16538548183257953,
    ],
  ]
  private static let x = [1.5, 2.25, 7, 3.125, 10, -4, 0.1, 5]

  private func table(_ x: [Double]) throws -> DataTable {
    try DataTable(["y": .numbers(Vector(x)), "x": .numbers(Vector(x))])
  }

  private func frame(_ x: [Double], _ degree: Int) throws -> ModelFrame {
    try ModelFrame(Formula("sqrt(abs(y)) ~ poly(x, \(degree))"), table(x))
  }

  @Test func `values to the last bits`() throws {
    let frame = try frame(Self.x, 4)
    for k in 0..<4 {
      for i in Self.x.indices {
        #expect((frame.x[i, k] - Self.values[k][i]).magnitude <= 1e-15, "\(k) \(i)")
      }
    }
  }

  @Test func `new values in the same basis, through JSON too`() throws {
    let frame = try frame(Self.x, 4)
    let new = try table([2, -1])
    let expected: Matrix = [
      [-0.098729944766285, -0.26972038942463367, 0.17993223803583122, 0.20873431426136538],
      [-0.3627431675396376, 0.013406668928898939, 0.5113425542135107, -1.0732790587417433],
    ]
    let found = try frame.specification.matrix(from: new)
    #expect(zip(0..<8, 0..<8).allSatisfy { i, _ in (found[i / 4, i % 4] - expected[i / 4, i % 4]).magnitude <= 1e-15 })
    let copy = try JSONCopy.of(frame.specification)
    #expect(copy == frame.specification)
    #expect(try copy.matrix(from: new) == found)
    #expect(try copy.matrix(from: table(Self.x)) == frame.x)
  }

  @Test func `years, far from zero`() throws {
    let x = (0..<12).map { 2000 + Double($0) }
    let frame = try frame(x, 5)
    let fifth = [
      -0.26160832178497173, 0.4518689194467694, 0.16647802295407294, -0.22989822217467215, -0.34881109571329566,
      -0.15855049805149804,
    ]
    for i in 0..<6 {
      #expect((frame.x[i, 4] - fifth[i]).magnitude <= 1e-15)
      #expect((frame.x[11 - i, 4] + fifth[i]).magnitude <= 1e-15)
    }
    let new = try frame.specification.matrix(from: table([1999.5, 2013]))
    #expect((new[0, 4] + 1.4420663268090157).magnitude <= 1e-14)
    #expect((new[1, 4] - 11.590041407564506).magnitude <= 1e-13)
  }

  @Test(arguments: [(20, 3), (20, 19), (200, 12), (1000, 25)])
  func `orthonormal, and orthogonal to the constant`(count: Int, degree: Int) throws {
    let x = LinearRegressionTests.noise(count, seed: UInt64(count)).map { 1e-3 * $0 + 7 }
    let frame = try frame(x, degree)
    let gram = frame.x.prependingOnes().gram()
    for i in 0...degree {
      for j in 0...degree {
        let expected = i != j ? 0 : i == 0 ? Double(count) : 1
        #expect((gram[i, j] - expected).magnitude <= 1e-13 * (i + j == 0 ? 1 : Double(count).squareRoot()), "\(i) \(j)")
      }
    }
  }

  @Test(arguments: [1e-200, 1, 1e200])
  func `no unit changes the values`(unit: Double) throws {
    let scaled = try frame(Self.x.map { $0 * unit }, 4)
    let plain = try frame(Self.x, 4)
    #expect((0..<32).allSatisfy { (scaled.x[$0 / 4, $0 % 4] - plain.x[$0 / 4, $0 % 4]).magnitude <= 4e-15 })
  }
}
