import AllocationCounter
import Descent
import DescentLinearAlgebra
import DescentRegression
import Foundation
import Testing

@Suite struct ElasticNetTests {
  // MARK: Conditions of optimality

  @Test(arguments: PenalizedCase.all, [1, 0.5])
  func everyFitOfThePathIsOptimal(_ data: PenalizedCase, _ l1Ratio: Double) throws {
    let (x, y) = (data.x, data.y)
    for standardizes in [true, false] where standardizes || data.kind != .badlyScaled {
      let net = ElasticNet(
        l1Ratio: l1Ratio, lambdas: .automatic(count: 25), convention: .glmnet, standardizes: standardizes)
      let path = try net.fit(x, y)
      #expect(path.isConverged.allSatisfy { $0 }, "\(path.warnings)")
      for index in stride(from: 0, to: 25, by: 4) {
        #expect(optimalityViolation(path[index], net, x, y) <= 1e-8)
        #expect(try #require(path.dualityGaps[index]) <= net.tolerance)
      }
    }
  }
}
