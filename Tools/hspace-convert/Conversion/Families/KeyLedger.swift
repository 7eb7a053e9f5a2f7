/// The account of a checkpoint's keys: each must be taken exactly once.
///
/// Faults are gathered, so that one error can name the first few and their number.
struct KeyLedger {
  private let checkpoint: Checkpoint
  private var left: Set<String>
  /// Tensors of which parts were taken.
  private var parts: Set<String> = []
  private var missing: [String] = []
  private var misshaped: [String] = []
  /// What was taken, in this order.
  private(set) var tensors: [ModelTensor] = []

  init(_ checkpoint: Checkpoint) {
    self.checkpoint = checkpoint
    // Counters are no weights.
    left = Set(checkpoint.tensors.keys.filter { !$0.hasSuffix(".num_batches_tracked") })
  }

  /// Takes a vector and returns its number.
  mutating func vector(
    _ names: [String], _ canonical: String, count: Int, _ rows: TensorRows? = nil
  ) -> Int {
    take(
      names, canonical, shapes: [[rows?.total ?? count]], extents: [count, 1, 1, 1],
      isPacked: false, rows)
  }

  /// Takes a matrix that is no weight of a convolution and returns its number.
  mutating func matrix(_ names: [String], _ canonical: String, rows: Int, columns: Int) -> Int {
    take(
      names, canonical, shapes: [[rows, columns]], extents: [rows, columns, 1, 1],
      isPacked: false, nil)
  }

  /// Takes the weight of a convolution and returns its number.
  mutating func convolution(
    _ names: [String], _ canonical: String, outputs: Int, inputs: Int, kernel: Int,
    _ rows: TensorRows? = nil
  ) -> Int {
    take(
      names, canonical, shapes: [[rows?.total ?? outputs, inputs, kernel, kernel]],
      extents: [outputs, inputs, kernel, kernel], isPacked: true, rows)
  }

  /// Takes the weight of a linear layer, which may be stored as a convolution of one pixel, in a row or a square.
  mutating func linear(
    _ names: [String], _ canonical: String, outputs: Int, inputs: Int, _ rows: TensorRows? = nil
  ) -> Int {
    let shape = [rows?.total ?? outputs, inputs]
    return take(
      names, canonical, shapes: [shape, shape + [1], shape + [1, 1]],
      extents: [outputs, inputs, 1, 1], isPacked: true, rows)
  }

  /// Forgets what the file holds twice under names of different age.
  mutating func discard(copies names: [String]) { left.subtract(names) }

  /// Takes the first name that is there; of a tensor that is taken in parts, every part once.
  private mutating func take(
    _ names: [String], _ canonical: String, shapes: [[Int]], extents: [Int], isPacked: Bool,
    _ rows: TensorRows?
  ) -> Int {
    let name = names.first { left.contains($0) || (rows != nil && parts.contains($0)) }
    guard let name, let source = checkpoint.tensors[name] else {
      if !missing.contains(names[0]) { missing.append(names[0]) }
      return tensors.count
    }
    let isNew = left.remove(name) != nil
    if rows != nil { parts.insert(name) }
    if isNew, !shapes.contains(source.shape) {
      misshaped.append("\(name) is \(source.shape) instead of \(shapes[0])")
    } else if isNew, !source.type.isFloat {
      misshaped.append("\(name) is of type \(source.type.rawValue)")
    }
    tensors.append(
      ModelTensor(
        source: source, rows: rows, canonicalName: canonical, extents: extents,
        isPacked: isPacked))
    return tensors.count - 1
  }

  /// Values of all tensors that were taken.
  var parameters: Int { tensors.reduce(0) { $0 + $1.count } }

  /// How many tensors of the checkpoint were taken.
  var sourceCount: Int { Set(tensors.map(\.source.name)).count }

  /// Throws unless every key was taken, none was missed and all had their shapes.
  func finish() throws(ConversionError) {
    var faults: [String] = []
    if !missing.isEmpty { faults.append("missing \(list(missing))") }
    if !misshaped.isEmpty { faults.append("wrong in shape \(list(misshaped))") }
    if !left.isEmpty { faults.append("not part of this architecture \(list(left.sorted()))") }
    guard !faults.isEmpty else { return }
    throw ConversionError(
      checkpoint.path, "keys", faults.joined(separator: "; "),
      remedy: "use configuration and weights of the same network")
  }

  /// The number of keys and the first few.
  private func list(_ keys: [String]) -> String {
    let shown = keys.prefix(4).joined(separator: ", ")
    return "(\(keys.count)): \(shown)\(keys.count > 4 ? ", ..." : "")"
  }
}
