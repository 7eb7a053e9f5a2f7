/// The account of a checkpoint's keys: each must be taken exactly once.
///
/// Faults are gathered, so that one error can name the first few and their number.
struct KeyLedger {
  private let checkpoint: Checkpoint
  private var left: Set<String>
  private var missing: [String] = []
  private var misshaped: [String] = []
  /// What was taken, in this order.
  private(set) var tensors: [ModelTensor] = []

  init(_ checkpoint: Checkpoint) {
    self.checkpoint = checkpoint
    left = Set(checkpoint.tensors.keys)
  }

  /// Takes a vector and returns its number.
  mutating func vector(_ names: [String], count: Int) -> Int {
    take(names, shapes: [[count]], extents: [count, 1, 1, 1], isPacked: false)
  }

  /// Takes the weight of a convolution and returns its number.
  mutating func convolution(_ names: [String], outputs: Int, inputs: Int, kernel: Int) -> Int {
    let extents = [outputs, inputs, kernel, kernel]
    return take(names, shapes: [extents], extents: extents, isPacked: true)
  }

  /// Takes the weight of a linear layer, which may be stored as a convolution of one pixel.
  mutating func linear(_ names: [String], outputs: Int, inputs: Int) -> Int {
    let extents = [outputs, inputs, 1, 1]
    return take(names, shapes: [[outputs, inputs], extents], extents: extents, isPacked: true)
  }

  /// Takes the first name that is there; the first of all is the canonical one.
  private mutating func take(
    _ names: [String], shapes: [[Int]], extents: [Int], isPacked: Bool
  ) -> Int {
    let name = names.first { left.contains($0) }
    guard let name, let source = checkpoint.tensors[name] else {
      missing.append(names[0])
      return tensors.count
    }
    left.remove(name)
    if !shapes.contains(source.shape) {
      misshaped.append("\(name) is \(source.shape) instead of \(shapes[0])")
    }
    tensors.append(
      ModelTensor(
        source: source, canonicalName: names[0], extents: extents, isPacked: isPacked))
    return tensors.count - 1
  }

  /// Throws unless every key was taken, none was missed and all had their shapes.
  func finish() throws(ConversionError) {
    var faults: [String] = []
    if !missing.isEmpty { faults.append("missing \(list(missing))") }
    if !misshaped.isEmpty { faults.append("wrong in shape \(list(misshaped))") }
    if !left.isEmpty { faults.append("not part of this architecture \(list(left.sorted()))") }
    guard !faults.isEmpty else { return }
    throw ConversionError(
      checkpoint.path, "keys", faults.joined(separator: "; "),
      remedy: "use configuration and weights of the same export")
  }

  /// The number of keys and the first few.
  private func list(_ keys: [String]) -> String {
    let shown = keys.prefix(4).joined(separator: ", ")
    return "(\(keys.count)): \(shown)\(keys.count > 4 ? ", ..." : "")"
  }
}
