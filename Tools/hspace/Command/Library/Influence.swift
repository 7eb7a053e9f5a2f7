import CHSpace

/// What an edit adds to h: tensors of a file, or what a network makes of h.
package enum Influence {
  case tensors(Direction)
  case network(DirectionNetwork)

  /// Opens a file of either kind.
  package init(path: String) throws(LibraryError) {
    if try FileInfo.inspect(path).kind == HSP_FILE_MODEL.rawValue {
      self = .network(try DirectionNetwork(path: path))
    } else {
      self = .tensors(try Direction(path: path))
    }
  }

  package var name: String {
    get throws(LibraryError) {
      switch self {
      case .tensors(let direction): text(of: try direction.describe().name)
      case .network(let network): network.name
      }
    }
  }
}
