import DescentLinearAlgebra
import Foundation
import Testing

@Suite struct CodableTests {
  private func roundTrip<T: Codable>(_ value: T) throws -> T {
    let (encoder, decoder) = (JSONEncoder(), JSONDecoder())
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    return try decoder.decode(T.self, from: encoder.encode(value))
  }

  @Test func everyBitComesBack() throws {
    let doubles = Matrix<Double>(rows: [
      [0.1, -0.0, .leastNonzeroMagnitude], [.nan, -.infinity, .greatestFiniteMagnitude],
    ])
    #expect(try roundTrip(doubles).hasSameBits(as: doubles))
    let floats = Matrix<Float>.random(7, 5)
    #expect(try roundTrip(floats).hasSameBits(as: floats))
    #expect(try roundTrip(floats[rows: 2..<4]) == floats[rows: 2..<4])
    let vector = Vector<Double>.random(20)
    #expect(try roundTrip(vector).hasSameBits(as: vector))
  }

  @Test func emptyShapesComeBack() throws {
    #expect(try roundTrip(Matrix<Double>.zeros(0, 3)) == Matrix.zeros(0, 3))
    #expect(try roundTrip(Matrix<Double>.zeros(3, 0)) == Matrix.zeros(3, 0))
    #expect(try roundTrip(Vector<Double>.zeros(0)) == [])
  }

  @Test func theFormat() throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    let matrix: Matrix = [[1.0, 2.5], [3.0, 4.0]]
    let text = try #require(String(data: encoder.encode(matrix), encoding: .utf8))
    #expect(text == #"{"columnCount":2,"elements":[1,2.5,3,4],"rowCount":2}"#)
    #expect(try String(data: encoder.encode(Vector([1.0, 2.5])), encoding: .utf8) == "[1,2.5]")
  }

  @Test(arguments: [
    #"{"columnCount":2,"elements":[1,2,3],"rowCount":2}"#,
    #"{"columnCount":-2,"elements":[1,2,3,4],"rowCount":-2}"#,
    #"{"columnCount":-2,"elements":[],"rowCount":0}"#,
    #"{"columnCount":4611686018427387904,"elements":[],"rowCount":4}"#,
    #"{"columnCount":2,"elements":[1,2]}"#,
  ])
  func contradictionsAreRefused(text: String) {
    #expect(throws: DecodingError.self) { try JSONDecoder().decode(Matrix<Double>.self, from: Data(text.utf8)) }
  }
}
