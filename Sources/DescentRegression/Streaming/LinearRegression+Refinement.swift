public import DescentData
public import DescentLinearAlgebra

extension LinearRegression {
  /// A second pass over the rows of a stream: it finds the gradient Xᵀ(y − Xβ) at the coefficients that the moments gave,
  /// summed in three parts, and corrects them by it.
  ///
  /// ```swift
  /// var pass = try stream.beginRefinement()
  /// for (x, y) in blocks { try pass.refine(with: x, y: y) }
  /// let model = try pass.model()
  /// ```
  ///
  /// The error becomes smaller by the factor κ² 2⁻¹⁰⁰, κ the condition number of the scaled columns: one pass suffices up to
  /// κ ≈ 10¹², and each ``beginRefinement()`` after it gives as many digits again. Blocks may be others than those of the
  /// first pass, and shards are merged as those of a stream.
  public struct Refinement: Sendable {
    private let first: StreamHeader
    private let moments: StreamedMoments
    private var header: StreamHeader
    private var gradient: StreamedGradient

    init(_ header: StreamHeader, _ moments: StreamedMoments, from start: StreamedSolution) {
      first = header
      self.moments = moments
      self.header = StreamHeader(header.configuration, terms: header.terms, target: header.target)
      self.header.weights = header.weights
      gradient = StreamedGradient(from: start)
    }

    /// The rows seen so far in this pass.
    public var rowCount: Int { header.rowCount }

    /// Adds rows that the stream has seen.
    ///
    /// - Parameters: as of ``Stream/update(with:y:weights:)``.
    /// - Throws: as there.
    /// - Complexity: 2 n p multiplications and additions in double-double, over the threads.
    public mutating func refine(
      with x: Matrix<Double>, y: Vector<Double>, weights: ObservationWeights? = nil
    ) throws {
      try header.note(x, y, weights)
      gradient.add(x, y, weights: weights?.values)
    }

    /// Adds the rows of a table, which must have the columns of the model by name.
    public mutating func refine(with table: Table, weights: ObservationWeights? = nil) throws {
      try refine(with: table.matrix(columns: header.terms.columns), y: table[header.target], weights: weights)
    }

    /// Adds the rows that another pass has seen, which began at the same coefficients.
    ///
    /// - Throws: `RegressionError.streamMismatch` where it did not.
    /// - Complexity: O(p²).
    public mutating func merge(_ other: Refinement) throws {
      var merged = self
      try merged.header.merge(other.header)
      guard merged.gradient.merge(other.gradient) else {
        throw RegressionError.streamMismatch(
          "The passes cannot be merged: they began at different coefficients. Begin one pass, and give each shard a copy"
        )
      }
      self = merged
    }

    /// The model with corrected coefficients.
    ///
    /// - Throws: `RegressionError.incompletePass` where other rows have been given than the stream has seen.
    public func model() throws -> StreamedLinearModel {
      try StreamedLinearModel(first, moments, solution())
    }

    /// Another pass, which begins at the corrected coefficients.
    ///
    /// - Throws: as ``model()``.
    public func beginRefinement() throws -> Refinement { Refinement(first, moments, from: try solution()) }

    private func solution() throws -> StreamedSolution {
      guard header.rowCount == first.rowCount, gradient.rowCount == gradient.expectedRowCount else {
        throw RegressionError.incompletePass(rows: header.rowCount, expected: first.rowCount)
      }
      return try header.translatingErrors { try gradient.solve() }
    }
  }
}
