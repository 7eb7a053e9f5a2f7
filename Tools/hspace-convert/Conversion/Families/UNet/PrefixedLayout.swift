/// A layout's names behind a prefix.
struct PrefixedLayout: UNetLayout {
  let prefix: String
  let base: any UNetLayout

  func path(_ part: UNetPart) -> String { prefix + base.path(part) }
  func olderPaths(_ part: UNetPart) -> [String] { base.olderPaths(part).map { prefix + $0 } }
  var residual: ResidualNames { base.residual }
  var attention: AttentionNames { base.attention }
}
