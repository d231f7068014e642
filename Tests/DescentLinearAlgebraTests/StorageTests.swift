import DescentLinearAlgebra
import Foundation
import Testing

@Suite struct StorageTests {
  @Test func copiesShareTheirMemoryUntilOneIsChanged() {
    let x = Matrix<Double>.random(4, 4)
    var y = x
    #expect(y.address == x.address)
    y[0, 0] = 9
    #expect(y.address != x.address && x[0, 0] != 9)
    let before = y.address
    y[1, 1] = 8
    y.scale(by: 2)
    do {
      var span = y.mutableSpan
      span[0] = 1
    }
    #expect(y.address == before)
  }

  @Test func slicesOfRowsShareTheBuffer() {
    var x = Matrix<Double>.random(10, 4)
    let slice = x[rows: 3..<7]
    #expect(slice.address == x.address + 3 * 4 * 8)
    #expect(slice[rows: 1..<2].address == x.address + 4 * 4 * 8)
    let (before, row) = (x.address, slice.row(0))
    x[3, 0] = 100
    #expect(x.address != before && slice.address == before + 96)
    #expect(slice.row(0) == row && x[3, 0] == 100)
  }

  @Test func writingToASliceLeavesTheParent() {
    let x = Matrix<Double>.random(10, 4)
    let copy = Matrix(x.view)
    var slice = x[rows: 3..<7]
    slice.transformElements { _ in 0 }
    #expect(x == copy && slice == Matrix.zeros(4, 4))
    #expect(slice.address != x.address + 96)
  }

  @Test func anOrphanSliceIsChangedInPlace() {
    func orphan() -> Matrix<Double> { Matrix<Double>.random(10, 4)[rows: 3..<7] }
    var slice = orphan()
    let before = slice.address
    let expected = Matrix(slice.view).scaled(by: 2)
    slice.scale(by: 2)
    #expect(slice.address == before && slice == expected)
    slice[3, 3] = 5
    #expect(slice.address == before && slice[3, 3] == 5)
  }

  @Test(arguments: [0, 1, 3, 1000, 524_287])
  func smallBuffersAreAlignedToCacheLines(count: Int) {
    #expect(Vector<Double>.zeros(count).address % 64 == 0)
    #expect(Vector<Float>(repeating: 1, count: count).address % 64 == 0)
  }

  @Test func largeBuffersAreAlignedToHugePages() {
    let doubles = Vector<Double>.zeros(1 << 19)
    #expect(doubles.address % (2 << 20) == 0 && doubles.maximumMagnitude() == 0)
    let floats = Matrix<Float>(repeating: 2, (1 << 20) + 1, 1)
    #expect(floats.address % (2 << 20) == 0 && floats[1 << 20, 0] == 2)
    var copy = doubles
    copy[(1 << 19) - 1] = 1
    #expect(copy.address % (2 << 20) == 0 && doubles[(1 << 19) - 1] == 0)
  }

  // MARK: MatrixBuilder

  @Test func anEmptyBuilder() {
    #expect(MatrixBuilder<Double>(columnCount: 3).finish() == Matrix.zeros(0, 3))
    #expect(MatrixBuilder<Float>(columnCount: 0).finish() == Matrix.zeros(0, 0))
  }

  @Test func aBuilderThatIsNotFinishedFreesItsMemory() {
    for _ in 0..<200 {
      var builder = MatrixBuilder<Double>(columnCount: 2)
      [1, 2].withUnsafeBufferPointer { builder.append($0) }
      #expect(builder.rowCount == 1)
    }
  }

