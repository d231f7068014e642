import DescentLinearAlgebra

/// The eigenvalues in ascending order, by cyclic Jacobi rotations: stands in until `syevr` is there.
func symmetricEigenvalues(of matrix: Matrix<Double>) throws -> Vector<Double> {
  var a = matrix.rows
  let p = a.count
  for _ in 0..<60 {
    var off = 0.0
    for i in 0..<p { for j in 0..<i { off += a[i][j] * a[i][j] } }
    if off == 0 { break }
    for i in 0..<p {
      for j in i + 1..<max(i + 1, p) where a[i][j] != 0 {
        let theta = (a[j][j] - a[i][i]) / (2 * a[i][j])
        let t = (theta >= 0 ? 1.0 : -1.0) / (theta.magnitude + (theta * theta + 1).squareRoot())
        let c = 1 / (t * t + 1).squareRoot()
        let s = t * c
        for k in 0..<p { (a[k][i], a[k][j]) = (c * a[k][i] - s * a[k][j], s * a[k][i] + c * a[k][j]) }
        for k in 0..<p { (a[i][k], a[j][k]) = (c * a[i][k] - s * a[j][k], s * a[i][k] + c * a[j][k]) }
        (a[i][j], a[j][i]) = (0, 0)
      }
    }
  }
  return Vector((0..<p).map { a[$0][$0] }.sorted())
}
