public import DescentData
public import DescentLinearAlgebra

extension LinearRegression {
  /// A linear or ridge model of rows that come in blocks: of a file larger than memory, of many shards, of rows that are
  /// not there yet.
  ///
  /// ```swift
  /// var stream = try LinearRegression().stream(columns: ["x1", "x2"], target: "y")
  /// for (x, y) in blocks { try stream.update(with: x, y: y) }
  /// try stream.merge(another)             // rows that were seen elsewhere
  /// let model = try stream.model()        // at any time
  /// ```
  ///
  /// Of the rows only [1 X y]ᵀ[1 X y] is kept, 2(p + 2)² numbers, and some megabytes of rows that wait. The moments are
  /// summed in double-double, in columns scaled by powers of two, so that normal equations lose what they lose to the
  /// 32nd digit: κ² 2⁻¹⁰⁴, κ the condition number of the scaled columns. Up to κ ≈ 10⁷ coefficients are right to the last
  /// digit, and up to 10⁸ to fourteen. Above, ``StreamedLinearModel/correctDigits`` and a warning say what is left, and a
  /// second pass over the rows gives the rest back: ``beginRefinement()``. Where there is no second pass,
  /// ``Kept/triangle`` in place of the moments loses κ 2⁻¹⁰⁴ only, and κ² 2⁻¹⁰⁴ of the residuals.
  ///
  /// The same rows in the same order give the same bits however they are cut into blocks, and for any number of threads.
  /// Rows in another order, shards merged in another order, and a stream that went through a file may change the last bits
  /// of the moments, which is within the digits promised.
  public struct Stream: Sendable {
    /// What a stream keeps of its rows.
    public enum Kept: String, Sendable, Codable, CaseIterable {
      /// Sums of products, by which the error of coefficients is κ² 2⁻¹⁰⁴ of the size of the data.
      case moments
      /// R of [1 X y] = QR, by which it is κ 2⁻¹⁰⁴ of the size of the data and κ² 2⁻¹⁰⁴ of the residuals: for nearly
      /// dependent columns of rows that are there once only. Standard errors lose κ 2⁻¹⁰⁴, which no second pass gives those
      /// of moments.
      case triangle
    }

    private(set) var header: StreamHeader
    private(set) var moments: StreamedMoments

    init(_ header: StreamHeader, _ moments: StreamedMoments) {
      self.header = header
      self.moments = moments
    }

    /// The configuration of the fit.
    public var configuration: LinearRegression { header.configuration }
    /// The terms, without the intercept.
    public var terms: ModelTerms { header.terms }
    /// The name of the target.
    public var target: String { header.target }
    /// What is kept of the rows.
    public var keeps: Kept { moments.form == .sums ? .moments : .triangle }
    /// The rows seen so far, those of weight 0 included.
    public var rowCount: Int { header.rowCount }

    /// Adds rows.
    ///
    /// - Parameters:
    ///   - x: one row for each observation, one column for each of ``ModelTerms/columns``, in that order; any number of rows.
    ///   - y: one value for each observation.
    ///   - weights: what each observation counts; the same kind for all blocks.
    /// - Throws: `RegressionError` where a value is not finite, with its row in the running count, where a weight is not a
    ///   number from 0 on, or where the block has other columns. The stream then is as it was before.
    /// - Precondition: x has as many rows as y, and the weights, have elements.
    /// - Complexity: n p²/2 multiplications and additions in double-double, 2 n p² and more for a triangle; over the threads.
    public mutating func update(
      with x: Matrix<Double>, y: Vector<Double>, weights: ObservationWeights? = nil
    ) throws {
      try header.note(x, y, weights)
      moments.add(x, y, weights: weights?.values)
    }

    /// Adds one row.
    public mutating func update(with row: [Double], y: Double) throws {
      try update(with: Matrix(1, row.count, row), y: [y])
    }

    /// Adds the rows of a table, which must have the columns of the model by name.
    ///
    /// - Throws: `DataError` where a column is missing, and as for a matrix.
    public mutating func update(with table: Table, weights: ObservationWeights? = nil) throws {
      try update(with: table.matrix(columns: terms.columns), y: table[target], weights: weights)
    }

