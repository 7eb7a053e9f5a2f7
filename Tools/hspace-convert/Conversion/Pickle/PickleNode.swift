/// A value that a pickle describes; parts are numbers of other nodes.
enum PickleNode {
  case none
  case flag(Bool)
  case integer(Int)
  case real(Double)
  case string(String)
  case tuple([Int])
  case list([Int])
  case dictionary([Pair])
  /// A module of a TorchScript archive, by its attributes.
  case module([Pair])
  /// A name that may stand in a checkpoint.
  case global(PickleGlobal)
  case storage(TorchStorage)
  case tensor(TorchView)
  /// Something that no tensor needs, left as it is.
  case opaque

  struct Pair {
    let key: Int
    let value: Int
  }
}

/// A run of elements of one type, named by a key.
struct TorchStorage {
  let element: SourceElement
  let key: String
  let count: Int
}

/// A tensor: elements of a storage at an offset, with a stride for each extent.
struct TorchView {
  let storage: TorchStorage
  let offset: Int
  let shape: [Int]
  let strides: [Int]
}
