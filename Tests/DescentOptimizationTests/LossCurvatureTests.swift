import DescentLinearAlgebra
import DescentOptimization
import Testing

@Suite struct LossCurvatureTests {
  @Test func lanczosBoundsHoldWhatIsProven() throws {
    let x = Matrix<Double>.random(400, 60, seed: 71).scalingColumns(by: Vector((1...60).map { 1 / Double($0) }))
    let loss = try LeastSquares(x, .zeros(400), ridge: 0.01)
    var calls = 0
    let estimate = loss.estimatedCurvatureBounds(steps: 40) { calls = $0 }
    let proven = try loss.curvatureBounds()
    #expect(calls == 40)
    #expect(!estimate.isCertified)
    #expect(estimate.method == .lanczos)
    #expect(estimate.lambdaMax.lowerBound <= proven.lambdaMax.upperBound)
    #expect(estimate.lambdaMax.upperBound >= proven.lambdaMax.lowerBound)
    #expect(estimate.lambdaMax.upperBound < 1.2 * proven.lambdaMax.upperBound)
    #expect(estimate.lambdaMin.lowerBound == 0.01)
    #expect(estimate.lambdaMin.upperBound >= proven.lambdaMin.lowerBound)
    // A few steps promise no more than the trace does.
    let coarse = loss.estimatedCurvatureBounds(steps: 2)
    #expect(coarse.lambdaMax.upperBound >= proven.lambdaMax.upperBound)
  }

  /// λmax(XᵀX)/(4n), reached at β = 0, where the Hessian of the logistic loss is XᵀX/(4n).
  @Test func theLogisticLossHasAnEighthOfTheCurvature() throws {
    let x = Matrix<Double>.random(50, 4, seed: 72)
    let squares = try LeastSquares(x, .zeros(50)).curvatureBounds()
    let logistic = try CurvatureBounds.logisticLoss(x)
    #expect(logistic.isCertified)
    #expect((logistic.lambdaMax.upperBound * 8 / squares.lambdaMax.upperBound - 1).magnitude < 1e-13)
    #expect(logistic.lambdaMin.lowerBound == 0)
    #expect(logistic.optimalStep == nil)
    let ridge = try CurvatureBounds.logisticLoss(x, ridge: 0.5)
    #expect(ridge.lambdaMin.lowerBound == 0.5)
    #expect((ridge.lambdaMax.upperBound - logistic.lambdaMax.upperBound - 0.5).magnitude < 1e-13)
    #expect(throws: OptimizationError.noObservations) { try CurvatureBounds.logisticLoss(.zeros(0, 2)) }
  }

  @Test func theHuberLossIsAsLeastSquaresAtMost() throws {
    let x = Matrix<Double>.random(50, 4, seed: 73)
    let squares = try LeastSquares(x, .zeros(50)).curvatureBounds()
    let huber = try CurvatureBounds.huberLoss(x)
    #expect(huber.lambdaMax == squares.lambdaMax)
    #expect(huber.lambdaMin.lowerBound == 0)
  }
}
