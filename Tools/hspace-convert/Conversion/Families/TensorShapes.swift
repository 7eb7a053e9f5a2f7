/// Shapes of a checkpoint's tensors, asked for by name.
struct TensorShapes {
  private let checkpoint: Checkpoint

  init(_ checkpoint: Checkpoint) { self.checkpoint = checkpoint }

  func has(_ name: String) -> Bool { checkpoint.tensors[name] != nil }

  /// How many of a counted series of tensors there are, from 0 on.
  func count(_ name: (Int) -> String) -> Int {
    var count = 0
    while count < 4096, has(name(count)) { count += 1 }
    return count
  }

  /// A shape with so many extents, all of a size that a network can have.
  func of(_ name: String, count: Int) throws(ConversionError) -> [Int] {
    guard let shape = checkpoint.tensors[name]?.shape else {
      throw ConversionError(
        checkpoint.path, "tensor \(name)", "it is missing",
        remedy: "use a complete checkpoint of the network")
    }
    guard shape.count == count, shape.allSatisfy({ (1...65_536).contains($0) }) else {
      throw ConversionError(
        checkpoint.path, "tensor \(name)", "its shape \(shape) fits no network of its family",
        remedy: "use a complete checkpoint of the network")
    }
    return shape
  }
}