  @Test func aBuilderGrowsBeyondItsFirstRegion() {
    let block = Matrix<Double>.patterned(1000, 50)  // 400 kB
    var builder = MatrixBuilder<Double>(columnCount: 50)
    for i in 0..<25 { block[rows: 0..<1000 - i].withUnsafeBufferPointer { builder.append($0) } }
    [].withUnsafeBufferPointer { builder.append($0) }
    var matrix = builder.finish()
    #expect(matrix.rowCount == 25_000 - 300 && matrix.columnCount == 50)
    var start = 0
    for i in 0..<25 {
      #expect(matrix[rows: start..<start + 1000 - i].hasSameBits(as: block[rows: 0..<1000 - i]))
      start += 1000 - i
    }
    matrix[0, 0] = 7
    #expect(matrix[0, 0] == 7 && block[0, 0] != 7)
  }

  @Test func aBlockLargerThanTwiceTheRegion() {
    let block = Matrix<Float>.patterned(3_000_000, 1)
    var builder = MatrixBuilder<Float>(columnCount: 1)
    [0.5].withUnsafeBufferPointer { builder.append($0) }
    block.withUnsafeBufferPointer { builder.append($0) }
    let matrix = builder.finish()
    #expect(matrix[0, 0] == 0.5 && matrix[rows: 1..<3_000_001].hasSameBits(as: block))
  }

  // MARK: Mapped files

  /// Calls `body` with the descriptor and the path of a file with 16 bytes of header and the numbers 0 … 11.
  private func withFile(_ body: (Int32, String) throws -> Void) throws {
    let path = FileManager.default.temporaryDirectory.appendingPathComponent("descent-\(UUID()).bin").path
    let bytes = Data(repeating: 255, count: 16) + (0..<12).map { Double($0) }.withUnsafeBytes { Data($0) }
    try bytes.write(to: URL(fileURLWithPath: path))
    defer { try? FileManager.default.removeItem(atPath: path) }
    let descriptor = open(path, O_RDONLY)
    defer { close(descriptor) }
    try body(descriptor, path)
  }

  @Test func aMappedFileIsCopiedOnTheFirstWrite() throws {
    try withFile { descriptor, path in
      var x = try #require(Matrix<Double>(mappedFile: descriptor, byteOffset: 16, rowCount: 4, columnCount: 3))
      #expect(x.isMapped && x[3, 2] == 11 && x.sum() == 66)
      let slice = x[rows: 1..<2]
      x[0, 0] = 100
      #expect(!x.isMapped && x[0, 0] == 100 && x[3, 2] == 11)
      #expect(slice.isMapped && slice == [[3, 4, 5]])
      var orphan = slice
      orphan.scale(by: 2)
      #expect(orphan == [[6, 8, 10]] && slice == [[3, 4, 5]])
      let file = try Data(contentsOf: URL(fileURLWithPath: path))
      #expect(file.count == 112 && file.dropFirst(16).prefix(8) == Data(repeating: 0, count: 8))
    }
  }

  @Test func aMappingOutlivesTheDescriptor() throws {
    var x: Matrix<Double>?
    try withFile { descriptor, _ in
      x = Matrix<Double>(mappedFile: descriptor, byteOffset: 16, rowCount: 4, columnCount: 3)
    }
    #expect(x?.columnSums() == [18, 22, 26])
  }

  @Test func whatDoesNotFitTheFileIsRefused() throws {
    try withFile { descriptor, _ in
      func map(_ offset: Int, _ rowCount: Int, _ columnCount: Int) -> Matrix<Double>? {
        Matrix(mappedFile: descriptor, byteOffset: offset, rowCount: rowCount, columnCount: columnCount)
      }
      #expect(map(16, 12, 1) != nil)
      #expect(map(16, 13, 1) == nil)
      #expect(map(24, 12, 1) == nil)
      #expect(map(12, 2, 1) == nil)
      #expect(map(-8, 1, 1) == nil && map(120, 1, 1) == nil && map(112, 1, 1) == nil)
      #expect(map(16, 0, 3) == nil && map(16, 3, 0) == nil && map(16, -1, -1) == nil)
      #expect(map(16, 1 << 62, 4) == nil && map(16, 1 << 60, 1) == nil)
    }
    #expect(Matrix<Double>(mappedFile: -1, byteOffset: 0, rowCount: 1, columnCount: 1) == nil)
  }
}
