/// Which factors of which terms have a column for each level, and which one less, by R's rule.
///
/// A factor of a term goes without its reference level where the rest of the term stands in a term before it, or is
/// nothing at all: then the column of the reference would depend on others. Without an intercept the first factor has
/// all its levels (Chambers, Hastie 1992; R's `terms.formula` and `model.matrix`).
struct ContrastCoding {
  /// For each term and each of its variables whether all levels are coded.
  let isFull: [[Bool]]

  /// - Parameter isFactor: for each variable whether it is a factor.
  init(terms: [[Int]], isFactor: [Bool], hasIntercept: Bool) {
    var result = terms.enumerated().map { index, term in
      term.map { variable in
        let rest = Set(term).subtracting([variable])
        guard isFactor[variable], !rest.isEmpty else { return false }
        return !terms[..<index].contains { rest.isSubset(of: $0) }
      }
    }
    if !hasIntercept {
      search: for (index, term) in terms.enumerated() {
        for (place, variable) in term.enumerated() where isFactor[variable] {
          result[index][place] = true
          break search
        }
      }
    }
    isFull = result
  }
}
