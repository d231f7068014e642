import DescentLinearAlgebra
import DescentOptimization
import Testing

@Suite struct ObjectiveTests {
  @Test func theFormIsHalfOfXTransposedAX() throws {
    for p in [1, 2, 5, 300] {
      let half = Matrix<Double>.random(p, p, seed: 41)
      let a = half.adding(half.transposed())
      let b = Vector<Double>.random(p, seed: 42)
      let x = Vector<Double>.random(p, seed: 43)
      let f = try QuadraticForm(a, b, constant: 2.5)
      let product = a * x
      let bound = 1e-14 * Double(p * p)
      var gradient = Vector<Double>.zeros(p)
      let value = f.evaluate(at: x, gradient: &gradient)
      #expect((value - (0.5 * x.dot(product) - b.dot(x) + 2.5)).magnitude < bound)
      #expect((f.value(at: x) - value).magnitude == 0)
      #expect(gradient.isClose(to: product.subtracting(b), absoluteTolerance: bound))
      #expect(f.multiplyHessian(by: x).isClose(to: product, absoluteTolerance: bound))
      #expect((f.curvature(along: x) - x.dot(product)).magnitude < bound)
      #expect(f.hessian() == a)
    }
  }

  @Test func theFormHasTheSameBitsForAnyNumberOfThreads() throws {
    let before = Parallelism.threadCount
    defer { Parallelism.threadCount = before }
    let f = try QuadraticForm(Matrix<Double>.random(700, 350, seed: 44).gram())
    let x = Vector<Double>.random(350, seed: 45)
    let gradients = [1, 2, 3, 5].map { threads in
      Parallelism.threadCount = threads
      return f.gradient(at: x)
    }
    for gradient in gradients { #expect(gradient.isBitIdentical(to: gradients[0])) }
  }

  @Test func roundingOfTheMatrixIsEvenedOut() throws {
    let f = try QuadraticForm([[1, 0.1 + 0.2], [0.3, 1]])
    #expect(f.matrix.isSymmetric())
  }

  @Test func mattersThatAreNotFormsAreRefused() {
    #expect(throws: OptimizationError.asymmetric(row: 0, column: 1, value: 2, mirrored: 3)) {
      try QuadraticForm([[1, 2], [3, 4]])
    }
    #expect(throws: OptimizationError.nonFinite(what: "The matrix", row: 1, column: 1, value: .infinity)) {
      try QuadraticForm([[1, 2], [2, .infinity]])
    }
    #expect(throws: OptimizationError.self) { try QuadraticForm([[1, .nan], [.nan, 1]]) }
    #expect(throws: OptimizationError.nonFinite(what: "The vector", row: 0, column: nil, value: .infinity)) {
      try QuadraticForm([[1]], [.infinity])
    }
    #expect(throws: OptimizationError.self) { try QuadraticForm([[1]], constant: .nan) }
  }

  @Test func errorsSayWhereAndWhatToDo() {
    let error = OptimizationError.asymmetric(row: 0, column: 1, value: 2, mirrored: 3)
    #expect("\(error)".contains("row 1, column 2 is 2.0 and row 2, column 1 is 3.0"))
    let unknown = #expect(throws: OptimizationError.self) { try GradientDescent(step: .safe).minimize(parabola) }
    #expect("\(unknown!)".contains("ClosureObjective does not give"))
  }

  @Test func shapesThatDoNotFitTrap() async {
    await #expect(processExitsWith: .failure) { _ = try QuadraticForm(.zeros(2, 3)) }
    await #expect(processExitsWith: .failure) { _ = try QuadraticForm(.zeros(2, 2), [1]) }
    await #expect(processExitsWith: .failure) { _ = try LeastSquares(.zeros(2, 2), [1]) }
    await #expect(processExitsWith: .failure) {
      _ = try GradientDescent(step: .constant(0.1)).minimize(QuadraticForm(.identity(2)), from: [1])
    }
    await #expect(processExitsWith: .failure) {
      _ = try GradientDescent(step: .constant(0.1)).minimize(QuadraticForm(.identity(1)), trace: .every(0))
    }
  }
}
