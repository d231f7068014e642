import Synchronization

/// Curvature bounds that are found when first asked for; copies of an objective share them.
final class CurvatureCache: Sendable {
  private let known = Mutex<CurvatureBounds?>(nil)

  func bounds(_ find: () throws -> CurvatureBounds) throws -> CurvatureBounds {
    try known.withLock { known in
      if let known { return known }
      let found = try find()
      known = found
      return found
    }
  }
}
