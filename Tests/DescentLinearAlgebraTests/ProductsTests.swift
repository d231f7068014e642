import DescentLinearAlgebra
import Testing

@Suite struct ProductsTests {
  @Test func gramHasTheSameBitsForAnyNumberOfThreads() {
    let before = Parallelism.threadCount
    defer { Parallelism.threadCount = before }
    let x = Matrix<Double>(20_000, 20) { for i in $0.indices { $0[i] = Double((i &* 7919) % 1009) / 1009 - 0.5 } }
    let grams = [1, 2, 3, 5].map { threads in
      Parallelism.threadCount = threads
      return x.gram()
    }
    for gram in grams { #expect(gram == grams[0]) }
    #expect((x.transposed() * x).isClose(to: grams[0], relativeTolerance: 1e-12, absoluteTolerance: 1e-9))
    print(BLASRuntime.description)
  }
}
