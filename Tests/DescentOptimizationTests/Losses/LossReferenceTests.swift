import DescentLinearAlgebra
import DescentOptimization
import Testing

/// Five observations whose values, gradients and Hessians were computed with 40 digits by mpmath.
@Suite struct LossReferenceTests {
  static let x: Matrix<Double> = [[1, 0.5, -2], [1, -1.25, 3], [1, 2, 0.75], [1, -0.5, -1.5], [1, 3.5, 2.25]]
  static let offset: Vector<Double> = [0.5, -0.25, 0, 1, -1.5]
  static let beta: Vector<Double> = [0.25, -0.75, 1.5]

  private func expect(
    _ loss: some FiniteSumObjective & TwiceDifferentiableObjective, value: Double, gradient: Vector<Double>,
    hessian: Matrix<Double>, sourceLocation: SourceLocation = #_sourceLocation
  ) {
    var found = Vector<Double>.zeros(3)
    let foundValue = loss.evaluate(at: Self.beta, gradient: &found)
    #expect((foundValue - value).magnitude <= 4 * value.ulp, sourceLocation: sourceLocation)
    #expect((loss.value(at: Self.beta) - value).magnitude <= 4 * value.ulp, sourceLocation: sourceLocation)
    let size = hessian.maximumMagnitude()
    #expect(found.isClose(to: gradient, absoluteTolerance: 1e-15 * size), sourceLocation: sourceLocation)
    let foundHessian = loss.hessian(at: Self.beta)
    #expect(foundHessian.isClose(to: hessian, absoluteTolerance: 1e-15 * size), sourceLocation: sourceLocation)
    #expect(foundHessian.isSymmetric(), sourceLocation: sourceLocation)
    let error = foundHessian.subtracting(hessian).norm()
    #expect(error <= loss.hessianError(foundHessian, at: Self.beta.span), sourceLocation: sourceLocation)
  }

  @Test func logistic() throws {
    expect(
      try LogisticLoss(Self.x, [0, 1, 1, 0, 1], offset: Self.offset, ridge: 0.125, penalized: .allButFirst),
      value: 0.6227120115143201, gradient: [-0.14836167602452, -0.7689822501050914, -0.30649922331527174],
      hessian: [
        [0.15568365358473177, 0.2466240465902403, 0.05237204506438326],
        [0.2466240465902403, 0.9158313982193104, 0.46307101274863394],
        [0.05237204506438326, 0.46307101274863394, 0.5512981887410416],
      ])
  }

  @Test func poisson() throws {
    expect(
      try PoissonLoss(Self.x, [0, 3, 2, 1, 7], offset: Self.offset, ridge: 0.125, penalized: .allButFirst),
      value: 44.18098650638586, gradient: [43.79270525638586, -61.6791613278355, 133.37333752133628],
      hessian: [
        [46.39270525638586, -56.7354113278355, 138.13583752133627],
        [-56.7354113278355, 74.18075692704092, -171.11426202786535],
        [138.13583752133627, -171.11426202786535, 414.89744820430263],
      ])
  }

  /// The last residual lies on the threshold itself.
  @Test func huber() throws {
    let loss = try HuberLoss(Self.x, [1, -2, 0.5, 4, -1], threshold: 2, ridge: 0.125, penalized: .allButFirst)
    expect(
      loss, value: 12.60390625, gradient: [-0.25, 1.20625, 7],
      hessian: [[0.8, 2.2, 1.2], [2.2, 6.625, 3.75], [1.2, 3.75, 2.375]])
    // So that the Hessian may lack its row: 2‖x₅‖²/5 of it.
    #expect(loss.hessianError(loss.hessian(at: Self.beta), at: Self.beta.span) > 7)
    #expect(loss.hessianError(loss.hessian(at: [0, 0, 0]), at: Vector<Double>.zeros(3).span) > 1e-17)
  }
}