    /// Adds the rows that another stream has seen.
    ///
    /// - Throws: `RegressionError.streamMismatch` where the other one has other terms, another target, other settings,
    ///   another kind of weights, or keeps something else. The stream then is as it was before.
    /// - Complexity: O(p²), for triangles O(p³).
    public mutating func merge(_ other: Stream) throws {
      guard other.keeps == keeps else {
        throw RegressionError.streamMismatch(
          "The streams cannot be merged: one keeps \(keeps.name), the other \(other.keeps.name). Merge streams that were "
            + "begun in the same way")
      }
      try header.merge(other.header)
      moments.merge(other.moments)
    }

    /// The model of the rows seen so far.
    ///
    /// - Throws: `RegressionError.tooFewRows` or `tooFewWeightedRows` where the rows cannot determine the coefficients;
    ///   `RegressionError.rankDeficient` where columns depend on each other and the configuration is strict.
    /// - Complexity: p³/2 multiplications and additions in double-double; the rows are not needed.
    public func model() throws -> StreamedLinearModel {
      try StreamedLinearModel(header, moments, solution())
    }

    /// A second pass over the same rows, for the digits that the moments lack.
    ///
    /// - Throws: as ``model()``.
    public func beginRefinement() throws -> Refinement { Refinement(header, moments, from: try solution()) }

    private func solution() throws -> StreamedSolution {
      let coefficients = try configuration.validateSettings(terms)
      guard moments.rowCount >= coefficients || configuration.ridge > 0, moments.rowCount > 0 else {
        throw RegressionError.tooFew(
          moments.rowCount, of: rowCount, isWeighted: ![nil, .some(.none)].contains(header.weights),
          coefficients: coefficients)
      }
      return try header.translatingErrors {
        try moments.solve(
          hasIntercept: configuration.hasIntercept, ridge: configuration.ridge,
          isStandardized: configuration.standardizes)
      }
    }
  }

  /// The largest power of a column whose square is sure to be a number.
  private static var largestPower: Int { 256 }

  /// A stream that has seen no row yet.
  ///
  /// - Parameters:
  ///   - terms: columns and powers; powers are formed in double-double.
  ///   - target: the name of y.
  ///   - kept: what is kept of the rows: for condition numbers above 10⁸ a triangle, where no second pass will be made.
  /// - Throws: `RegressionError.invalidConfiguration` for settings that make no sense or need the rows themselves: the
  ///   methods `qr`, `svd` and `cholesky`, and the solution of least norm.
  public func stream(terms: ModelTerms, target: String = "y", keeps kept: Stream.Kept = .moments) throws -> Stream {
    _ = try validateSettings(terms)
    guard method == .auto || method == .doubleDouble else {
      throw RegressionError.invalidConfiguration(
        "The method \(method.rawValue) needs all rows at once: a stream takes auto or double-double")
    }
    guard !minimumNorm else {
      throw RegressionError.invalidConfiguration(
        "The solution of least norm needs all rows at once: a stream drops columns that depend on others, or takes a ridge"
      )
    }
    if let term = terms.terms.first(where: { $0.power > Self.largestPower }) {
      throw RegressionError.invalidConfiguration(
        "The power of \(term.name) is too large for sums of squares: take at most \(Self.largestPower)")
    }
    let columns = terms.columns
    return Stream(
      StreamHeader(self, terms: terms, target: target),
      StreamedMoments(
        columnCount: columns.count, terms: try terms.places(among: columns),
        form: kept == .moments ? .sums : .triangle))
  }

  /// A stream of plain columns that has seen no row yet.
  public func stream(columns: [String], target: String = "y", keeps kept: Stream.Kept = .moments) throws -> Stream {
    try stream(terms: ModelTerms(columns: columns), target: target, keeps: kept)
  }
}

extension LinearRegression.Stream.Kept {
  fileprivate var name: String { self == .moments ? "moments" : "a triangle" }
}

extension StreamHeader {
  /// Calls `body` and gives its errors the names of the terms.
  func translatingErrors<R>(_ body: () throws -> R) throws -> R {
    do {
      return try body()
    } catch LinearAlgebraError.coefficientOutOfRange(let term) {
      throw RegressionError.coefficientOutOfRange(
        ((configuration.hasIntercept ? ["(Intercept)"] : []) + terms.names)[term])
    }
  }
}
